package org.concretescore.examples.run;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.concretescore.core.data.PartialRows;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is drawn of a row has the conditional distribution, counted out. */
final class FillInTest {
    static final List<String> NAMES = Samplers.NAMES;

    private static final StateSpace SPACE = StateSpace.of(3, 2, 2, 4, 1);
    private static final ExactDistribution JOINT = ExactDistribution.of(
            SPACE,
            STREAMS.stream("joint")
                    .doubles(SPACE.size())
                    .map(u -> Math.exp(3 * u))
                    .toArray());
    /** A hundred steps between samples make them as good as independent. */
    private static final MeasuredSampler.Request REQUEST = new MeasuredSampler.Request(3000, 100, 200L, 100L, null);

    @TempDir
    Path folder;

    private FillIn fillIn(String sampler, String graph, LogDensity density, String... lines) throws IOException {
        Path file = Files.write(folder.resolve("given.csv"), List.of(lines));
        ScoreModel score = JOINT.score(Graphs.parse(graph, SPACE));
        return FillIn.of(PartialRows.read(file, Schema.of(SPACE)), file, sampler, score, density);
    }

    /** The joint distribution as one with gradients: the log densities of the states next to one on the one-hot cube. */
    private record Smooth() implements GradientDensity {
        @Override
        public StateSpace space() {
            return SPACE;
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            JOINT.logDensities(states, count, logDensities);
        }

