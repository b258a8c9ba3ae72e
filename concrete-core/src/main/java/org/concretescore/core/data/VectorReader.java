package org.concretescore.core.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.concretescore.core.space.Counts;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.Vectors;

/**
 * Reads real numbers from comma-separated text (RFC 4180): UTF-8, plain or gzip. Missing values, and whatever else is no
 * finite number, are refused.
 */
public final class VectorReader {
    private static final Pattern NO_NUMBER = Pattern.compile("(?i)[+-]?(nan|inf(inity)?)");

    private final String source;
    private final CsvScanner scanner;
    private final Columns columns;
    private final double limit;
    private final List<String> first = new ArrayList<>();
    private float[] values = new float[1024];
    private int size;

    private VectorReader(String source, CsvScanner scanner, Columns columns, double limit) {
        this.source = source;
        this.scanner = scanner;
        this.columns = columns;
        this.limit = limit;
    }

    /**
     * Reads a file whose first row is a header if none of its fields is a number.
     *
     * @param file the file; {@code -} for standard input
     * @return the data, in single precision
     * @throws DataException if the file is missing or damaged, or its content is refused, naming line and column
     * @throws IOException if the file can not be read
     */
    public static Vectors read(Path file) throws IOException {
        return read(file, CsvOptions.Header.AUTO);
    }

    /**
     * Reads a file.
     *
     * @param file the file; {@code -} for standard input
     * @param header whether the first row holds names; {@code AUTO} if none of its fields is a number
     * @return the data, in single precision
     * @throws DataException if the file is missing or damaged, or its content is refused, naming line and column
     * @throws IOException if the file can not be read
     */
    public static Vectors read(Path file, CsvOptions.Header header) throws IOException {
        return read(Source.of(file), header);
    }

    /**
     * Reads a file, or a stream that is open.
     *
     * @param source the file or stream
     * @param header whether the first row holds names; {@code AUTO} if none of its fields is a number
     * @return the data, in single precision
     * @throws DataException if the source is damaged, or its content is refused, naming line and column
     * @throws IOException if the source can not be read
     */
    public static Vectors read(Source source, CsvOptions.Header header) throws IOException {
        return read(source, header, null, Double.POSITIVE_INFINITY);
    }

    /**
     * Reads rows of given columns, and standardises them.
     *
     * @param file the file, {@code -} for standard input; a header must have the columns' names, unless those are {@code x1}, {@code x2} and so on
     * @param header whether the first row holds names; {@code AUTO} if none of its fields is a number
     * @param columns the columns
     * @param limit how far a value may be from its column's mean, in standard deviations
     * @return the data, standardised, in single precision
     * @throws DataException if the file is missing or damaged, or its content is refused, naming line and column
     * @throws IOException if the file can not be read
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
        int stop;
        do {
            stop = scanner.next(first.isEmpty());
            first.add(scanner.text());
        } while (stop == CsvScanner.COMMA);
        int dimension = first.size();
        if (dimension == 1 && scanner.isBlank()) {
            throw DataException.at(
                    source, 1, stop == CsvScanner.FILE_END ? "the file is empty" : "a blank line before the rows");
        }
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
            requireNames();
        }
        CsvRows rows = CsvRows.behindFirst(source, scanner, dimension);
        while (rows.next()) {
            rows.forEachField(column -> add(scanner.text(), scanner.line(), column));
        }
        if (size == 0) {
            throw DataException.at(source, 1, "the file holds a header and no rows");
        }
        float[] read = Arrays.copyOf(values, size);
        return numbers ? Vectors.of(dimension, read) : Vectors.of(first, read);
    }

    /** What stands for a number that is not there, or infinite, is no name: it will be refused. */
    private static boolean isNoNumber(String field) {
        return !field.isEmpty() && TextTable.MISSING.contains(field)
                || NO_NUMBER.matcher(field).matches();
    }

    private void requireNames() throws DataException {
        Set<String> seen = new HashSet<>();
        boolean named = columns != null && !columns.names().equals(Vectors.defaultNames(first.size()));
        for (int d = 0; d < first.size(); d++) {
            String name = first.get(d);
            if (name.isEmpty()) {
                throw DataException.at(
                        source, 1, d + 1, "the header has no name for this column; row numbers must be left out");
            }
            if (!seen.add(name)) {
                throw DataException.at(
                        source, 1, d + 1, "the header has the name " + DataException.quote(name) + " twice");
            }
            if (named && !name.equals(columns.names().get(d))) {
                throw DataException.at(
                        source,
                        1,
                        d + 1,
                        "the column's name is " + DataException.quote(name) + " instead of "
                                + DataException.quote(columns.names().get(d)));
            }
        }
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
                            + DataException.quote(columns.names().get(d)) + " from its mean; at most "
                            + (float) Math.min(limit, Float.MAX_VALUE) + " can be dealt with");
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, (int) Math.min(Integer.MAX_VALUE - 8, 2L * size));
        }
        values[size++] = value;
    }
}
