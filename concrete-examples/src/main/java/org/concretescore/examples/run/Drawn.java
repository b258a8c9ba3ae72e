package org.concretescore.examples.run;

import java.util.Optional;
import org.concretescore.sampling.measured.RunSummary;

/**
 * Samples, and how they came about.
 *
 * @param states {@code [samples, D]}, row-major
 * @param acceptance the share of accepted proposals
 * @param ess effective sample size, NaN if unknown
 * @param rHat R-hat, NaN if unknown, null if there are no chains
 * @param mixed whether chains ran as long as their mixing asked
 * @param chains number of chains; null if there are none, as are the next three
 * @param burnIn steps of each chain before its first sample
 * @param thinning steps of each chain before each of its samples
 * @param steps of all chains together
 * @param adapted what a warm-up found; null if there was none
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
    /** Independent samples. */
    static Drawn independent(int[] states, int count) {
        return new Drawn(states, 1, count, null, true, null, null, null, null, null);
    }

    /** Samples of chains. */
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

    /** Rows that were filled in; where each of them could be in one way only, there were no chains. */
    static Drawn of(int[] states, Optional<RunSummary> worst) {
        return worst.map(run -> of(states, run, null))
                .orElseGet(() -> new Drawn(states, 1, Double.NaN, Double.NaN, true, null, null, null, null, null));
    }
}
