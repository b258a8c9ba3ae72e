package org.concretescore.sampling.informed;

import org.concretescore.core.numeric.LogSpace;

/**
 * Balancing functions, which satisfy {@code g(t) = t g(1/t)}. Choosing a neighbor by {@code g(ratio)} is then
 * reversible up to the normalising constants (Zanella 2020, "Informed proposals for local MCMC in discrete spaces",
 * section 2.2).
 */
public enum Balancing {
    /** The square root of t. */
    SQRT {
        @Override
        public double log(double logRatio) {
            return logRatio / 2;
        }
    },
    /** Barker's function {@code t/(1+t)}, which is at most 1. */
    BARKER {
        @Override
        public double log(double logRatio) {
            return -LogSpace.softplus(-logRatio);
        }
    },
    /** The function {@code min(1, t)} of Metropolis. */
    MIN {
        @Override
        public double log(double logRatio) {
            return Math.min(0, logRatio);
        }
    },
    /**
     * The function {@code max(1, t)}, except that it is 0 at t = 0: a move without a way back is never accepted anyway.
     */
    MAX {
        @Override
        public double log(double logRatio) {
            return logRatio == Double.NEGATIVE_INFINITY ? logRatio : Math.max(0, logRatio);
        }
    };

    /**
     * Returns the logarithm of the function.
     *
     * @param logRatio {@code log t}, in nats
     * @return {@code log g(t)}; negative infinity at t = 0, which empty slots have; NaN if {@code logRatio} is NaN
     */
    public abstract double log(double logRatio);
}
