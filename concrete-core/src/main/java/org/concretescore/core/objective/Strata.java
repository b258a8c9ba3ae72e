package org.concretescore.core.objective;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Numbers 0..n-1 cut into m parts of equal size, or sizes that differ by one, from each of which one is drawn: an estimate
 * of a sum that weights each drawn term by the size of its part is unbiased, and never varies more between its terms than
 * m independent draws would.
 */
final class Strata {
    private Strata() {}

    /** The number of strata: what was asked for, but no more than there are numbers. */
    static int count(int n, int wanted) {
        return Math.min(n, wanted);
    }

    static int begin(int n, int m, int stratum) {
        return (int) ((long) n * stratum / m);
    }

    static int size(int n, int m, int stratum) {
        return begin(n, m, stratum + 1) - begin(n, m, stratum);
    }

    /** A number of a stratum; where there is no choice, nothing is drawn. */
    static int draw(int n, int m, int stratum, UniformRandomProvider random) {
        int size = size(n, m, stratum);
        return begin(n, m, stratum) + (size == 1 ? 0 : random.nextInt(size));
    }
}
