package org.concretescore.core.data;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files that a reader finds whole or not at all: under another name beside their own, forced to disk, and renamed.
 * The other name is {@code .NAME.PID.part}; a process that is killed leaves it behind, and {@link #prepare} takes it away.
 * A thread that is interrupted writes its file all the same.
 */
public final class AtomicFile {
    private static final String SUFFIX = ".part";

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
     * Writes a file and keeps the one before under another name. Who is killed between the two renames leaves the previous
     * one alone.
     *
     * @param file the file; replaced if it exists
     * @param previous the name for the older file, or null to let it go
     * @param content writes its bytes
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     */
    public static void write(Path file, Path previous, Content content) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path temporary = temporary(absolute);
        try {
            // Says what is wrong by file and reason, which streams do not.
            Files.write(temporary, new byte[0]);
            // No channel: that would be closed under a thread that is interrupted, which is when what there is gets
            // saved.
            try (FileOutputStream raw = new FileOutputStream(temporary.toFile());
                    OutputStream out = new BufferedOutputStream(raw)) {
                content.writeTo(out);
                out.flush();
                raw.getFD().sync();
            }
            boolean keep = previous != null && Files.exists(absolute);
            if (keep) {
                move(absolute, previous.toAbsolutePath());
            }
            try {
                move(temporary, absolute);
            } catch (IOException e) {
                if (keep) {
                    move(previous.toAbsolutePath(), absolute);
                }
                throw e;
            }
            forceFolder(absolute.getParent());
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Finds out whether a file can be written, and takes away what processes that were killed while they wrote it have left
     * behind. The file itself, if it exists, stays as it is.
     *
     * @param file the file
     * @throws IOException if it can't be written: its folder does not exist or is read-only, or it is itself a folder
     */
    public static void prepare(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            throw new FileSystemException(file.toString(), null, "is a folder");
        }
        Path temporary = temporary(absolute);
        Files.write(temporary, new byte[0]);
        Files.delete(temporary);
        String prefix = prefix(absolute);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(
                absolute.getParent(), path -> isOrphan(path.getFileName().toString(), prefix))) {
            for (Path path : left) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Whether a name is that of a temporary file whose process has ended. */
    private static boolean isOrphan(String name, String prefix) {
        if (!name.startsWith(prefix) || !name.endsWith(SUFFIX) || name.length() < prefix.length() + SUFFIX.length()) {
            return false;
        }
        String pid = name.substring(prefix.length(), name.length() - SUFFIX.length());
        return pid.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }

    private static String prefix(Path file) {
        return "." + file.getFileName() + ".";
    }

    /** Not of Files.createTempFile, which would make the file readable by its owner alone. */
    private static Path temporary(Path file) {
        return file.resolveSibling(prefix(file) + ProcessHandle.current().pid() + SUFFIX);
    }

    /** Forces the new names to disk. */
    private static void forceFolder(Path folder) {
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folders; the file is there all the same.
            return;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
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
