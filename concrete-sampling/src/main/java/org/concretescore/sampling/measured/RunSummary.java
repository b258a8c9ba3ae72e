package org.concretescore.sampling.measured;

/**
 * A summary of a run of chains.
 *
 * @param chains number of chains
 * @param burnIn number of steps that each chain took before its first sample
 * @param thinning number of steps that each chain took before each of its samples
 * @param steps number of steps of all chains together
 * @param mixed whether the chains ran as long as their measured mixing needs
 * @param acceptance the share of accepted proposals
 * @param rHat the largest R-hat by ranks of a coordinate; NaN if the chains are too short for it or no coordinate ever
 *     changes
 * @param ess the smallest effective sample size by ranks of a coordinate; NaN under the same conditions
 */
public record RunSummary(
        int chains, long burnIn, long thinning, long steps, boolean mixed, double acceptance, double rHat, double ess) {
    /** Returns the worse value of each component, and the sum of the steps. */
    RunSummary worst(RunSummary other) {
        return new RunSummary(
                Math.min(chains, other.chains),
                Math.max(burnIn, other.burnIn),
                Math.max(thinning, other.thinning),
                steps + other.steps,
                mixed && other.mixed,
                smaller(acceptance, other.acceptance),
                -smaller(-rHat, -other.rHat),
                smaller(ess, other.ess));
    }

    /** Returns the smaller number. NaN does not count. */
    private static double smaller(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
    }
}
