package org.concretescore.sampling.chain;

/** Counts what kernels do. Belongs to the caller, not to a chain; not safe for use by several threads at once. */
public final class Tally {
    private long proposals;
    private long acceptances;
    private long rowEvaluations;

    /** All counts zero. */
    public Tally() {}

    /**
     * Adds counts.
     *
     * @param proposals proposed moves; a lazy step proposes none
     * @param acceptances accepted ones
     * @param rowEvaluations states at which the model was evaluated
     */
    public void add(long proposals, long acceptances, long rowEvaluations) {
        this.proposals += proposals;
        this.acceptances += acceptances;
        this.rowEvaluations += rowEvaluations;
    }

    /**
     * Adds another tally's counts.
     *
     * @param other the other one
     */
    public void add(Tally other) {
        add(other.proposals, other.acceptances, other.rowEvaluations);
    }

    /**
     * The number of moves proposed.
     *
     * @return at least 0
     */
    public long proposals() {
        return proposals;
    }

    /**
     * The number of moves accepted.
     *
     * @return at most {@link #proposals}
     */
    public long acceptances() {
        return acceptances;
    }

    /**
     * The number of states at which the model was evaluated: score rows, or values of a one-dimensional score.
     *
     * @return at least 0
     */
    public long rowEvaluations() {
        return rowEvaluations;
    }

    /**
     * The share of the proposals that was accepted.
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
