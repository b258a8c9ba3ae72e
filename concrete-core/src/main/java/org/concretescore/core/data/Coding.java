package org.concretescore.core.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/** Finds out which columns of a table hold labels, and turns its cells into the values of a schema. */
final class Coding {
    /**
     * The most categories that are found in the data, which is the most slots that a graph has. Larger integers are
     * measurements or names, unless the number of categories is given.
     */
    private static final int MOST_CATEGORIES = 1 << 24;

    private final TextTable table;
    private final Faults faults;

    Coding(TextTable table, Faults faults) {
        this.table = table;
        this.faults = faults;
    }

    /** Makes the exception for a fault of a cell, which says where the cell is. */
    @FunctionalInterface
    interface Faults {
        /** Returns the exception. Rows and columns are counted from 0. */
        DataException of(int row, int d, String what);
    }

    /** Returns why a table with this number of columns does not fit the options, or null if it fits. */
    static String wrongDimension(int dimension, CsvOptions options) {
        Schema schema = options.schema();
        if (schema != null && schema.space().dimension() != dimension) {
            return Counts.of(dimension, "column") + " of data, but the schema has "
                    + schema.space().dimension() + ": " + CsvTable.shown(schema.names());
        }
        int given = options.categories().size();
        return given > 1 && given != dimension
                ? Counts.of(dimension, "column") + " of data, but the options have " + given
                        + " numbers of categories: " + options.categories()
                : null;
    }

    /**
     * Returns the schema that fits the cells.
     *
     * @param names the names, or null for x1, x2 and so on
     * @param known for each column its labels, or an empty list if they come from the cells
     * @param categories one number for each column, one number for all columns, or none; 0 for as many as the cells
     *     need
     */
    Schema schema(List<String> names, List<List<String>> known, List<Integer> categories) throws DataException {
        int[] cardinalities = new int[table.dimension];
        List<List<String>> labels = new ArrayList<>();
        for (int d = 0; d < table.dimension; d++) {
            int given = categories.isEmpty() ? 0 : categories.get(categories.size() == 1 ? 0 : d);
            boolean integers = known.get(d).isEmpty() && table.allMatch(d, TextTable.INTEGER);
            if (integers) {
                cardinalities[d] = given > 0 ? given : categories(d, names);
                labels.add(List.of());
            } else {
                labels.add(known.get(d).isEmpty() ? labels(d) : known.get(d));
                cardinalities[d] = labels.get(d).size();
                if (given > 0 && given != cardinalities[d]) {
                    throw wrongNumber(d, labels.get(d), given);
                }
            }
        }
        StateSpace space = StateSpace.of(cardinalities);
        return Schema.of(names == null ? Schema.of(space).names() : names, space, labels);
    }

    /** Returns the number of categories that the integers of a column need. */
    private int categories(int d, List<String> names) throws DataException {
        List<String> texts = table.texts(d);
        int[] values = texts.stream().mapToInt(Coding::integer).toArray();
        int largest = 1;
        for (int row = 0; row < table.count(); row++) {
            int cell = table.cells[row * table.dimension + d];
            int value = cell < 0 ? values[~cell] : cell;
            if (value >= MOST_CATEGORIES) {
                throw faults.of(
                        row,
                        d,
                        DataException.quote(cell < 0 ? texts.get(~cell) : Integer.toString(cell))
                                + " is too large for a category of column "
                                + DataException.quote(names == null ? "x" + (d + 1) : names.get(d))
                                + "; the largest is " + (MOST_CATEGORIES - 1)
                                + " unless the number of categories is given");
            }
            largest = Math.max(largest, value);
        }
        return largest + 1;
    }

    private List<String> labels(int d) {
        Set<String> labels = new TreeSet<>(table.texts(d));
        for (int i = d; i < table.cells.length; i += table.dimension) {
            if (table.cells[i] >= 0) {
                labels.add(Integer.toString(table.cells[i]));
            }
        }
        return List.copyOf(labels);
    }

    /** Names the first cell that is not an integer, because it makes the column one of labels, perhaps by mistake. */
    private DataException wrongNumber(int d, List<String> labels, int given) {
        List<String> texts = table.texts(d);
        int row = 0;
        String text = "0";
        for (; TextTable.INTEGER.matcher(text).matches(); row++) {
            int cell = table.cells[row * table.dimension + d];
            text = cell < 0 ? texts.get(~cell) : "0";
        }
        return faults.of(
                row - 1,
                d,
                DataException.quote(text) + " is not an integer, so this is a column of labels; it has "
                        + Counts.of(labels.size(), "label") + " (" + CsvTable.shown(labels) + "), not " + given);
    }

    /**
     * Returns the value of a text, -1 if it is not an integer or is negative, and the largest int if it is too large
     * for an int.
     */
    private static int integer(String text) {
        // Integer.parseInt also accepts the digits of other scripts.
        if (!TextTable.INTEGER.matcher(text).matches()) {
            return -1;
        }
        try {
            return Math.max(Integer.parseInt(text), -1);
        } catch (NumberFormatException e) {
            return text.startsWith("-") ? -1 : Integer.MAX_VALUE;
        }
    }

    /** Turns the table's cells into the values of a schema, in place. */
    void encode(Schema schema) throws DataException {
        int dimension = table.dimension;
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
        for (int i = 0, row = 0; row < table.count(); row++) {
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
                    throw faults.of(row, d, refusal(schema, d, text));
                }
            }
        }
    }

    /** Returns the value of a text. The result is not in {@code 0..K_d-1} if the text does not have a value. */
    static int code(Schema schema, int d, String text) {
        return schema.hasLabels(d) ? schema.code(d, text) : integer(text);
    }

    /** Returns the message for a text that does not have a value. */
    static String refusal(Schema schema, int d, String text) {
        String value = DataException.quote(text);
        String column = " of column " + DataException.quote(schema.names().get(d));
        if (schema.hasLabels(d)) {
            return value + " is not a label" + column + ": " + CsvTable.shown(schema.labels(d));
        }
        String range = value + " is not one of 0.." + (schema.space().cardinality(d) - 1) + column;
        boolean negative =
                text.startsWith("-") && TextTable.INTEGER.matcher(text).matches();
        return range + (negative ? "; add an offset so that the values begin at 0" : "");
    }
}
