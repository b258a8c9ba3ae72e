package org.concretescore.nn.file;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFileTest {
    @TempDir
    private Path folder;

    private final UniformRandomProvider random = STREAMS.stream("file");

    private Path saved() throws IOException {
        StateSpace space = StateSpace.of(3, 2);
        Schema schema = Schema.of(List.of("color", "n"), space, List.of(List.of("red", "grün", "a,b\"c\n"), List.of()));
        Neighborhood graph = Graphs.union(Graphs.grid(space), Graphs.edges(space, new int[] {0, 5}));
        NetworkSpec spec = new NetworkSpec(
                Family.FREE, graph, Mlp.of(4, 3).withActivation(Activation.ELU), Encoding.CATEGORY, Unit.SCORE);
        Path file = folder.resolve("model.bin");
        try (NeuralModel model = spec.model(spec.network().initialParameters(random))) {
            ModelFile.save(file, new SavedScores(model, schema, Map.of("seed", "7", "what", "ü = 1")));
        }
        return file;
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        Path file = saved();
        SavedScores first = ModelFile.loadScores(file);
        assertEquals(Map.of("seed", "7", "what", "ü = 1"), first.notes());
        assertEquals("a,b\"c\n", first.schema().label(0, 2));
        NetworkSpec spec = first.model().spec();
        assertEquals(Mlp.of(4, 3).withActivation(Activation.ELU), spec.architecture());
        assertEquals(Encoding.CATEGORY, spec.encoding());
        assertEquals(Unit.SCORE, spec.head());
        assertEquals("union(grid,edges(0>5))", spec.graph().spec());
        Path again = folder.resolve("again.bin");
        ModelFile.save(again, first);
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count(), "no temporary file stays behind");
        }
    }

    @Test
    void everyCutAndEveryFlippedByteIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(saved());
        Path bad = folder.resolve("bad.bin");
        for (int length = 0; length < bytes.length; length += 1 + length / 20) {
            Files.write(bad, Arrays.copyOf(bytes, length));
            String message = assertThrows(DataException.class, () -> ModelFile.loadScores(bad))
                    .getMessage();
            assertTrue(message.contains("bad.bin"), message);
        }
        for (int i = 0; i < 300; i++) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(bad, flipped);
            assertThrows(DataException.class, () -> ModelFile.loadScores(bad));
        }
    }

    @Test
    void aLaterVersionIsNamed() throws IOException {
        Path file = saved();
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putInt(8, 99);
        Files.write(file, bytes);
        String message = assertThrows(DataException.class, () -> ModelFile.loadScores(file))
                .getMessage();
        assertTrue(message.contains("version 99") && message.contains("reads versions up to 2"), message);
    }

    @Test
    void anOlderFileSurvivesAFailedWrite() throws IOException {
        Path file = saved();
        byte[] before = Files.readAllBytes(file);
        SavedScores model = ModelFile.loadScores(file);
        // A folder with something in it can't be replaced by a file.
        Path taken =
                Files.createDirectories(folder.resolve("taken").resolve("x")).getParent();
        assertThrows(IOException.class, () -> ModelFile.save(taken, model));
        assertThrows(IOException.class, () -> ModelFile.save(folder.resolve("nowhere/model.bin"), model));
        assertArrayEquals(before, Files.readAllBytes(file));
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count(), "no temporary file stays behind");
        }
    }
}
