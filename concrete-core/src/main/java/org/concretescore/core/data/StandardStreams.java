package org.concretescore.core.data;

import java.nio.file.Path;

/**
 * The standard streams of the process as files. The name {@code -} stands for standard input if data are read and for
 * standard output if text is written; a file of that name is {@code ./-}. Paths such as {@code /dev/stdin} lead to the
 * standard streams, too.
 */
public final class StandardStreams {
    /** The name that stands for standard input or output. */
    public static final String DASH = "-";

    private StandardStreams() {}

    /**
     * Returns whether a path leads to standard input.
     *
     * @param file the path
     * @return true for {@code -}, {@code /dev/stdin}, {@code /dev/fd/0}, and links that lead there
     */
    public static boolean isInput(Path file) {
        return isDash(file) || Links.isDescriptor(file, 0);
    }

    /**
     * Returns whether a path leads to standard output.
     *
     * @param file the path
     * @return true for {@code -}, {@code /dev/stdout}, {@code /dev/fd/1}, and links that lead there
     */
    public static boolean isOutput(Path file) {
        return isDash(file) || Links.isDescriptor(file, 1);
    }

    /**
     * Returns the name of data for messages.
     *
     * @param data the path or name that was given
     * @return {@code standard input} for {@code -}, and otherwise the given text
     */
    public static String nameOfInput(String data) {
        return data.equals(DASH) ? "standard input" : data;
    }

    static boolean isDash(Path file) {
        return file.toString().equals(DASH);
    }
}
