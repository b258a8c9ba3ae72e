package org.concretescore.core.data;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * A file to write, with the target that its name leads to. Failures name both.
 *
 * @param file the name that was given
 * @param target the absolute path that the name leads to, which is not a link
 */
record Destination(Path file, Path target) {
    /** Follows links, and refuses folders and write-protected files. */
    static Destination of(Path file) throws IOException {
        Destination destination = new Destination(file, Links.follow(file));
        if (Files.isDirectory(destination.target)) {
            throw destination.failure("is a folder");
        }
        if (Files.exists(destination.target) && !Files.isWritable(destination.target)) {
            throw destination.failure("exists and is write-protected");
        }
        return destination;
    }

    /** Returns whether the target is a pipe, a device or an open file, which can't be replaced by another file. */
    boolean isStream() {
        return Links.isDescriptor(target) || Files.exists(target) && !Files.isRegularFile(target);
    }

    /** Writes to a path: the target, or a file beside it, which gets the target's permissions and is forced to disk. */
    void write(Path path, AtomicFile.Content content) throws IOException {
        boolean aside = !path.equals(target);
        if (aside) {
            create(path);
            copyPermissions(path);
        }
        // A channel would be closed if the thread is interrupted, but that is when results are saved.
        try (FileOutputStream raw = open(path)) {
            OutputStream out = new BufferedOutputStream(new Named(raw));
            content.writeTo(out);
            out.flush();
            if (aside) {
                sync(raw);
            }
        }
    }

    /** Creates a file. Its failure states a reason, which that of a stream does not. */
    private void create(Path path) throws FileSystemException {
        try {
            Files.write(path, new byte[0]);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private FileOutputStream open(Path path) throws FileSystemException {
        try {
            // A file that is open already is opened at its end; otherwise it would be overwritten from its beginning.
            return new FileOutputStream(path.toFile(), Links.isDescriptor(path));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void sync(FileOutputStream out) throws FileSystemException {
        try {
            out.getFD().sync();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Copies the target's permissions before there is content, which other users may not be allowed to read. */
    private void copyPermissions(Path path) throws IOException {
        PosixFileAttributeView from = Files.getFileAttributeView(target, PosixFileAttributeView.class);
        if (from == null || !Files.exists(target)) {
            return;
        }
        PosixFileAttributes old = from.readAttributes();
        PosixFileAttributeView to = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        try {
            if (!to.readAttributes().owner().equals(old.owner())) {
                to.setOwner(old.owner());
            }
            if (!to.readAttributes().group().equals(old.group())) {
                to.setGroup(old.group());
            }
        } catch (IOException e) {
            // Only root can give files away. Otherwise the file belongs to the writer, like every new file.
        }
        to.setPermissions(old.permissions());
    }

    /** Returns an exception that names this file and a reason. */
    FileSystemException failure(String reason) {
        boolean linked = !target.equals(file.toAbsolutePath());
        return new FileSystemException(
                file.toString(), null, (linked ? "leads to " + target + ", which " : "") + reason);
    }

    /** Returns an exception that names this file and has a cause, which may name the temporary file. */
    FileSystemException failure(IOException e) {
        String reason;
        if (e instanceof NoSuchFileException) {
            reason = "is in a folder that does not exist";
        } else if (e instanceof AccessDeniedException) {
            reason = "can't be written: permission denied in its folder";
        } else {
            String why = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
            reason = "can't be written: " + (why == null ? e.getClass().getSimpleName() : why);
        }
        FileSystemException named = failure(reason);
        named.initCause(e);
        return named;
    }

    /** Names the file in every failure. The code that opened the wrapped stream closes it. */
    private final class Named extends OutputStream {
        private final OutputStream out;

        Named(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }
}
