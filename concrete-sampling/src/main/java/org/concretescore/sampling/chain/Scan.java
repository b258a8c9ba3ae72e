package org.concretescore.sampling.chain;

/** In which order {@link Gibbs} and {@link BlockGibbs} take their coordinates or blocks, and what a step is. */
public enum Scan {
    /** A step draws one of them uniformly, and draws its value. Reversible. */
    RANDOM,
    /** A step is a whole sweep in order. The distribution is stationary, but the chain is not reversible. */
    SYSTEMATIC;

    /** The parts that a step takes. */
    long parts(int count) {
        return this == RANDOM ? 1 : count;
    }
}
