package org.concretescore.sampling.annealing;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The result of a {@link LogZEstimator}, in nats.
 *
 * @param logZ the estimate by chains to the model; for RAISE, the log normaliser of the model that annealed chains draw
 *     from
 * @param lower the lower end of the interval; empty for RAISE, which bounds from above
 * @param upper the upper end; empty for AIS, which bounds from below
 * @param doubts the reasons why the ends may be wrong, in full sentences; empty if there is none
 * @param effectiveSampleSize the effective sample size of the weights of chains to the model; empty for RAISE
 * @param chains number of chains each way
 * @param temperatures number of steps of the schedule
 * @param temperaturesWanted number of steps that the path needs; more than {@code temperatures} if there are not enough
 *     evaluations for them
 */
public record LogZResult(
        double logZ,
        OptionalDouble lower,
        OptionalDouble upper,
        List<String> doubts,
        OptionalDouble effectiveSampleSize,
        int chains,
        int temperatures,
        int temperaturesWanted) {
    /**
     * Copies the doubts.
     *
     * @param logZ the estimate
     * @param lower the lower end of the interval
     * @param upper the upper end
     * @param doubts the reasons why the ends may be wrong, in full sentences
     * @param effectiveSampleSize the effective sample size of the weights of chains to the model
     * @param chains number of chains each way
     * @param temperatures number of steps of the schedule
     * @param temperaturesWanted number of steps that the path needs
     * @throws NullPointerException if one is null
     */
    public LogZResult {
        Objects.requireNonNull(lower, "lower");
        Objects.requireNonNull(upper, "upper");
        Objects.requireNonNull(effectiveSampleSize, "effectiveSampleSize");
        doubts = List.copyOf(doubts);
    }
}
