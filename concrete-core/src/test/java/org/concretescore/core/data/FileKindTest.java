package org.concretescore.core.data;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no data are called what they are, whoever reads them. */
final class FileKindTest {
    @TempDir
    private Path folder;

    private interface Reader {
        Object read(Path file) throws IOException;
    }

    private static final List<Reader> READERS = List.of(
            CsvReader::read, VectorReader::read, WeightsReader::read, IdxReader::read, file -> DataCatalog.of(null)
                    .train(file.toString()));

    private void assertRefused(byte[] content, String what) throws IOException {
        Path file = Files.write(folder.resolve("data.csv"), content);
        for (Reader reader : READERS) {
            String message =
                    assertThrows(DataException.class, () -> reader.read(file)).getMessage();
            assertTrue(message.startsWith(file + ": is " + what), message);
        }
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(new byte[] {1, 2, 3});
            }
        }
        return bytes.toByteArray();
    }

    /** First bytes as hexadecimal digits. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "93 4e 55 4d 50 59 01 00 76 00|an array of NumPy (.npy); write the array as CSV",
                "89 50 4e 47 0d 0a 1a 0a|a PNG picture; put all pictures into one IDX file",
                "ff d8 ff e0 00 10|a JPEG picture",
                "50 41 52 31 15 04 15|a Parquet file; write it as CSV, for instance with DataFrame.to_csv",
                "46 45 41 31 00 00|a Feather file",
                "41 52 52 4f 57 31 00 00|an Arrow or Feather file",
                "89 48 44 46 0d 0a 1a 0a|an HDF5 file",
                "53 51 4c 69 74 65 20 66 6f 72 6d 61 74 20 33 00|an SQLite database; export a table as CSV",
                "80 04 95 1a|a pickle of Python",
                "25 50 44 46 2d 31|a PDF document",
                "d0 cf 11 e0 a1 b1 1a e1|an old Excel or Word document",
                "fd 37 7a 58 5a 00|compressed by xz; unpack it first, or pipe it",
                "42 5a 68 39 31 41 59 26 53 59|compressed by bzip2",
                "28 b5 2f fd|compressed by zstd",
                "ff fe 61 00 2c 00|UTF-16 text; convert it to UTF-8, for instance with iconv",
                "fe ff 00 61 00 2c|UTF-16 text",
                "61 00 2c 00 62 00|UTF-16 text",
                "00 61 00 2c 00 62|UTF-16 text",
                "ff fe 00 00 61 00 00 00|UTF-32 text",
                "43 4f 4e 43 52 45 54 45 00 00 00 01|a model, not data",
                "52 44 58 33 0a 58 0a|an R data file",
            })
    void byFirstBytes(String hexadecimal, String what) throws IOException {
        String[] digits = hexadecimal.split(" ");
        byte[] bytes = new byte[digits.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits[i], 16);
        }
        assertRefused(bytes, what);
        assertRefused(Samples.gzip(bytes), what);
    }

    @Test
    void archivesByWhatTheyHold() throws IOException {
        assertRefused(zip("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook (.xlsx)");
        assertRefused(zip("x.npy", "y.npy"), "an archive of NumPy's arrays (.npz)");
        assertRefused(zip("data.csv"), "a zip archive; unpack it first");
        assertRefused(zip(), "a zip archive; unpack it first");
    }

    @Test
    void texts() throws IOException {
        assertRefused(Samples.utf8("\n <!DOCTYPE html><html>"), "a web page");
        assertRefused(Samples.utf8("[\n  {\"a\": 1}]"), "JSON");
        assertRefused(Samples.utf8("{\"a\": 1}\n{\"a\": 2}\n"), "JSON");
    }

    /** Beginnings of texts that could be a signature's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a,b\n0,1\n",
                "PAR1,PAR2\n0,1\n",
                "PAR1\n0\n",
                "PAR12,b\n",
                "CONCRETE,ash\n1,0\n",
                "RDX3\n1\n",
                "BZh9,b\n",
                "{a,b\n",
                "ORC,b",
                "Übung,b\n",
                "II,III\n",
                "\ufeffa,b\n"
            })
    void textIsText(String text) {
        assertNull(FileKind.refusal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void idxFilesAreNotUtf16() {
        assertNull(FileKind.refusal(new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 0}));
        assertNull(FileKind.refusal(new byte[] {0, 0, 8, 3}));
        assertNull(FileKind.refusal(new byte[] {0, 0, 0, 0}));
    }
}
