package org.concretescore.core.data;

import static org.concretescore.core.data.Samples.utf8;
import static org.concretescore.core.data.Samples.withFile;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data from arrays, texts, records and databases: the same table is the same data set, wherever it comes from. */
final class RowsTest {
    private static final List<String> NAMES = List.of("größe", "anzahl", "neu", "ort, land", "nummer");
    private static final String[][] TABLE = {
        {"klein", "0", "true", "Köln", "7"},
        {"groß", "3", "false", "sagt \"Salü\"", "acht"},
        {"übergroß", "1", "true", "zwei\nZeilen", "09"},
        {"klein", "3", "true", "a, b", "7"},
    };

    enum Extent {
        SMALL,
        LARGE,
        HUGE
    }

    record Item(Extent size, int number, boolean fresh, String place, char letter) {}

    private record Weighted(short value, double weight) {}

    private static String csv(List<String> names, String[][] rows) {
        return Stream.concat(Stream.of(names), Arrays.stream(rows).map(Arrays::asList))
                .map(row -> row.stream()
                        .map(field -> '"' + field.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(",", "", "\n")))
                .collect(Collectors.joining());
    }

    private static Dataset file(List<String> names, String[][] rows, CsvOptions options) throws IOException {
        return withFile(utf8(csv(names, rows)), f -> CsvReader.read(f, options.withHeader(CsvOptions.Header.PRESENT)));
    }

    /** What is to be done with the rows of a query. */
    private interface Query<T> {
        T run(ResultSet results) throws SQLException;
    }

