package org.concretescore.nn.model;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.graph.OwnGraph;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.train.Checkpoint;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models on a graph that no text makes again. */
final class OwnGraphTest {
    private static final StateSpace SPACE = StateSpace.of(3, 2);

    @TempDir
    private Path folder;

    private static Neighborhood own() {
        return new OwnGraph(Graphs.hamming(SPACE), "mine");
    }

    private Path saved(Neighborhood graph) throws IOException {
        NetworkSpec spec = NetworkSpec.mlp(graph).withArchitecture(Mlp.of(4));
        Path file = folder.resolve("own.model");
        try (NeuralModel model = spec.model(spec.network().initialParameters(STREAMS.stream("own")))) {
            ModelFile.save(file, new SavedScores(model, Schema.of(graph.space()), Map.of("what", "own")));
        }
        return file;
    }

    private static String refusal(Path file, Neighborhood graph) {
        return assertThrows(DataException.class, () -> ModelFile.loadScores(file, graph))
                .getMessage();
    }

    @Test
    void aModelIsLoadedWithItsGraph() throws IOException {
        Path file = saved(own());
        Neighborhood again = own();
        SavedScores loaded = ModelFile.loadScores(file, again);
        assertSame(again, loaded.model().spec().graph());
        assertEquals(Map.of("what", "own"), loaded.notes());
        NetworkSpec spec = loaded.model().spec();
        try (NeuralModel first = loaded.model();
                NeuralModel second =
                        ModelFile.loadScores(file, Mlp.of(4), again).model();
                NeuralModel wanted = spec.model(spec.network().initialParameters(STREAMS.stream("own")))) {
            assertArrayEquals(wanted.score().logRatios(2, 1), first.score().logRatios(2, 1), 0);
            assertArrayEquals(wanted.parameters(), second.parameters());
        }
    }

    @Test
    void withoutTheGraphTheFileSaysWhatIsNeeded() throws IOException {
        Path file = saved(own());
        String message = assertThrows(DataException.class, () -> ModelFile.loadScores(file))
                .getMessage();
        assertTrue(message.contains("own.model"), message);
        assertTrue(
                message.contains(
                        "the graph 'mine' is not part of this library; pass it to ModelFile.loadScores(file, graph)"),
                message);
    }

    /** Only a graph that its text makes again is known by its text. */
    @Test
    void aGraphUnderAnothersNameIsNotTakenForIt() throws IOException {
        Path file = saved(new OwnGraph(Graphs.hamming(SPACE), "complete"));
        String message = assertThrows(DataException.class, () -> ModelFile.loadScores(file))
                .getMessage();
        assertTrue(message.contains("the graph 'complete' is not part of this library"), message);
    }

    @Test
    void anotherGraphIsRefused() throws IOException {
        Path file = saved(own());
        Neighborhood mirrored = Graphs.edges(
                SPACE, // as hamming, but the slots of the first coordinate in the other order at one state
                pairs(Graphs.hamming(SPACE), true));
        assertEquals(Graphs.fingerprint(own()), Graphs.fingerprint(Graphs.edges(SPACE, pairs(own(), false))));
        String message = refusal(file, new OwnGraph(mirrored, "mine"));
        assertTrue(message.contains("the graph 'mine' (3 slots, SHA-256 of edges "), message);
        assertTrue(message.contains("differs from the given one, 'mine' (3 slots, SHA-256 of edges "), message);
        assertTrue(refusal(file, new OwnGraph(Graphs.grid(SPACE), "mine")).contains("differs from the given one"));
        message = refusal(file, new OwnGraph(Graphs.hamming(StateSpace.of(2, 3)), "mine"));
        assertTrue(
                message.contains("is on StateSpace[3, 2], but the given one, 'mine', is on StateSpace[2, 3]"), message);
    }

    private static int[][] pairs(Neighborhood graph, boolean swapped) {
        int[][] pairs = new int[18][];
        int[] x = new int[2];
        int[] y = new int[2];
        for (int rank = 0; rank < 6; rank++) {
            SPACE.unrank(rank, x, 0);
            for (int slot = 0; slot < 3; slot++) {
                int of = swapped && rank == 5 && slot < 2 ? 1 - slot : slot;
                graph.neighbor(x, 0, of, y, 0);
                pairs[3 * rank + slot] = new int[] {rank, (int) SPACE.rank(y, 0)};
            }
        }
        return pairs;
    }

    @Test
    void aGraphOfThisLibraryMayBeGivenToo() throws IOException {
        Path file = saved(Graphs.hamming(SPACE));
        assertFalse(Archive.load(file, "CONCRETE", "model file", 2).texts().containsKey(NetworkSpec.FINGERPRINT));
        ModelFile.loadScores(file, own()).model().close();
        assertTrue(refusal(file, Graphs.grid(SPACE)).contains("differs from the given one, 'grid'"));
    }

    @Test
    void aFileOfAnEarlierVersionKnowsTheNameAlone() throws IOException {
        Path file = saved(own());
        Archive archive = Archive.load(file, "CONCRETE", "model file", 2);
        Map<String, String> texts = new LinkedHashMap<>(archive.texts());
        texts.remove(NetworkSpec.FINGERPRINT);
        new Archive(2, texts, archive.vectors()).save(file, null, "CONCRETE");
        String message = assertThrows(DataException.class, () -> ModelFile.loadScores(file))
                .getMessage();
        assertTrue(
                message.contains("unknown graph 'mine'") && message.contains("ModelFile.loadScores(file, graph)"),
                message);
        ModelFile.loadScores(file, own()).model().close();
        assertTrue(refusal(file, Graphs.hamming(SPACE)).contains("is 'mine', but the given one is 'hamming'"));
    }

    @Test
    void aTrainingResumesOnItsGraphAlone() {
        Path file = folder.resolve("own.checkpoint");
        train(file, false, own());
        train(file, true, own());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> train(file, true, new OwnGraph(Graphs.grid(SPACE), "mine")))
                .getMessage();
        assertTrue(message.contains("of another training: graph.fingerprint is"), message);
    }

    private static void train(Path file, boolean resume, Neighborhood graph) {
        Dataset data = Dataset.of(Schema.of(SPACE), new int[] {0, 1, 2, 0, 1, 1}, 3);
        Trainer.of(TrainerOptions.defaults().withSteps(4).withBatch(2))
                .withCheckpoint(new Checkpoint(file, 2, resume))
                .fit(
                        NetworkSpec.mlp(graph).withArchitecture(Mlp.of(4)),
                        Objectives.parse("csm", Unit.LOG_RATIO, ObjectiveOptions.defaults()),
                        data,
                        STREAMS)
                .model()
                .close();
    }
}
