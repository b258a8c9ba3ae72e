package org.concretescore.core.target;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.LocalScoreContract;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;

/** What a {@link Target} promises, checked by enumerating a small one. */
final class TargetContract {

    private TargetContract() {}

    /** Checks everything but gradients; relative to the size of the numbers, to the given tolerance. */
    static void check(Target target, double tolerance) {
        StateSpace space = target.space();
        int n = space.enumerableSize(1 << 16, "the contract of " + target);
        int[] states = TestDistributions.states(space);
        ExactDistribution exact = ExactDistribution.of(target);
        double size = Math.max(1, Math.abs(exact.logZ()));
        assertEquals(exact.logZ(), target.logZ(), tolerance * size, "log Z of " + target);
        double[] values = new double[n];
        target.statistics(states, n, values);
        double mean = 0;
        double absolute = 1;
        for (int rank = 0; rank < n; rank++) {
            mean += exact.probability(rank) * values[rank];
            absolute += exact.probability(rank) * Math.abs(values[rank]);
        }
        assertEquals(
                mean, target.meanStatistic(), tolerance * absolute, "mean " + target.statistic() + " of " + target);
        checkScore(target, states, n, tolerance * size);
        checkSamples(target, exact);
    }

    private static void checkScore(Target target, int[] states, int n, double tolerance) {
        LocalScore score = target.score();
        assertSame(score, target.score());
        Neighborhood graph = score.neighborhood();
        assertEquals(target.space(), graph.space());
        double[] expected = new double[n * graph.slots()];
        double[] actual = new double[n * graph.slots()];
        TiedScore.of(target, graph).logRatios(states, n, expected);
        score.logRatios(states, n, actual);
        assertArrayEquals(expected, actual, tolerance, "rows of " + target);
        if (n <= 1 << 12) {
            LocalScoreContract.check(score);
            return;
        }
        UniformRandomProvider random = STREAMS.stream("states of " + target);
        for (int i = 0; i < 50; i++) {
            checkMoves(score, states, random.nextInt(n) * graph.space().dimension());
        }
    }

    /** The contract of local scores at one state of a larger space. */
    private static void checkMoves(LocalScore score, int[] states, int at) {
        Neighborhood graph = score.neighborhood();
        int[] there = new int[graph.space().dimension()];
        int[] affected = new int[score.maxAffected()];
        double[] row = score.logRatios(Arrays.copyOfRange(states, at, at + there.length));
        for (int slot = 0; slot < graph.slots(); slot++) {
            assertEquals(row[slot], score.logRatio(states, at, slot), 1e-9);
            assertTrue(graph.neighbor(states, at, slot, there, 0));
            double[] rowThere = score.logRatios(there);
            int count = score.affected(states, at, slot, affected);
            Set<Integer> named = new HashSet<>();
            for (int i = 0; i < count; i++) {
                assertTrue(named.add(affected[i]));
            }
            for (int other = 0; other < row.length; other++) {
                assertTrue(named.contains(other) || row[other] == rowThere[other]);
            }
        }
    }

    private static void checkSamples(Target target, ExactDistribution exact) {
        StateSpace space = target.space();
        int dimension = space.dimension();
        int count = 20_000;
        int[] drawn = new int[count * dimension + 1];
        drawn[count * dimension] = -7;
        target.sample(STREAMS.stream("draws from " + target), count, drawn);
        assertEquals(-7, drawn[count * dimension]);
        space.check(drawn, count);
        PearsonTest.of(drawn, count, exact).require("samples of " + target);
        int[] again = new int[drawn.length];
        UniformRandomProvider random = STREAMS.stream("draws from " + target);
        target.sample(random, 3, again);
        target.sample(random, 0, new int[0]);
        assertArrayEquals(Arrays.copyOf(drawn, 3 * dimension), Arrays.copyOf(again, 3 * dimension));
        assertEquals(
                "2 states of " + dimension + " coordinates do not fit an array of " + (2 * dimension - 1),
                assertThrows(IllegalArgumentException.class, () -> target.sample(random, 2, new int[2 * dimension - 1]))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> target.sample(random, -1, again));
    }

    /** Differences of the gradient of a multilinear density are its differences; on the Hamming graph, at all states. */
    static void checkMultilinear(GradientDensity density, Neighborhood hamming) {
        StateSpace space = density.space();
        int n = (int) space.size();
        int[] states = TestDistributions.states(space);
        int inputs = GradientDensity.inputs(space);
        int dimension = space.dimension();
        double[] gradients = new double[n * inputs];
        double[] logs = new double[n];
        double[] expected = new double[n];
        density.gradients(states, n, logs, gradients);
        density.logDensities(states, n, expected);
        assertArrayEquals(expected, logs);
        int[] there = new int[dimension];
        for (int rank = 0; rank < n; rank++) {
            for (int slot = 0; slot < hamming.slots(); slot++) {
                hamming.neighbor(states, rank * dimension, slot, there, 0);
                double difference = 0;
                for (int d = 0, offset = rank * inputs; d < dimension; offset += space.cardinality(d++)) {
                    difference += gradients[offset + there[d]] - gradients[offset + states[rank * dimension + d]];
                }
                assertEquals(logs[(int) space.rank(there, 0)] - logs[rank], difference, 1e-9);
            }
        }
    }
}
