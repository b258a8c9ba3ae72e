package org.concretescore.sampling.chain;

/** The order in which {@link Gibbs} and {@link BlockGibbs} draw coordinates or blocks, and what one step is. */
public enum Scan {
    /** A step picks one coordinate or block uniformly, and draws its value. The chain is reversible. */
    RANDOM,
    /** A step is a whole sweep in order. The target is stationary, but the chain is not reversible. */
    SYSTEMATIC;

    /** Returns the number of draws of a step. */
    long parts(int count) {
        return this == RANDOM ? 1 : count;
    }
}
