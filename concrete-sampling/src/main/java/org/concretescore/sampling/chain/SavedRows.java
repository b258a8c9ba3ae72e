package org.concretescore.sampling.chain;

/**
 * What chains remember, taken from one memory to be given to another: of a copy of the chains, or of chains from a file.
 *
 * @param kind what the numbers are, and by which acceptance rule
 * @param key the model or kernel, or null if it is from a file, whose reader knows
 * @param slots the numbers a chain
 * @param valid {@code [C]}, which chains have them
 * @param numbers {@code [held, slots]}, the rows of those that have one, in their order
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

    /** As it stands in files. */
    private static String kind(Memory memory) {
        String numbers = memory instanceof ScoreRows
                ? "log ratios"
                : memory instanceof RowRates ? "rates" : memory instanceof ClassRates ? "order" : "numbers";
        return memory.rule() == null ? numbers : numbers + " " + memory.rule();
    }

    /** The number of chains that have a row. */
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

    /** Hands the numbers over. A memory of another kind, model, rule or width is not the one they came from. */
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
