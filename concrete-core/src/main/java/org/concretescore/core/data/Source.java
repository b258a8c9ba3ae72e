package org.concretescore.core.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Where readers take their bytes or characters from: a file, or a stream that is open. Bytes are plain or gzip, whichever the
 * first ones say; text is UTF-8, with or without a byte order mark.
 *
 * <p>A stream can be read once. It is read to its end and stays open: whoever opened it closes it.
 */
public final class Source {
    /** What is wrong with a folder where a file should be. */
    static final String FOLDER = "is a folder, not a file";

    private static final int BUFFER = 1 << 16;

    private final String name;
    private final Opening opening;

    private Source(String name, Opening opening) {
        this.name = name;
        this.opening = opening;
    }

    /** How the bytes are come by. */
    private interface Opening {
        InputStream open() throws IOException;
    }

    /**
     * A file.
     *
     * @param file the file; {@code -} for standard input
     * @return the source; whether there is such a file is found out when it is read
     */
    public static Source of(Path file) {
        String name = StandardStreams.nameOfInput(file.toString());
        return StandardStreams.isDash(file)
                ? of(System.in, name)
                : new Source(name, () -> new Raw(openFile(file, name), false));
    }

    /**
     * A stream of bytes.
     *
     * @param in the stream; it stays open
     * @param name what messages call it, for instance where it comes from
     * @return the source, which can be read once
     */
    public static Source of(InputStream in, String name) {
        Objects.requireNonNull(in, "in");
        return new Source(Objects.requireNonNull(name, "name"), () -> new Raw(in, true));
    }

    /**
     * A stream of characters.
     *
     * @param in the stream; it stays open
     * @param name what messages call it, for instance where it comes from
     * @return the source, which can be read once
     */
    public static Source of(Reader in, String name) {
        Objects.requireNonNull(in, "in");
        return new Source(Objects.requireNonNull(name, "name"), () -> new CharacterStream(in));
    }

    /** What messages call it. */
    String name() {
        return name;
    }

    /** For instance {@code Source[data.csv]}. */
    @Override
    public String toString() {
        return "Source[" + name + "]";
    }

    /**
     * The bytes after decompression, buffered, to be closed by the caller. They can be had once, where they come from a pipe.
     *
     * @throws DataException if there is no such file, or one of a kind that is no data
     */
    InputStream open() throws IOException {
        InputStream raw = new Patient(opening.open());
        InputStream in = raw;
        try {
            if (startsWith(raw, 0x1f, 0x8b)) {
                in = new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER);
            }
            String refusal = FileKind.refusal(head(in, FileKind.HEAD));
            if (refusal != null) {
                throw DataException.at(name, refusal);
            }
            return in;
        } catch (IOException e) {
            in.close();
            if (isDamage(e)) {
                throw DataException.at(name, damage(e));
            }
            throw e;
        }
    }

    private static InputStream openFile(Path file, String name) throws IOException {
        if (Files.isDirectory(file)) {
            throw DataException.at(name, FOLDER);
        }
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw DataException.at(name, "there is no such file");
        }
    }

    /** As {@link #open}, without the byte order mark that some programs put before UTF-8. */
    InputStream openText() throws IOException {
        InputStream in = open();
        try {
            return text(in);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** The same of a stream that is open; its first bytes were read before, so that they are not damaged. */
    static InputStream text(InputStream in) throws IOException {
        if (startsWith(in, 0xef, 0xbb, 0xbf)) {
            in.skipNBytes(3);
        }
        return in;
    }

    /** Whether the stream goes on with the given bytes; none are consumed. */
    static boolean startsWith(InputStream in, int... bytes) throws IOException {
        byte[] expected = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            expected[i] = (byte) bytes[i];
        }
        return Arrays.equals(head(in, bytes.length), expected);
    }

    private static byte[] head(InputStream in, int length) throws IOException {
        in.mark(length);
        byte[] head = in.readNBytes(length);
        in.reset();
        return head;
    }

    /** Whether the compressed stream is cut off or corrupt, as opposed to a fault of the disk. */
    static boolean isDamage(IOException e) {
        return e instanceof EOFException || e instanceof ZipException;
    }

    static String damage(IOException e) {
        return (e instanceof EOFException ? "the gzip file is truncated here" : "the gzip file is damaged here")
                + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
    }

    /**
     * Waits until it knows whether anything is left to read. GZIPInputStream takes a stream of which nothing is available at
     * the end of a member for one that ends there; of a pipe, the next member may only be late.
     */
    private static final class Patient extends BufferedInputStream {
        Patient(InputStream in) {
            super(in, BUFFER);
        }

        @Override
        public synchronized int available() throws IOException {
            mark(1);
            int next = read();
            reset();
            return next < 0 ? 0 : 1;
        }
    }

    /** A file, or a stream that is lent: it stays open, for there may be more to read, such as the next entry of an archive. */
    private static final class Raw extends FilterInputStream {
        private final boolean lent;

        Raw(InputStream in, boolean lent) {
            super(in);
            this.lent = lent;
        }

        /** Nothing is known: the JDK's stream of a file asks a pipe for its size, and fails. */
        @Override
        public int available() {
            return 0;
        }

        @Override
        public void close() throws IOException {
            if (!lent) {
                super.close();
            }
        }
    }
}
