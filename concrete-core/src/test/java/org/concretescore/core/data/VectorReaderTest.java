package org.concretescore.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.concretescore.core.continuous.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VectorReaderTest {
    @TempDir
    private Path directory;

    private Vectors read(String text) throws IOException {
        return VectorReader.read(Files.writeString(directory.resolve("data.csv"), text));
    }

    @Test
    void rowsWithAndWithoutAHeader() throws IOException {
        Vectors plain = read("1,-2.5\n.5e1, +3.\n");
        assertEquals(List.of("x1", "x2"), plain.names());
        assertEquals(2, plain.count());
        assertArrayEquals(new float[] {1, -2.5f, 5, 3}, plain.values());
        Vectors named = read("a,b\r\n1,-2.5\r\n5,3");
        assertEquals(List.of("a", "b"), named.names());
        assertEquals(plain.digest(), named.digest());
        assertNotEquals(plain.digest(), Vectors.of(1, plain.values()).digest());
    }

    @Test
    void gzipAndManyRows() throws IOException {
        StringBuilder text = new StringBuilder("v\n");
        for (int i = 0; i < 5000; i++) {
            text.append(i * 0.5).append('\n');
        }
        Path file = directory.resolve("data.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        Vectors vectors = VectorReader.read(file);
        assertEquals(5000, vectors.count());
        assertEquals(2499.5f, vectors.values()[4999]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2;3|:2:1: the row ends after 1 of 2 fields",
                "1,2;3,4,5|:2:2: the row has more than the 2 fields of the first row",
                "a,b;1,x|:2:2: 'x' is not a number",
                "1,b;1,2|:1:2: 'b' is not a number",
                "1,2;3,NaN|:2:2: 'NaN' is a missing value",
                "1,2;3,|:2:2: '' is a missing value",
                "1,2;0x1p3,4|:2:1: '0x1p3' is not a number",
                "1,2;1e99,4|:2:1: '1e99' is too large for single precision",
                "a,a;1,2|:1:2: the header has the name 'a' twice",
                "a,b|:1: the file holds a header and no rows",
                ";1|:1: a blank line before the rows",
                "1;;2|:2:1: a blank line between rows"
            })
    void refusesWithTheirPlace(String text, String message) {
        String said = assertThrows(DataException.class, () -> read(text.replace(';', '\n')))
                .getMessage();
        assertTrue(said.endsWith("data.csv" + message), said);
    }

    @Test
    void refusesVectorsThatAreNone() {
        String said = assertThrows(IllegalArgumentException.class, () -> Vectors.of(2, new float[3]))
                .getMessage();
        assertTrue(said.contains("rows of 2 numbers, at least one, but are 3"), said);
        said = assertThrows(IllegalArgumentException.class, () -> Vectors.of(2, new float[] {0, 1, Float.NaN, 2}))
                .getMessage();
        assertTrue(said.contains("row 1, column 0 is NaN"), said);
        assertThrows(IllegalArgumentException.class, () -> Vectors.of(0, new float[1]));
    }
}
