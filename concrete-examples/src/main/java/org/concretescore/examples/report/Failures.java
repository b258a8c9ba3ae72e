package org.concretescore.examples.report;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.concretescore.core.data.DataException;

/** Says in one line what went wrong. */
public final class Failures {
    private static final String TOO_LARGE = "; one of the sizes that were asked for may be too large";

    private Failures() {}

    /**
     * The message of an exception, completed where the JDK's says too little.
     *
     * @param failure what was thrown
     * @return one line
     */
    public static String describe(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof UncheckedIOException e) {
            return describe(e.getCause());
        } else if (failure instanceof FileSystemException e && e.getReason() == null && e.getFile() != null) {
            message = e.getFile() + ": " + reason(e);
        } else if (failure instanceof InvalidPathException e) {
            message = "'" + e.getInput() + "' is no path: " + DataException.reason(e);
        } else if (failure instanceof OutOfMemoryError) {
            // No heap is large enough for an array that is too long, and native memory is no part of it.
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

    /** Whether this is a fault of the program, whose message means little without its type. */
    private static boolean isFault(Throwable failure) {
        return failure instanceof Error
                || failure instanceof NullPointerException
                || failure instanceof IndexOutOfBoundsException
                || failure instanceof ClassCastException
                || isOfSize(failure);
    }

    /** Whether numbers were too large to be counted with. */
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
            return "is there already, and is not a folder";
        }
        return e instanceof NotDirectoryException
                ? "is not a folder"
                : e.getClass().getSimpleName();
    }
}
