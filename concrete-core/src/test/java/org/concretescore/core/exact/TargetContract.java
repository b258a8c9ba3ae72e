package org.concretescore.core.exact;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.Verify;

/** What a {@link Target} promises, checked by enumerating a small one. */
final class TargetContract {

    private TargetContract() {}

    /** Checks everything but gradients; relative to the size of the numbers, to the given tolerance. */
    static void check(Target target, double tolerance) {
        Verify.target(target, tolerance, STREAMS.stream("check of " + target));
        assertSame(target.score(), target.score());
        int dimension = target.space().dimension();
        int[] states = new int[3 * dimension];
        int[] again = new int[3 * dimension];
        target.sample(STREAMS.stream("draws"), 3, states);
        UniformRandomProvider random = STREAMS.stream("draws");
        target.sample(random, 3, again);
        target.sample(random, 0, new int[0]);
        assertArrayEquals(states, again);
        assertEquals(
                "2 states of " + Counts.of(dimension, "coordinate") + " do not fit an array of " + (2 * dimension - 1),
                assertThrows(IllegalArgumentException.class, () -> target.sample(random, 2, new int[2 * dimension - 1]))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> target.sample(random, -1, again));
    }

    /**
     * Differences of the gradient of a multilinear density are its differences; on the Hamming graph, at all states.
     */
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
