package org.concretescore.sampling.informed;

import org.concretescore.core.numeric.LogSpace;

/**
 * Balancing functions: {@code g(t) = t g(1/t)}, with which choosing a neighbor by {@code g(ratio)} is reversible up to the
 * normalising constants (Zanella 2020, "Informed proposals for local MCMC in discrete spaces", section 2.2).
 */
public enum Balancing {
    /** The square root of t. */
    SQRT {
        @Override
        public double log(double logRatio) {
            return logRatio / 2;
        }
    },
    /** {@code t/(1+t)}, Barker's; at most 1. */
    BARKER {
        @Override
        public double log(double logRatio) {
            return -LogSpace.softplus(-logRatio);
        }
    },
    /** {@code min(1, t)}, Metropolis's. */
    MIN {
        @Override
        public double log(double logRatio) {
            return Math.min(0, logRatio);
        }
    },
    /** {@code max(1, t)}; 0 at t = 0, which changes nothing: a move without a way back is never accepted. */
    MAX {
        @Override
        public double log(double logRatio) {
            return logRatio == Double.NEGATIVE_INFINITY ? logRatio : Math.max(0, logRatio);
        }
    };

    /**
     * The logarithm of the function.
     *
     * @param logRatio log t, in nats
     * @return {@code log g(t)}; negative infinity at t = 0, which is what empty slots have; NaN if {@code logRatio} is
     */
    public abstract double log(double logRatio);
}
