package org.concretescore.sampling.measured;

import java.util.Optional;

/** The samples of a {@link ConditionalSampler}: the same number of full states for each row. Immutable. */
public final class ConditionalSamples {
    private final int[] states;
    private final int rows;
    private final int samples;
    private final RunSummary worst;

    ConditionalSamples(int[] states, int rows, int samples, RunSummary worst) {
        this.states = states;
        this.rows = rows;
        this.samples = samples;
        this.worst = worst;
    }

    /**
     * Returns the number of rows that were filled in.
     *
     * @return at least 1
     */
    public int rows() {
        return rows;
    }

    /**
     * Returns the number of samples of each row.
     *
     * @return at least 1
     */
    public int samples() {
        return samples;
    }

    /**
     * Returns the full states. All samples of the first row come first.
     *
     * @return a copy, {@code [rows, samples, D]}, row-major
     */
    public int[] states() {
        return states.clone();
    }

    /**
     * Returns a summary of the chains of all rows: the smallest number of chains, the longest burn-in and thinning, the
     * worst diagnostics, and the sum of the steps.
     *
     * @return the summary; empty if no chains ran because each row can be filled in in one way only
     */
    public Optional<RunSummary> worst() {
        return Optional.ofNullable(worst);
    }

    /** For instance {@code ConditionalSamples[100 of each of 20 rows]}. */
    @Override
    public String toString() {
        return "ConditionalSamples[" + samples + " of each of " + rows + " rows]";
    }
}
