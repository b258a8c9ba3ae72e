package org.concretescore.core.data;

import static org.concretescore.core.data.WeightsReader.NUMBER;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Reads discrete data from comma-separated text (RFC 4180): UTF-8, lines that end with {@code \n} or {@code \r\n},
 * plain or gzip, with or without a header.
 *
 * <p>If all fields of a column are integers, the column holds plain integers from 0. Its number of categories is that
 * of the options, or else its largest value plus one, at least 2 and at most 2^24. Any other column holds labels, which
 * are numbered in their sorted order ({@link String#compareTo}). Empty fields, {@code NA}, {@code NaN}, {@code nan} and
 * {@code ?}, quoted or not, are missing values, and a file with one is refused.
 *
 * <p>The file is read once, so that it may be a pipe. Memory grows linearly with the number of values.
 *
 * <pre>{@code
 * String csv = "color,doors\nred,2\nblue,4\nred,4\n";
 * Dataset cars = CsvReader.read(Source.of(new java.io.StringReader(csv), "upload"), CsvOptions.defaults());
 * int[] states = cars.states(); // {1, 0, 0, 1, 1, 1}: labels are numbered in sorted order
 * }</pre>
 */
public final class CsvReader {
    private final String source;
    private final CsvOptions options;
    private final CsvTable table;
    private final int dimension;

    private CsvReader(String source, InputStream in, CsvOptions options) throws IOException {
        this.source = source;
        this.options = options;
        this.table = new CsvTable(source, in, options);
        this.dimension = table.dimension;
    }

    /**
     * Reads a file with the default options.
     *
     * @param file the file; {@code -} for standard input
     * @return the data
     * @throws DataException if the file is missing or damaged or its content is refused; the message names line and
     *     column
     * @throws IOException if the file can't be read
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
     * @throws DataException if the file is missing or damaged or its content is refused; the message names line and
     *     column
     * @throws IOException if the file can't be read
     */
    public static Dataset read(Path file, CsvOptions options) throws IOException {
        return read(Source.of(file), options);
    }

    /**
     * Reads a file, or a stream that is open.
     *
     * @param source the file or stream
     * @param options how to read it
     * @return the data
     * @throws DataException if the source is damaged or its content is refused; the message names line and column
     * @throws IOException if the source can't be read
     */
    public static Dataset read(Source source, CsvOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        return read(source.name(), source.openText(), options);
    }

    /** Reads an open source, whose byte order mark has been skipped, and closes the stream. */
    static Dataset read(String source, InputStream in, CsvOptions options) throws IOException {
        return new CsvReader(source, in, options).dataset();
    }

    private Dataset dataset() throws DataException {
        String wrong = Coding.wrongDimension(dimension, options);
        if (wrong != null) {
            throw table.error("the file has " + wrong + CsvTable.separator(table.first));
        }
        List<String> names = null;
        if (isHeader()) {
            names = checkedNames();
            table.dropFirstRow();
        } else {
            table.keepFirstRow();
        }
        int count = table.lines.length;
        if (count == 0) {
            throw table.error(CsvHeader.NO_ROWS);
        }
        Coding coding = new Coding(table.rows, (row, d, what) -> table.error(table.lines[row], d, what));
        Schema schema = options.schema() != null
                ? options.schema()
                : coding.schema(names, Collections.nCopies(dimension, List.of()), options.categories());
        coding.encode(schema);
        if (table.weightsAt < 0) {
            return Dataset.of(schema, table.rows.cells, count);
        }
        WeightsReader.checkSum(source, table.weights);
        return Dataset.of(schema, table.rows.cells, table.weights);
    }

    // The header

    /** Returns whether the first row is a header. */
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
            boolean labels = column != table.weightsAt
                    && (schema != null ? schema.hasLabels(d) : !table.rows.allMatch(d, NUMBER));
            if (TextTable.MISSING.contains(field)) {
                data = true;
            } else if (NUMBER.matcher(field).matches()) {
                number = column;
            } else if (!labels) {
                name = column;
            } else {
                data |= schema != null || table.rows.contains(d, field);
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
        // If all columns hold labels, a header looks like any other row, unless a field of it occurs again.
        if (name < 0 && number < 0 && !data) {
            throw ambiguous(0, "no field of the first row comes again in its column");
        }
        return name >= 0;
    }

    private DataException ambiguous(int column, String why) {
        return DataException.at(
                source,
                1,
                column + 1,
                "can not tell whether the first row is a header: " + why
                        + "; set the option header to present or absent"
                        + CsvTable.separator(table.first));
    }

    private List<String> checkedNames() throws DataException {
        List<String> names = table.firstData();
        Schema schema = options.schema();
        boolean named = schema != null && !schema.hasDefaultNames();
        CsvHeader.checkNames(names, named ? schema.names() : null, (d, what) -> table.error(1, d, what));
        return names;
    }
}
