package org.concretescore.core.score;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;

final class PathDensityTest {
    private static final StateSpace SPACE = StateSpace.of(3, 1, 4, 2);

    private final UniformRandomProvider random = STREAMS.stream("path density");

    private final ExactDistribution p = ExactDistribution.of(
            SPACE,
            IntStream.range(0, 24)
                    .mapToDouble(i -> Math.exp(6 * random.nextDouble()))
                    .toArray());

    @Test
    void aConsistentScoreGivesItsDensity() {
        for (Neighborhood graph : List.of(
                Graphs.grid(SPACE),
                Graphs.torus(SPACE),
                Graphs.hamming(SPACE),
                Graphs.complete(SPACE),
                Graphs.union(Graphs.grid(SPACE), Graphs.star(SPACE)))) {
            for (int[] reference : new int[][] {{0, 0, 0, 0}, {2, 0, 1, 1}}) {
                PathDensity density = PathDensity.of(p.score(graph), reference);
                double[] at = new double[1];
                density.logDensities(reference, 1, at);
                assertEquals(0, at[0]);
                assertArrayEquals(
                        p.probabilities(), ExactDistribution.of(density).probabilities(), 1e-13, graph.toString());
            }
        }
    }

    /** The bits of unmask lead from the mask, the last value, alone: walked both ways. */
    @Test
    void directedEdgesAreWalkedBothWays() {
        StateSpace space = StateSpace.of(3, 3);
        ExactDistribution q = ExactDistribution.of(space, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        PathDensity density = PathDensity.of(q.score(Graphs.unmask(space)), new int[] {2, 2});
        assertArrayEquals(q.probabilities(), ExactDistribution.of(density).probabilities(), 1e-14);
    }

    /** A free score: the sum is that of the documented path, and another reference makes another density. */
    @Test
    void aFreeScoreIsSummedAlongItsPath() {
        StateSpace space = StateSpace.of(3, 2);
        Neighborhood graph = Graphs.grid(space);
        int slots = graph.slots();
        double[] table = new double[6 * slots];
        Arrays.setAll(table, i -> random.nextDouble() - 0.5);
        ScoreModel model = TableScore.of(graph, table);
        double[] logs = new double[6];
        int[] states = {0, 0, 0, 1, 1, 0, 1, 1, 2, 0, 2, 1};
        PathDensity.of(model).logDensities(states, 6, logs);
        // Up in the first coordinate is slot 0 at ranks 0 and 2; the flip of the second is slot 2.
        double one = table[0];
        double two = one + table[2 * slots];
        assertArrayEquals(
                new double[] {0, table[2], one, one + table[2 * slots + 2], two, two + table[4 * slots + 2]},
                logs,
                1e-15);
        assertNotEquals(
                ExactDistribution.of(PathDensity.of(model)).probability(0),
                ExactDistribution.of(PathDensity.of(model, new int[] {2, 1})).probability(0),
                1e-6);
    }

    /** More states than fit a batch. */
    @Test
    void batchesAreCutAnywhere() {
        StateSpace space = StateSpace.binary(60);
        ScoreModel model = TiedScore.of(
                new LogDensity() {
                    @Override
                    public StateSpace space() {
                        return space;
                    }

                    @Override
                    public void logDensities(int[] states, int count, double[] logDensities) {
                        for (int i = 0; i < count; i++) {
                            logDensities[i] = 3;
                            for (int d = 0; d < 60; d++) {
                                logDensities[i] += 0.01 * d * states[i * 60 + d];
                            }
                        }
                    }
                },
                Graphs.hamming(space));
        int count = 700;
        int[] states = new int[count * 60];
        Arrays.setAll(states, i -> random.nextInt(2));
        double[] logs = new double[count];
        PathDensity.of(model).logDensities(states, count, logs);
        for (int i = 0; i < count; i++) {
            double expected = 0;
            for (int d = 0; d < 60; d++) {
                expected += 0.01 * d * states[i * 60 + d];
            }
            assertEquals(expected, logs[i], 1e-10);
        }
    }

    @Test
    void refusals() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> PathDensity.of(p.score(Graphs.cycle(SPACE))))
                .getMessage();
        assertTrue(message.startsWith("a path density needs a graph on which each coordinate"), message);
        ScoreModel score = p.score(Graphs.grid(SPACE));
        message = assertThrows(IllegalArgumentException.class, () -> PathDensity.of(score, new int[3]))
                .getMessage();
        assertTrue(message.contains("has 4 coordinates, was given 3"), message);
        assertThrows(IllegalArgumentException.class, () -> PathDensity.of(score, new int[] {3, 0, 0, 0}));
        assertThrows(IllegalArgumentException.class, () -> PathDensity.of(score)
                .logDensities(new int[] {0, 1, 0, 0}, 1, new double[1]));
        StateSpace bits = StateSpace.binary(2);
        // 00 is impossible: ratios from there are infinite, and between 01 and 11 all is well.
        PathDensity empty =
                PathDensity.of(ExactDistribution.of(bits, 0, 1, 1, 1).score(Graphs.hamming(bits)));
        message = assertThrows(
                        IllegalStateException.class, () -> empty.logDensities(new int[] {0, 1}, 1, new double[1]))
                .getMessage();
        assertTrue(message.contains("log ratio of state [0, 0], slot 1 of hamming"), message);
        double[] logs = new double[1];
        PathDensity.of(ExactDistribution.of(bits, 1, 1, 1, 0).score(Graphs.hamming(bits)))
                .logDensities(new int[] {1, 1}, 1, logs);
        assertEquals(Double.NEGATIVE_INFINITY, logs[0]);
    }

    /**
     * A tied score of a path density of a tied score, which in turn stands on a path density: each needs room of its
     * own.
     */
    @Test
    void densitiesOnDensities() {
        StateSpace space = StateSpace.of(2, 3, 2);
        ScoreModel truth =
                TestDistributions.random(space, 2, STREAMS.stream("nested")).score(Graphs.hamming(space));
        ScoreModel score = truth;
        for (int depth = 0; depth < 3; depth++) {
            score = TiedScore.of(PathDensity.of(score), Graphs.hamming(space));
        }
        int[] states = new int[12 * 3];
        for (int rank = 0; rank < 12; rank++) {
            space.unrank(rank, states, 3 * rank);
        }
        double[] expected = new double[12 * 4];
        double[] actual = new double[12 * 4];
        truth.logRatios(states, 12, expected);
        score.logRatios(states, 12, actual);
        assertArrayEquals(expected, actual, 1e-12);
    }
}
