package org.concretescore.sampling.chain;

/**
 * Score rows without the model they came from, as a file holds them.
 *
 * @param slots the length of a row
 * @param valid {@code [C]}, which chains have one
 * @param logRatios {@code [C, slots]}
 */
record SavedRows(int slots, boolean[] valid, double[] logRatios) {
    static SavedRows of(ScoreRows rows) {
        return new SavedRows(rows.model.neighborhood().slots(), rows.valid, rows.logRatios);
    }

    /** The number of chains that have a row. */
    int held() {
        int held = 0;
        for (boolean has : valid) {
            held += has ? 1 : 0;
        }
        return held;
    }

    /** Hands the rows over to a model. One with other slots is not the one they came from. */
    void fill(ScoreRows rows, int[] states, int dimension) {
        if (rows.model.neighborhood().slots() != slots) {
            return;
        }
        int[] scratch = new int[dimension];
        for (int chain = 0; chain < valid.length; chain++) {
            if (valid[chain]) {
                rows.keep(chain, states, chain * dimension, logRatios, chain * slots, scratch);
            }
        }
    }
}
