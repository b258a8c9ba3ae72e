package org.concretescore.core.data;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Data that are refused. The message is one line and begins with where the fault is: {@code file:line:column: what}
 * (lines and columns counted from 1; a column is a field of the CSV line), {@code file:byte N: what} in a binary file
 * (counted from 0, after decompression), or {@code file: what}.
 */
public final class DataException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int QUOTED_LENGTH = 40;
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    DataException(String message) {
        super(oneLine(message));
    }

    /**
     * A fault of a whole file.
     *
     * @param file the file
     * @param what what is wrong with it
     * @return the exception, to be thrown
     */
    public static DataException at(Path file, String what) {
        return at(name(file), what);
    }

    /**
     * A fault of a line.
     *
     * @param file the file
     * @param line the line, counted from 1
     * @param what what is wrong with it
     * @return the exception, to be thrown
     */
    public static DataException at(Path file, int line, String what) {
        return at(name(file), line, what);
    }

    /**
     * A fault of a field.
     *
     * @param file the file
     * @param line the line, counted from 1
     * @param column the field of the line, counted from 1
     * @param what what is wrong with it
     * @return the exception, to be thrown
     */
    public static DataException at(Path file, int line, int column, String what) {
        return at(name(file), line, column, what);
    }

    /**
     * A fault of a binary file.
     *
     * @param file the file
     * @param offset how many bytes come before it, after decompression
     * @param what what is wrong there
     * @return the exception, to be thrown
     */
    public static DataException atByte(Path file, long offset, String what) {
        return atByte(name(file), offset, what);
    }

    /**
     * What is wrong with a path that is none.
     *
     * @param e what the JDK says
     * @return the reason; where the locale can't express the path, how to choose one that can
     */
    public static String reason(InvalidPathException e) {
        return e.getReason().startsWith("Malformed input")
                ? "it has characters that the locale's character set "
                        + System.getProperty("sun.jnu.encoding", "")
                        + " does not have; set the environment variable LC_ALL to C.UTF-8, or another locale of UTF-8"
                : e.getReason();
    }

    // The same of a source by its name.

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

    private static String name(Path file) {
        return StandardStreams.nameOfInput(file.toString());
    }

    /** A value between quotes, on one line and not too long, for a message. */
    static String quote(String value) {
        String shown = value.length() <= QUOTED_LENGTH ? value : value.substring(0, QUOTED_LENGTH) + "…";
        return "'" + oneLine(shown) + "'";
    }

    /** Without what would break a line, or a terminal. */
    private static String oneLine(String text) {
        return BREAKS.matcher(text).replaceAll("�");
    }
}
