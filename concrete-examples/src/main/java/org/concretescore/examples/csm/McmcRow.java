package org.concretescore.examples.csm;

import java.util.Locale;

/**
 * The figures of a sampler.
 *
 * @param sampler the name of the sampler
 * @param adapted the result of the warm-up, for instance {@code step 0.41}; null without {@code adapt}, or if the
 *     sampler does not have anything to adapt
 * @param evaluations the number of model evaluations without the burn-in; null if the sampler asked for single slots
 * @param steps the number of steps of all chains without the burn-in
 * @param seconds the time that these steps took
 * @param ess the effective sample size of the mean of the statistic
 * @param essPerEvaluation the effective sample size per evaluation; null if evaluations are not counted
 * @param essPerSecond the effective sample size per second
 * @param acceptance the share of accepted proposals
 * @param error the mean of the statistic minus its exact expectation
 * @param stdError the standard error of the mean, by the effective sample size
 * @param rHat the rank-normalised split R-hat of the statistic
 */
public record McmcRow(
        String sampler,
        String adapted,
        Long evaluations,
        long steps,
        double seconds,
        double ess,
        Double essPerEvaluation,
        double essPerSecond,
        double acceptance,
        double error,
        double stdError,
        double rHat) {
    /** Returns a line for the console. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%s: ESS %.0f, %s%.0f a second, accepted %.3f, error %.3f +- %.3f, R-hat %.3f",
                sampler,
                ess,
                essPerEvaluation == null ? "" : String.format(Locale.ROOT, "%.4f an evaluation, ", essPerEvaluation),
                essPerSecond,
                acceptance,
                error,
                stdError,
                rHat);
    }
}
