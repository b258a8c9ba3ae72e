package org.concretescore.core.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files that a reader finds whole or not at all: under another name beside their own, forced to disk, and renamed.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /** What writes a file's bytes. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes them.
         *
         * @param out where to; buffered, closed by the caller
         * @throws IOException if it fails
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @param file the file; replaced if it exists
     * @param content writes its bytes
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     */
    public static void write(Path file, Content content) throws IOException {
        write(file, null, content);
    }

    /**
     * Writes a file and keeps the one before under another name. Between the two renames only the previous one exists.
     *
     * @param file the file; replaced if it exists
     * @param previous the name for the older file, or null to let it go
     * @param content writes its bytes
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     */
    public static void write(Path file, Path previous, Content content) throws IOException {
        Path absolute = file.toAbsolutePath();
        // Not Files.createTempFile, which would make the file readable by its owner alone.
        Path temporary = absolute.resolveSibling(
                "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
                content.writeTo(out);
            }
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            if (previous != null && Files.exists(absolute)) {
                move(absolute, previous.toAbsolutePath());
            }
            move(temporary, absolute);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
