package org.concretescore.sampling.measured;

/**
 * The work that a draw may do to know its model, in addition to the request.
 *
 * @param matrixStates the largest number of states on which mixing is measured exactly
 * @param tableEntries the largest number of log ratios of a model that is evaluated once at every state
 * @param parts if the request does not give a budget, it is the whole budget divided by this number
 */
record Effort(int matrixStates, int tableEntries, int parts) {
    static final int MATRIX_STATES = 512;
    private static final int TABLE_ENTRIES = 1 << 22;
    private static final int FEW_SAMPLES = 1000;
    /** This budget is enough for some windows of all chains. */
    private static final int LEAST_BUDGET = 8 * ObservedMixing.WINDOW_OF_ALL_CHAINS;

    /** The effort of a single draw. */
    static final Effort WHOLE = new Effort(MATRIX_STATES, TABLE_ENTRIES, 1);

    /**
     * Returns the effort of one of several draws, each from another model. If there are few samples, a large table
     * costs more than it saves.
     */
    static Effort ofMany(int draws, int samples) {
        return samples < FEW_SAMPLES
                ? new Effort(MATRIX_STATES / 8, TABLE_ENTRIES >> 8, draws)
                : new Effort(MATRIX_STATES, TABLE_ENTRIES, draws);
    }

    /** Returns a part of the whole budget that is enough for some windows. */
    long budget(long whole) {
        return Math.max(Math.min(whole, LEAST_BUDGET), whole / parts);
    }
}
