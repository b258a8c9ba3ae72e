package org.concretescore.core.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens a file, plain or gzip, whichever its first bytes say. */
final class Source {
    /** What is wrong with a folder where a file should be. */
    static final String FOLDER = "is a folder, not a file";

    private static final int BUFFER = 1 << 16;

    private Source() {}

    /** The file's bytes after decompression, buffered, to be closed by the caller. */
    static InputStream open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw DataException.at(file, FOLDER);
        }
        InputStream raw;
        try {
            raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        } catch (NoSuchFileException e) {
            throw DataException.at(file, "there is no such file");
        }
        try {
            boolean gzip = startsWith(raw, 0x1f, 0x8b);
            return gzip ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER) : raw;
        } catch (IOException e) {
            raw.close();
            if (isDamage(e)) {
                throw DataException.at(file, damage(e));
            }
            throw e;
        }
    }

    /** As {@link #open}, without the byte order mark that some programs put before UTF-8. */
    static InputStream openText(Path file) throws IOException {
        InputStream in = open(file);
        try {
            if (startsWith(in, 0xef, 0xbb, 0xbf)) {
                in.skipNBytes(3);
            }
            return in;
        } catch (IOException e) {
            in.close();
            if (isDamage(e)) {
                throw DataException.at(file, damage(e));
            }
            throw e;
        }
    }

    /** Whether the stream goes on with the given bytes; none are consumed. */
    static boolean startsWith(InputStream in, int... bytes) throws IOException {
        in.mark(bytes.length);
        byte[] head = in.readNBytes(bytes.length);
        in.reset();
        byte[] expected = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            expected[i] = (byte) bytes[i];
        }
        return Arrays.equals(head, expected);
    }

    /** Whether the compressed stream is cut off or corrupt, as opposed to a fault of the disk. */
    static boolean isDamage(IOException e) {
        return e instanceof EOFException || e instanceof ZipException;
    }

    static String damage(IOException e) {
        return (e instanceof EOFException ? "the gzip file is truncated here" : "the gzip file is damaged here")
                + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
    }
}
