package org.concretescore.sampling.chain;

import org.concretescore.core.numeric.LogSpace;

/**
 * With which probability a proposed move from x to y is accepted, where {@code r = p(y)/p(x) q(x|y)/q(y|x)}. Both rules
 * make the chain reversible with respect to p; no such rule accepts more than {@link #METROPOLIS} does (Peskun 1973).
 */
public enum Acceptance {
    /** {@code min(1, r)}. */
    METROPOLIS,
    /** {@code r/(1+r)} (Barker 1965). A binary coordinate that is proposed to flip is then drawn from its conditional. */
    BARKER;

    /**
     * The probability of a move.
     *
     * @param logRatio {@code log r} in nats; positive infinity is accepted for certain
     * @return in [0, 1]; NaN if {@code logRatio} is
     */
    public double probability(double logRatio) {
        if (this == METROPOLIS) {
            return logRatio >= 0 ? 1 : Math.exp(logRatio);
        }
        return LogSpace.sigmoid(logRatio);
    }

    /**
     * The probability of a move that is proposed uniformly from all neighbors, so that {@code r} is the ratio times
     * {@code m(x)/m(y)}.
     *
     * @param logRatio {@code log p(y)/p(x)} in nats
     * @param degree m(x), at least 1
     * @param degreeThere m(y), at least 1
     * @return in [0, 1]; NaN if {@code logRatio} is
     */
    public double probability(double logRatio, int degree, int degreeThere) {
        if (degree == degreeThere) {
            return probability(logRatio);
        }
        if (this == METROPOLIS) {
            return logRatio >= 0 && degree >= degreeThere ? 1 : Math.min(1, Math.exp(logRatio) * degree / degreeThere);
        }
        return 1 / (1 + Math.exp(-logRatio) * degreeThere / degree);
    }
}
