package org.concretescore.core.exact;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/** Draws from short lists of weights, and computes the sums that are needed for it. */
final class Draws {
    private Draws() {}

    static void requireRoom(StateSpace space, int count, int[] states) {
        if (count < 0 || states.length < (long) count * space.dimension()) {
            throw new IllegalArgumentException(Counts.of(count, "state") + " of "
                    + Counts.of(space.dimension(), "coordinate") + " do not fit an array of " + states.length);
        }
    }

    /** Draws an index by weights that need not sum to 1. Never draws an index of weight 0. */
    static int index(UniformRandomProvider random, double[] weights) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double rest = random.nextDouble() * total;
        int index = 0;
        // The last positive weight takes the remainder from rounding.
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                index = i;
                rest -= weights[i];
                if (rest < 0) {
                    break;
                }
            }
        }
        return index;
    }

    /**
     * Returns the cumulative sums of the probabilities, the last of them 1, from the logarithms of the probabilities up
     * to a constant.
     */
    static double[] cumulative(double[] logWeights, double logSum) {
        double[] sums = new double[logWeights.length];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += Math.exp(logWeights[i] - logSum);
            sums[i] = sum;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= sum;
        }
        return sums;
    }

    /** Returns the first index whose cumulative probability is above a uniform number. */
    static int indexOfCumulative(UniformRandomProvider random, double[] cumulative) {
        double uniform = random.nextDouble();
        int found = Arrays.binarySearch(cumulative, uniform);
        if (found < 0) {
            return -found - 1;
        }
        // An exact hit: neither that sum nor equal sums behind it are above the number.
        int index = found + 1;
        while (cumulative[index] <= uniform) {
            index++;
        }
        return index;
    }
}
