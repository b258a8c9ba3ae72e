package org.concretescore.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.concretescore.core.space.Counts;

/** The content of a CSV file, before it is known whether the first row is a header and which columns hold labels. */
final class CsvTable {
    private static final int LIST_SHOWN = 8;

    private final String source;
    /** All fields of the first row, including that of the weights. */
    final List<String> first;

    /** The column of the weights in the file, counted from 0, or -1. */
    final int weightsAt;
    /** The number of columns except that of the weights. */
    final int dimension;
    /** The rows without the weights. */
    final TextTable rows;

    double[] weights;
    /** The line on which each row begins. */
    int[] lines;

    /** Reads a file. The place of the first row in all arrays stays empty until the row is either kept or dropped. */
    CsvTable(String source, InputStream in, CsvOptions options) throws IOException {
        this.source = source;
        try (CsvScanner scanner = new CsvScanner(source, in)) {
            first = CsvHeader.readFirstRow(source, scanner);
            weightsAt = weightsAt(first, options, this::error);
            dimension = first.size() - (weightsAt < 0 ? 0 : 1);
            if (dimension == 0) {
                throw error("there is no column except that of the weights");
            }
            rows = new TextTable(dimension);
            readRows(scanner);
        }
    }

    /** Returns the place of the weights among columns of given names, counted from 0, or -1. */
    static int weightsAt(List<String> names, CsvOptions options, Function<String, DataException> fault)
            throws DataException {
        int number = options.weightsNumber();
        if (number > names.size()) {
            throw fault.apply("there is no column " + number + " for the weights; the data have "
                    + Counts.of(names.size(), "column"));
        }
        int found = number == 0 ? names.indexOf(options.weightsColumn()) : number - 1;
        if (number == 0 && found < 0) {
            throw fault.apply("there is no column " + DataException.quote(options.weightsColumn())
                    + " for the weights; the columns are " + shown(names));
        }
        return number < 0 ? -1 : found;
    }

    private void readRows(CsvScanner scanner) throws IOException {
        IntStream.Builder cellBuilder = IntStream.builder();
        IntStream.Builder lineBuilder = IntStream.builder().add(1);
        DoubleStream.Builder weightBuilder = DoubleStream.builder().add(1);
        for (int d = 0; d < dimension; d++) {
            cellBuilder.add(0);
        }
        CsvRows lineByLine = CsvRows.afterFirst(source, scanner, first.size());
        while (lineByLine.next()) {
            lineBuilder.add(scanner.line());
            lineByLine.forEachField(column -> {
                if (column == weightsAt) {
                    weightBuilder.add(weight(scanner.text(), scanner.line()));
                } else {
                    int value = scanner.smallInteger();
                    cellBuilder.add(value >= 0 ? value : cell(coordinate(column), scanner.text(), scanner.line()));
                }
            });
        }
        rows.cells = cellBuilder.build().toArray();
        lines = lineBuilder.build().toArray();
        weights = weightBuilder.build().toArray();
    }

    private int cell(int d, String text, int line) throws DataException {
        if (TextTable.MISSING.contains(text)) {
            throw error(line, d, DataException.quote(text) + " is a missing value");
        }
        return rows.cell(d, text);
    }

    private double weight(String text, int line) throws DataException {
        double weight = WeightsReader.parse(text);
        if (!(weight >= 0)) {
            throw DataException.at(source, line, weightsAt + 1, DataException.quote(text) + WeightsReader.NOT_A_WEIGHT);
        }
        return weight;
    }

    /** Keeps the first row, which holds data. */
    void keepFirstRow() throws DataException {
        for (int column = 0; column < first.size(); column++) {
            String field = first.get(column);
            if (column == weightsAt) {
                weights[0] = weight(field, 1);
            } else {
                int d = coordinate(column);
                rows.cells[d] = cell(d, field, 1);
            }
        }
    }

    /** Drops the first row, which is a header. */
    void dropFirstRow() {
        rows.cells = Arrays.copyOfRange(rows.cells, dimension, rows.cells.length);
        lines = Arrays.copyOfRange(lines, 1, lines.length);
        weights = Arrays.copyOfRange(weights, 1, weights.length);
    }

    /** Returns the fields of the first row except that of the weights. */
    List<String> firstData() {
        return IntStream.range(0, dimension).mapToObj(d -> first.get(column(d))).toList();
    }

    /** Returns the coordinate of a column of the file. */
    int coordinate(int column) {
        return weightsAt >= 0 && column > weightsAt ? column - 1 : column;
    }

    private int column(int d) {
        return weightsAt >= 0 && d >= weightsAt ? d + 1 : d;
    }

    /** Returns the exception for a fault of a field. */
    DataException error(int line, int d, String what) {
        return DataException.at(source, line, column(d) + 1, what);
    }

    /** Returns the exception for a fault of the first row. */
    DataException error(String what) {
        return DataException.at(source, 1, what);
    }

    /** Returns a hint for messages if fields contain other separators than commas, or else an empty text. */
    static String separator(List<String> fields) {
        for (String separator : List.of(";", "\t")) {
            if (fields.stream().anyMatch(field -> field.contains(separator))) {
                return "; fields are separated by commas, not by " + (separator.equals(";") ? "semicolons" : "tabs");
            }
        }
        return "";
    }

    /** Returns the first values for a message. */
    static String shown(List<String> values) {
        return values.stream().limit(LIST_SHOWN).map(DataException::quote).collect(Collectors.joining(", "))
                + (values.size() > LIST_SHOWN ? ", … (" + values.size() + " in all)" : "");
    }
}
