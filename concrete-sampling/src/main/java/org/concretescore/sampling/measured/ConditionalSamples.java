package org.concretescore.sampling.measured;

import java.util.Optional;

/** What a {@link ConditionalSampler} drew: so many full states for each row. Immutable. */
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
     * The number of rows that were filled in.
     *
     * @return at least 1
     */
    public int rows() {
        return rows;
    }

    /**
     * The number of samples of each row.
     *
     * @return at least 1
     */
    public int samples() {
        return samples;
    }

    /**
     * The full states, all samples of the first row first.
     *
     * @return a copy, {@code [rows, samples, D]}, row-major
     */
    public int[] states() {
        return states.clone();
    }

    /**
     * How the chains ran: of all rows the fewest chains, the longest burn-in and thinning, the worst diagnostics, and the sum of
     * the steps.
     *
     * @return empty if no chains ran, since each row can be filled in in one way only
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
