package org.concretescore.sampling.file;

import org.concretescore.core.space.Counts;

/** The checks of both formats. */
final class Rows {
    private Rows() {}

    /** The number of states. */
    static int of(int length, int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension must be at least 1, was " + dimension);
        }
        if (length % dimension != 0) {
            throw new IllegalArgumentException(
                    "states have " + Counts.of(length, "value") + ", which are no whole rows of " + dimension);
        }
        return length / dimension;
    }

    /** The length of every chain. */
    static int length(String name, double[][] traces) {
        if (traces.length == 0) {
            throw new IllegalArgumentException(name + " must be of at least one chain");
        }
        for (int chain = 0; chain < traces.length; chain++) {
            if (traces[chain].length != traces[0].length) {
                throw new IllegalArgumentException(name + " must have one length, but chain 0 has " + traces[0].length
                        + " and chain " + chain + " has " + traces[chain].length);
            }
        }
        return traces[0].length;
    }
}
