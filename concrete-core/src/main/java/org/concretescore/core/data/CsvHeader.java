package org.concretescore.core.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the first row of a CSV file, and checks the names of columns if it is a header. */
final class CsvHeader {
    /** The message for a file without data. */
    static final String NO_ROWS = "the file has a header but no rows";

    private CsvHeader() {}

    /** Makes the exception for a fault of a name. Columns are counted from 0. */
    @FunctionalInterface
    interface Faults {
        DataException of(int d, String what);
    }

    /** Returns the fields of the first row. */
    static List<String> readFirstRow(String source, CsvScanner scanner) throws IOException {
        List<String> fields = new ArrayList<>();
        int stop;
        do {
            stop = scanner.next(fields.isEmpty());
            fields.add(scanner.text());
        } while (stop == CsvScanner.COMMA);
        if (fields.size() == 1 && scanner.isBlank()) {
            throw DataException.at(
                    source,
                    1,
                    stop == CsvScanner.FILE_END ? "the file is empty" : "there is a blank line before the rows");
        }
        return fields;
    }

    /**
     * Checks the names of a header.
     *
     * @param names the names
     * @param expected the names that the columns must have, or null
     * @param faults makes the exceptions
     */
    static void checkNames(List<String> names, List<String> expected, Faults faults) throws DataException {
        Set<String> seen = new HashSet<>();
        for (int d = 0; d < names.size(); d++) {
            String name = names.get(d);
            if (name.isEmpty()) {
                throw faults.of(d, "the header has no name for this column; a column of row numbers must be left out");
            }
            if (!seen.add(name)) {
                throw faults.of(d, "the header has the name " + DataException.quote(name) + " twice");
            }
            if (expected != null && !name.equals(expected.get(d))) {
                throw faults.of(
                        d,
                        "the name of the column is " + DataException.quote(name) + " instead of "
                                + DataException.quote(expected.get(d)));
            }
        }
    }
}
