package org.concretescore.core.score;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TiedScoreTest {
    /** {@code log p(x) = 1000 + sum_d field[d][x_d]}. */
    private record Independent(StateSpace space, double[][] field, AtomicInteger largestBatch) implements LogDensity {
        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            largestBatch.accumulateAndGet(count, Math::max);
            for (int row = 0; row < count; row++) {
                logDensities[row] = 1000;
                for (int d = 0; d < field.length; d++) {
                    logDensities[row] += field[d][states[row * field.length + d]];
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#all")
    void differencesOfALogDensityAreItsScore(Neighborhood graph) {
        UniformRandomProvider random = STREAMS.stream("tied on " + graph);
        ExactDistribution p = TestDistributions.random(graph.space(), 2, random);
        int[] states = TestDistributions.states(graph.space());
        int n = (int) graph.space().size();
        double[] expected = new double[n * graph.slots()];
        double[] actual = new double[n * graph.slots()];
        p.score(graph).logRatios(states, n, expected);
        TiedScore.of(p, graph).logRatios(states, n, actual);
        assertArrayEquals(expected, actual, 1e-14);
    }

    /** More rows than are evaluated at once, of unequal degrees; the same numbers as row by row. */
    @ParameterizedTest
    @MethodSource("largeBatches")
    void batchesOfAnySize(Neighborhood graph, int count) {
        UniformRandomProvider random = STREAMS.stream("batches on " + graph);
        StateSpace space = graph.space();
        int dimension = space.dimension();
        double[][] field = new double[dimension][];
        for (int d = 0; d < dimension; d++) {
            field[d] = TestDistributions.normals(space.cardinality(d), 1, random);
        }
        Independent density = new Independent(space, field, new AtomicInteger());
        int[] states = new int[count * dimension];
        for (int i = 0; i < states.length; i++) {
            states[i] = random.nextInt(space.cardinality(i % dimension));
        }
        int slots = graph.slots();
        double[] actual = new double[count * slots];
        TiedScore.of(density, graph).logRatios(states, count, actual);
        assertTrue(density.largestBatch.get() <= Math.max(4096, slots + 1));
        double[] expected = new double[count * slots];
        int[] y = new int[dimension];
        for (int row = 0; row < count; row++) {
            for (int slot = 0; slot < slots; slot++) {
                boolean there = graph.neighbor(states, row * dimension, slot, y, 0);
                for (int d = 0; there && d < dimension; d++) {
                    expected[row * slots + slot] += field[d][y[d]] - field[d][states[row * dimension + d]];
                }
                if (!there) {
                    expected[row * slots + slot] = Double.NEGATIVE_INFINITY;
                }
            }
        }
        assertArrayEquals(expected, actual, 1e-11);
    }

    static Object[][] largeBatches() {
        return new Object[][] {
            {Graphs.grid(StateSpace.uniform(8, 5)), 1000},
            {Graphs.union(Graphs.grid(StateSpace.of(5, 6)), Graphs.star(StateSpace.of(5, 6))), 3000},
            {Graphs.hamming(StateSpace.uniform(20, 64)), 20},
            // A row alone is more than a batch.
            {Graphs.hamming(StateSpace.uniform(20, 256)), 3},
            {Graphs.chain(StateSpace.of(5)), 4096},
            {Graphs.star(StateSpace.of(1)), 5000},
        };
    }

    /** The states of a whole row would be more numbers than an array can hold; few slots have a neighbor. */
    @Test
    void rowsOfWideStatesAreEvaluatedInParts() {
        int bits = 50_000;
        StateSpace space = StateSpace.binary(bits);
        double[][] field = new double[bits][2];
        for (int d = 0; d < bits; d++) {
            field[d][0] = d;
        }
        Independent density = new Independent(space, field, new AtomicInteger());
        // A slot a bit, empty where it is 0: a row of many slots takes no time.
        int[] state = new int[bits];
        int[] masked = {0, 334, 335, 20_000, bits - 1};
        double[] expected = new double[bits];
        Arrays.fill(expected, Double.NEGATIVE_INFINITY);
        for (int d : masked) {
            state[d] = 1;
            expected[d] = d;
        }
        double[] actual = new double[bits];
        TiedScore.of(density, Graphs.unmask(space)).logRatios(state, 1, actual);
        assertArrayEquals(expected, actual);
        assertTrue(density.largestBatch.get() <= (1 << 24) / bits, density.largestBatch::toString);
    }

    @Test
    void aRowKnowsNothingOfTheOthers() {
        ExactDistribution p = ExactDistribution.of(StateSpace.of(3), 1, 2, 4);
        ScoreModel score = TiedScore.of(p, Graphs.cycle(p.space()));
        // Rows of another batch in the buffers, and fewer rows than the arrays would hold.
        double[] out = {7, 7, 7, 7, 7, 7};
        score.logRatios(new int[] {0, 1, 2}, 3, out);
        out = new double[] {7, 7, 7, 7, 7, 7};
        score.logRatios(new int[] {2, 9, 9}, 1, out);
        assertArrayEquals(new double[] {-2 * Math.log(2), -Math.log(2), 7, 7, 7, 7}, out, 1e-15);
        score.logRatios(new int[0], 0, out);
        assertEquals(7, out[2]);
    }

    @Test
    void spacesMustAgree() {
        ExactDistribution p = ExactDistribution.of(StateSpace.of(4), 1, 2, 4, 8);
        assertEquals(
                "the density is on StateSpace[4], but the graph is on StateSpace[2^2]",
                assertThrows(IllegalArgumentException.class, () -> TiedScore.of(p, Graphs.grid(StateSpace.binary(2))))
                        .getMessage());
        assertSame(p, TiedScore.of(p, Graphs.grid(p.space())).density());
    }
}
