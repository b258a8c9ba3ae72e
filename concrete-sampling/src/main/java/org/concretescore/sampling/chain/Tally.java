package org.concretescore.sampling.chain;

/** Counts what kernels do. It belongs to the caller, and not to a chain. Several threads must not use it at once. */
public final class Tally {
    private long proposals;
    private long acceptances;
    private long rowEvaluations;

    /** Makes a tally whose counts are zero. */
    public Tally() {}

    /**
     * Adds counts.
     *
     * @param proposals the number of proposed moves; a lazy step proposes none
     * @param acceptances the number of accepted moves
     * @param rowEvaluations the number of states at which the model was evaluated
     */
    public void add(long proposals, long acceptances, long rowEvaluations) {
        this.proposals += proposals;
        this.acceptances += acceptances;
        this.rowEvaluations += rowEvaluations;
    }

    /**
     * Adds the counts of another tally.
     *
     * @param other the other tally
     */
    public void add(Tally other) {
        add(other.proposals, other.acceptances, other.rowEvaluations);
    }

    /**
     * Returns the number of proposed moves.
     *
     * @return at least 0
     */
    public long proposals() {
        return proposals;
    }

    /**
     * Returns the number of accepted moves.
     *
     * @return at most {@link #proposals}
     */
    public long acceptances() {
        return acceptances;
    }

    /**
     * Returns the number of states at which the model was evaluated: score rows, or values of a one-dimensional score.
     *
     * @return at least 0
     */
    public long rowEvaluations() {
        return rowEvaluations;
    }

    /**
     * Returns the share of the proposals that were accepted.
     *
     * @return between 0 and 1; NaN before the first proposal
     */
    public double acceptanceRate() {
        return (double) acceptances / proposals;
    }

    @Override
    public String toString() {
        return "Tally[proposals=" + proposals + ", acceptances=" + acceptances + ", rowEvaluations=" + rowEvaluations
                + "]";
    }
}
