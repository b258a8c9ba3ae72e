package org.concretescore.core.data;

import static org.concretescore.core.data.CsvTable.INTEGER;
import static org.concretescore.core.data.CsvTable.MISSING;
import static org.concretescore.core.data.WeightsReader.NUMBER;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.concretescore.core.space.StateSpace;

/**
 * Reads discrete data from comma-separated text (RFC 4180): UTF-8, lines that end with {@code \n} or {@code \r\n},
 * plain or gzip, with or without a header.
 *
 * <p>A column all of whose fields are integers holds plain integers from 0; it has as many categories as the options
 * say, else one more than its largest value, at least 2 and at most 2^24. Any other column holds labels, which are numbered in their
 * sorted order ({@link String#compareTo}). Empty fields, {@code NA}, {@code NaN}, {@code nan} and {@code ?} are missing
 * values and refused, quoted or not.
 *
 * <p>The file is read once, so that it may be a pipe. Memory grows linearly with the number of values.
 */
public final class CsvReader {
    /** As many as a graph has slots. Larger numbers, where no number of categories is given, are measurements or names. */
    private static final int MOST_CATEGORIES = 1 << 24;

    private final Path file;
    private final CsvOptions options;
    private final CsvTable table;
    private final int dimension;

    private CsvReader(Path file, InputStream in, CsvOptions options) throws IOException {
        this.file = file;
        this.options = options;
        this.table = new CsvTable(file, in, options);
        this.dimension = table.dimension;
    }

    /**
     * Reads a file with the default options.
     *
     * @param file the file; {@code -} for standard input
     * @return the data
     * @throws DataException if the file is missing or damaged or its content is refused, naming line and column
     * @throws IOException if the file can not be read
     */
    public static Dataset read(Path file) throws IOException {
        return read(file, CsvOptions.defaults());
    }

    /**
     * Reads a file.
     *
     * @param file the file; {@code -} for standard input
     * @param options how to read it
     * @return the data
     * @throws DataException if the file is missing or damaged or its content is refused, naming line and column
     * @throws IOException if the file can not be read
     */
    public static Dataset read(Path file, CsvOptions options) throws IOException {
        return read(file, Source.openText(file), options);
    }

    /** The same of a file that is open, behind its byte order mark; the stream is closed. */
    static Dataset read(Path file, InputStream in, CsvOptions options) throws IOException {
        return new CsvReader(file, in, options).dataset();
    }

    private Dataset dataset() throws DataException {
        checkDimension();
        List<String> names = null;
        if (isHeader()) {
            names = checkedNames();
            table.dropFirstRow();
        } else {
            table.keepFirstRow();
        }
        int count = table.lines.length;
        if (count == 0) {
            throw table.error("the file holds a header and no rows");
        }
        Schema schema = options.schema() != null ? options.schema() : schema(names);
        encode(schema);
        if (table.weightsAt < 0) {
            return Dataset.of(schema, table.cells, count);
        }
        WeightsReader.checkSum(file, table.weights);
        return Dataset.of(schema, table.cells, table.weights);
    }

    private void checkDimension() throws DataException {
        Schema schema = options.schema();
        if (schema != null && schema.space().dimension() != dimension) {
            throw table.error("the file has " + dimension + " columns of data, the schema has "
                    + schema.space().dimension() + ": " + CsvTable.shown(schema.names())
                    + CsvTable.separator(table.first));
        }
        int given = options.categories().size();
        if (given > 1 && given != dimension) {
            throw table.error("the file has " + dimension + " columns of data, but the numbers of categories are "
                    + given + ": " + options.categories());
        }
    }

    // The header

    private boolean isHeader() throws DataException {
        if (options.header() != CsvOptions.Header.AUTO) {
            return options.header() == CsvOptions.Header.PRESENT;
        }
        Schema schema = options.schema();
        if (options.weightsNumber() == 0 || schema != null && table.firstData().equals(schema.names())) {
            return true;
        }
        int name = -1;
        int number = -1;
        boolean data = false;
        for (int column = 0; column < table.first.size(); column++) {
            String field = table.first.get(column);
            int d = table.coordinate(column);
            boolean labels =
                    column != table.weightsAt && (schema != null ? schema.hasLabels(d) : !table.allMatch(d, NUMBER));
            if (MISSING.contains(field)) {
                data = true;
            } else if (NUMBER.matcher(field).matches()) {
                number = column;
            } else if (!labels) {
                name = column;
            } else {
                data |= schema != null || table.contains(d, field);
            }
        }
        if (name >= 0 && number >= 0) {
            throw ambiguous(
                    name,
                    DataException.quote(table.first.get(name))
                            + " could be the name of a column of numbers, but "
                            + DataException.quote(table.first.get(number))
                            + " is a number");
        }
        // A row of names alone above labels alone looks like any other row, unless one of its fields comes again.
        if (name < 0 && number < 0 && !data) {
            throw ambiguous(0, "no field of the first row comes again in its column");
        }
        return name >= 0;
    }

    private DataException ambiguous(int column, String why) {
        return DataException.at(
                file,
                1,
                column + 1,
                "can not tell whether the first row is a header: " + why
                        + "; --header present or --header absent says it"
                        + CsvTable.separator(table.first));
    }

    private List<String> checkedNames() throws DataException {
        List<String> names = table.firstData();
        Schema schema = options.schema();
        boolean named = schema != null && !schema.hasDefaultNames();
        Set<String> seen = new HashSet<>();
        for (int d = 0; d < dimension; d++) {
            String name = names.get(d);
            if (name.isEmpty()) {
                throw table.error(1, d, "the header has no name for this column; row numbers must be left out");
            }
            if (!seen.add(name)) {
                throw table.error(1, d, "the header has the name " + DataException.quote(name) + " twice");
            }
            if (named && !name.equals(schema.names().get(d))) {
                throw table.error(
                        1,
                        d,
                        "the column's name is " + DataException.quote(name) + ", the schema says "
                                + DataException.quote(schema.names().get(d)));
            }
        }
        return names;
    }

