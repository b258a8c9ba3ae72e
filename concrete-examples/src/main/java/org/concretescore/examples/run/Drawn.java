package org.concretescore.examples.run;

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

    static Drawn of(MeasuredSampler.Outcome outcome, String adapted) {
        return new Drawn(
                outcome.samples().states(),
                outcome.acceptance(),
                outcome.ess(),
                outcome.rHat(),
                outcome.mixed(),
                outcome.chains(),
                outcome.burnIn(),
                outcome.thinning(),
                outcome.steps(),
                adapted);
    }

    /** The smaller one; NaN says nothing. */
    static double smaller(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
    }
}
