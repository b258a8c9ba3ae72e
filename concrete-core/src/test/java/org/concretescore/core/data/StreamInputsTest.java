package org.concretescore.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Data from pipes and standard input, which can be read once. */
@Timeout(60)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
final class StreamInputsTest {
    private static final byte[] ROWS = Samples.utf8("a,b\n0,1\n1,0\n1,2\n");
    private static final int[] STATES = {0, 1, 1, 0, 1, 2};
    private static final Path DASH = Path.of("-");

    @TempDir
    private Path folder;

    /** What is to be done while something comes in. */
    private interface Reading<T> {
        T run() throws IOException;
    }

    private static <T> T withInput(InputStream input, Reading<T> reading) throws IOException {
        InputStream before = System.in;
        System.setIn(input);
        try {
            return reading.run();
        } finally {
            System.setIn(before);
        }
    }

    private static <T> T withInput(byte[] input, Reading<T> reading) throws IOException {
        return withInput(new ByteArrayInputStream(input), reading);
    }

    private DataCatalog catalog() {
        return DataCatalog.of(folder);
    }

    @Test
    void standardInputIsReadAsDataAre() throws IOException {
        assertTrue(catalog().has("-"));
        assertFalse(catalog().has("-:valid"));
        for (byte[] input : List.of(ROWS, Samples.gzip(ROWS))) {
            Dataset data = withInput(input, () -> catalog().train("-"));
            assertArrayEquals(STATES, data.states());
            assertEquals(List.of("a", "b"), data.schema().names());
        }
        byte[] idx = {0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 1, 1, 0, 1, 2};
        assertArrayEquals(
                STATES, withInput(Samples.gzip(idx), () -> catalog().train("-")).states());
        assertArrayEquals(
                new float[] {0, 1, 1, 0, 1, 2},
                withInput(ROWS, () -> VectorReader.read(DASH)).values());
        assertArrayEquals(new double[] {1, 2}, withInput(Samples.utf8("1\n2\n"), () -> WeightsReader.read(DASH)));
        Schema schema = Schema.of(StateSpace.of(2, 3));
        assertArrayEquals(
                new int[] {PartialRows.MISSING, 2},
                withInput(Samples.utf8(",2\n"), () -> PartialRows.read(DASH, schema))
                        .row(0));
    }

    @Test
    void faultsOfStandardInputNameIt() {
        DataException fault = assertThrows(
                DataException.class, () -> withInput(Samples.utf8("a\n0\nx\n"), () -> VectorReader.read(DASH)));
        assertEquals("standard input:3:1: 'x' is not a number", fault.getMessage());
        fault = assertThrows(
                DataException.class,
                () -> withInput(new byte[0], () -> catalog().train("-")));
        assertEquals("standard input:1: the file is empty", fault.getMessage());
        fault = assertThrows(DataException.class, () -> catalog().train("-:test"));
        assertEquals("standard input does not have a split 'test'", fault.getMessage());
    }

    /** Members as bgzip and pigz write them; what a pipe has not brought yet is not the end. */
    @Test
    void compressedMembersThatComeLate() throws IOException {
        InputStream late = new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(Samples.gzip(Samples.utf8("a,b\n0,1\n"))),
                new ByteArrayInputStream(Samples.gzip(Samples.utf8("1,0\n1,2\n"))))));
        assertArrayEquals(STATES, withInput(late, () -> catalog().train("-")).states());
    }

    /** It stays open, and holds nothing more. */
    @Test
    void standardInputIsNotClosed() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream input = new ByteArrayInputStream(ROWS) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        withInput(input, () -> catalog().train("-"));
        assertFalse(closed[0]);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeIsReadOnce() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                Files.write(pipe, Samples.gzip(ROWS));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertArrayEquals(STATES, catalog().train(pipe.toString()).states());
        writing.join();
    }

    @Test
    void aFileOfThatNameIsStillToBeHad() {
        assertFalse(StandardStreams.isInput(Path.of("./-")));
        assertTrue(StandardStreams.isInput(DASH) && StandardStreams.isOutput(DASH));
        assertEquals("standard input", StandardStreams.nameOfInput("-"));
        assertEquals("./-", StandardStreams.nameOfInput("./-"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void devicesThatLeadThere() {
        assumeTrue(Files.exists(Path.of("/dev/fd")));
        assertTrue(StandardStreams.isInput(Path.of("/dev/stdin")) && StandardStreams.isInput(Path.of("/dev/fd/0")));
        assertTrue(StandardStreams.isOutput(Path.of("/dev/stdout")));
        assertFalse(StandardStreams.isOutput(Path.of("/dev/stderr")));
        assertTrue(AtomicFile.isStream(Path.of("/dev/stdout")));
    }
}
