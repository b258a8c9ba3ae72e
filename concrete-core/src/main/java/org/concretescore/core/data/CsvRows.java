package org.concretescore.core.data;

import java.io.IOException;
import org.concretescore.core.space.Counts;

/** Goes through a CSV file row by row; each has as many fields, and no blank line lies between two. */
final class CsvRows {
    private final String source;
    private final CsvScanner scanner;
    private final int width;
    private final String fields;
    private final String blank;

    private int stop;
    private long values;
    private int blankLine;

    /** What is done with a field, which the scanner holds. */
    @FunctionalInterface
    interface Field {
        void take(int column) throws IOException;
    }

    /** Messages say how many fields a row has, and what a blank line is. */
    CsvRows(String source, CsvScanner scanner, int width, String fields, String blank) {
        this.source = source;
        this.scanner = scanner;
        this.width = width;
        this.fields = fields;
        this.blank = blank;
        // A first row may have been read before.
        values = width;
    }

    /** The rows behind a first one. */
    static CsvRows behindFirst(String source, CsvScanner scanner, int width) {
        return new CsvRows(
                source,
                scanner,
                width,
                "the " + Counts.of(width, "field") + " of the first row",
                "a blank line between rows");
    }

    /** Goes to the first field of the next row; blank lines at the end of the file are none. */
    boolean next() throws IOException {
        stop = scanner.next(true);
        while (stop != CsvScanner.COMMA && scanner.isBlank()) {
            if (stop == CsvScanner.FILE_END) {
                return false;
            }
            blankLine = blankLine == 0 ? scanner.line() : blankLine;
            stop = scanner.next(true);
        }
        if (blankLine > 0) {
            throw blank();
        }
        values += width;
        if (values > Integer.MAX_VALUE - 8) {
            throw scanner.error("more than 2^31 values, which is more than can be read");
        }
        return true;
    }

    /** Hands over the fields of the row that was gone to. */
    void forEachField(Field field) throws IOException {
        for (int column = 0; column < width; column++) {
            if (column > 0) {
                if (stop != CsvScanner.COMMA) {
                    throw scanner.error("the row ends after " + column + " of " + fields);
                }
                stop = scanner.next(false);
            }
            field.take(column);
        }
        if (stop == CsvScanner.COMMA) {
            throw scanner.error("the row has more than " + fields);
        }
    }

    /** Whether there were blank lines. */
    boolean hasBlank() {
        return blankLine > 0;
    }

    /** The fault of the first blank line. */
    DataException blank() {
        return DataException.at(source, blankLine, 1, blank);
    }
}
