package org.concretescore.sampling.annealing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.concretescore.core.random.RandomStreams;

/**
 * An interval for the log Z of a target that cannot be sampled exactly, and the reasons to doubt the interval.
 *
 * <p><b>From below.</b> The mean of the weights of chains that are annealed to the target is an unbiased estimate of Z.
 * By Markov's inequality its logarithm exceeds log Z by c nats with a probability of at most {@code exp(-c)}, whatever
 * the chains do. The interval takes three standard errors instead, which is right if the chains reached the tail of the
 * weights.
 *
 * <p><b>From above.</b> A chain that is annealed backwards from a state x has {@code E[1/w | x] = p_ann(x) / (Z p(x))},
 * where p is the normalised target and p_ann the law of the states where forward chains end. If x were a draw of the
 * target, the mean of this would be 1/Z. It is not known whether x is such a draw, and for any other x the mean is 1/Z
 * only if {@code p_ann = p}. No number of chains therefore bounds log Z from above. Backward chains begin at states of
 * two different origins: at ends of forward chains, drawn by their weights, and at rows of data. Both first take steps
 * that leave the target invariant. The interval is the hull of the three estimates, each with its three standard
 * errors.
 *
 * <p><b>Doubts.</b> The three estimates agree if the path reaches all modes in proportion, or if the weights correct
 * its errors. The interval is doubtful if the estimates disagree, if a few weights dominate, or if data lie where
 * forward chains rarely come. {@link #doubts} gives the reasons. A mode that is neither in the data nor found by the
 * {@link Exploration} cannot be noticed.
 *
 * @param logZ the estimate by the forward chains, in nats
 * @param lower the lower end
 * @param upper the upper end
 * @param doubts the reasons why the interval may be wrong, in full sentences; empty if there is none
 * @param forward the estimate by forward chains, from below
 * @param fromModel the estimate by backward chains from the ends of forward chains
 * @param fromRows the estimate by backward chains from rows of data; equal to {@code fromModel} if there are no rows
 * @param temperatures number of steps of the schedule
 */
public record LogZInterval(
        double logZ,
        double lower,
        double upper,
        List<String> doubts,
        LogZEstimate forward,
        LogZEstimate fromModel,
        LogZEstimate fromRows,
        int temperatures) {
    /**
     * Copies the doubts.
     *
     * @param logZ the estimate by the forward chains, in nats
     * @param lower the lower end
     * @param upper the upper end
     * @param doubts the reasons why the interval may be wrong, in full sentences
     * @param forward the estimate by forward chains
     * @param fromModel the estimate by backward chains from the ends of forward chains
     * @param fromRows the estimate by backward chains from rows of data
     * @param temperatures number of steps of the schedule
     */
    public LogZInterval {
        doubts = List.copyOf(doubts);
    }

    /**
     * Estimates log Z from both sides, once.
     *
     * @param exploration the result of exploring the target
     * @param schedule the temperatures, usually {@code exploration.schedule(exploration.steps())}
     * @param options the number of chains each way, at least 8; the moves and the threads
     * @param streams the source of the generators
     * @param name the first part of the names of their streams
     * @param progress receives, from time to time, the number of temperatures that chains have passed since the last
     *     call, summed over the chains. Calls come from any thread, one at a time
     * @return the interval
     * @throws IllegalArgumentException if there are fewer than 8 chains
     * @throws IllegalStateException if a log density is NaN or positive infinity, or all weights are 0
     */
    public static LogZInterval estimate(
            Exploration exploration,
            Schedule schedule,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        return LogZAttempt.run(exploration, schedule, options, streams, name, progress)
                .interval();
    }

    static LogZInterval of(
            LogZEstimate coarse,
            AnnealedChains forward,
            AnnealedChains fromModel,
            AnnealedChains fromRows,
            int temperatures) {
        LogZEstimate below = LogZEstimate.fromBelow(forward);
        LogZEstimate model = LogZEstimate.fromAbove(fromModel);
        LogZEstimate rows = LogZEstimate.fromAbove(fromRows);
        List<String> doubts = new ArrayList<>(Doubts.of(forward));
        Doubts.addDisagreement(doubts, below, model, "the model's own states");
        if (fromRows != fromModel) {
            Doubts.addDisagreement(doubts, below, rows, "rows of the data");
            Doubts.addRareRows(doubts, below, fromRows);
        }
        double lower = Math.min(below.lower(), Math.min(model.lower(), rows.lower()));
        double upper = Math.max(below.upper(), Math.max(model.upper(), rows.upper()));
        if (coarse.lower() > upper) {
            doubts.add(String.format(
                    Locale.ROOT,
                    "A coarser annealing found log Z to be at least %.3f, which is more than the %.3f found here.",
                    coarse.lower(),
                    upper));
        }
        return new LogZInterval(below.logZ(), lower, upper, doubts, below, model, rows, temperatures);
    }

    /**
     * Returns whether there is no reason to doubt the interval.
     *
     * @return true if there are no {@link #doubts}
     */
    public boolean isTrusted() {
        return doubts.isEmpty();
    }
}
