package org.concretescore.core.data;

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
 *
 * <p>Links are followed: what a link leads to is replaced or made, and the link stays. A file that is replaced hands down its
 * permissions and, where that is allowed, its owner and group. A hard link is another name of the old content: it keeps that
 * content, and is no longer a name of the file that was written. What is no regular file can't be replaced, but is
 * {@linkplain #isStream written straight}: a failure may leave the beginning of the content there. A thread that is
 * interrupted writes its file all the same.
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
     * @throws FileSystemException if the file can't be written, for instance because the disk is full; the message names it,
     *     and an older file of that name is then untouched
     * @throws IOException whatever the content throws
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
     * @throws FileSystemException if the file can't be written, for instance because the disk is full, or because it is a
     *     stream, of which there is no previous one; the message names it, and an older file of that name is then untouched
     * @throws IOException whatever the content throws
     */
    public static void write(Path file, Path previous, Content content) throws IOException {
        Destination destination = Destination.of(file);
        Path target = destination.target();
        if (destination.isStream()) {
            if (previous != null) {
                throw destination.failure("is no regular file, of which a previous one could be kept");
            }
            destination.write(target, content);
            return;
        }
        Path temporary = temporary(target);
        try {
            destination.write(temporary, content);
            replace(destination, temporary, previous == null ? null : Links.follow(previous));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void replace(Destination destination, Path temporary, Path previous) throws IOException {
        Path target = destination.target();
        try {
            boolean keep = previous != null && Files.exists(target);
            if (keep) {
                move(target, previous);
            }
            try {
                move(temporary, target);
            } catch (IOException e) {
                if (keep) {
                    move(previous, target);
                }
                throw e;
            }
        } catch (IOException e) {
            throw destination.failure(e);
        }
        forceFolder(target.getParent());
    }

    /**
     * Whether a file is written straight, and not under another name first: a pipe, a device such as {@code /dev/null}, or a
     * file that is open already, such as {@code /dev/stdout}, be it by a link.
     *
     * @param file the file
     * @return false for a regular file, a folder, and what does not exist
     */
    public static boolean isStream(Path file) {
        try {
            Path target = Links.follow(file);
            return !Files.isDirectory(target) && new Destination(file, target).isStream();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Finds out whether a file can be written, and takes away what processes that were killed while they wrote it have left
     * behind. The file itself, if it exists, stays as it is.
     *
     * @param file the file
     * @throws FileSystemException if it can't be written: its folder does not exist or is read-only, it is itself a folder or
     *     write-protected, or a link that leads to itself
     * @throws IOException if what was left behind can't be deleted
     */
    public static void prepare(Path file) throws IOException {
        Destination destination = Destination.of(file);
        if (destination.isStream()) {
            // To open a pipe would wait for its reader.
            return;
        }
        Path target = destination.target();
        Path temporary = temporary(target);
        try {
            Files.write(temporary, new byte[0]);
        } catch (IOException e) {
            throw destination.failure(e);
        }
        Files.delete(temporary);
        String prefix = prefix(target);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(
                target.getParent(), path -> isOrphan(path.getFileName().toString(), prefix))) {
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
