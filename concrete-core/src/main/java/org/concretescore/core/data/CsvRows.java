package org.concretescore.core.data;

import java.io.IOException;
import org.concretescore.core.space.Counts;

/** Reads a CSV file row by row. All rows must have the same number of fields, without blank lines between them. */
final class CsvRows {
    /** The message for a blank line. */
    static final String BLANK = "there is a blank line between rows";

    private final String source;
    private final CsvScanner scanner;
    private final int width;
    private final String fields;
    private final String blank;

    private int stop;
    private long values;
    private int blankLine;

    /** Takes a field, which the scanner holds. */
    @FunctionalInterface
    interface Field {
        void take(int column) throws IOException;
    }

    /**
     * Begins at the scanner's place.
     *
     * @param fields what messages say about the number of fields of a row
     * @param blank the message for a blank line
     */
    CsvRows(String source, CsvScanner scanner, int width, String fields, String blank) {
        this.source = source;
        this.scanner = scanner;
        this.width = width;
        this.fields = fields;
        this.blank = blank;
        // The first row may have been read before.
        values = width;
    }

    /** Returns the rows after the first one, which has been read. */
    static CsvRows afterFirst(String source, CsvScanner scanner, int width) {
        return new CsvRows(source, scanner, width, "the " + Counts.of(width, "field") + " of the first row", BLANK);
    }

    /**
     * Goes to the first field of the next row. Returns false at the end; blank lines may precede the end of the file.
     */
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
            throw scanner.error("the file has more than 2^31 values, which is more than can be read");
        }
        return true;
    }

    /** Hands over the fields of the current row. */
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

    /** Returns whether there were blank lines. */
    boolean hasBlank() {
        return blankLine > 0;
    }

    /** Returns the exception for the first blank line. */
    DataException blank() {
        return DataException.at(source, blankLine, 1, blank);
    }
}
