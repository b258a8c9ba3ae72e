package org.concretescore.core.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.concretescore.core.space.Counts;

/**
 * Rows of a known schema with missing values, which are to be filled in. They are read from comma-separated text as for
 * {@link CsvReader}, in which an empty field, quoted or not, is a missing value. If the first row equals the schema's
 * names, it is a header and skipped. Immutable.
 *
 * <p>Only an empty field is a missing value; {@code NA} and the like are refused. A row without an empty field and a
 * blank line are refused, too. A row whose only field is empty is written {@code ""}.
 */
public final class PartialRows {
    /** Stands for a missing value. */
    public static final int MISSING = -1;

    private final Schema schema;
    /** {@code [rows, D]} */
    private final int[] values;

    private PartialRows(Schema schema, int[] values) {
        this.schema = schema;
        this.values = values;
    }

    /**
     * Reads a file.
     *
     * @param file the file, plain or gzip; {@code -} for standard input
     * @param schema the columns
     * @return the rows, at least one
     * @throws DataException if the file is missing or damaged or its content is refused; the message names line and
     *     column
     * @throws IOException if the file can't be read
     */
    public static PartialRows read(Path file, Schema schema) throws IOException {
        return read(Source.of(file), schema);
    }

    /**
     * Reads a file, or a stream that is open.
     *
     * @param source the file or stream
     * @param schema the columns
     * @return the rows, at least one
     * @throws DataException if the source is damaged or its content is refused; the message names line and column
     * @throws IOException if the source can't be read
     */
    public static PartialRows read(Source source, Schema schema) throws IOException {
        Objects.requireNonNull(schema, "schema");
        try (CsvScanner scanner = new CsvScanner(source)) {
            return new PartialRows(schema, new Rows(source.name(), schema, scanner).read());
        }
    }

    /**
     * Returns the columns.
     *
     * @return the schema
     */
    public Schema schema() {
        return schema;
    }

    /**
     * Returns the number of rows.
     *
     * @return at least 1
     */
    public int count() {
        return values.length / schema.space().dimension();
    }

    /**
     * Returns a row.
     *
     * @param row the number of the row, {@code 0..count()-1}
     * @return a copy, {@code [D]}: values {@code 0..K_d-1} or {@link #MISSING}; at least one is {@link #MISSING}
     * @throws IndexOutOfBoundsException if there is no row of this number
     */
    public int[] row(int row) {
        int dimension = schema.space().dimension();
        int from = Objects.checkIndex(row, count()) * dimension;
        return Arrays.copyOfRange(values, from, from + dimension);
    }

    /** Returns a text like {@code PartialRows[20 rows of Schema[16 columns, 2 with labels, StateSpace[2^16]]]}. */
    @Override
    public String toString() {
        return "PartialRows[" + Counts.of(count(), "row") + " of " + schema + "]";
    }

    /** Reads the rows. */
    private static final class Rows {
        private final String source;
        private final Schema schema;
        private final CsvScanner scanner;
        private final int dimension;
        private final IntStream.Builder values = IntStream.builder();
        /** The fields of the row that is being read, and their lines. */
        private final String[] fields;

        private final int[] lines;

        Rows(String source, Schema schema, CsvScanner scanner) {
            this.source = source;
            this.schema = schema;
            this.scanner = scanner;
            this.dimension = schema.space().dimension();
            this.fields = new String[dimension];
            this.lines = new int[dimension];
        }

        int[] read() throws IOException {
            boolean first = true;
            boolean header = false;
            CsvRows rows = new CsvRows(
                    source,
                    scanner,
                    dimension,
                    Counts.of(dimension, "field") + ", which are " + CsvTable.shown(schema.names()),
                    dimension == 1
                            ? "there is a blank line; write a row whose only field is empty as \"\""
                            : CsvRows.BLANK);
            while (rows.next()) {
                rows.forEachField(d -> {
                    fields[d] = scanner.text();
                    lines[d] = scanner.line();
                });
                if (first && List.of(fields).equals(schema.names())) {
                    header = true;
                } else {
                    encode(first);
                }
                first = false;
            }
            int[] read = values.build().toArray();
            if (read.length == 0) {
                throw rows.hasBlank()
                        ? rows.blank()
                        : DataException.at(source, header ? CsvHeader.NO_ROWS : "the file is empty");
            }
            return read;
        }

        private void encode(boolean first) throws DataException {
            boolean complete = true;
            for (int d = 0; d < dimension; d++) {
                if (fields[d].isEmpty()) {
                    values.add(MISSING);
                    complete = false;
                    continue;
                }
                int value = Coding.code(schema, d, fields[d]);
                if (value < 0 || value >= schema.space().cardinality(d)) {
                    String what = Coding.refusal(schema, d, fields[d]);
                    if (first) {
                        what += "; if the row is a header, it must be " + CsvTable.shown(schema.names());
                    } else if (TextTable.MISSING.contains(fields[d])) {
                        what += "; write a missing value as an empty field";
                    }
                    throw DataException.at(source, lines[d], d + 1, what);
                }
                values.add(value);
            }
            if (complete) {
                throw DataException.at(
                        source, lines[0], "no field of the row is empty, so there is nothing to fill in");
            }
        }
    }
}
