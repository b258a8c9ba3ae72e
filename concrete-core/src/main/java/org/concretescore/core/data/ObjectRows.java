package org.concretescore.core.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.concretescore.core.space.Counts;

/** Rows of objects, which become a data set by the rules of a CSV file. Each object stands for its text. */
final class ObjectRows {
    private static final int MOST_VALUES = Integer.MAX_VALUE - 8;
    private static final String MISSING =
            " is a missing value; leave out the row, or use a label of its own for missing values";

    private final CsvOptions options;
    /** The names of all columns, including that of the weights. */
    private final List<String> columns;

    private final int weightsAt;
    /** The names of the columns of data. */
    private final List<String> names = new ArrayList<>();

    private final List<List<String>> labels = new ArrayList<>();
    private final TextTable table;
    private final IntStream.Builder cells = IntStream.builder();
    private final DoubleStream.Builder weights = DoubleStream.builder();
    private int count;

    /**
     * Begins with no rows.
     *
     * @param columns the names, including that of the weights
     * @param known for each column the labels that it is known to have, or an empty list
     * @param options the options; the header option is not used
     */
    ObjectRows(List<String> columns, List<List<String>> known, CsvOptions options) throws DataException {
        this.options = options;
        this.columns = columns;
        this.weightsAt = CsvTable.weightsAt(columns, options, DataException::new);
        for (int column = 0; column < columns.size(); column++) {
            if (columns.get(column).isEmpty()) {
                throw new DataException("column " + (column + 1) + " has no name");
            }
            if (column != weightsAt) {
                names.add(columns.get(column));
                labels.add(known.get(column));
            }
        }
        if (names.isEmpty()) {
            throw new DataException("there is no column" + (weightsAt < 0 ? "" : " except that of the weights"));
        }
        this.table = new TextTable(names.size());
        checkSchema();
    }

    private void checkSchema() throws DataException {
        String wrong = Coding.wrongDimension(names.size(), options);
        if (wrong != null) {
            throw new DataException("the rows have " + wrong);
        }
        Schema schema = options.schema();
        for (int d = 0; schema != null && !schema.hasDefaultNames() && d < names.size(); d++) {
            String name = names.get(d);
            String wanted = schema.names().get(d);
            if (!name.equals(wanted)) {
                throw new DataException("column " + (d + 1) + " has the name " + DataException.quote(name)
                        + " instead of " + DataException.quote(wanted)
                        + (name.equalsIgnoreCase(wanted) ? "; upper and lower case differ" : ""));
            }
        }
    }

    /** Returns the place of the weights among the columns, or -1. */
    int weightsAt() {
        return weightsAt;
    }

    /** Adds a row. The array is not kept. */
    void add(Object[] row) throws DataException {
        count++;
        if (row == null) {
            throw new DataException("row " + count + " is null");
        }
        if (row.length != columns.size()) {
            throw new DataException("row " + count + " has " + Counts.of(row.length, "value") + " instead of "
                    + columns.size() + ", which are " + CsvTable.shown(columns));
        }
        if ((long) count * table.dimension > MOST_VALUES) {
            throw new DataException("row " + count + " is too much: a data set can't have more than 2^31 values");
        }
        int d = 0;
        for (int column = 0; column < row.length; column++) {
            if (column == weightsAt) {
                weights.add(weight(row[column]));
            } else {
                cells.add(cell(d++, row[column]));
            }
        }
    }

    private int cell(int d, Object value) throws DataException {
        if (value == null) {
            throw fault(count - 1, d, "null" + MISSING);
        }
        String text = text(value);
        if (text == null) {
            throw fault(
                    count - 1,
                    d,
                    DataException.quote(value.toString())
                            + (value instanceof Number
                                    ? " is a real number; round it, use the number of an interval, or use Vectors"
                                    : " is of the type " + value.getClass().getTypeName()
                                            + "; convert it to a text or a whole number"));
        }
        // A known label does not mean a missing value.
        if (TextTable.MISSING.contains(text) && !labels.get(d).contains(text)) {
            throw fault(count - 1, d, DataException.quote(text) + MISSING);
        }
        return table.cell(d, text);
    }

    /** Returns the text of a value in a CSV file, or null if the value is not a category. */
    private static String text(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0
                    ? decimal.toBigInteger().toString()
                    : null;
        }
        boolean category = value instanceof String
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value instanceof BigInteger
                || value instanceof Boolean
                || value instanceof Character;
        return category ? value.toString() : null;
    }

    private double weight(Object value) throws DataException {
        double weight = WeightsReader.parse(String.valueOf(value));
        if (!(weight >= 0)) {
            throw new DataException("row " + count + ", column " + DataException.quote(columns.get(weightsAt)) + ": "
                    + DataException.quote(String.valueOf(value)) + WeightsReader.NOT_A_WEIGHT);
        }
        return weight;
    }

    private DataException fault(int row, int d, String what) {
        return new DataException("row " + (row + 1) + ", column " + DataException.quote(names.get(d)) + ": " + what);
    }

    /** Returns the data set of all rows. */
    Dataset dataset() throws DataException {
        if (count == 0) {
            throw new DataException("there is no row");
        }
        table.cells = cells.build().toArray();
        Coding coding = new Coding(table, this::fault);
        Schema schema =
                options.schema() != null ? options.schema() : coding.schema(names, labels, options.categories());
        coding.encode(schema);
        return weightsAt < 0
                ? Dataset.of(schema, table.cells, count)
                : Dataset.of(schema, table.cells, weights.build().toArray());
    }
}
