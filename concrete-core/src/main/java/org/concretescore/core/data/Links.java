package org.concretescore.core.data;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Follows symbolic links to what is read and written. */
final class Links {
    /** As many as Linux follows. */
    private static final int MOST = 40;

    private static final Pattern DESCRIPTORS = Pattern.compile("/dev/fd|/proc/[0-9]+(/task/[0-9]+)?/fd");

    private Links() {}

    /**
     * What a path leads to, whether or not there is a file.
     *
     * @return an absolute path that is no link, but for one of an open file, such as {@code /dev/fd/1}
     * @throws FileSystemException if the links lead round in a circle
     */
    static Path follow(Path file) throws IOException {
        Path at = file.toAbsolutePath();
        for (int links = 0; links <= MOST; links++) {
            if (isDescriptor(at) || !Files.isSymbolicLink(at)) {
                return at;
            }
            // Not normalised: the folder before a ".." may be a link itself.
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        throw new FileSystemException(
                file.toString(), null, "is a link that leads to itself, or one of too many links");
    }

    /** Whether a path is the name of a file that a process has open. What such a link holds need be no path. */
    static boolean isDescriptor(Path path) {
        return folder(path).map(DESCRIPTORS.asMatchPredicate()::test).orElse(false);
    }

    /** Whether a path leads to an open file of this process. */
    static boolean isDescriptor(Path path, int number) {
        Path end;
        try {
            end = follow(path);
        } catch (IOException e) {
            // Whoever opens it says why.
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
