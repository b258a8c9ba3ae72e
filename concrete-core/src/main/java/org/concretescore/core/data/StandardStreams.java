package org.concretescore.core.data;

import java.nio.file.Path;

/**
 * The standard streams of the process as files. {@code -} stands for standard input where data are read and for standard
 * output where text is written; a file of that name is {@code ./-}. Paths such as {@code /dev/stdin} lead there, too.
 */
public final class StandardStreams {
    /** What stands for standard input or output. */
    public static final String DASH = "-";

    private StandardStreams() {}

    /**
     * Whether a path leads to standard input.
     *
     * @param file the path
     * @return true for {@code -}, {@code /dev/stdin}, {@code /dev/fd/0}, and links that lead there
     */
    public static boolean isInput(Path file) {
        return isDash(file) || Links.isDescriptor(file, 0);
    }

    /**
     * Whether a path leads to standard output.
     *
     * @param file the path
     * @return true for {@code -}, {@code /dev/stdout}, {@code /dev/fd/1}, and links that lead there
     */
    public static boolean isOutput(Path file) {
        return isDash(file) || Links.isDescriptor(file, 1);
    }

    /**
     * What data are called in messages.
     *
     * @param data the path or name that was given
     * @return {@code standard input} for {@code -}, all else as it is
     */
    public static String nameOfInput(String data) {
        return data.equals(DASH) ? "standard input" : data;
    }

    static boolean isDash(Path file) {
        return file.toString().equals(DASH);
    }
}
