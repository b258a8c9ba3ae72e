package org.concretescore.sampling.chain;

/**
 * What chains remember, without the model it came from, as a file holds it.
 *
 * @param slots the numbers a chain
 * @param valid {@code [C]}, which chains have them
 * @param numbers {@code [C, slots]}
 */
record SavedRows(int slots, boolean[] valid, double[] numbers) {
    static SavedRows of(Memory memory, int chains) {
        if (memory.width() == 0) {
            return null;
        }
        boolean[] valid = new boolean[chains];
        for (int chain = 0; chain < chains; chain++) {
            valid[chain] = memory.knows(chain);
        }
        return new SavedRows(memory.width(), valid, memory.numbers());
    }

    /** The number of chains that have a row. */
    int held() {
        int held = 0;
        for (boolean has : valid) {
            held += has ? 1 : 0;
        }
        return held;
    }

    /** Hands the numbers over. A memory of another width is not the one they came from. */
    void fill(Memory memory, int[] states, int dimension) {
        for (int chain = 0; chain < valid.length && memory.width() == slots; chain++) {
            if (valid[chain]) {
                memory.restore(chain, states, chain * dimension, numbers, chain * slots);
            }
        }
    }
}
