package org.concretescore.sampling.measured;

/**
 * How chains ran.
 *
 * @param chains number of chains
 * @param burnIn steps that each chain took before its first sample
 * @param thinning steps that each chain took before each of its samples
 * @param steps steps of all chains together
 * @param mixed whether the chains ran as long as their measured mixing asked
 * @param acceptance the share of accepted proposals
 * @param rHat the largest R-hat by ranks of a coordinate, NaN if the chains are too short for it or no coordinate ever changes
 * @param ess the smallest effective sample size by ranks of a coordinate, NaN under the same conditions
 */
public record RunSummary(
        int chains, long burnIn, long thinning, long steps, boolean mixed, double acceptance, double rHat, double ess) {
    /** The worse one of each, and the steps of both. */
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

    /** The smaller one; NaN says nothing. */
    private static double smaller(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
    }
}
