package org.concretescore.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A CSV file as it stands, before it is known whether the first row is a header and which columns hold labels. Each
 * cell is one int, so that a large file takes little more memory than its data set.
 */
final class CsvTable {
    static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    static final Set<String> MISSING = Set.of("", "NA", "NaN", "nan", "?");
    private static final Pattern SMALL_INTEGER = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final int LIST_SHOWN = 8;

    private final Path file;
    /** All fields of the first row, that of the weights too. */
    final List<String> first = new ArrayList<>();

    /** Where among the file's columns, counted from 0, the weights are, or -1. */
    final int weightsAt;
    /** The number of columns without that of the weights. */
    final int dimension;
    /** For each column the texts that are not small integers, numbered in order of appearance. */
    private final List<Map<String, Integer>> texts = new ArrayList<>();

    /** {@code [rows, D]}: a small integer from 0 as itself, any other text as {@code ~n}, n its number in texts. */
    int[] cells;

    double[] weights;
    /** The line on which each row begins. */
    int[] lines;

    /** Reads a file. Of all arrays the first row is left free until it is either kept or dropped. */
    CsvTable(Path file, InputStream in, CsvOptions options) throws IOException {
        this.file = file;
        try (CsvScanner scanner = new CsvScanner(file, in)) {
            readFirstRow(scanner);
            weightsAt = findWeights(options);
            dimension = first.size() - (weightsAt < 0 ? 0 : 1);
            if (dimension == 0) {
                throw error("there is no column beside that of the weights");
            }
            for (int d = 0; d < dimension; d++) {
                texts.add(new LinkedHashMap<>());
            }
            readRows(scanner);
        }
    }

    private void readFirstRow(CsvScanner scanner) throws IOException {
        int stop;
        do {
            stop = scanner.next(first.isEmpty());
            first.add(scanner.text());
        } while (stop == CsvScanner.COMMA);
        if (first.size() == 1 && scanner.isBlank()) {
            throw error(stop == CsvScanner.FILE_END ? "the file is empty" : "a blank line before the rows");
        }
    }

    private int findWeights(CsvOptions options) throws DataException {
        int number = options.weightsNumber();
        if (number > first.size()) {
            throw error("there is no column " + number + " for the weights, only " + first.size());
        }
        int found = number == 0 ? first.indexOf(options.weightsColumn()) : number - 1;
        if (number == 0 && found < 0) {
            throw error("no column has the name " + DataException.quote(options.weightsColumn())
                    + " of the weights column; there are " + shown(first));
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
        CsvRows rows = CsvRows.behindFirst(file, scanner, first.size());
        while (rows.next()) {
            lineBuilder.add(scanner.line());
            rows.forEachField(column -> {
                if (column == weightsAt) {
                    weightBuilder.add(weight(scanner.text(), scanner.line()));
                } else {
                    int value = scanner.smallInteger();
                    cellBuilder.add(value >= 0 ? value : cell(coordinate(column), scanner.text(), scanner.line()));
                }
            });
        }
        cells = cellBuilder.build().toArray();
        lines = lineBuilder.build().toArray();
        weights = weightBuilder.build().toArray();
    }

    private int cell(int d, String text, int line) throws DataException {
        if (MISSING.contains(text)) {
            throw error(line, d, DataException.quote(text) + " is a missing value");
        }
        Map<String, Integer> known = texts.get(d);
        Integer number = known.putIfAbsent(text, known.size());
        return ~(number == null ? known.size() - 1 : number);
    }

    private double weight(String text, int line) throws DataException {
        double weight = WeightsReader.parse(text);
        if (!(weight >= 0)) {
            throw DataException.at(file, line, weightsAt + 1, DataException.quote(text) + WeightsReader.NOT_A_WEIGHT);
        }
        return weight;
    }

    /** Fills the first row: it holds data. */
    void keepFirstRow() throws DataException {
        for (int column = 0; column < first.size(); column++) {
            String field = first.get(column);
            if (column == weightsAt) {
                weights[0] = weight(field, 1);
            } else {
                boolean small = SMALL_INTEGER.matcher(field).matches();
                int d = coordinate(column);
                cells[d] = small ? Integer.parseInt(field) : cell(d, field, 1);
            }
        }
    }

    /** Removes the first row: it is a header. */
    void dropFirstRow() {
        cells = Arrays.copyOfRange(cells, dimension, cells.length);
        lines = Arrays.copyOfRange(lines, 1, lines.length);
        weights = Arrays.copyOfRange(weights, 1, weights.length);
    }

    /** The first row without the weights. */
    List<String> firstData() {
        return IntStream.range(0, dimension).mapToObj(d -> first.get(column(d))).toList();
    }

    /** Whether all fields of a column match, given that small integers do; the first row counts once it is kept. */
    boolean allMatch(int d, Pattern pattern) {
        return texts.get(d).keySet().stream()
                .allMatch(text -> pattern.matcher(text).matches());
    }

    boolean contains(int d, String text) {
        return texts.get(d).containsKey(text);
    }

    /** What is not a small integer, in order of appearance. */
    List<String> texts(int d) {
        return List.copyOf(texts.get(d).keySet());
    }

    /** The coordinate of a column of the file. */
    int coordinate(int column) {
        return weightsAt >= 0 && column > weightsAt ? column - 1 : column;
    }

    private int column(int d) {
        return weightsAt >= 0 && d >= weightsAt ? d + 1 : d;
    }

    /** A fault of a field. */
    DataException error(int line, int d, String what) {
        return DataException.at(file, line, column(d) + 1, what);
    }

    /** A fault of the first row. */
    DataException error(String what) {
        return DataException.at(file, 1, what);
    }

    /** What to say of fields that hold other separators than commas. */
    static String separator(List<String> fields) {
        for (String separator : List.of(";", "\t")) {
            if (fields.stream().anyMatch(field -> field.contains(separator))) {
                return "; fields are separated by commas, not by " + (separator.equals(";") ? "semicolons" : "tabs");
            }
        }
        return "";
    }

    /** Some values for a message. */
    static String shown(List<String> values) {
        return values.stream().limit(LIST_SHOWN).map(DataException::quote).collect(Collectors.joining(", "))
                + (values.size() > LIST_SHOWN ? ", … (" + values.size() + " in all)" : "");
    }
}
