package org.concretescore.examples.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.concretescore.core.data.AtomicFile;

/**
 * Writes files as a whole or not at all, as {@link AtomicFile} does, and checks beforehand whether they can be written.
 */
public final class Outputs {
    private Outputs() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content<T> {
        void writeTo(T sink) throws IOException;
    }

    /**
     * Checks that a folder and some files can be written. If so, it makes the folder and the folders of the files, and
     * deletes the temporary files that killed processes left of these files. Existing files are not changed.
     *
     * @param folder the folder
     * @param files the files
     * @throws IOException if one can't be written; the message names it, and no folder has been made
     */
    public static void prepare(Path folder, Path... files) throws IOException {
        requireWritable(folder, "folder", folder.toAbsolutePath());
        for (Path file : files) {
            if (Files.exists(file) || Files.isSymbolicLink(file)) {
                prepare(file);
            } else {
                requireWritable(file, "file", file.toAbsolutePath().getParent());
            }
        }
        Files.createDirectories(folder);
        for (Path file : files) {
            if (!Files.exists(file) && !Files.isSymbolicLink(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                prepare(file);
            }
        }
    }

    private static void prepare(Path file) throws IOException {
        try {
            AtomicFile.prepare(file);
        } catch (IOException e) {
            throw new IOException("can't write the file " + Failures.describe(e), e);
        }
    }

    /** Makes and deletes a file in the folder, or in its nearest ancestor that exists. */
    private static void requireWritable(Path what, String kind, Path folder) throws IOException {
        Path existing = folder;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            if (!Files.isDirectory(existing)) {
                throw new NotDirectoryException(existing.toString());
            }
            Files.delete(Files.createTempFile(existing, ".concrete", ".tmp"));
        } catch (IOException e) {
            throw new IOException("can't write the " + kind + " " + what + ": " + Failures.describe(e), e);
        }
    }

    /**
     * Writes a text file in UTF-8 under a temporary name, and renames it.
     *
     * @param file the file, which is replaced if it exists
     * @param content writes the text
     * @throws IOException if the file can't be written; an existing file is then unchanged
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
     * @param file the file, which is replaced if it exists
     * @param content writes the bytes
     * @throws IOException if the file can't be written; an existing file is then unchanged
     */
    public static void write(Path file, Content<OutputStream> content) throws IOException {
        AtomicFile.write(file, content::writeTo);
    }
}
