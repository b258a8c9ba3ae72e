package org.concretescore.sampling.informed;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * The law of a path's length L, from 1 to most: Poisson's of a rate, given that L is in this range; at rate 0 always 1.
 * All by {@code rate^(L-1) / L!}, which needs no limit at 0.
 */
final class PathLength {
    /** Above it the sum could overflow. */
    static final double LARGEST_RATE = 500;

    private PathLength() {}

    /** The sum of {@code rate^(l-1) / l!} over the lengths. */
    static double total(double rate, int most) {
        double term = 1;
        double sum = 1;
        for (int l = 2; l <= most && (l <= rate || term > 0x1p-60 * sum); l++) {
            term *= rate / l;
            sum += term;
        }
        return sum;
    }

    static int draw(double rate, int most, UniformRandomProvider random) {
        double u = random.nextDouble() * total(rate, most);
        double term = 1;
        int length = 1;
        while (u >= term && length < most) {
            u -= term;
            length++;
            term *= rate / length;
        }
        return length;
    }

    /** The logarithm of the probability of a length times {@code length!}, which cancels against the way back. */
    static double log(double rate, int most, int length) {
        // 0 to the power of 0 is 1.
        return (length == 1 ? 0 : (length - 1) * Math.log(rate)) - Math.log(total(rate, most));
    }
}
