package org.concretescore.examples.report;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files as a whole or not at all, and finds out beforehand whether they can be written. */
public final class Outputs {
    private Outputs() {}

    /** Writes what is to be in a file. */
    @FunctionalInterface
    public interface Content<T> {
        void writeTo(T sink) throws IOException;
    }

    /**
     * Makes a folder, if need be, and checks that files can be made in it.
     *
     * @param folder the folder
     * @throws IOException if not, naming the folder
     */
    public static void prepareFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".concrete", ".tmp"));
        } catch (IOException e) {
            throw new IOException("can't write to the folder " + folder + ": " + Failures.describe(e), e);
        }
    }

    /**
     * Makes the folder of a file, if need be, and checks that the file can be written; an existing one stays as it is.
     *
     * @param file the file
     * @throws IOException if not, naming the file
     */
    public static void prepareFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("can't write the file " + file + ": it is a folder");
        }
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw new IOException("can't write the file " + file + ": permission denied");
        }
        try {
            prepareFolder(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new IOException("can't write the file " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes a text file, UTF-8, under a temporary name, and renames it.
     *
     * @param file the file, replaced if there is one
     * @param content writes the text
     * @throws IOException if it can not be written; then the file is as it was
     */
    public static void writeText(Path file, Content<BufferedWriter> content) throws IOException {
        write(file, stream -> {
            BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
            content.writeTo(writer);
            writer.flush();
        });
    }

    /**
     * Writes a file under a temporary name, and renames it.
     *
     * @param file the file, replaced if there is one
     * @param content writes the bytes
     * @throws IOException if it can not be written; then the file is as it was
     */
    public static void write(Path file, Content<OutputStream> content) throws IOException {
        // Not Files.createTempFile, which would make the file readable by its owner alone.
        Path temporary = file.toAbsolutePath()
                .resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(temporary))) {
                content.writeTo(stream);
            }
            try {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
