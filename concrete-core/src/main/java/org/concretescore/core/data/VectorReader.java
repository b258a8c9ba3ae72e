package org.concretescore.core.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.concretescore.core.continuous.Vectors;

/**
 * Reads real numbers from comma-separated text (RFC 4180): UTF-8, plain or gzip. The first row is a header if none of its
 * fields is a number. Missing values, and whatever else is no finite number, are refused.
 */
public final class VectorReader {
    private VectorReader() {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @return the data, in single precision
     * @throws DataException if the file is missing or damaged, or its content is refused, naming line and column
     * @throws IOException if the file can not be read
     */
    public static Vectors read(Path file) throws IOException {
        try (CsvScanner scanner = new CsvScanner(file)) {
            List<String> first = new ArrayList<>();
            float[] values = new float[1024];
            int size = 0;
            int stop;
            boolean numbers = false;
            do {
                stop = scanner.next(first.isEmpty());
                first.add(scanner.text());
                numbers |= WeightsReader.NUMBER.matcher(scanner.text()).matches();
            } while (stop == CsvScanner.COMMA);
            int dimension = first.size();
            if (dimension == 1 && scanner.isBlank()) {
                throw DataException.at(
                        file, 1, stop == CsvScanner.FILE_END ? "the file is empty" : "a blank line before the rows");
            }
            if (numbers) {
                values = Arrays.copyOf(values, Math.max(values.length, dimension));
                for (String field : first) {
                    values[size++] = number(file, 1, size, field);
                }
            } else {
                requireNames(file, first);
            }
            int blankLine = 0;
            while (true) {
                stop = scanner.next(true);
                if (stop != CsvScanner.COMMA && scanner.isBlank()) {
                    if (stop == CsvScanner.FILE_END) {
                        break;
                    }
                    blankLine = blankLine == 0 ? scanner.line() : blankLine;
                    continue;
                }
                if (blankLine > 0) {
                    throw DataException.at(file, blankLine, 1, "a blank line between rows");
                }
                if (size > Integer.MAX_VALUE - 8 - dimension) {
                    throw scanner.error("more than 2^31 values, which is more than can be read");
                }
                if (size + dimension > values.length) {
                    values = Arrays.copyOf(values, (int) Math.min(Integer.MAX_VALUE - 8, 2L * (size + dimension)));
                }
                for (int column = 1; column <= dimension; column++) {
                    if (column > 1 && stop != CsvScanner.COMMA) {
                        throw scanner.error("the row ends after " + (column - 1) + " of " + dimension + " fields");
                    }
                    stop = column > 1 ? scanner.next(false) : stop;
                    values[size++] = number(file, scanner.line(), column, scanner.text());
                }
                if (stop == CsvScanner.COMMA) {
                    throw scanner.error("the row has more than the " + dimension + " fields of the first row");
                }
            }
            if (size == 0) {
                throw DataException.at(file, 1, "the file holds a header and no rows");
            }
            float[] rows = Arrays.copyOf(values, size);
            return numbers ? Vectors.of(dimension, rows) : Vectors.of(first, rows);
        }
    }

    private static void requireNames(Path file, List<String> names) throws DataException {
        Set<String> seen = new HashSet<>();
        for (int d = 0; d < names.size(); d++) {
            if (names.get(d).isEmpty()) {
                throw DataException.at(
                        file, 1, d + 1, "the header has no name for this column; row numbers must be left out");
            }
            if (!seen.add(names.get(d))) {
                throw DataException.at(
                        file, 1, d + 1, "the header has the name " + DataException.quote(names.get(d)) + " twice");
            }
        }
    }

    private static float number(Path file, int line, int column, String text) throws DataException {
        if (CsvTable.MISSING.contains(text)) {
            throw DataException.at(file, line, column, DataException.quote(text) + " is a missing value");
        }
        if (!WeightsReader.NUMBER.matcher(text).matches()) {
            throw DataException.at(file, line, column, DataException.quote(text) + " is not a number");
        }
        float value = Float.parseFloat(text);
        if (!Float.isFinite(value)) {
            throw DataException.at(
                    file, line, column, DataException.quote(text) + " is too large for single precision");
        }
        return value;
    }
}
