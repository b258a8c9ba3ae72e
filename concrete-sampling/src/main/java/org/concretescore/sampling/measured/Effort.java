package org.concretescore.sampling.measured;

/**
 * What a draw may spend on knowing its model, beside the request.
 *
 * @param matrixStates mixing is measured exactly on at most so many states
 * @param tableEntries a model with at most so many log ratios is evaluated once at every state
 * @param parts the budget, where none is given, is one of so many parts of the whole
 */
record Effort(int matrixStates, int tableEntries, int parts) {
    static final int MATRIX_STATES = 512;
    private static final int TABLE_ENTRIES = 1 << 22;
    private static final int FEW_SAMPLES = 1000;
    /** Enough for some windows of all chains. */
    private static final int LEAST_BUDGET = 8 * ObservedMixing.WINDOW_OF_ALL_CHAINS;

    /** One draw is all there is. */
    static final Effort WHOLE = new Effort(MATRIX_STATES, TABLE_ENTRIES, 1);

    /** One of several draws, each from another model: for a few samples, a large table costs more than it saves. */
    static Effort ofMany(int draws, int samples) {
        return samples < FEW_SAMPLES
                ? new Effort(MATRIX_STATES / 8, TABLE_ENTRIES >> 8, draws)
                : new Effort(MATRIX_STATES, TABLE_ENTRIES, draws);
    }

    /** A part of the whole, but enough for some windows. */
    long budget(long whole) {
        return Math.max(Math.min(whole, LEAST_BUDGET), whole / parts);
    }
}
