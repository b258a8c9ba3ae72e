package org.concretescore.sampling.informed;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * The distribution of the length L of a path: Poisson with a rate, restricted to the range from 1 to {@code most}. At
 * rate 0 the length is always 1. The methods use the weights {@code rate^(L-1) / L!}, which are right at rate 0, too.
 */
final class PathLength {
    /** The largest rate at which the sum cannot overflow. */
    static final double LARGEST_RATE = 500;

    private PathLength() {}

    /** Returns the sum of {@code rate^(l-1) / l!} over the lengths. */
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

    /** Returns the log probability of a length, plus {@code log length!}, which cancels against the way back. */
    static double log(double rate, int most, int length) {
        // 0 to the power of 0 is 1.
        return (length == 1 ? 0 : (length - 1) * Math.log(rate)) - Math.log(total(rate, most));
    }
}
