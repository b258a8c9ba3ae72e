package org.concretescore.examples.run;

import java.util.Optional;
import org.concretescore.sampling.measured.RunSummary;

/**
 * Samples, and how they were drawn.
 *
 * @param states {@code [samples, D]}, row-major
 * @param acceptance the share of accepted proposals
 * @param ess the effective sample size, NaN if it is unknown
 * @param rHat R-hat, NaN if it is unknown, null if there are no chains
 * @param mixed whether the chains ran as long as their measured mixing requires
 * @param chains the number of chains; null if there are none, and the next three are null, too
 * @param burnIn steps of each chain before its first sample
 * @param thinning steps of each chain before each of its samples
 * @param steps of all chains together
 * @param adapted what a warm-up run found; null if there was none
 */
record Drawn(
        int[] states,
        double acceptance,
        double ess,
        Double rHat,
        boolean mixed,
        Integer chains,
        Long burnIn,
        Long thinning,
        Long steps,
        String adapted) {
    /** Returns independent samples. */
    static Drawn independent(int[] states, int count) {
        return new Drawn(states, 1, count, null, true, null, null, null, null, null);
    }

    /** Returns samples of chains. */
    static Drawn of(int[] states, RunSummary run, String adapted) {
        return new Drawn(
                states,
                run.acceptance(),
                run.ess(),
                run.rHat(),
                run.mixed(),
                run.chains(),
                run.burnIn(),
                run.thinning(),
                run.steps(),
                adapted);
    }

    /** Returns rows that were filled in. If each of them had only one possible value, there were no chains. */
    static Drawn of(int[] states, Optional<RunSummary> worst) {
        return worst.map(run -> of(states, run, null))
                .orElseGet(() -> new Drawn(states, 1, Double.NaN, Double.NaN, true, null, null, null, null, null));
    }
}
