package org.concretescore.core.data;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Thrown if data are refused. The message is one line and begins with the place of the fault: {@code file:line:column:
 * what} in a text file (lines and columns are counted from 1, and a column is a field of the CSV line), {@code
 * file:byte N: what} in a binary file (bytes are counted from 0, after decompression), or {@code file: what}.
 */
public final class DataException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int QUOTED_LENGTH = 40;
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    DataException(String message) {
        super(oneLine(message));
    }

    /**
     * Returns an exception for a fault of a whole file.
     *
     * @param file the file
     * @param what what is wrong with it
     * @return the exception, which the caller throws
     */
    public static DataException at(Path file, String what) {
        return at(StandardStreams.nameOfInput(file.toString()), what);
    }

    /**
     * Returns the reason why a text is not a path.
     *
     * @param e the exception of the JDK
     * @return the reason; if the locale can't express the path, it says how to choose one that can
     */
    public static String reason(InvalidPathException e) {
        return e.getReason().startsWith("Malformed input")
                ? "it has characters that the locale's character set "
                        + System.getProperty("sun.jnu.encoding", "")
                        + " does not have; set the environment variable LC_ALL to C.UTF-8, or another locale of UTF-8"
                : e.getReason();
    }

    // Faults of a source, by its name

    static DataException at(String source, String what) {
        return new DataException(source + ": " + what);
    }

    static DataException at(String source, int line, String what) {
        return new DataException(source + ":" + line + ": " + what);
    }

    static DataException at(String source, int line, int column, String what) {
        return new DataException(source + ":" + line + ":" + column + ": " + what);
    }

    static DataException atByte(String source, long offset, String what) {
        return new DataException(source + ":byte " + offset + ": " + what);
    }

    /** Returns a value between quotes for a message, on one line and not too long. */
    static String quote(String value) {
        String shown = value.length() <= QUOTED_LENGTH ? value : value.substring(0, QUOTED_LENGTH) + "…";
        return "'" + oneLine(shown) + "'";
    }

    /** Replaces the characters that would break a line or disturb a terminal. */
    private static String oneLine(String text) {
        return BREAKS.matcher(text).replaceAll("�");
    }
}