    // The columns

    private Schema schema(List<String> names) throws DataException {
        int[] cardinalities = new int[dimension];
        List<List<String>> labels = new ArrayList<>();
        for (int d = 0; d < dimension; d++) {
            List<Integer> all = options.categories();
            int given = all.isEmpty() ? 0 : all.get(all.size() == 1 ? 0 : d);
            if (table.allMatch(d, INTEGER)) {
                cardinalities[d] = given > 0 ? given : categories(d, names);
                labels.add(List.of());
            } else {
                labels.add(labels(d));
                cardinalities[d] = labels.get(d).size();
                if (given > 0 && given != cardinalities[d]) {
                    throw wrongNumber(d, labels.get(d), given);
                }
            }
        }
        StateSpace space = StateSpace.of(cardinalities);
        return Schema.of(names == null ? Schema.of(space).names() : names, space, labels);
    }

    /** As many as a column's integers ask for. */
    private int categories(int d, List<String> names) throws DataException {
        List<String> texts = table.texts(d);
        int[] values = texts.stream().mapToInt(CsvReader::integer).toArray();
        int largest = 1;
        for (int row = 0; row < table.lines.length; row++) {
            int cell = table.cells[row * dimension + d];
            int value = cell < 0 ? values[~cell] : cell;
            if (value >= MOST_CATEGORIES) {
                throw table.error(
                        table.lines[row],
                        d,
                        DataException.quote(cell < 0 ? texts.get(~cell) : Integer.toString(cell))
                                + " is too large for a category of column "
                                + DataException.quote(names == null ? "x" + (d + 1) : names.get(d)) + ": at most "
                                + MOST_CATEGORIES + " categories, numbered from 0, are taken from the data");
            }
            largest = Math.max(largest, value);
        }
        return largest + 1;
    }

    private List<String> labels(int d) {
        Set<String> labels = new TreeSet<>(table.texts(d));
        for (int i = d; i < table.cells.length; i += dimension) {
            if (table.cells[i] >= 0) {
                labels.add(Integer.toString(table.cells[i]));
            }
        }
        return List.copyOf(labels);
    }

    /** Names the first field that is not an integer: it made the column one of labels, perhaps by mistake. */
    private DataException wrongNumber(int d, List<String> labels, int given) {
        List<String> texts = table.texts(d);
        int row = 0;
        String text = "0";
        for (; INTEGER.matcher(text).matches(); row++) {
            int cell = table.cells[row * dimension + d];
            text = cell < 0 ? texts.get(~cell) : "0";
        }
        return table.error(
                table.lines[row - 1],
                d,
                DataException.quote(text) + " makes this a column of labels, and it has " + labels.size() + " ("
                        + CsvTable.shown(labels) + "), not " + given);
    }

    /** An integer's value, or -1 if it is none or below 0; the largest there is if it is too large for a category. */
    private static int integer(String text) {
        // Integer.parseInt takes the digits of all scripts.
        if (!INTEGER.matcher(text).matches()) {
            return -1;
        }
        try {
            return Math.max(Integer.parseInt(text), -1);
        } catch (NumberFormatException e) {
            return text.startsWith("-") ? -1 : Integer.MAX_VALUE;
        }
    }

    // The values

    /** Turns the table's cells into the values of a schema, in place. */
    private void encode(Schema schema) throws DataException {
        int[] states = table.cells;
        int[] cardinalities = schema.space().cardinalities();
        boolean[] labelled = new boolean[dimension];
        int[][] codes = new int[dimension][];
        List<Map<Integer, Integer>> integerCodes = new ArrayList<>();
        for (int d = 0; d < dimension; d++) {
            int column = d;
            labelled[d] = schema.hasLabels(d);
            codes[d] = table.texts(d).stream()
                    .mapToInt(text -> code(schema, column, text))
                    .toArray();
            integerCodes.add(new HashMap<>());
        }
        for (int i = 0, row = 0; row < table.lines.length; row++) {
            for (int d = 0; d < dimension; d++, i++) {
                int cell = states[i];
                if (cell < 0) {
                    states[i] = codes[d][~cell];
                } else if (labelled[d]) {
                    int column = d;
                    states[i] = integerCodes
                            .get(d)
                            .computeIfAbsent(cell, value -> schema.code(column, Integer.toString(value)));
                }
                if (states[i] < 0 || states[i] >= cardinalities[d]) {
                    String text = cell < 0 ? table.texts(d).get(~cell) : Integer.toString(cell);
                    throw table.error(table.lines[row], d, refusal(schema, d, text));
                }
            }
        }
    }

    /** The value that a field stands for, or, if it is none, what is not in {@code 0..K_d-1}. */
    static int code(Schema schema, int d, String text) {
        return schema.hasLabels(d) ? schema.code(d, text) : integer(text);
    }

    /** What is wrong with a field that stands for no value. */
    static String refusal(Schema schema, int d, String text) {
        String value = DataException.quote(text);
        String column = " of column " + DataException.quote(schema.names().get(d));
        if (schema.hasLabels(d)) {
            return value + " is not a label" + column + ": " + CsvTable.shown(schema.labels(d));
        }
        String range = " of 0.." + (schema.space().cardinality(d) - 1) + column;
        if (text.startsWith("-") && INTEGER.matcher(text).matches()) {
            return value + " is negative, not one" + range + ": add an offset, so that the values begin with 0";
        }
        return value + " is not one" + range;
    }
}
