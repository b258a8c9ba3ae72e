package org.concretescore.sampling.chain;

/** Room for one thread of a kernel, so that a step allocates nothing. It does not refer to a model. */
final class RateWork {
    int[] active = new int[0];
    long[] stepsLeft = new long[0];
    int[] waiting = new int[0];
    int[] states = new int[0];
    double[] rows = new double[0];
    int[] there = new int[0];
    int[] scratch = new int[0];
    int[] slots = new int[0];
    double[] weights = new double[0];

    void reserveChains(int chains) {
        if (active.length < chains) {
            active = new int[chains];
            stepsLeft = new long[chains];
            waiting = new int[chains];
        }
    }

    void reserveRows(int count, int dimension, int width) {
        if (states.length < Math.multiplyExact(count, dimension)) {
            states = new int[count * dimension];
        }
        if (rows.length < Math.multiplyExact(count, width)) {
            rows = new double[count * width];
        }
    }

    void reserveState(int dimension) {
        if (there.length < dimension) {
            there = new int[dimension];
            scratch = new int[dimension];
        }
    }

    void reserveSlots(int count) {
        if (slots.length < count) {
            slots = new int[count];
        }
    }

    void reserveWeights(int count) {
        if (weights.length < count) {
            weights = new double[count];
        }
    }
}
