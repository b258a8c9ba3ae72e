package org.concretescore.core.score;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.graph.TestGraphs;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SymmetrizedScoreTest {
    private static final double NONE = Double.NEGATIVE_INFINITY;

    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#all")
    void aConsistentScoreBothWays(Neighborhood graph) {
        ExactDistribution p = TestDistributions.random(graph.space(), 2, STREAMS.stream("both ways on " + graph));
        ScoreModel model = p.score(graph);
        ScoreModel symmetrized = SymmetrizedScore.of(model);
        if (graph.isSymmetric()) {
            assertSame(model, symmetrized);
            return;
        }
        assertNotSame(model, symmetrized);
        assertTrue(symmetrized.neighborhood().isSymmetric());
        int[] states = TestDistributions.states(graph.space());
        int n = (int) graph.space().size();
        Neighborhood both = Graphs.symmetrize(graph);
        double[] expected = new double[n * both.slots()];
        double[] actual = new double[n * both.slots()];
        p.score(both).logRatios(states, n, expected);
        symmetrized.logRatios(states, n, actual);
        assertArrayEquals(expected, actual, 1e-14);
    }

    /** A free score that contradicts itself: out-edges go first, the way back of the others is the negative. */
    @Test
    void anInconsistentScoreByHand() {
        Neighborhood graph = Graphs.parse("edges(0>1,1>2,1>0)", StateSpace.of(3));
        ScoreModel model = TableScore.of(graph, new double[] {10, 0, 20, 30, 0, 0});
        ScoreModel symmetrized = SymmetrizedScore.of(model);
        // Slots: two of the graph, then its one reverse slot.
        assertArrayEquals(new double[] {10, NONE, NONE}, symmetrized.logRatios(0));
        assertArrayEquals(new double[] {20, 30, NONE}, symmetrized.logRatios(1));
        assertArrayEquals(new double[] {NONE, NONE, -20}, symmetrized.logRatios(2));
    }

    /** One instance, four threads, batches of all sizes. */
    @Test
    void oneModelForSeveralThreads() throws InterruptedException, ExecutionException {
        StateSpace space = StateSpace.of(3, 4, 5);
        Neighborhood graph = TestGraphs.randomEdges(space, 0.1, STREAMS.stream("edges"));
        ExactDistribution p = TestDistributions.random(space, 2, STREAMS.stream("p"));
        ScoreModel symmetrized = SymmetrizedScore.of(TiedScore.of(p, graph));
        ScoreModel expected = p.score(Graphs.symmetrize(graph));
        int slots = symmetrized.neighborhood().slots();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Double>> errors = new ArrayList<>();
            for (int task = 0; task < 4; task++) {
                UniformRandomProvider random = STREAMS.stream("thread", task);
                errors.add(threads.submit(() -> {
                    double largest = 0;
                    for (int round = 0; round < 300; round++) {
                        int count = random.nextInt(20);
                        int[] states = new int[count * 3];
                        for (int row = 0; row < count; row++) {
                            space.unrank(random.nextLong(space.size()), states, row * 3);
                        }
                        double[] mine = new double[count * slots];
                        double[] right = new double[count * slots];
                        symmetrized.logRatios(states, count, mine);
                        expected.logRatios(states, count, right);
                        for (int i = 0; i < mine.length; i++) {
                            largest = Math.max(largest, mine[i] == right[i] ? 0 : Math.abs(mine[i] - right[i]));
                        }
                    }
                    return largest;
                }));
            }
            for (Future<Double> error : errors) {
                assertEquals(0, error.get(), 1e-13);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
