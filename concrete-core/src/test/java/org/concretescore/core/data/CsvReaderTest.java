package org.concretescore.core.data;

import static org.concretescore.core.data.Samples.assertRefused;
import static org.concretescore.core.data.Samples.gzip;
import static org.concretescore.core.data.Samples.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.concretescore.core.data.CsvOptions.Header;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvReaderTest {
    private static final CsvOptions DEFAULTS = CsvOptions.defaults();
    private static final Schema SCHEMA =
            Schema.of(List.of("n", "color"), StateSpace.of(3, 2), List.of(List.of(), List.of("blue", "red")));

    @TempDir
    Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("data.csv"), content);
    }

    private Dataset read(String text) throws IOException {
        return read(text, DEFAULTS);
    }

    private Dataset read(String text, CsvOptions options) throws IOException {
        return CsvReader.read(file(utf8(text)), options);
    }

    /** The message must begin with file, line and column, and hold the other parts. */
    private void refused(String text, CsvOptions options, int line, int column, String... parts) throws IOException {
        Path file = file(utf8(text));
        String[] all = Arrays.copyOf(parts, parts.length + 1);
        all[parts.length] = file + ":" + line + ":" + column + ": ";
        assertRefused(() -> CsvReader.read(file, options), all);
    }

    private void refused(String text, int line, int column, String... parts) throws IOException {
        refused(text, DEFAULTS, line, column, parts);
    }

    // What is read

    @Test
    void readsIntegers() throws IOException {
        Dataset data = read("0,1,4\n1,0,0\n");
        assertArrayEquals(new int[] {0, 1, 4, 1, 0, 0}, data.states());
        assertEquals(Schema.of(StateSpace.of(2, 2, 5)), data.schema());
        assertFalse(data.isWeighted());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,1\n1,0",
                "0,1\r\n1,0\r\n",
                "\ufeff0,1\n1,0\n",
                " 0 ,\t1\n1,0 \n",
                "\"0\",\"1\" \n1, \"0\"\n",
                "00,+1\n01,-0\n",
                "0,1\n1,0\n\n\n",
                "a,b\n0,1\n1,0\n",
                "\"a\n,\"\"\",b\r\n0,1\r\n1,0"
            })
    void readsTheSameTableHoweverItIsWritten(String text) throws IOException {
        assertArrayEquals(new int[] {0, 1, 1, 0}, read(text).states());
        assertArrayEquals(
                new int[] {0, 1, 1, 0}, CsvReader.read(file(gzip(utf8(text)))).states());
    }

    @Test
    void readsTwoGzipFilesInOne() throws IOException {
        byte[] first = gzip(utf8("0,1\n"));
        byte[] second = gzip(utf8("1,0\n"));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        assertArrayEquals(new int[] {0, 1, 1, 0}, CsvReader.read(file(both)).states());
    }

    @Test
    void mapsSortedLabels() throws IOException {
        Dataset data = read("n,color,mixed\n0,red,10\n5,\"blue, \"\"navy\"\"\",b\n2,grün,9\n");
        assertEquals(List.of("n", "color", "mixed"), data.schema().names());
        assertEquals(List.of("blue, \"navy\"", "grün", "red"), data.schema().labels(1));
        assertEquals(List.of("10", "9", "b"), data.schema().labels(2));
        assertEquals(StateSpace.of(6, 3, 3), data.space());
        assertArrayEquals(new int[] {0, 2, 0, 5, 0, 2, 2, 1, 1}, data.states());
    }

    @Test
    void labelsKeepLeadingZerosOnlyAmongLabels() throws IOException {
        assertEquals(List.of("01", "1", "b"), read("01,0\n1,0\nb,0\n").schema().labels(0));
        assertArrayEquals(new int[] {1, 1, 0}, read("01\n1\n0\n").states());
    }

    @Test
    void readsFieldsAcrossBufferBoundaries() throws IOException {
        String label = "ä".repeat(50_000);
        Dataset data = read("n,label\n1," + label + "\n0,x\n");
        assertEquals(List.of("x", label), data.schema().labels(1));
        assertArrayEquals(new int[] {1, 1, 0, 0}, data.states());
    }

    @Test
    void aConstantColumnOfIntegersHasTwoCategories() throws IOException {
        assertEquals(StateSpace.of(2, 4), read("0,3\n0,3\n").space());
    }

    @Test
    void categoriesCanBeGiven() throws IOException {
        assertEquals(
                StateSpace.of(7, 7),
                read("0,3\n1,2\n", DEFAULTS.withCategories(7)).space());
        assertEquals(
                StateSpace.of(5, 4),
                read("0,3\n1,2\n", DEFAULTS.withCategories(5, 0)).space());
        assertEquals(
                StateSpace.of(2, 2),
                read("0,x\n1,y\n", DEFAULTS.withCategories(2)).space());
    }

    @Test
    void readsWeightsByNameAndByNumber() throws IOException {
        for (String column : List.of("w", "2")) {
            Dataset data = read("a,w,b\n0,0.5,1\n1,2e1,3\n", DEFAULTS.withWeightsColumn(column));
            assertTrue(data.isWeighted());
            assertArrayEquals(new double[] {0.5, 20}, data.weights());
            assertArrayEquals(new int[] {0, 1, 1, 3}, data.states());
            assertEquals(List.of("a", "b"), data.schema().names());
        }
        Dataset data = read("0,0.5\n1,2\n", DEFAULTS.withWeightsColumn("2"));
        assertArrayEquals(new double[] {0.5, 2}, data.weights());
        assertEquals(List.of("x1"), data.schema().names());
    }

    /** A model of data without names takes data with any, also one that was saved when columns were numbered from 0. */
    @Test
    void columnsWithoutNamesTakeAnyHeader() throws IOException {
        StateSpace space = StateSpace.of(2, 2);
        for (String names : List.of("x0\t2\nx1\t2", "x1\t2\nx2\t2")) {
            Schema schema = Schema.decode("concrete-schema 1\n" + names);
            assertEquals(space, schema.space());
            for (String header : List.of("a,b", "x0,x1", "x1,x2")) {
                Dataset data = read(header + "\n0,1\n", DEFAULTS.withSchema(schema));
                assertEquals(1, data.count());
                assertEquals(schema.names(), data.schema().names(), "they keep their names");
            }
        }
    }

    // The header

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,1;1,1;|false",
                "a,b;0,1;|true",
                "red,0;blue,1;|false",
                "color,n;red,0;|true",
                "red,x;red,y;|false",
                "a;0;|true",
                "rating,film;0.5,x;|true",
                "0.5;1;|false"
            })
    void findsTheHeader(String text, boolean header) throws IOException {
        Dataset data = read(text.replace(';', '\n'));
        assertEquals(header ? 1 : 2, data.count());
        assertEquals(header, !data.schema().names().get(0).equals("x1"));
    }

    @Test
    void theOptionDecidesAboutTheHeader() throws IOException {
        assertEquals(1, read("5,1\n0,1\n", DEFAULTS.withHeader(Header.PRESENT)).count());
        assertEquals(
                List.of("5", "1"),
                read("5,1\n0,1\n", DEFAULTS.withHeader(Header.PRESENT)).schema().names());
        assertEquals(
                List.of("0", "1", "a"),
                read("a\n0\n1\n", DEFAULTS.withHeader(Header.ABSENT)).schema().labels(0));
    }

    @Test
    void refusesAHeaderThatCanNotBeTold() throws IOException {
        refused("color,size\nred,big\nblue,big\n", 1, 1, "header");
        refused("0,1,l\n0,1,1\n", 1, 3, "header", "'l'", "'1'", "set the option header to present or absent");
        refused("a;b\nx;1\ny;2\n", 1, 1, "header", "separated by commas, not by semicolons");
        refused("a\tb\nx\t1\ny\t2\n", 1, 1, "header", "separated by commas, not by tabs");
    }

    // With a schema

    @Test
    void enforcesASchema() throws IOException {
        CsvOptions options = DEFAULTS.withSchema(SCHEMA);
        for (String text : List.of("n,color\n1,red\n0,red\n", "1,red\n0,red\n")) {
            Dataset data = read(text, options);
            assertEquals(SCHEMA, data.schema());
            assertArrayEquals(new int[] {1, 1, 0, 1}, data.states());
        }
        // All labels: the names alone tell the header.
        Schema labels = Schema.of(List.of("c"), StateSpace.of(2), List.of(List.of("blue", "red")));
        assertEquals(1, read("c\nred\n", DEFAULTS.withSchema(labels)).count());
        assertEquals(1, read("red\n", DEFAULTS.withSchema(labels)).count());
        // Labels that look like numbers.
        Schema digits = Schema.of(List.of("c"), StateSpace.of(3), List.of(List.of("10", "9", "b")));
        assertArrayEquals(
                new int[] {1, 0}, read("9\n10\n", DEFAULTS.withSchema(digits)).states());
    }

    @Test
    void refusesWhatTheSchemaDoesNotHave() throws IOException {
        CsvOptions options = DEFAULTS.withSchema(SCHEMA);
        refused("0,red\n1,red\n3,red\n", options, 3, 1, "'3'", "0..2", "'n'");
        refused("0,red\n1,pink\n", options, 2, 2, "'pink'", "'color'", "'blue', 'red'");
        refused("0,pink\n1,red\n", options, 1, 2, "'pink'");
        refused("0,red\n1,7\n", options, 2, 2, "'7'", "'color'");
        refused("0,red\nx,red\n", options, 2, 1, "'x'", "0..2");
        refused("0,red\n\u0661,red\n", options, 2, 1, "'\u0661'", "0..2");
        refused("0,red\n-1,red\n", options, 2, 1, "'-1'", "0..2", "offset");
        refused("n,colour\n0,red\n", options, 1, 2, "'colour'", "'color'");
        assertRefused(() -> read("0,red,1\n", options), ":1: ", "3 columns", "2");
        assertRefused(() -> read("0;red\n", options), ":1: ", "1 column of", "not by semicolons");
    }

    // What is refused

    @ParameterizedTest
    @ValueSource(strings = {"", "NA", "NaN", "nan", "?", "\"\"", "\"NA\"", " "})
    void refusesMissingValues(String missing) throws IOException {
        refused("0,1\n1," + missing + "\n", 2, 2, "missing");
        refused("a,b\nx,y\nx,y\n" + missing + ",y\n", 4, 1, "missing");
        refused("0," + missing + "\n1,1\n", 1, 2, "missing");
    }

    @Test
    void refusesRaggedRows() throws IOException {
        refused("0,1\n0\n", 2, 1, "1 of the 2");
        refused("0,1,1\n0,1,1\n0,1\n", 3, 2, "2 of the 3");
        refused("0,1\n0,1,1\n", 2, 2, "more than the 2");
        refused("0,1\n\n0,1\n", 2, 1, "blank line");
        refused("0\n\n\n1\n", 2, 1, "blank line");
    }

    @Test
    void refusesFilesWithoutRows() throws IOException {
        for (String text : List.of("", "\ufeff")) {
            assertRefused(() -> read(text), "data.csv:1: ", "empty");
        }
        assertRefused(() -> read("\n0,1\n"), "data.csv:1: ", "blank");
        assertRefused(() -> read("a,b\n"), "data.csv:1: ", "no rows");
        assertRefused(() -> read("0,1\n", DEFAULTS.withHeader(Header.PRESENT)), "data.csv:1: ", "no rows");
        Path absent = folder.resolve("absent.csv");
        assertRefused(() -> CsvReader.read(absent), absent.toString(), "no such file");
        assertRefused(() -> CsvReader.read(folder), folder.toString(), "folder");
    }

    @Test
    void refusesBadQuotes() throws IOException {
        refused("0,1\n0,1\"\n", 2, 2, "quote");
        refused("a,b\n0,\"1\"2\n", 2, 2, "'1'", "closing quote");
        refused("a,b\n0,\"1\n2\n3\n", 2, 2, "never closed");
        refused("0,1\r0,1\r", 1, 2, "carriage return");
    }

    @Test
    void countsTheLinesOfQuotedFields() throws IOException {
        refused("a,b\n\"x\ny\",1\n\"x\ny\",?\n", 5, 2, "'?'");
        refused("a,b\n0,\"x\ny\"\n-3,z\n", 4, 1, "'-3'");
    }

    @Test
    void refusesNumbersOutOfRange() throws IOException {
        refused("0,1\n1,-1\n", 2, 2, "'-1'", "offset");
        // No range was given; what is wrong is the number of categories that it asks for.
        for (String huge : List.of("16777216", "2000000000", "2147483647", "99999999999")) {
            refused("0,1\n1,2\n0," + huge + "\n", 3, 2, "'" + huge + "'", "column 'x2'", "the largest is 16777215");
            refused("a,b\n1," + huge + "\n", 2, 2, "'" + huge + "'", "column 'b'", "the largest is 16777215");
            refused("0," + huge + "\n", 1, 2, "'" + huge + "'", "the largest is 16777215");
            refused("0," + huge + "\n", DEFAULTS.withCategories(3), 1, 2, "'" + huge + "'", "not one of 0..2");
        }
        assertEquals(StateSpace.of(2, 16777216), read("0,16777215\n").space());
        assertEquals(
                StateSpace.of(2, 16777217),
                read("0,16777216\n", DEFAULTS.withCategories(2, 16777217)).space());
        // 2^32 + 1, which must not wrap around to 1.
        refused("0,1\n1,4294967297\n", 2, 2, "'4294967297'");
        refused("0,1\n1,2\n1,3\n", DEFAULTS.withCategories(3), 3, 2, "'3'", "0..2");
        refused("0,1\n1,2\n", DEFAULTS.withCategories(1, 0), 2, 1, "'1'");
    }

    @Test
    void refusesNumbersOfCategoriesThatDoNotFit() throws IOException {
        assertRefused(() -> read("0,1\n", DEFAULTS.withCategories(2, 2, 2)), ":1: ", "2 columns", "[2, 2, 2]");
        refused("0,1\n1,7\nl,2\n", DEFAULTS.withCategories(2), 3, 1, "'l'", "3", "not 2");
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws IOException {
        Path latin = file(new byte[] {'n', ',', 'a', '\n', '0', ',', 'b', (byte) 0xfc, '\n'});
        assertRefused(() -> CsvReader.read(latin), latin + ":2:2: ", "UTF-8");
        refused("n,a\n0,b\0\n", 2, 2, "zero byte");
    }

    @Test
    void refusesDamagedGzipFiles() throws IOException {
        byte[] whole = gzip(utf8("0,1\n".repeat(1000)));
        Path cut = file(Arrays.copyOf(whole, whole.length - 12));
        assertRefused(() -> CsvReader.read(cut), cut + ":", "truncated");
        Path short10 = file(Arrays.copyOf(whole, 5));
        assertRefused(() -> CsvReader.read(short10), short10 + ": ", "truncated");
        whole[whole.length - 6] ^= 1;
        Path corrupt = file(whole);
        assertRefused(() -> CsvReader.read(corrupt), corrupt + ":", "damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "", "NaN", "Infinity", "1e999", "1d"})
    void refusesWeights(String weight) throws IOException {
        refused("a,w\n0,1\n1," + weight + "\n", DEFAULTS.withWeightsColumn("w"), 3, 2, "'" + weight + "'", "weight");
    }

    @Test
    void refusesWeightsThatAreNotThere() throws IOException {
        assertRefused(() -> read("a,b\n0,1\n", DEFAULTS.withWeightsColumn("w")), ":1: ", "'w'", "'a', 'b'");
        assertRefused(() -> read("a,b\n0,1\n", DEFAULTS.withWeightsColumn("3")), ":1: ", "3", "2");
        assertRefused(() -> read("w\n1\n", DEFAULTS.withWeightsColumn("w")), ":1: ", "no column except");
        assertRefused(() -> read("a,w\n0,0\n1,0.0\n", DEFAULTS.withWeightsColumn("w")), "data.csv: ", "0.0");
        refused("0,?\n1,1\n", DEFAULTS.withWeightsColumn("2"), 1, 2, "'?'");
    }

    @Test
    void refusesUselessNames() throws IOException {
        refused("a,b,a\n0,0,0\n", 1, 3, "'a' twice");
        refused(",b\n0,1\n", 1, 1, "no name");
    }

    @Test
    void optionsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withCategories(-1));
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withWeightsColumn("0"));
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withWeightsColumn(" "));
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withHeader(Header.ABSENT)
                .withWeightsColumn("w"));
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withSchema(SCHEMA)
                .withCategories(2));
        assertThrows(NullPointerException.class, () -> DEFAULTS.withHeader(null));
        assertEquals(List.of(), DEFAULTS.withCategories(2).withSchema(SCHEMA).categories());
    }
}
