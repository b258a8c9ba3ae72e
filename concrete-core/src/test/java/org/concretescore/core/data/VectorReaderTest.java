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
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.Vectors;
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
                "1,2;3|:2:1: the row ends after 1 of the 2 fields of the first row",
                "1,2;3,4,5|:2:2: the row has more than the 2 fields of the first row",
                "a,b;1,x|:2:2: 'x' is not a number",
                "1,b;1,2|:1:2: 'b' is not a number",
                "1,2;3,NaN|:2:2: 'NaN' is a missing value",
                "1,2;3,|:2:2: '' is a missing value",
                "1,2;0x1p3,4|:2:1: '0x1p3' is not a number",
                "1,2;1e99,4|:2:1: '1e99' is too large for single precision",
                "1,2;inf,4|:2:1: 'inf' is not a number",
                "1,2;3,-Infinity|:2:2: '-Infinity' is not a number",
                "a,b;1,NA|:2:2: 'NA' is a missing value",
                "nan;1;2|:1:1: 'nan' is a missing value",
                "a,-Inf;1,2|:1:1: 'a' is not a number",
                "a,a;1,2|:1:2: the header has the name 'a' twice",
                "a,b|:1: the file has a header but no rows",
                ";1|:1: there is a blank line before the rows",
                "1;;2|:2:1: there is a blank line between rows"
            })
    void refusesWithTheirPlace(String text, String message) {
        String said = assertThrows(DataException.class, () -> read(text.replace(';', '\n')))
                .getMessage();
        assertTrue(said.endsWith("data.csv" + message), said);
    }

    @Test
    void otherSeparatorsAreNamed() throws IOException {
        for (String separator : List.of(";", "\t")) {
            String what = separator.equals(";") ? "semicolons" : "tabs";
            String said = refused("a" + separator + "b\n1" + separator + "2\n");
            assertTrue(said.contains("data.csv:2:1: ") && said.endsWith("commas, not by " + what), said);
            said = refused("1" + separator + "2\n3" + separator + "4\n");
            // A row without a number is a header.
            assertTrue(said.contains("data.csv:2:1: ") && said.endsWith("commas, not by " + what), said);
        }
    }

    private String refused(String text) {
        return assertThrows(DataException.class, () -> read(text)).getMessage();
    }

    @Test
    void theHeaderIsFoundOrAsGiven() throws IOException {
        Path file = Files.writeString(directory.resolve("years.csv"), "2019,2020\n1,2\n");
        assertEquals(2, VectorReader.read(file).count());
        assertEquals(2, VectorReader.read(file, CsvOptions.Header.ABSENT).count());
        Vectors named = VectorReader.read(file, CsvOptions.Header.PRESENT);
        assertEquals(List.of("2019", "2020"), named.names());
        assertArrayEquals(new float[] {1, 2}, named.values());
        Files.writeString(file, "a,b\n1,2\n");
        Samples.assertRefused(
                () -> VectorReader.read(file, CsvOptions.Header.ABSENT), "years.csv:1:1: 'a' is not a number");
    }

    private static final Columns COLUMNS = Columns.of(List.of("a", "b"), new double[] {10, 20}, new double[] {2, 4});

    private Vectors readFor(String text, double limit) throws IOException {
        return VectorReader.readFor(
                Files.writeString(directory.resolve("more.csv"), text), CsvOptions.Header.AUTO, COLUMNS, limit);
    }

    @Test
    void rowsOfGivenColumnsAreStandardised() throws IOException {
        assertArrayEquals(
                new float[] {1, -1, 0, 0.5f}, readFor("a,b\n12,16\n10,22\n", 1).values());
        assertArrayEquals(new float[] {1, -1}, readFor("12,16\n", 1).values());
        assertEquals(COLUMNS.names(), readFor("12,16\n", 1).names());
        // Names that were made up bind nobody.
        Columns nameless = Columns.of(List.of("x1", "x2"), new double[2], new double[] {1, 1});
        Path file = Files.writeString(directory.resolve("named.csv"), "a,b\n1,2\n");
        assertEquals(
                1,
                VectorReader.readFor(file, CsvOptions.Header.AUTO, nameless, 9).count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b,c;1,2,3|:1: the row has 3 fields instead of 2, which are 'a', 'b'",
                "1;2|:1: the row has 1 field instead of 2, which are 'a', 'b'",
                "b,a;1,2|:1:1: the name of the column is 'b' instead of 'a'",
                "a,b;1,2;1,1e30|:3:2: '1e30' is 2.5E29 standard deviations of the column 'b' away from its mean; at most 100.0",
                "1,2;-191,2|:2:1: '-191' is 100.5 standard deviations of the column 'a'",
            })
    void refusesOtherColumnsAndFarValues(String text, String message) {
        String said = assertThrows(DataException.class, () -> readFor(text.replace(';', '\n'), 100))
                .getMessage();
        assertTrue(said.contains("more.csv" + message), said);
    }

    @Test
    void whatCanNotBeStandardisedIsRefused() throws IOException {
        Columns narrow = Columns.of(List.of("a"), new double[1], new double[] {1e-20});
        Path file = Files.writeString(directory.resolve("far.csv"), "a\n1e-20\n1e30\n");
        Samples.assertRefused(
                () -> VectorReader.readFor(file, CsvOptions.Header.AUTO, narrow, Double.POSITIVE_INFINITY),
                "far.csv:3:1: '1e30' is Infinity standard deviations");
    }

    @Test
    void columnsWithoutADensityAreRefused() {
        // Their computed deviation is not 0: the mean of equal numbers has a rounding error.
        float[] equal = new float[2 * 7];
        for (int i = 0; i < 7; i++) {
            equal[2 * i] = i;
            equal[2 * i + 1] = 0.1f;
        }
        String said = assertThrows(IllegalArgumentException.class, () -> Columns.of(Vectors.of(2, equal)))
                .getMessage();
        assertEquals("column 2, 'x2', has only one value, 0.1 in single precision", said);
        assertThrows(IllegalArgumentException.class, () -> Columns.of(Vectors.of(1, new float[] {3})));
        // Seconds since 1970: a minute is less than a float's step.
        float[] times = {1.7e9f, 1.7e9f + 256, 1.7e9f + 1024};
        said = assertThrows(IllegalArgumentException.class, () -> Columns.of(Vectors.of(1, times)))
                .getMessage();
        assertTrue(said.startsWith("column 1, 'x1', has the standard deviation "), said);
        assertTrue(
                said.endsWith("which single precision resolves only to 128.0; subtract a constant from the column"),
                said);
        // Only the differences count.
        Columns huge = Columns.of(Vectors.of(1, new float[] {1e30f, -1e30f, 3e30f}));
        assertEquals(1e30, huge.means()[0], 1e24);
        assertArrayEquals(
                new float[] {0, -1.2247449f, 1.2247449f},
                huge.standardise(Vectors.of(1, new float[] {1e30f, -1e30f, 3e30f}))
                        .values(),
                1e-6f);
    }

    @Test
    void vectorsAreSplitAtRandom() {
        float[] values = new float[30];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Vectors data = Vectors.of(List.of("a", "b"), values);
        Vectors.Split split = data.split(0.8, new RandomStreams(1).stream("split"));
        assertEquals(12, split.first().count());
        assertEquals(3, split.rest().count());
        assertEquals(data.names(), split.rest().names());
        boolean[] seen = new boolean[15];
        for (Vectors part : List.of(split.first(), split.rest())) {
            float before = -1;
            for (int i = 0; i < part.count(); i++) {
                float value = part.values()[2 * i];
                assertTrue(value > before, "rows keep their order");
                assertEquals(value + 1, part.values()[2 * i + 1]);
                seen[(int) value / 2] = true;
                before = value;
            }
        }
        for (boolean row : seen) {
            assertTrue(row);
        }
        UniformRandomProvider random = new RandomStreams(1).stream("split");
        assertEquals(1, Vectors.of(1, new float[2]).split(0.99, random).rest().count());
        assertThrows(IllegalArgumentException.class, () -> Vectors.of(1, new float[1])
                .split(0.5, random));
        assertThrows(IllegalArgumentException.class, () -> data.split(Double.NaN, random));
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
