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
 * The file or open stream from which a reader takes its bytes or characters. The bytes are plain or gzip, which their
 * beginning tells. Text is UTF-8, with or without a byte order mark.
 *
 * <p>A stream can be read once. It is read to its end and is not closed: the code that opened it closes it.
 */
public final class Source {
    /** The message for a folder in the place of a file. */
    static final String FOLDER = "is a folder, not a file";

    private static final int BUFFER = 1 << 16;

    private final String name;
    private final Opening opening;

    private Source(String name, Opening opening) {
        this.name = name;
        this.opening = opening;
    }

    /** Opens the bytes of a source. */
    private interface Opening {
        InputStream open() throws IOException;
    }

    /**
     * Returns a file as a source.
     *
     * @param file the file; {@code -} for standard input
     * @return the source; a missing file is only noticed when it is read
     */
    public static Source of(Path file) {
        String name = StandardStreams.nameOfInput(file.toString());
        return StandardStreams.isDash(file)
                ? of(System.in, name)
                : new Source(name, () -> new Raw(openFile(file, name), false));
    }

    /**
     * Returns a stream of bytes as a source.
     *
     * @param in the stream, which is not closed
     * @param name the name of the stream in messages, for instance where it comes from
     * @return the source, which can be read once
     */
    public static Source of(InputStream in, String name) {
        Objects.requireNonNull(in, "in");
        return new Source(Objects.requireNonNull(name, "name"), () -> new Raw(in, true));
    }

    /**
     * Returns a stream of characters as a source.
     *
     * @param in the stream, which is not closed
     * @param name the name of the stream in messages, for instance where it comes from
     * @return the source, which can be read once
     */
    public static Source of(Reader in, String name) {
        Objects.requireNonNull(in, "in");
        return new Source(Objects.requireNonNull(name, "name"), () -> new CharacterStream(in));
    }

    /** Returns the name for messages. */
    String name() {
        return name;
    }

    /** Returns a text like {@code Source[data.csv]}. */
    @Override
    public String toString() {
        return "Source[" + name + "]";
    }

    /**
     * Returns the bytes after decompression, buffered. The caller closes the stream. The bytes of a pipe can be read
     * once.
     *
     * @throws DataException if the file does not exist, or is of a kind that does not hold data
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

    /** Does the same as {@link #open}, and skips the byte order mark that some programs write before UTF-8. */
    InputStream openText() throws IOException {
        InputStream in = open();
        try {
            return text(in);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Skips the byte order mark of an open stream. Its first bytes were read before, so that they are not damaged. */
    static InputStream text(InputStream in) throws IOException {
        if (startsWith(in, 0xef, 0xbb, 0xbf)) {
            in.skipNBytes(3);
        }
        return in;
    }

    /** Returns whether the stream continues with the given bytes. No byte is consumed. */
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

    /** Returns whether the compressed stream is truncated or corrupt, as opposed to a fault of the disk. */
    static boolean isDamage(IOException e) {
        return e instanceof EOFException || e instanceof ZipException;
    }

    static String damage(IOException e) {
        return (e instanceof EOFException ? "the gzip file is truncated here" : "the gzip file is damaged here")
                + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
    }

    /**
     * A stream that waits until it knows whether a byte is left to read. If nothing is available at the end of a gzip
     * member, GZIPInputStream assumes that the stream ends there; but the next member of a pipe may only be late.
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

    /**
     * The stream of a file, or a stream that is lent. A lent stream is not closed, because the user may go on reading,
     * for instance the next entry of an archive.
     */
    private static final class Raw extends FilterInputStream {
        private final boolean lent;

        Raw(InputStream in, boolean lent) {
            super(in);
            this.lent = lent;
        }

        /** Returns 0, because the JDK's stream of a file asks a pipe for its size and fails. */
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
