package org.concretescore.sampling.chain;

import org.concretescore.core.numeric.LogSpace;

/**
 * The rule that gives the probability with which a proposed move from x to y is accepted, where
 * {@code r = p(y)/p(x) q(x|y)/q(y|x)}. Both rules make the chain reversible with respect to p. No such rule accepts
 * more often than {@link #METROPOLIS} (Peskun 1973).
 */
public enum Acceptance {
    /** The probability is {@code min(1, r)}. */
    METROPOLIS,
    /**
     * The probability is {@code r/(1+r)} (Barker 1965). If a flip of a binary coordinate is proposed, the coordinate is
     * then drawn from its conditional distribution.
     */
    BARKER;

    /**
     * Returns the probability of a move.
     *
     * @param logRatio {@code log r} in nats; a move with positive infinity is always accepted
     * @return in [0, 1]; NaN if {@code logRatio} is NaN
     */
    public double probability(double logRatio) {
        if (this == METROPOLIS) {
            return logRatio >= 0 ? 1 : Math.exp(logRatio);
        }
        return LogSpace.sigmoid(logRatio);
    }

    /**
     * Returns the probability of a move that is proposed uniformly from all neighbors. Then {@code r} is the ratio
     * times {@code m(x)/m(y)}.
     *
     * @param logRatio {@code log p(y)/p(x)} in nats
     * @param degree m(x), at least 1
     * @param degreeThere m(y), at least 1
     * @return in [0, 1]; NaN if {@code logRatio} is NaN
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
