package org.concretescore.core.data;

import static org.concretescore.core.data.Samples.assertRefused;
import static org.concretescore.core.data.Samples.gzip;
import static org.concretescore.core.data.Samples.idx;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxReaderTest {
    private static final IdxOptions DEFAULTS = IdxOptions.defaults();
    private static final byte[] GREY = idx(0x08, new int[] {2, 1, 3}, 0, 128, 255, 7, 127, 1);

    @TempDir
    Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("images"), content);
    }

    private Dataset read(byte[] content, IdxOptions options) throws IOException {
        return IdxReader.read(file(content), options);
    }

    private void refused(byte[] content, IdxOptions options, int offset, String... parts) throws IOException {
        Path file = file(content);
        String[] all = Arrays.copyOf(parts, parts.length + 1);
        all[parts.length] = file + ":byte " + offset + ": ";
        assertRefused(() -> IdxReader.read(file, options), all);
    }

    @Test
    void readsBytesPlainAndCompressed() throws IOException {
        for (byte[] content : new byte[][] {GREY, gzip(GREY)}) {
            Dataset data = IdxReader.read(file(content));
            assertEquals(Schema.of(StateSpace.uniform(3, 256)), data.schema());
            assertArrayEquals(new int[] {0, 128, 255, 7, 127, 1}, data.states());
        }
    }

    @Test
    void readsOneToFourDimensions() throws IOException {
        assertEquals(
                StateSpace.binary(1),
                read(idx(0x08, new int[] {3}, 0, 0, 0), DEFAULTS).space());
        assertEquals(
                StateSpace.binary(3),
                read(idx(0x08, new int[] {1, 3}, 0, 1, 0), DEFAULTS).space());
        assertEquals(
                StateSpace.uniform(2, 256),
                read(idx(0x08, new int[] {1, 1, 2, 1}, 0, 2), DEFAULTS).space());
    }

    @Test
    void thresholdAndCategories() throws IOException {
        Dataset binary = read(GREY, DEFAULTS.withThreshold(128));
        assertArrayEquals(new int[] {0, 1, 1, 0, 0, 0}, binary.states());
        assertEquals(StateSpace.binary(3), binary.space());
        assertEquals(
                StateSpace.uniform(1, 10),
                read(idx(0x08, new int[] {1}, 9), DEFAULTS.withCategories(10)).space());
    }

    @Test
    void enforcesASchema() throws IOException {
        Schema grey = Schema.of(StateSpace.uniform(2, 256));
        byte[] black = idx(0x08, new int[] {1, 2}, 0, 1);
        assertEquals(grey, read(black, DEFAULTS.withSchema(grey)).schema());
        refused(
                idx(0x08, new int[] {2, 2}, 0, 1, 2, 0),
                DEFAULTS.withSchema(Schema.of(StateSpace.of(2, 3))),
                14,
                "value 2",
                "row 2",
                "column 1",
                "0..1");
        Path file = file(GREY);
        assertRefused(() -> IdxReader.read(file, DEFAULTS.withSchema(grey)), file + ": ", "3 values", "2 columns");
    }

    @Test
    void refusesWhatIsNotIdx() throws IOException {
        byte[] wrong = GREY.clone();
        wrong[1] = 3;
        refused(wrong, DEFAULTS, 0, "00 03");
        refused(idx(0x0b, new int[] {1}, 0, 0), DEFAULTS, 2, "0x0b");
        refused(idx(0x08, new int[0]), DEFAULTS, 3, "0 dimensions");
        refused(idx(0x08, new int[] {1, 1, 1, 1, 1}, 0), DEFAULTS, 3, "5 dimensions");
        byte[] many = GREY.clone();
        many[3] = (byte) 200;
        refused(many, DEFAULTS, 3, "200 dimensions");
        refused(new byte[0], DEFAULTS, 0, "4 bytes short");
        refused(Arrays.copyOf(GREY, 10), DEFAULTS, 10, "6 bytes short");
    }

    @Test
    void refusesSizesThatDoNotFit() throws IOException {
        refused(Arrays.copyOf(GREY, GREY.length - 2), DEFAULTS, 20, "2 bytes short");
        refused(Arrays.copyOf(GREY, GREY.length + 1), DEFAULTS, 22, "6 values");
        refused(idx(0x08, new int[] {2, 0}), DEFAULTS, 8, "dimension 2", "size 0");
        refused(idx(0x08, new int[] {-1}, 1), DEFAULTS, 4, "4294967295");
        // The product is 2^64 = 0 for whoever does not look.
        refused(idx(0x08, new int[] {1 << 16, 1 << 16, 1 << 16, 1 << 16}, 1), DEFAULTS, 8, "dimension 2", "65536");
    }

    @Test
    void aHugeHeaderAllocatesNothing() throws IOException {
        // Two gigabytes are announced, more than some heaps of this test; one byte is there.
        refused(idx(0x08, new int[] {Integer.MAX_VALUE - 8}, 1), DEFAULTS, 9, "2147483638 bytes short");
        refused(gzip(idx(0x08, new int[] {2, 1 << 29}, 1)), DEFAULTS, 13, "bytes short");
    }

    @Test
    void refusesValuesOutOfRange() throws IOException {
        refused(GREY, DEFAULTS.withCategories(200), 18, "value 255", "row 1", "column 3", "0..199");
    }

    @Test
    void refusesDamagedGzipFiles() throws IOException {
        byte[] whole = gzip(GREY);
        Path cut = file(Arrays.copyOf(whole, whole.length - 9));
        assertRefused(() -> IdxReader.read(cut), cut + ": ", "truncated");
        whole[whole.length - 7] ^= 1;
        Path corrupt = file(whole);
        assertRefused(() -> IdxReader.read(corrupt), corrupt + ": ", "damaged");
    }

    @Test
    void optionsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withCategories(257));
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withCategories(-1));
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withThreshold(256));
        assertThrows(
                IllegalArgumentException.class, () -> DEFAULTS.withThreshold(5).withCategories(3));
        Schema schema = Schema.of(StateSpace.binary(2));
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withSchema(schema)
                .withCategories(2));
        assertEquals(0, DEFAULTS.withCategories(3).withSchema(schema).categories());
    }
}
