package org.concretescore.core.data;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Follows symbolic links to the files that are read and written. */
final class Links {
    /** The number of links that Linux follows. */
    private static final int MOST = 40;

    private static final Pattern DESCRIPTORS = Pattern.compile("/dev/fd|/proc/[0-9]+(/task/[0-9]+)?/fd");

    private Links() {}

    /**
     * Returns the path that a path leads to, whether or not a file exists there.
     *
     * @return an absolute path that is not a link, except for that of an open file, such as {@code /dev/fd/1}
     * @throws FileSystemException if the links form a cycle
     */
    static Path follow(Path file) throws IOException {
        Path at = file.toAbsolutePath();
        for (int links = 0; links <= MOST; links++) {
            if (isDescriptor(at) || !Files.isSymbolicLink(at)) {
                return at;
            }
            // The path is not normalised, because the folder before a ".." may be a link itself.
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        throw new FileSystemException(
                file.toString(), null, "is a link that leads to itself, or to too many other links");
    }

    /** Returns whether a path names an open file of a process. The target of such a link need not be a path. */
    static boolean isDescriptor(Path path) {
        return folder(path).map(DESCRIPTORS.asMatchPredicate()::test).orElse(false);
    }

    /** Returns whether a path leads to the open file of this number of this process. */
    static boolean isDescriptor(Path path, int number) {
        Path end;
        try {
            end = follow(path);
        } catch (IOException e) {
            // Opening the file will fail and say why.
            return false;
        }
        String own = "/proc/" + ProcessHandle.current().pid() + "/";
        return end.endsWith(Integer.toString(number))
                && isDescriptor(end)
                && folder(end)
                        .filter(f -> f.startsWith("/dev") || f.startsWith(own))
                        .isPresent();
    }

    private static Optional<String> folder(Path path) {
        Path parent = path.getParent();
        try {
            return parent == null || !parent.endsWith("fd")
                    ? Optional.empty()
                    : Optional.of(parent.toRealPath().toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
