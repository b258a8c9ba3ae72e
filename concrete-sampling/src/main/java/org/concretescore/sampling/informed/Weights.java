package org.concretescore.sampling.informed;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;

/** Computes weights from their logarithms, relative to the largest, and draws by weights. */
final class Weights {
    private Weights() {}

    /**
     * Returns {@code exp(log - largest)}. If the largest is positive infinity, infinite ones get 1 and the others 0.
     */
    static double relative(double log, double largest) {
        return log == largest ? (log == Double.NEGATIVE_INFINITY ? 0 : 1) : Math.exp(log - largest);
    }

    /** Draws an entry with a probability proportional to its weight. Returns -1 if all weights are 0. */
    static int pick(double[] weights, int from, int to, double sum, UniformRandomProvider random) {
        double u = random.nextDouble() * sum;
        int last = -1;
        for (int i = from; i < to; i++) {
            if (weights[i] > 0) {
                last = i;
                u -= weights[i];
                if (u < 0) {
                    return i;
                }
            }
        }
        // Rounding left u at 0 or above.
        return last;
    }

    /** Returns a log ratio, or fails if it is NaN. */
    static double requireNumber(double value, Neighborhood graph, int[] states, int at, int slot) {
        if (Double.isNaN(value)) {
            int[] state = Arrays.copyOfRange(states, at, at + graph.space().dimension());
            throw new IllegalStateException(
                    "log ratio of state " + Arrays.toString(state) + ", slot " + slot + " of " + graph + " is NaN");
        }
        return value;
    }
}
