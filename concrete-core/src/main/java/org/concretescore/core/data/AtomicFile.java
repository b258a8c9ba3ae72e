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
 * Writes files so that a reader finds each file whole or not at all. The content is first written to a temporary file
 * in the same folder and forced to disk; then the temporary file is renamed. Its name is {@code .NAME.PID.part}. A
 * process that is killed leaves it behind, and {@link #prepare} deletes it.
 *
 * <p>Links are followed: the file that a link leads to is replaced or created, and the link stays. The new file takes
 * over the permissions of the file that it replaces and, if that is allowed, its owner and group. A hard link to the
 * old file keeps the old content. A pipe, a device or another {@linkplain #isStream stream} can't be replaced; it is
 * written directly, so that a failure may leave the beginning of the content there. A thread that is interrupted
 * finishes writing its file.
 */
public final class AtomicFile {
    private static final String SUFFIX = ".part";

    private AtomicFile() {}

    /** The content of a file, which writes itself to a stream. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes the bytes of the file.
         *
         * @param out the stream to write to; it is buffered, and the caller closes it
         * @throws IOException if the bytes can't be written
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @param file the file; replaced if it exists
     * @param content writes its bytes
     * @throws FileSystemException if the file can't be written, for instance because the disk is full; the message
     *     names the file, and an older file of that name is left as it was
     * @throws IOException if the content throws one
     */
    public static void write(Path file, Content content) throws IOException {
        write(file, null, content);
    }

    /**
     * Writes a file and keeps the older file under another name. If the process is killed between the two renames, only
     * the older file is left, under its new name.
     *
     * @param file the file; replaced if it exists
     * @param previous the new name of the older file, or null to delete the older file
     * @param content writes the bytes of the file
     * @throws FileSystemException if the file can't be written, for instance because the disk is full, or because it is
     *     a stream, which does not have a previous version; the message names the file, and an older file of that name
     *     is left as it was
     * @throws IOException if the content throws one
     */
    public static void write(Path file, Path previous, Content content) throws IOException {
        Destination destination = Destination.of(file);
        Path target = destination.target();
        if (destination.isStream()) {
            if (previous != null) {
                throw destination.failure("is not a regular file, so its previous version can't be kept");
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
     * Returns whether a file is written directly, and not to a temporary file first. This is so for a pipe, for a
     * device such as {@code /dev/null}, for a file that is open already, such as {@code /dev/stdout}, and for a link to
     * one of these.
     *
     * @param file the file
     * @return false for a regular file, for a folder, and for a path that does not exist
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
     * Checks that a file can be written, and deletes the temporary files of processes that were killed while they wrote
     * it. The file itself is not changed.
     *
     * @param file the file
     * @throws FileSystemException if the file can't be written: its folder does not exist or is read-only, it is itself
     *     a folder or write-protected, or it is a link that leads to itself
     * @throws IOException if a temporary file can't be deleted
     */
    public static void prepare(Path file) throws IOException {
        Destination destination = Destination.of(file);
        if (destination.isStream()) {
            // Opening a pipe would wait for its reader.
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

    /** Returns whether a name is that of a temporary file whose process has ended. */
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

    /** Returns the name of the temporary file. Files.createTempFile would make it readable by its owner alone. */
    private static Path temporary(Path file) {
        return file.resolveSibling(prefix(file) + ProcessHandle.current().pid() + SUFFIX);
    }

    /** Forces the new names to disk. */
    private static void forceFolder(Path folder) {
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows can't open a folder. The file has been written nevertheless.
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
