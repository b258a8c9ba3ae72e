package org.concretescore.sampling.file;

/** Checks the shapes of states and traces for both formats. */
final class Rows {
    private Rows() {}

    /** Returns the number of states. */
    static int of(int length, int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension must be at least 1, was " + dimension);
        }
        if (length % dimension != 0) {
            throw new IllegalArgumentException(
                    "the length of states must be a multiple of " + dimension + ", was " + length);
        }
        return length / dimension;
    }

    /** Returns the length of the chains. */
    static int length(String name, double[][] traces) {
        if (traces.length == 0) {
            throw new IllegalArgumentException(name + " must have at least one chain");
        }
        for (int chain = 0; chain < traces.length; chain++) {
            if (traces[chain].length != traces[0].length) {
                throw new IllegalArgumentException(
                        "the chains of " + name + " must have the same length, but chain 0 has " + traces[0].length
                                + " and chain " + chain + " has " + traces[chain].length);
            }
        }
        return traces[0].length;
    }
}
