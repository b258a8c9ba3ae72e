package org.concretescore.sampling.measured;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
import org.concretescore.sampling.chain.SamplingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is drawn of a row has the conditional distribution, counted out. */
final class ConditionalSamplerTest {
    static final List<String> NAMES = Kernels.NAMES;

    private static final StateSpace SPACE = StateSpace.of(3, 2, 2, 4, 1);
    private static final ExactDistribution JOINT = ExactDistribution.of(
            SPACE,
            STREAMS.stream("joint")
                    .doubles(SPACE.size())
                    .map(u -> Math.exp(3 * u))
                    .toArray());
    /** A hundred steps between samples make them as good as independent. */
    private static final SamplingRequest REQUEST =
            SamplingRequest.of(3000).withChains(100).withBurnIn(200).withThinning(100);

    @TempDir
    Path folder;

    private ConditionalSampler sampler(String kernel, String graph, LogDensity density, String... lines)
            throws IOException {
        Path file = Files.write(folder.resolve("given.csv"), List.of(lines));
        ScoreModel score = JOINT.score(Graphs.parse(graph, SPACE));
        return ConditionalSampler.of(PartialRows.read(file, Schema.of(SPACE)), score, density)
                .withKernel(kernel);
    }

    /** The joint distribution with gradients, which are log densities of the states next to one on the one-hot cube. */
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
        ConditionalSampler task =
                sampler(sampler, "hamming", new Smooth(), "x1,x2,x3,x4,x5", "1,,,2,", ",1,0,,0", ",,,,");
        ConditionalSamples drawn = task.draw(REQUEST, STREAMS);
        int[][] rows = {{1, -1, -1, 2, -1}, {-1, 1, 0, -1, 0}, {-1, -1, -1, -1, -1}};
        assertEquals(3 * 3000 * 5, drawn.states().length);
        for (int row = 0; row < 3; row++) {
            int[] samples = Arrays.copyOfRange(drawn.states(), row * 15_000, (row + 1) * 15_000);
            test(rows[row], samples, 3000).require(sampler + ", row " + row);
        }
        RunSummary worst = drawn.worst().orElseThrow();
        assertEquals(100, worst.chains());
        assertEquals(200, worst.burnIn());
        assertEquals(100, worst.thinning());
        assertEquals(3 * 100 * (200 + 30 * 100), worst.steps());
        assertTrue(worst.acceptance() > 0.05 && worst.acceptance() <= 1, () -> "acceptance " + worst.acceptance());
        assertTrue(worst.ess() > 1000, () -> "ess " + worst.ess());
        assertEquals(1, worst.rHat(), 0.05);
    }

    /** What is drawn of a row depends on its number and itself alone. */
    @Test
    void rowsDontDependOnEachOther() throws IOException {
        SamplingRequest request = SamplingRequest.of(5);
        int[] both = sampler("gibbs", "hamming", JOINT, "1,,,2,", ",1,,,0")
                .draw(request, STREAMS)
                .states();
        int[] again = sampler("gibbs", "hamming", JOINT, "1,,,2,", ",1,,,0")
                .draw(request, STREAMS)
                .states();
        assertArrayEquals(both, again);
        int[] first = sampler("gibbs", "hamming", JOINT, "1,,,2,")
                .draw(request, STREAMS)
                .states();
        assertArrayEquals(Arrays.copyOf(both, first.length), first);
        int[] twice = sampler("gibbs", "hamming", JOINT, "1,,,2,", "1,,,2,")
                .draw(SamplingRequest.of(100), STREAMS)
                .states();
        assertFalse(Arrays.equals(Arrays.copyOf(twice, 500), Arrays.copyOfRange(twice, 500, 1000)));
    }

    @Test
    void whereOneStateIsLeftItIsTaken() throws IOException {
        ConditionalSamples drawn =
                sampler("mh", "hamming", JOINT, "1,0,1,3,", "2,1,0,0,").draw(SamplingRequest.of(2), STREAMS);
        assertArrayEquals(new int[] {1, 0, 1, 3, 0, 1, 0, 1, 3, 0, 2, 1, 0, 0, 0, 2, 1, 0, 0, 0}, drawn.states());
        assertEquals(Optional.empty(), drawn.worst());
        assertEquals(2, drawn.rows());
        assertEquals(2, drawn.samples());
    }

    @Test
    void saysOfWhichRowTheChainsHaveNotMixed() throws IOException {
        List<String> notes = new ArrayList<>();
        SamplingListener listener = new SamplingListener() {
            @Override
            public void note(String sentence) {
                notes.add(sentence);
            }
        };
        ConditionalSamples drawn = sampler("mh", "hamming", JOINT, "1,0,1,3,", ",,,2,", ",,,,")
                .draw(SamplingRequest.of(10).withChains(4).withBurnIn(0).withThinning(1), STREAMS, listener);
        assertFalse(drawn.worst().orElseThrow().mixed());
        assertEquals(1, notes.size());
        assertTrue(
                notes.get(0).startsWith("row 2: the chains") && notes.get(0).endsWith("(and notes about 1 other row)"),
                notes::toString);
    }

    @Test
    void theDefaultIsGibbsWhereItCan() {
        assertEquals("gibbs", ConditionalSampler.defaultKernel(JOINT.score(Graphs.parse("hamming", SPACE))));
        assertEquals("mh", ConditionalSampler.defaultKernel(JOINT.score(Graphs.parse("grid", SPACE))));
        assertEquals("mh", ConditionalSampler.defaultKernel(JOINT.score(Graphs.parse("cycle", SPACE))));
    }

    @Test
    void refusals() throws IOException {
        assertRefused("clamping coordinates needs a graph", "mh", "cycle", JOINT, ",,,2,");
        assertRefused("Gibbs sampling needs", "gibbs", "grid", JOINT, "1,,,2,", ",1,,2,");
        assertRefused("Gibbs with gradients needs a density with gradients", "gwg", "hamming", JOINT, ",,,2,");
        assertRefused("density must not be null, because the kernel dlp", "dlp", "hamming", null, ",,,2,");
        ConditionalSampler sampler = sampler("mh", "hamming", JOINT, ",,,,", ",0,0,0,");
        // The wider row has 2 + 1 + 1 + 3 neighbors.
        assertEquals(Integer.MAX_VALUE / 64 / 7, sampler.mostChains());
        assertThrows(
                IllegalArgumentException.class,
                () -> sampler.draw(SamplingRequest.of(1).withChains(4_800_000), STREAMS));
        // On the bits that are left of this row it can.
        sampler("gibbs", "grid", JOINT, "1,,,2,");
    }

    private void assertRefused(String words, String kernel, String graph, LogDensity density, String... lines) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> sampler(kernel, graph, density, lines));
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }
}