        @Override
        public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
            logDensities(states, count, logDensities);
            int dimension = SPACE.dimension();
            double[] one = new double[1];
            int out = 0;
            for (int row = 0; row < count; row++) {
                for (int d = 0; d < dimension; d++) {
                    int[] there = Arrays.copyOfRange(states, row * dimension, (row + 1) * dimension);
                    for (there[d] = 0; there[d] < SPACE.cardinality(d); there[d]++) {
                        JOINT.logDensities(there, 1, one);
                        gradients[out++] = one[0];
                    }
                }
            }
        }
    }

    private static int[][] conditional(int[] row) {
        return IntStream.range(0, (int) SPACE.size())
                .mapToObj(rank -> {
                    int[] state = new int[SPACE.dimension()];
                    SPACE.unrank(rank, state, 0);
                    return state;
                })
                .filter(state -> IntStream.range(0, state.length).allMatch(d -> row[d] < 0 || row[d] == state[d]))
                .toArray(int[][]::new);
    }

    /** Tests that the samples are of the conditional distribution of a row; all agree with it. */
    private static PearsonTest test(int[] row, int[] samples, int n) {
        int[][] support = conditional(row);
        double[] p = Arrays.stream(support)
                .mapToDouble(state -> JOINT.probability((int) SPACE.rank(state, 0)))
                .toArray();
        double sum = Arrays.stream(p).sum();
        long[] counts = new long[p.length];
        for (int i = 0; i < n; i++) {
            int[] sample = Arrays.copyOfRange(samples, 5 * i, 5 * i + 5);
            int found = IntStream.range(0, p.length)
                    .filter(j -> Arrays.equals(support[j], sample))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(Arrays.toString(sample)));
            counts[found]++;
        }
        return PearsonTest.of(counts, Arrays.stream(p).map(w -> w / sum).toArray());
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void drawsFromTheConditionalDistribution(String sampler) throws IOException {
        FillIn task = fillIn(sampler, "hamming", new Smooth(), "x1,x2,x3,x4,x5", "1,,,2,", ",1,0,,0", ",,,,");
        Drawn drawn = task.draw(REQUEST, STREAMS, Console.SILENT);
        int[][] rows = {{1, -1, -1, 2, -1}, {-1, 1, 0, -1, 0}, {-1, -1, -1, -1, -1}};
        assertEquals(3 * 3000 * 5, drawn.states().length);
        for (int row = 0; row < 3; row++) {
            int[] samples = Arrays.copyOfRange(drawn.states(), row * 15_000, (row + 1) * 15_000);
            test(rows[row], samples, 3000).require(sampler + ", row " + row);
        }
        assertEquals(100, drawn.chains());
        assertEquals(200, drawn.burnIn());
        assertEquals(100, drawn.thinning());
        assertEquals(3 * 100 * (200 + 30 * 100), drawn.steps());
        assertTrue(drawn.acceptance() > 0.05 && drawn.acceptance() <= 1, () -> "acceptance " + drawn.acceptance());
        assertTrue(drawn.ess() > 1000, () -> "ess " + drawn.ess());
        assertEquals(1, drawn.rHat(), 0.05);
    }

    /** What is drawn of a row depends on its number and itself alone. */
    @Test
    void rowsDontDependOnEachOther() throws IOException {
        MeasuredSampler.Request request = MeasuredSampler.Request.of(5);
        int[] both = fillIn("gibbs", "hamming", JOINT, "1,,,2,", ",1,,,0")
                .draw(request, STREAMS, Console.SILENT)
                .states();
        int[] again = fillIn("gibbs", "hamming", JOINT, "1,,,2,", ",1,,,0")
                .draw(request, STREAMS, Console.SILENT)
                .states();
        assertArrayEquals(both, again);
        int[] first = fillIn("gibbs", "hamming", JOINT, "1,,,2,")
                .draw(request, STREAMS, Console.SILENT)
                .states();
        assertArrayEquals(Arrays.copyOf(both, first.length), first);
        int[] twice = fillIn("gibbs", "hamming", JOINT, "1,,,2,", "1,,,2,")
                .draw(MeasuredSampler.Request.of(100), STREAMS, Console.SILENT)
                .states();
        assertFalse(Arrays.equals(Arrays.copyOf(twice, 500), Arrays.copyOfRange(twice, 500, 1000)));
    }

    @Test
    void whereOneStateIsLeftItIsTaken() throws IOException {
        Drawn drawn = fillIn("mh", "hamming", JOINT, "1,0,1,3,", "2,1,0,0,")
                .draw(MeasuredSampler.Request.of(2), STREAMS, Console.SILENT);
        assertArrayEquals(new int[] {1, 0, 1, 3, 0, 1, 0, 1, 3, 0, 2, 1, 0, 0, 0, 2, 1, 0, 0, 0}, drawn.states());
        assertTrue(drawn.mixed());
        assertNull(drawn.chains());
        assertNull(drawn.steps());
    }

    @Test
    void saysOfWhichRowTheChainsHaveNotMixed() throws IOException {
        List<String> notes = new ArrayList<>();
        Console console = new Console() {
            @Override
            public void note(String line) {
                notes.add(line);
            }

            @Override
            public Progress progress(String task, long steps) {
                return SILENT.progress(task, steps);
            }
        };
        Drawn drawn = fillIn("mh", "hamming", JOINT, "1,0,1,3,", ",,,2,", ",,,,")
                .draw(new MeasuredSampler.Request(10, 4, 0L, 1L, null), STREAMS, console);
        assertFalse(drawn.mixed());
        assertEquals(1, notes.size());
        assertTrue(
                notes.get(0).startsWith("row 2 of " + folder.resolve("given.csv") + ": the chains")
                        && notes.get(0).endsWith("(and 1 more rows)"),
                notes::toString);
    }

    @Test
    void theDefaultIsGibbsWhereItCan() {
        assertEquals("gibbs", FillIn.defaultSampler(JOINT.score(Graphs.parse("hamming", SPACE))));
        assertEquals("mh", FillIn.defaultSampler(JOINT.score(Graphs.parse("grid", SPACE))));
        assertEquals("mh", FillIn.defaultSampler(JOINT.score(Graphs.parse("cycle", SPACE))));
    }

    @Test
    void refusals() throws IOException {
        assertRefused("given.csv: clamping coordinates needs a graph", "mh", "cycle", JOINT, ",,,2,");
        assertRefused("--sampler gibbs: Gibbs sampling needs", "gibbs", "grid", JOINT, "1,,,2,", ",1,,2,");
        assertRefused("--sampler gwg: ", "gwg", "hamming", JOINT, ",,,2,");
        assertRefused("--sampler dlp: ", "dlp", "hamming", null, ",,,2,");
        // On the bits that are left of this row it can.
        fillIn("gibbs", "grid", JOINT, "1,,,2,");
    }

    private void assertRefused(String words, String sampler, String graph, LogDensity density, String... lines) {
        UsageException e = assertThrows(UsageException.class, () -> fillIn(sampler, graph, density, lines));
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }
}
