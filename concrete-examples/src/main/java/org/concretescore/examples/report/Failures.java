package org.concretescore.examples.report;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.concretescore.core.data.DataException;

/** Describes failures in one line. */
public final class Failures {
    private static final String TOO_LARGE = "; one of the sizes that were asked for may be too large";

    private Failures() {}

    /**
     * Returns the message of an exception. If a message of the JDK is too short, it is completed.
     *
     * @param failure the exception
     * @return one line
     */
    public static String describe(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof UncheckedIOException e) {
            return describe(e.getCause());
        } else if (failure instanceof FileSystemException e && e.getReason() == null && e.getFile() != null) {
            message = e.getFile() + ": " + reason(e);
        } else if (failure instanceof InvalidPathException e) {
            message = "'" + e.getInput() + "' is not a path: " + DataException.reason(e);
        } else if (failure instanceof OutOfMemoryError) {
            // A larger heap helps neither with an array that is too long nor with native memory.
            boolean heap = "Java heap space".equals(message) || "GC overhead limit exceeded".equals(message);
            message = "out of memory (" + message + ")"
                    + (heap ? "; CONCRETE_JAVA_OPTS=-Xmx8g gives it more" : TOO_LARGE);
        } else if (message == null || isFault(failure)) {
            message = failure.getClass().getName()
                    + (message == null ? "" : ": " + message)
                    + (isOfSize(failure) ? TOO_LARGE : "");
        }
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Whether this is a fault of the program; its message does not tell much without the type. */
    private static boolean isFault(Throwable failure) {
        return failure instanceof Error
                || failure instanceof NullPointerException
                || failure instanceof IndexOutOfBoundsException
                || failure instanceof ClassCastException
                || isOfSize(failure);
    }

    /** Whether the sizes were too large for the arithmetic of int. */
    private static boolean isOfSize(Throwable failure) {
        return failure instanceof NegativeArraySizeException || failure instanceof ArithmeticException;
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "already exists, and is not a folder";
        }
        return e instanceof NotDirectoryException
                ? "is not a folder"
                : e.getClass().getSimpleName();
    }
}
