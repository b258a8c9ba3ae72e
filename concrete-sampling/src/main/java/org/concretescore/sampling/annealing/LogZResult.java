package org.concretescore.sampling.annealing;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a {@link LogZEstimator} found, in nats.
 *
 * @param logZ the estimate: by chains to the model, or of RAISE, what stands in its place in the model that annealed chains draw
 *     from
 * @param lower the lower end of its interval; empty of RAISE, which bounds from above
 * @param upper the upper end; empty of AIS, which bounds from below
 * @param doubts why the ends may not hold, in full sentences; empty if nothing speaks against them
 * @param effectiveSampleSize of the weights of chains to the model; empty of RAISE
 * @param chains number of chains each way
 * @param temperatures number of steps of the schedule
 * @param temperaturesWanted number of steps that the path asks for; more than {@code temperatures} if the evaluations do not
 *     suffice for them
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
     * @param lower the lower end of its interval
     * @param upper the upper end
     * @param doubts why the ends may not hold, in full sentences
     * @param effectiveSampleSize of the weights of chains to the model
     * @param chains number of chains each way
     * @param temperatures number of steps of the schedule
     * @param temperaturesWanted number of steps that the path asks for
     * @throws NullPointerException if one is null
     */
    public LogZResult {
        Objects.requireNonNull(lower, "lower");
        Objects.requireNonNull(upper, "upper");
        Objects.requireNonNull(effectiveSampleSize, "effectiveSampleSize");
        doubts = List.copyOf(doubts);
    }
}
