package org.concretescore.core.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.concretescore.core.space.Counts;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.Vectors;

/**
 * Reads real numbers from comma-separated text (RFC 4180): UTF-8, plain or gzip. Missing values and all other fields
 * that are not finite numbers are refused.
 */
public final class VectorReader {
    private static final Pattern NO_NUMBER = Pattern.compile("(?i)[+-]?(nan|inf(inity)?)");

    private final String source;
    private final CsvScanner scanner;
    private final Columns columns;
    private final double limit;
    private final List<String> first;
    private float[] values = new float[1024];
    private int size;

    private VectorReader(String source, CsvScanner scanner, Columns columns, double limit) throws IOException {
        this.source = source;
        this.scanner = scanner;
        this.first = CsvHeader.readFirstRow(source, scanner);
        this.columns = columns;
        this.limit = limit;
    }

    /**
     * Reads a file. Its first row is a header if none of its fields is a number.
     *
     * @param file the file; {@code -} for standard input
     * @return the data, in single precision
     * @throws DataException if the file is missing or damaged, or its content is refused; the message names line and
     *     column
     * @throws IOException if the file can't be read
     */
    public static Vectors read(Path file) throws IOException {
        return read(file, CsvOptions.Header.AUTO);
    }

    /**
     * Reads a file.
     *
     * @param file the file; {@code -} for standard input
     * @param header whether the first row holds names; {@code AUTO} means that it does if none of its fields is a
     *     number
     * @return the data, in single precision
     * @throws DataException if the file is missing or damaged, or its content is refused; the message names line and
     *     column
     * @throws IOException if the file can't be read
     */
    public static Vectors read(Path file, CsvOptions.Header header) throws IOException {
        return read(Source.of(file), header);
    }

    /**
     * Reads a file, or a stream that is open.
     *
     * @param source the file or stream
     * @param header whether the first row holds names; {@code AUTO} means that it does if none of its fields is a
     *     number
     * @return the data, in single precision
     * @throws DataException if the source is damaged, or its content is refused; the message names line and column
     * @throws IOException if the source can't be read
     */
    public static Vectors read(Source source, CsvOptions.Header header) throws IOException {
        return read(source, header, null, Double.POSITIVE_INFINITY);
    }

    /**
     * Reads rows of given columns and standardises them.
     *
     * @param file the file, {@code -} for standard input; a header must have the columns' names, unless these are
     *     {@code x1}, {@code x2} and so on
     * @param header whether the first row holds names; {@code AUTO} means that it does if none of its fields is a
     *     number
     * @param columns the columns
     * @param limit the largest distance of a value from its column's mean, in standard deviations
     * @return the data, standardised, in single precision
     * @throws DataException if the file is missing or damaged, or its content is refused; the message names line and
     *     column
     * @throws IOException if the file can't be read
     */
    public static Vectors readFor(Path file, CsvOptions.Header header, Columns columns, double limit)
            throws IOException {
        return columns.standardise(read(Source.of(file), header, columns, limit));
    }

    private static Vectors read(Source source, CsvOptions.Header header, Columns columns, double limit)
            throws IOException {
        Objects.requireNonNull(header, "header");
        try (CsvScanner scanner = new CsvScanner(source)) {
            return new VectorReader(source.name(), scanner, columns, limit).read(header);
        }
    }

    private Vectors read(CsvOptions.Header header) throws IOException {
        int dimension = first.size();
        if (columns != null && columns.dimension() != dimension) {
            throw DataException.at(
                    source,
                    1,
                    "the row has " + Counts.of(dimension, "field") + " instead of " + columns.dimension()
                            + ", which are " + CsvTable.shown(columns.names()) + CsvTable.separator(first));
        }
        boolean numbers = header == CsvOptions.Header.ABSENT
                || header == CsvOptions.Header.AUTO
                        && first.stream()
                                .anyMatch(field ->
                                        WeightsReader.NUMBER.matcher(field).matches() || isNoNumber(field));
        if (numbers) {
            for (int d = 0; d < dimension; d++) {
                add(first.get(d), 1, d);
            }
        } else {
            boolean named = columns != null && !columns.names().equals(Vectors.defaultNames(dimension));
            CsvHeader.checkNames(
                    first, named ? columns.names() : null, (d, what) -> DataException.at(source, 1, d + 1, what));
        }
        CsvRows rows = CsvRows.afterFirst(source, scanner, dimension);
        while (rows.next()) {
            rows.forEachField(column -> add(scanner.text(), scanner.line(), column));
        }
        if (size == 0) {
            throw DataException.at(source, 1, CsvHeader.NO_ROWS);
        }
        float[] read = Arrays.copyOf(values, size);
        return numbers ? Vectors.of(dimension, read) : Vectors.of(first, read);
    }

    /** Returns whether a field is a missing or infinite number. Such a field is not a name, and it will be refused. */
    private static boolean isNoNumber(String field) {
        return !field.isEmpty() && TextTable.MISSING.contains(field)
                || NO_NUMBER.matcher(field).matches();
    }

    private void add(String text, int line, int d) throws DataException {
        if (TextTable.MISSING.contains(text)) {
            throw DataException.at(source, line, d + 1, DataException.quote(text) + " is a missing value");
        }
        if (!WeightsReader.NUMBER.matcher(text).matches()) {
            throw DataException.at(
                    source,
                    line,
                    d + 1,
                    DataException.quote(text) + " is not a number" + CsvTable.separator(List.of(text)));
        }
        float value = Float.parseFloat(text);
        if (!Float.isFinite(value)) {
            throw DataException.at(
                    source, line, d + 1, DataException.quote(text) + " is too large for single precision");
        }
        double distance = columns == null ? 0 : columns.distance(d, value);
        if (!(distance <= limit && distance <= Float.MAX_VALUE)) {
            throw DataException.at(
                    source,
                    line,
                    d + 1,
                    DataException.quote(text) + " is " + (float) distance + " standard deviations of the column "
                            + DataException.quote(columns.names().get(d)) + " away from its mean; at most "
                            + (float) Math.min(limit, Float.MAX_VALUE) + " are allowed");
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, (int) Math.min(Integer.MAX_VALUE - 8, 2L * size));
        }
        values[size++] = value;
    }
}
