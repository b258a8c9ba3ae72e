package org.concretescore.sampling.chain;

/**
 * The numbers that chains remember, on their way from one memory to another: from chains to their copy, or from a file
 * to chains.
 *
 * @param kind the kind of the numbers, and their acceptance rule
 * @param key the model or kernel; null for numbers from a file, whose reader vouches for the model
 * @param slots the number of numbers of a chain
 * @param valid {@code [C]}, whether each chain has numbers
 * @param numbers {@code [held, slots]}, the numbers of the chains that have them, in their order
 */
record SavedRows(String kind, Object key, int slots, boolean[] valid, double[] numbers) {
    static SavedRows of(Memory memory, int chains) {
        if (memory.width() == 0) {
            return null;
        }
        boolean[] valid = new boolean[chains];
        for (int chain = 0; chain < chains; chain++) {
            valid[chain] = memory.knows(chain);
        }
        int slots = memory.width();
        double[] numbers = new double[held(valid) * slots];
        int row = 0;
        for (int chain = 0; chain < chains; chain++) {
            if (valid[chain]) {
                System.arraycopy(memory.numbers(), chain * slots, numbers, row++ * slots, slots);
            }
        }
        return new SavedRows(kind(memory), memory.key(), slots, valid, numbers);
    }

    SavedRows copy() {
        return new SavedRows(kind, key, slots, valid.clone(), numbers);
    }

    /** Returns the kind as files hold it. */
    private static String kind(Memory memory) {
        String numbers = memory instanceof ScoreRows
                ? "log ratios"
                : memory instanceof RowRates ? "rates" : memory instanceof ClassRates ? "order" : "numbers";
        return memory.rule() == null ? numbers : numbers + " " + memory.rule();
    }

    /** Returns the number of chains that have numbers. */
    int held() {
        return held(valid);
    }

    private static int held(boolean[] valid) {
        int held = 0;
        for (boolean has : valid) {
            held += has ? 1 : 0;
        }
        return held;
    }

    /** Gives the numbers to a memory, unless its kind, model, rule or width is another one. */
    void fill(Memory memory, int[] states, int dimension) {
        boolean same = kind.equals(kind(memory)) && (key == null || key == memory.key());
        int row = 0;
        for (int chain = 0; chain < valid.length && same && memory.width() == slots; chain++) {
            if (valid[chain]) {
                memory.restore(chain, states, chain * dimension, numbers, row++ * slots);
            }
        }
    }
}