    private static <T> T query(String create, Object[][] rows, String select, Query<T> query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
                Statement statement = connection.createStatement()) {
            statement.execute(create);
            for (Object[] row : rows) {
                String marks = String.join(",", Collections.nCopies(row.length, "?"));
                try (PreparedStatement insert = connection.prepareStatement("insert into t values (" + marks + ")")) {
                    for (int i = 0; i < row.length; i++) {
                        insert.setObject(i + 1, row[i]);
                    }
                    insert.execute();
                }
            }
            try (ResultSet results = statement.executeQuery(select)) {
                return query.run(results);
            }
        }
    }

    @Test
    void aTableIsTheSameWhereverItComesFrom() throws Exception {
        Dataset file = file(NAMES, TABLE, CsvOptions.defaults());
        assertEquals(List.of("groß", "klein", "übergroß"), file.schema().labels(0));
        assertFalse(file.schema().hasLabels(1));
        assertEquals(List.of("false", "true"), file.schema().labels(2));
        assertEquals(List.of("09", "7", "acht"), file.schema().labels(4));
        assertEquals(StateSpace.of(3, 4, 2, 4, 3), file.space());
        assertEquals(file, Dataset.ofRows(NAMES, Arrays.stream(TABLE)));
        Object[][] typed = Arrays.stream(TABLE)
                .map(row -> new Object[] {row[0], Integer.valueOf(row[1]), Boolean.valueOf(row[2]), row[3], row[4]})
                .toArray(Object[][]::new);
        assertEquals(file, Dataset.ofRows(NAMES, Arrays.stream(typed).parallel()));
        for (String integer : List.of("int", "bigint", "tinyint", "numeric(5, 2)")) {
            String create = "create table t (\"größe\" varchar, \"anzahl\" " + integer
                    + ", \"neu\" boolean, \"o\" varchar, \"nummer\" varchar)";
            assertEquals(
                    file,
                    query(
                            create,
                            typed,
                            "select \"größe\", \"anzahl\", \"neu\", \"o\" as \"ort, land\", \"nummer\" from t",
                            Dataset::of));
        }
    }

    /** Small, zero-padded, signed and huge integers, and texts, mixed in columns. */
    @Provide
    static Arbitrary<String> fields() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 12).map(i -> Integer.toString(i)),
                Arbitraries.of("007", "+3", "-0", "999999999", "16777215", "٣", "1.5", "1e3", "x", "ä ö", "A", "true"));
    }

    @Property(tries = 300)
    void anyTextsAreAsInAFile(@ForAll @Size(min = 1, max = 12) List<@From("fields") String> column) throws IOException {
        String[][] rows =
                column.stream().map(field -> new String[] {field, "0"}).toArray(String[][]::new);
        List<String> names = List.of("a", "b");
        Dataset expected;
        try {
            expected = file(names, rows, CsvOptions.defaults());
        } catch (DataException e) {
            String what = e.getMessage().replaceFirst(".*?:\\d+:1: ", "");
            String refusal = refusal(() -> Dataset.ofRows(names, Arrays.stream(rows)));
            assertTrue(refusal.endsWith("column 'a': " + what), () -> refusal + " / " + what);
            return;
        }
        assertEquals(expected, Dataset.ofRows(names, Arrays.stream(rows)));
    }

    @Property(tries = 100)
    void integersAreAsInAFile(@ForAll @Size(min = 1, max = 12) List<@IntRange(max = 300) Integer> column)
            throws IOException {
        int[][] rows = column.stream().map(i -> new int[] {i, 1}).toArray(int[][]::new);
        String[][] texts = column.stream().map(i -> new String[] {"" + i, "1"}).toArray(String[][]::new);
        assertEquals(file(List.of("x1", "x2"), texts, CsvOptions.defaults()), Dataset.of(rows));
    }

    @Test
    void integersAreCopied() {
        int[][] rows = {{0, 4}, {1, 2}};
        Dataset data = Dataset.of(rows);
        rows[0][1] = 9;
        assertEquals(Dataset.of(Schema.of(StateSpace.of(2, 5)), new int[] {0, 4, 1, 2}, 2), data);
        assertEquals(data, Dataset.of(data.schema(), new int[][] {{0, 4}, {1, 2}}));
    }

    @Test
    void integersAreRefusedByRowAndColumn() {
        Schema schema = Schema.of(List.of("a", "b"), StateSpace.of(2, 3), List.of(List.of("no", "yes"), List.of()));
        assertEquals("there is no row", refusal(() -> Dataset.of(new int[0][])));
        assertEquals("row 1 has no value", refusal(() -> Dataset.of(new int[1][0])));
        assertEquals("row 1 is null", refusal(() -> Dataset.of(new int[1][])));
        assertEquals("row 2 is null", refusal(() -> Dataset.of(new int[][] {{0}, null})));
        assertEquals("row 2 has 1 value instead of 2", refusal(() -> Dataset.of(new int[][] {{0, 1}, {0}})));
        assertEquals(
                "row 2 has 3 values instead of 2", refusal(() -> Dataset.of(schema, new int[][] {{0, 1}, {0, 0, 0}})));
        assertEquals(
                "row 2, column 1: '-1' is not one of 0..1 of column 'x1'; add an offset so that the values begin at 0",
                refusal(() -> Dataset.of(new int[][] {{0}, {-1}})));
        for (int huge : new int[] {1 << 24, 1_000_000_000, Integer.MAX_VALUE}) {
            assertEquals(
                    "row 2, column 2: '" + huge
                            + "' is too large for a category of column 'x2'; the largest is 16777215"
                            + " unless the number of categories is given",
                    refusal(() -> Dataset.of(new int[][] {{0, 0}, {0, huge}})));
        }
        assertEquals(1 << 24, Dataset.of(new int[][] {{(1 << 24) - 1}}).space().cardinality(0));
        for (int wrong : new int[] {-1, 3, Integer.MIN_VALUE}) {
            assertEquals(
                    "row 2, column 2: " + wrong + " is not one of 0..2 of column 'b'",
                    refusal(() -> Dataset.of(schema, new int[][] {{0, 1}, {1, wrong}})));
        }
        assertTrue(refusal(() -> Dataset.of(schema, new int[0][])).contains("at least one row"));
    }

    private static String refusal(Executable making) {
        return assertThrows(IllegalArgumentException.class, making).getMessage();
    }

    private static String refusal(List<String> names, Object[]... rows) {
        return refusal(() -> Dataset.ofRows(names, Arrays.stream(rows)));
    }

    @Test
    void rowsAreRefusedByNumber() {
        List<String> names = List.of("a", "b");
        assertEquals("there is no row", refusal(names));
        assertEquals("row 2 is null", refusal(names, new String[] {"x", "0"}, null));
        assertEquals(
                "row 2 has 1 value instead of 2, which are 'a', 'b'",
                refusal(names, new String[] {"x", "0"}, new String[] {"x"}));
        assertEquals("row 1 has 3 values instead of 2, which are 'a', 'b'", refusal(names, new Integer[] {1, 2, 3}));
        assertEquals("there is no column", refusal(List.of()));
        assertEquals("column 2 has no name", refusal(List.of("a", "")));
        assertEquals("two columns have the name 'a'", refusal(List.of("a", "a"), new String[] {"x", "0"}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NA", "NaN", "nan", "?"})
    void missingValuesAreRefused(String missing) {
        assertEquals(
                "row 2, column 'b': '" + missing
                        + "' is a missing value; leave out the row, or use a label of its own for missing values",
                refusal(List.of("a", "b"), new String[] {"x", "0"}, new String[] {"x", missing}));
    }

    @Test
    void nullIsMissing() {
        assertEquals(
                "row 1, column 'b': null is a missing value; leave out the row, or use a label of its own for missing values",
                refusal(List.of("a", "b"), new Object[] {"x", null}));
        assertEquals("row 2 is null", refusal(() -> Dataset.ofRecords(Item.class, Stream.of(item(0), null))));
        assertEquals(
                "row 1, column 'place': null is a missing value; leave out the row, or use a label of its own"
                        + " for missing values",
                refusal(() -> Dataset.ofRecords(Item.class, Stream.of(new Item(Extent.HUGE, 0, true, null, 'x')))));
    }

    static List<Object> wholeNumbers() {
        return List.of(
                3,
                3L,
                (short) 3,
                (byte) 3,
                BigInteger.valueOf(3),
                new BigDecimal("3.00"),
                new BigDecimal("0.3E1"),
                "3",
                '3');
    }

    @ParameterizedTest
    @MethodSource("wholeNumbers")
    void wholeNumbersOfAnyTypeAreIntegers(Object three) {
        Dataset data = Dataset.ofRows(List.of("a"), Stream.of(new Object[] {three}, new Object[] {0}));
        assertEquals(Dataset.ofRows(List.of("a"), Stream.of(new Integer[] {3}, new Integer[] {0})), data);
        assertEquals(4, data.space().cardinality(0));
    }

    static List<Object> realNumbers() {
        return List.of(1.5, 1.0, 2f, Double.NaN, new BigDecimal("0.50"));
    }

    @ParameterizedTest
    @MethodSource("realNumbers")
    void realNumbersAreNoCategories(Object number) {
        assertEquals(
                "row 1, column 'a': '" + number + "' is a real number; round it, use the number of an interval, or use"
                        + " Vectors",
                refusal(List.of("a"), new Object[] {number}));
    }

    @Test
    void objectsOfOtherTypesAreNoCategories() {
        assertEquals(
                "row 1, column 'a': '[1]' is of the type java.util.ImmutableCollections$List12; convert it to a text or a"
                        + " whole number",
                refusal(List.of("a"), new Object[] {List.of(1)}));
    }

    @Test
    void integersInRowsAreRefusedAsInAFile() {
        assertEquals(
                "row 2, column 'a': '-4' is not one of 0..1 of column 'a'; add an offset so that the values begin at 0",
                refusal(List.of("a"), new Object[] {1}, new Object[] {-4}));
        assertEquals(
                "row 1, column 'a': '9223372036854775807' is too large for a category of column 'a'; the largest is 16777215"
                        + " unless the number of categories is given",
                refusal(List.of("a"), new Object[] {Long.MAX_VALUE}, new Object[] {0}));
    }

    @Test
    void aStreamIsUsedOnceAndClosed() {
        List<String> log = new ArrayList<>();
        Stream<String[]> rows = IntStream.range(0, 3)
                .mapToObj(i -> new String[] {"" + i})
                .peek(row -> log.add(row[0]))
                .onClose(() -> log.add("closed"));
        assertEquals(3, Dataset.ofRows(List.of("a"), rows).count());
        assertEquals(List.of("0", "1", "2", "closed"), log);
        assertThrows(IllegalStateException.class, () -> Dataset.ofRows(List.of("a"), rows));
        for (List<String> names : List.of(List.of("a"), List.<String>of())) {
            log.clear();
            Stream<String[]> bad =
                    Stream.of(new String[] {""}, new String[] {"0"}).onClose(() -> log.add("closed"));
            refusal(() -> Dataset.ofRows(names, bad));
            assertEquals(List.of("closed"), log);
        }
        log.clear();
        Dataset.ofRecords(Item.class, Stream.of(item(1)).onClose(() -> log.add("closed")));
        assertEquals(List.of("closed"), log);
    }

    /** A row may be one array that is filled anew each time. */
    @Test
    void rowsAreNotKept() {
        String[] row = new String[1];
        Dataset data = Dataset.ofRows(List.of("a"), Stream.of("x", "y", "x").map(text -> {
            row[0] = text;
            return row;
        }));
        assertArrayEquals(new int[] {0, 1, 0}, data.states());
    }

    private static Item item(int number) {
        return new Item(Extent.LARGE, number, true, "here", 'z');
    }

    @Test
    void recordsSayWhatTheirColumnsAre() {
        Dataset data = Dataset.ofRecords(Item.class, Stream.of(item(2), new Item(Extent.SMALL, 0, true, "7", 'y')));
        assertEquals(
                Schema.of(
                        List.of("size", "number", "fresh", "place", "letter"),
                        StateSpace.of(3, 3, 2, 2, 2),
                        List.of(
                                List.of("SMALL", "LARGE", "HUGE"),
                                List.of(),
                                List.of("false", "true"),
                                List.of("7", "here"),
                                List.of("y", "z"))),
                data.schema());
        assertArrayEquals(new int[] {1, 2, 1, 1, 1, 0, 0, 1, 0, 0}, data.states());
        Dataset other = Dataset.ofRecords(
                Item.class, Stream.of(item(1)), CsvOptions.defaults().withSchema(data.schema()));
        assertEquals(data.schema(), other.schema());
        assertEquals(
                "row 1, column 'number': '3' is not one of 0..2 of column 'number'",
                refusal(() -> Dataset.ofRecords(
                        Item.class, Stream.of(item(3)), CsvOptions.defaults().withSchema(data.schema()))));
    }

    enum Answer {
        YES,
        NO,
        NA
    }

    /** A constant of an enum means itself. */
    @Test
    void anEnumMayHaveAnyConstants() {
        record Vote(Answer answer) {}
        Dataset data = Dataset.ofRecords(Vote.class, Stream.of(new Vote(Answer.NA), new Vote(Answer.YES)));
        assertEquals(List.of("YES", "NO", "NA"), data.schema().labels(0));
        assertArrayEquals(new int[] {2, 0}, data.states());
    }

    @Test
    void componentsOfOtherTypesAreRefusedByName() {
        record Real(int a, double real) {}
        record Empty() {}
        assertEquals(
                "component 'real' of Real is of the type double; a category must be a whole number, a boolean, a"
                        + " character, an enum or a String",
                refusal(() -> Dataset.ofRecords(Real.class, Stream.of())));
        assertEquals("there is no column", refusal(() -> Dataset.ofRecords(Empty.class, Stream.of(new Empty()))));
        record Failing(int value) {
            public int value() {
                throw new IllegalStateException("no value");
            }
        }
        assertTrue(refusal(() -> Dataset.ofRecords(Failing.class, Stream.of(new Failing(1))))
                .contains("component 'value' can't be read: java.lang.IllegalStateException: no value"));
    }

    @Test
    void rowsMayHaveWeights() throws Exception {
        CsvOptions weighted = CsvOptions.defaults().withWeightsColumn("weight");
        Dataset expected = Dataset.of(
                Schema.of(List.of("value"), StateSpace.of(4), List.of(List.of())),
                new int[] {3, 0},
                new double[] {0.5, 2});
        assertEquals(
                expected,
                Dataset.ofRecords(
                        Weighted.class, Stream.of(new Weighted((short) 3, 0.5), new Weighted((short) 0, 2)), weighted));
        assertEquals(
                expected,
                Dataset.ofRows(
                        List.of("weight", "value"),
                        Stream.of(new Object[] {0.5, 3}, new Object[] {2, 0}),
                        CsvOptions.defaults().withWeightsColumn("1")));
        Dataset counted = query(
                "create table t (\"value\" int)",
                new Object[][] {{3}, {0}, {0}, {0}},
                "select \"value\", count(*) / 2.0 as \"weight\" from t group by \"value\" order by 1 desc",
                results -> Dataset.of(results, weighted));
        assertEquals(new double[] {0.5, 1.5}[1], counted.weights()[1]);
        assertEquals(expected.schema(), counted.schema());
        for (Object wrong : Arrays.asList(-1, Double.NaN, Double.POSITIVE_INFINITY, "x", null)) {
            assertEquals(
                    "row 1, column 'weight': '" + wrong + "' is not a weight, which must be a finite number of at least"
                            + " 0",
                    refusal(() -> Dataset.ofRows(
                            List.of("value", "weight"), Stream.<Object[]>of(new Object[] {0, wrong}), weighted)));
        }
        assertEquals(
                "there is no column 'weight' for the weights; the columns are 'a'",
                refusal(() -> Dataset.ofRows(List.of("a"), Stream.of(), weighted)));
        assertEquals(
                "there is no column except that of the weights",
                refusal(() -> Dataset.ofRows(List.of("weight"), Stream.of(), weighted)));
        assertTrue(refusal(() ->
                        Dataset.ofRows(List.of("value", "weight"), Stream.<Object[]>of(new Object[] {0, 0}), weighted))
                .contains("finite sum above 0"));
    }

    @Test
    void optionsAreAsForAFile() {
        List<String> names = List.of("a", "b");
        Object[] row = {1, "x"};
        CsvOptions defaults = CsvOptions.defaults();
        assertEquals(
                StateSpace.of(5, 1),
                Dataset.ofRows(names, Stream.<Object[]>of(row), defaults.withCategories(5, 0))
                        .space());
        assertEquals(
                "row 1, column 'b': 'x' is not an integer, so this is a column of labels; it has 1 label ('x'), not 2",
                refusal(() -> Dataset.ofRows(names, Stream.<Object[]>of(row), defaults.withCategories(5, 2))));
        assertEquals(
                "the rows have 2 columns of data, but the options have 3 numbers of categories: [1, 2, 3]",
                refusal(() -> Dataset.ofRows(names, Stream.<Object[]>of(row), defaults.withCategories(1, 2, 3))));
        Schema schema = Schema.of(List.of("A", "b"), StateSpace.of(2, 2), List.of(List.of(), List.of("x", "y")));
        assertEquals(
                "column 1 has the name 'a' instead of 'A'; upper and lower case differ",
                refusal(() -> Dataset.ofRows(names, Stream.<Object[]>of(row), defaults.withSchema(schema))));
        assertEquals(
                "the rows have 1 column of data, but the schema has 2: 'A', 'b'",
                refusal(() -> Dataset.ofRows(List.of("A"), Stream.of(), defaults.withSchema(schema))));
        assertEquals(
                "row 1, column 'b': 'z' is not a label of column 'b': 'x', 'y'",
                refusal(() -> Dataset.ofRows(
                        schema.names(), Stream.<Object[]>of(new Object[] {0, "z"}), defaults.withSchema(schema))));
        // Columns that have no names of their own may be called anything.
        Schema unnamed = Schema.of(StateSpace.of(2, 3));
        assertEquals(
                unnamed,
                Dataset.ofRows(names, Stream.<Object[]>of(new Object[] {1, 2}), defaults.withSchema(unnamed))
                        .schema());
    }

    @ParameterizedTest
    @CsvSource({
        "double precision, 1.5, 'row 1, column ''A'': ''1.5'' is a real number'",
        "varchar, , 'row 1, column ''A'': null is a missing value'",
        "date, 2026-01-02, 'row 1, column ''A'': ''2026-01-02'' is of the type java.sql.Date; convert it to a text'",
    })
    void whatAQueryBringsIsRefusedByRowAndColumn(String type, String value, String message) throws SQLException {
        String refusal = query(
                "create table t (a " + type + ")",
                new Object[][] {{value}},
                "select * from t",
                results -> refusal(() -> Dataset.of(results)));
        assertTrue(refusal.startsWith(message), refusal);
    }

    @Test
    void aQueryIsReadFromItsNextRowAndLeftOpen() throws SQLException {
        Object[][] rows = {{1}, {2}, {0}};
        boolean open = query("create table t (a int)", rows, "select a from t", results -> {
            results.next();
            assertArrayEquals(new int[] {2, 0}, Dataset.of(results).states());
            assertEquals("there is no row", refusal(() -> Dataset.of(results)));
            return !results.isClosed();
        });
        assertTrue(open);
        assertThrows(
                SQLException.class,
                () -> query("create table t (a int)", rows, "select a from t", results -> {
                    results.close();
                    return Dataset.of(results);
                }));
    }
}
