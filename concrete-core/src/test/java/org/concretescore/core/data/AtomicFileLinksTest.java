package org.concretescore.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is written may be a link, a pipe or a device: none of them is replaced by a file. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need privileges there, and there are no pipes with a path")
@Timeout(60)
final class AtomicFileLinksTest {
    private static final AtomicFile.Content NEW = out -> out.write(Samples.utf8("new"));

    @TempDir
    private Path folder;

    private Path link;

    @BeforeEach
    void paths() {
        link = folder.resolve("link");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private Path file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static void run(Object... command) throws Exception {
        String[] texts = Stream.of(command).map(Object::toString).toArray(String[]::new);
        Process process = new ProcessBuilder(texts).redirectErrorStream(true).start();
        assumeTrue(process.waitFor() == 0, () -> "can't run " + List.of(texts));
    }

    private static String refusal(Path file) {
        String written = assertThrows(FileSystemException.class, () -> AtomicFile.write(file, NEW))
                .getMessage();
        String prepared = assertThrows(FileSystemException.class, () -> AtomicFile.prepare(file))
                .getMessage();
        assertEquals(written, prepared);
        return written;
    }

    @Test
    void aLinkStaysAndItsTargetIsReplaced() throws IOException {
        Path target = file("there/a.csv", "old");
        Files.createSymbolicLink(folder.resolve("second"), Path.of("there/a.csv"));
        Files.createSymbolicLink(folder.resolve("there/first"), Path.of("../second"));
        Files.createSymbolicLink(link, folder.resolve("there/first"));
        AtomicFile.prepare(link);
        AtomicFile.write(link, NEW);
        assertEquals("new", Files.readString(target));
        assertTrue(Files.isSymbolicLink(link) && Files.isSymbolicLink(folder.resolve("second")));
        assertTrue(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS));
        assertEquals(List.of("link", "second", "there"), names());
        assertFalse(AtomicFile.isStream(link));
    }

    /** The folder before the two dots is a link itself: they lead out of where that leads. */
    @Test
    void dotsBehindALinkToAFolder() throws IOException {
        Path target = file("far/a.csv", "old");
        Files.createDirectories(folder.resolve("far/away"));
        Files.createSymbolicLink(folder.resolve("door"), folder.resolve("far/away"));
        Files.createSymbolicLink(folder.resolve("far/away/link"), Path.of("../a.csv"));
        AtomicFile.write(folder.resolve("door/link"), NEW);
        assertEquals("new", Files.readString(target));
        assertEquals(List.of("door", "far"), names());
    }

    @Test
    void theTargetOfADanglingLinkIsMade() throws IOException {
        Files.createDirectories(folder.resolve("there"));
        Files.createSymbolicLink(link, Path.of("there/a.csv"));
        AtomicFile.prepare(link);
        assertTrue(Files.notExists(folder.resolve("there/a.csv")));
        AtomicFile.write(link, NEW);
        assertEquals("new", Files.readString(folder.resolve("there/a.csv")));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void linksThatLeadNowhereAreRefused() throws IOException {
        Files.createSymbolicLink(link, Path.of("other"));
        Files.createSymbolicLink(folder.resolve("other"), Path.of("link"));
        assertEquals(link + ": is a link that leads to itself, or to too many other links", refusal(link));
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Path door = Files.createSymbolicLink(folder.resolve("door"), inner);
        assertEquals(door + ": leads to " + inner + ", which is a folder", refusal(door));
        Path gone = Files.createSymbolicLink(folder.resolve("gone"), folder.resolve("no/a.csv"));
        assertEquals(
                gone + ": leads to " + folder.resolve("no/a.csv") + ", which is in a folder that does not exist",
                refusal(gone));
        assertEquals(List.of("door", "gone", "inner", "link", "other"), names());
    }

    @Test
    void aReplacedFileHandsDownItsPermissions() throws IOException {
        Path target = file("a.csv", "old");
        for (String permissions : List.of("rw-------", "rwxrw-rw-")) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(permissions));
            AtomicFile.write(target, out -> {
                Path aside = folder.resolve(".a.csv." + ProcessHandle.current().pid() + ".part");
                assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(aside)));
                NEW.writeTo(out);
            });
            assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        }
    }

    @Test
    void thePreviousOneIsKeptBesideTheLink() throws IOException {
        Path target = file("there/a.bin", "1");
        Files.createSymbolicLink(link, target);
        AtomicFile.write(link, folder.resolve("link.previous"), NEW);
        assertEquals("new", Files.readString(target));
        assertEquals("1", Files.readString(folder.resolve("link.previous")));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void aPipeIsWrittenStraight() throws Exception {
        Path pipe = folder.resolve("pipe");
        run("mkfifo", pipe);
        Files.createSymbolicLink(link, pipe);
        AtomicFile.prepare(link);
        for (Path path : List.of(pipe, link)) {
            assertTrue(AtomicFile.isStream(path));
            CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return Files.readString(pipe);
                } catch (IOException e) {
                    return e.toString();
                }
            });
            AtomicFile.write(path, NEW);
            assertEquals("new", read.get(30, TimeUnit.SECONDS));
        }
        assertEquals(List.of("link", "pipe"), names());
        assertFalse(Files.isRegularFile(pipe));
        String message = assertThrows(
                        FileSystemException.class, () -> AtomicFile.write(pipe, folder.resolve("previous"), NEW))
                .getMessage();
        assertEquals(pipe + ": is not a regular file, so its previous version can't be kept", message);
    }

    /** A full disk, without one: the device that is always full. */
    @Test
    void aFailureNamesTheFile() throws Exception {
        Path full = folder.resolve("full");
        run("mknod", full, "c", "1", "7");
        assumeTrue(Files.isWritable(full), "devices don't work in this folder");
        for (int size : new int[] {3, 100_000}) {
            String message = assertThrows(
                            FileSystemException.class, () -> AtomicFile.write(full, out -> out.write(new byte[size])))
                    .getMessage();
            assertEquals(full + ": can't be written: No space left on device", message);
        }
        assertEquals(List.of("full"), names());
        assertFalse(Files.isRegularFile(full));
    }
}
