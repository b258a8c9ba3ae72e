package org.concretescore.examples.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Standard output. Its failures are unchecked, for those that are not are swallowed by {@link java.io.PrintWriter}. */
public final class StandardOutput extends OutputStream {
    private final OutputStream out;

    /**
     * A stream of it.
     *
     * @param out the process's own
     */
    public StandardOutput(OutputStream out) {
        this.out = out;
    }

    /** It could not be written. */
    static final class Failure extends UncheckedIOException {
        private static final long serialVersionUID = 1L;

        Failure(IOException cause) {
            super("can't write to standard output: " + cause.getMessage(), cause);
        }

        /** Whether who read it has read enough, as {@code head} does; the systems word it alike. */
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
