package org.concretescore.sampling.informed;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;

/** Weights from their logarithms, relative to the largest. */
final class Weights {
    private Weights() {}

    /** {@code exp(log - largest)}; where the largest is infinite, 1 for the infinite ones and 0 for the others. */
    static double relative(double log, double largest) {
        return log == largest ? (log == Double.NEGATIVE_INFINITY ? 0 : 1) : Math.exp(log - largest);
    }

    /** An entry that is drawn with a probability proportional to its weight, or -1 if all weights are 0. */
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
        // Only if rounding left u at 0 or above.
        return last;
    }

    static double requireNumber(double value, Neighborhood graph, int[] states, int at, int slot) {
        if (Double.isNaN(value)) {
            int[] state = Arrays.copyOfRange(states, at, at + graph.space().dimension());
            throw new IllegalStateException(
                    "log ratio of state " + Arrays.toString(state) + ", slot " + slot + " of " + graph + " is NaN");
        }
        return value;
    }
}
