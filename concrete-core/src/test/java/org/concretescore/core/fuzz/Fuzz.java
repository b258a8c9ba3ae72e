package org.concretescore.core.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.concretescore.core.data.DataException;

/** What is asserted of every reader. Files lie in memory, so that millions of them can be read. */
public final class Fuzz {
    /** What reading any file may allocate on the heap: buffers. */
    public static final long BASE = 1 << 19;
    /**
     * What it may allocate beyond that for each byte of the file, decompressed, garbage included. A row of many
     * columns of two bytes each, which are columns of labels, comes nearest.
     */
    public static final long PER_BYTE = 1280;

    private static final int MEASUREMENTS = 5;

    private static final FileSystem MEMORY = Jimfs.newFileSystem(Configuration.unix());
    /** The file that holds the input. */
    public static final Path FILE = MEMORY.getPath("/input");

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** What only a programmer can make sense of. */
    private static final Pattern RAW = Pattern.compile(
            "For input string|Index \\d+ out of|out of bounds for|Cannot invoke|Range \\[|No enum constant|\\bnull$"
                    + "|java\\.|org\\.concretescore");

    private Fuzz() {}

    /** Reads something from a file, or from a text. */
    @FunctionalInterface
    public interface Reading<T> {
        /**
         * Reads it.
         *
         * @param file the file
         * @return what was read
         * @throws IOException if it is refused
         */
        T read(Path file) throws IOException;
    }

    /**
     * Reads a file that may be refused with a {@link DataException} alone, which names it on one line, and for which
     * no more is allocated than its size allows.
     *
     * @param content the file's bytes
     * @param reader reads {@link #FILE}
     * @return what was read, or null if the file was refused
     * @throws IOException if anything but the content fails
     */
    public static <T> T file(byte[] content, Reading<T> reader) throws IOException {
        Files.write(FILE, content);
        try {
            return modest(reader, () -> decompressedSize(content));
        } catch (DataException e) {
            String refusal = e.getMessage();
            requireReadable(refusal);
            assertTrue(refusal.startsWith(FILE + ":"), refusal);
            assertTrue(refusal.chars().noneMatch(Character::isISOControl), refusal);
            return null;
        }
    }

    /**
     * Reads a text that may be refused with an {@link IllegalArgumentException} alone.
     *
     * @param length the text's length
     * @param reader reads it; the file is of no account
     * @return what was read, or null if it was refused
     * @throws IOException never, unless the reader reads files
     */
    public static <T> T text(int length, Reading<T> reader) throws IOException {
        try {
            return modest(reader, () -> length);
        } catch (IllegalArgumentException e) {
            requireReadable(e.getMessage());
            return null;
        }
    }

    /** Reads, and fails if too much was allocated, again and again: the first time classes may have been loaded. */
    private static <T> T modest(Reading<T> reader, LongSupplier size) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            return reader.read(FILE);
        } finally {
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (allocated > BASE) {
                long limit = BASE + PER_BYTE * size.getAsLong();
                for (int i = 0; i < MEASUREMENTS && allocated > limit; i++) {
                    allocated = allocated(reader);
                }
                if (allocated > limit) {
                    throw new AssertionError(
                            allocated + " bytes were allocated for an input of " + size.getAsLong() + " bytes");
                }
            }
        }
    }

    private static long allocated(Reading<?> reader) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reader.read(FILE);
        } catch (DataException | IllegalArgumentException e) {
            // As before.
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void requireReadable(String refusal) {
        // The input itself, which is quoted, may say anything.
        assertFalse(RAW.matcher(refusal.replaceAll("(?s)'.*'", "''")).find(), refusal);
    }

    /** Of a gzip file, as much as can be decompressed. */
    private static long decompressedSize(byte[] content) {
        long size = content.length;
        if (content.length > 2 && content[0] == 0x1f && content[1] == (byte) 0x8b) {
            byte[] part = new byte[1 << 16];
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
                for (int n = in.read(part); n >= 0; n = in.read(part)) {
                    size += n;
                }
            } catch (IOException e) {
                // What came before counts.
                return size;
            }
        }
        return size;
    }
}
