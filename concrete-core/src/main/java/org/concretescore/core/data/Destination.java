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
 * What a file's name leads to, and failures that say both.
 *
 * @param file the name that was given
 * @param target an absolute path that is no link
 */
record Destination(Path file, Path target) {
    /** Follows links; folders, and files that are write-protected, are refused. */
    static Destination of(Path file) throws IOException {
        Destination destination = new Destination(file, Links.follow(file));
        if (Files.isDirectory(destination.target)) {
            throw destination.failure("is a folder");
        }
        if (Files.exists(destination.target) && !Files.isWritable(destination.target)) {
            throw destination.failure("is there already, and write-protected");
        }
        return destination;
    }

    /** Whether this is nothing that another file could take the place of. */
    boolean isStream() {
        return Links.isDescriptor(target) || Files.exists(target) && !Files.isRegularFile(target);
    }

    /** Writes a path: the target, or a file beside it that takes its permissions and is forced to disk. */
    void write(Path path, AtomicFile.Content content) throws IOException {
        boolean aside = !path.equals(target);
        if (aside) {
            create(path);
            copyPermissions(path);
        }
        // No channel: that would be closed under a thread that is interrupted, which is when what there is gets saved.
        try (FileOutputStream raw = open(path)) {
            OutputStream out = new BufferedOutputStream(new Named(raw));
            content.writeTo(out);
            out.flush();
            if (aside) {
                sync(raw);
            }
        }
    }

    /** Says what is wrong by a reason, which streams do not. */
    private void create(Path path) throws FileSystemException {
        try {
            Files.write(path, new byte[0]);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private FileOutputStream open(Path path) throws FileSystemException {
        try {
            // Opened anew and not at its end, a file that is open already would be written over from its beginning.
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

    /** Before there is content, which others than those of the target may not be allowed to read. */
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
            // Only root gives files away: it is the writer's then, as any file that is made anew.
        }
        to.setPermissions(old.permissions());
    }

    /** A failure of this file. */
    FileSystemException failure(String reason) {
        boolean linked = !target.equals(file.toAbsolutePath());
        return new FileSystemException(
                file.toString(), null, (linked ? "leads to " + target + ", which " : "") + reason);
    }

    /** The same with a cause, which may be of a file beside it. */
    FileSystemException failure(IOException e) {
        String reason;
        if (e instanceof NoSuchFileException) {
            reason = "is in no folder that exists";
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

    /** Names the file in every failure; closed by who opened the stream. */
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
