package org.concretescore.examples.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Standard output. Its failures are unchecked, because {@link java.io.PrintWriter} hides checked ones. */
public final class StandardOutput extends OutputStream {
    private final OutputStream out;

    /**
     * Wraps the standard output of the process.
     *
     * @param out the standard output
     */
    public StandardOutput(OutputStream out) {
        this.out = out;
    }

    /** Standard output could not be written. */
    static final class Failure extends UncheckedIOException {
        private static final long serialVersionUID = 1L;

        Failure(IOException cause) {
            super("can't write to standard output: " + cause.getMessage(), cause);
        }

        /**
         * Returns whether the reader has closed the pipe, as {@code head} does. All systems say "pipe" in the message.
         */
        boolean isBrokenPipe() {
            return String.valueOf(getCause().getMessage())
                    .toLowerCase(Locale.ROOT)
                    .contains("pipe");
        }
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    @Override
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new Failure(e);
        }
    }
}
