package org.concretescore.core.data;

import static org.concretescore.core.data.Samples.assertRefused;
import static org.concretescore.core.data.Samples.gzip;
import static org.concretescore.core.data.Samples.idx;
import static org.concretescore.core.data.Samples.utf8;
import static org.concretescore.core.data.Samples.withFile;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;

/** Streams are read as files are. */
final class SourceTest {
    private static final CsvOptions DEFAULTS = CsvOptions.defaults();
    private static final CsvOptions HEADED = DEFAULTS.withHeader(CsvOptions.Header.PRESENT);
    private static final String TEXT = "größe,zahl\nklein,0\n\"sehr groß\",2\nklein,1\n";

    private static Source bytes(byte[] bytes) {
        return Source.of(new ByteArrayInputStream(bytes), "upload");
    }

    private static Source characters(String text) {
        return Source.of(new StringReader(text), "upload");
    }

    @Test
    void aStreamIsReadAsAFileIs() throws IOException {
        Dataset expected = withFile(utf8(TEXT), CsvReader::read);
        assertEquals(expected, CsvReader.read(characters(TEXT), DEFAULTS));
        assertEquals(expected, CsvReader.read(characters("\ufeff" + TEXT), DEFAULTS));
        for (byte[] bytes : new byte[][] {utf8(TEXT), utf8("\ufeff" + TEXT)}) {
            assertEquals(expected, CsvReader.read(bytes(bytes), DEFAULTS));
            assertEquals(expected, CsvReader.read(bytes(gzip(bytes)), DEFAULTS));
        }
        String numbers = "a,b\n1.5,2\n3,4\n";
        assertEquals(
                withFile(utf8(numbers), VectorReader::read),
                VectorReader.read(characters(numbers), CsvOptions.Header.AUTO));
        assertArrayEquals(new double[] {1, 2}, WeightsReader.read(characters("# two\n1\n2\n")));
        assertArrayEquals(new double[] {1, 2}, WeightsReader.read(bytes(gzip(utf8("1\n2\n")))));
        byte[] idx = idx(8, new int[] {3, 2}, 0, 1, 1, 0, 1, 2);
        assertEquals(withFile(idx, IdxReader::read), IdxReader.read(bytes(gzip(idx)), IdxOptions.defaults()));
        Schema schema = Schema.of(StateSpace.of(2, 3));
        assertArrayEquals(
                new int[] {PartialRows.MISSING, 2},
                PartialRows.read(characters(",2\n"), schema).row(0));
    }

    @Test
    void aPathIsASource() throws IOException {
        Dataset expected = withFile(utf8(TEXT), CsvReader::read);
        assertEquals(expected, withFile(utf8(TEXT), file -> CsvReader.read(Source.of(file), DEFAULTS)));
        assertEquals("Source[standard input]", Source.of(Path.of("-")).toString());
        assertRefused(() -> CsvReader.read(Source.of(Path.of("absent")), DEFAULTS), "absent: there is no such file");
    }

    @Test
    void faultsNameTheSource() {
        assertRefused(() -> CsvReader.read(characters("a,b\n0,1\n0,\n"), DEFAULTS), "upload:3:2: '' is a missing");
        assertRefused(() -> CsvReader.read(characters(""), DEFAULTS), "upload:1: the file is empty");
        assertRefused(
                () -> VectorReader.read(characters("1\nx\n"), CsvOptions.Header.ABSENT), "upload:2:1: 'x' is not a");
        assertRefused(() -> WeightsReader.read(characters("1\n-1\n")), "upload:2: '-1' is not a weight");
        assertRefused(() -> IdxReader.read(bytes(new byte[3]), IdxOptions.defaults()), "upload:byte 3: the file ends");
        assertRefused(() -> CsvReader.read(bytes(new byte[] {'P', 'K', 3, 4}), DEFAULTS), "upload: is a zip archive");
        assertRefused(() -> CsvReader.read(characters("{\"a\": 1}"), DEFAULTS), "upload: is JSON");
        byte[] whole = gzip(utf8(TEXT));
        byte[] damaged = Arrays.copyOf(whole, whole.length - 9);
        assertRefused(() -> CsvReader.read(bytes(damaged), DEFAULTS), "upload:", "the gzip file is truncated here");
    }

    @Test
    void halfAPairOfSurrogatesIsNoText() throws IOException {
        assertRefused(() -> CsvReader.read(characters("a\nx\ny\ud83d\nx\n"), HEADED), "upload:3:1:", "not UTF-8");
        assertRefused(() -> CsvReader.read(characters("a\nx\nx\ny\ud83d"), HEADED), "upload:4:1:", "not UTF-8");
        assertRefused(() -> CsvReader.read(characters("a\nx\nx\n\ude00"), HEADED), "upload:4:1:", "not UTF-8");
        assertEquals(
                "😀",
                CsvReader.read(characters("a\nx\nx\n😀\n"), HEADED).schema().label(0, 1));
    }

    /** The pieces in which a reader hands out its characters do not matter, nor where they cut a pair of surrogates. */
    @Property(tries = 50)
    void anyPieces(@ForAll @IntRange(min = 1, max = 9000) int piece, @ForAll @IntRange(max = 9000) int before)
            throws IOException {
        String text = "a\n" + "0\n".repeat(before) + "ü😀".repeat(4000) + "\n0\n";
        Reader slow = new FilterReader(new StringReader(text)) {
            @Override
            public int read(char[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(length, piece));
            }
        };
        assertEquals(CsvReader.read(bytes(utf8(text)), HEADED), CsvReader.read(Source.of(slow, "upload"), HEADED));
    }

    @Test
    void streamsStayOpen() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream in = new ByteArrayInputStream(utf8(TEXT)) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        CsvReader.read(Source.of(in, "upload"), DEFAULTS);
        Reader reader = new StringReader(TEXT) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        CsvReader.read(Source.of(reader, "upload"), DEFAULTS);
        assertFalse(closed[0]);
    }

    @Test
    void theEntriesOfAnArchiveAreReadOneByOne() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            for (String text : new String[] {"a\n0\n1\n", "a\n2\n2\n"}) {
                zip.putNextEntry(new ZipEntry("part" + text.charAt(2)));
                zip.write(utf8(text));
            }
        }
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive.toByteArray()))) {
            for (int[] states : new int[][] {{0, 1}, {2, 2}}) {
                String name = zip.getNextEntry().getName();
                assertArrayEquals(
                        states, CsvReader.read(Source.of(zip, name), DEFAULTS).states());
            }
        }
    }
}
