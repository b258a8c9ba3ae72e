package org.concretescore.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
    /** Above the largest number of a process that any system hands out. */
    private static final long NO_PROCESS = 999_999_999_999L;

    @TempDir
    private Path folder;

    private Path file;
    private Path previous;

    @BeforeEach
    void paths() {
        file = folder.resolve("a.bin");
        previous = folder.resolve("a.bin.previous");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static AtomicFile.Content text(String text) {
        return out -> out.write(Samples.utf8(text));
    }

    @Test
    void thePreviousOneIsKept() throws IOException {
        AtomicFile.write(file, previous, text("1"));
        assertEquals(List.of("a.bin"), names());
        AtomicFile.write(file, previous, text("2"));
        AtomicFile.write(file, previous, text("3"));
        assertEquals("3", Files.readString(file));
        assertEquals("2", Files.readString(previous));
        AtomicFile.write(file, text("4"));
        assertEquals("2", Files.readString(previous), "nobody asked to keep 3");
        assertEquals(List.of("a.bin", "a.bin.previous"), names());
    }

    @Test
    void anInterruptedThreadWritesItAllTheSame() throws IOException {
        AtomicFile.write(file, text("1"));
        Thread.currentThread().interrupt();
        AtomicFile.prepare(file);
        AtomicFile.write(file, previous, out -> {
            out.write(new byte[100_000]);
            Thread.currentThread().interrupt();
            out.write(new byte[100_000]);
        });
        assertTrue(Thread.interrupted(), "the flag stays");
        assertEquals(200_000, Files.size(file));
        assertEquals("1", Files.readString(previous));
        assertEquals(List.of("a.bin", "a.bin.previous"), names());
    }

    @Test
    void aFailureLeavesBothAsTheyWere() throws IOException {
        AtomicFile.write(file, previous, text("1"));
        AtomicFile.write(file, previous, text("2"));
        for (Exception cause : List.of(new IOException("the disk is full"), new IllegalStateException("a bug"))) {
            Exception thrown = assertThrows(
                    Exception.class,
                    () -> AtomicFile.write(file, previous, out -> {
                        out.write(new byte[100_000]);
                        if (cause instanceof IOException io) {
                            throw io;
                        }
                        throw (RuntimeException) cause;
                    }));
            assertEquals(cause, thrown);
            assertEquals("2", Files.readString(file));
            assertEquals("1", Files.readString(previous));
            assertEquals(List.of("a.bin", "a.bin.previous"), names());
        }
    }

    @Test
    void aPreviousOneThatCanNotBeReplacedLeavesTheFile() throws IOException {
        AtomicFile.write(file, text("1"));
        Files.createDirectories(previous.resolve("taken"));
        assertThrows(IOException.class, () -> AtomicFile.write(file, previous, text("2")));
        assertEquals("1", Files.readString(file));
        assertEquals(List.of("a.bin", "a.bin.previous"), names());
    }

    @Test
    void theContentIsThereBeforeTheName() throws IOException {
        AtomicFile.write(file, text("1"));
        AtomicFile.write(file, previous, out -> {
            out.write('2');
            assertEquals("1", Files.readString(file), "until all is written, the old file has the name");
            assertTrue(Files.notExists(previous));
        });
        assertEquals("2", Files.readString(file));
    }

    @Test
    void preparingTakesAwayWhatKilledProcessesLeft() throws IOException {
        AtomicFile.write(file, text("1"));
        long alive = ProcessHandle.current().parent().orElseThrow().pid();
        List<String> others = List.of(
                ".a.bin." + alive + ".part", ".a.bin.part", ".a.bin.x.part", ".b.bin." + NO_PROCESS + ".part", "a.bin");
        for (String other : others) {
            Files.writeString(folder.resolve(other), "1");
        }
        Files.writeString(folder.resolve(".a.bin." + NO_PROCESS + ".part"), "half");
        AtomicFile.prepare(file);
        assertEquals(others.stream().sorted().toList(), names());
        assertEquals("1", Files.readString(file));
        AtomicFile.prepare(folder.resolve("new.bin"));
        assertEquals(others.stream().sorted().toList(), names());
    }

    @Test
    void preparingRefusesWhatCanNotBeWritten() throws IOException {
        Path nowhere = folder.resolve("nowhere/a.bin");
        assertTrue(assertThrows(IOException.class, () -> AtomicFile.prepare(nowhere))
                .getMessage()
                .contains("nowhere"));
        String message = assertThrows(IOException.class, () -> AtomicFile.prepare(folder))
                .getMessage();
        assertEquals(folder + ": is a folder", message);
    }
}
