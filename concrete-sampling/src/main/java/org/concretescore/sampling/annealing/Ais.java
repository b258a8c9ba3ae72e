package org.concretescore.sampling.annealing;

import java.util.function.LongConsumer;
import org.concretescore.core.random.RandomStreams;

/**
 * Annealed importance sampling (Neal 2001): log Z of a target, from chains that walk an {@link AnnealingPath}.
 *
 * <p>A chain starts at a draw {@code x_0} from the base and, for k = 1..K, gets
 * {@code (b_k - b_{k-1}) (log p(x_{k-1}) - log p0(x_{k-1}))} added to its log weight, then moves by steps that leave
 * {@code f_{b_k}} invariant. The mean of the weights is unbiased for Z, so the logarithm of their average is a stochastic
 * lower bound of log Z. The same chain in reverse, from an exact sample of the target, has {@code E[1/w] = 1/Z}: an upper
 * bound. (AIS thus overestimates log-likelihoods, for they are {@code log p(x) - log Z}.)
 *
 * <p>Each chain has a generator of its own: chain c draws from {@code streams.stream(name, c)}. Results don't depend on
 * threads.
 *
 * <p>Interrupting the thread that estimates ends it with a {@link org.concretescore.core.parallel.StoppedException}:
 * chains that have not ended say nothing.
 */
public final class Ais {
    private Ais() {}

    /**
     * Estimates log Z from below.
     *
     * @param path the path
     * @param schedule the inverse temperatures
     * @param options how many chains and moves
     * @param streams where the generators come from
     * @param name the name of their streams
     * @return the estimate
     * @throws IllegalStateException if a log density is NaN or positive infinity, all weights are 0, the base is 0 where
     *     the target isn't, or a local score is not that of the density
     */
    public static LogZEstimate logZ(
            AnnealingPath path, Schedule schedule, AnnealingOptions options, RandomStreams streams, String name) {
        AnnealedChains chains = run(path, schedule, options, streams, name, transitions -> {});
        return LogZEstimate.of(chains.logWeights, 1, chains.tally().rowEvaluations());
    }

    /**
     * Anneals chains from the base to the target, for whoever needs the weighted states. There are moves at b = 1, too.
     *
     * @param path the path
     * @param schedule the inverse temperatures
     * @param options how many chains and moves
     * @param streams where the generators come from
     * @param name the name of their streams
     * @param progress is told now and then, by any thread but one at a time, how many temperatures chains have passed
     *     since it was last told, summed over the chains: in all {@code chains * schedule.steps()}
     * @return the chains
     * @throws IllegalStateException as {@link #logZ}, but for weights that are all 0
     */
    public static AnnealedChains run(
            AnnealingPath path,
            Schedule schedule,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        return AnnealedChains.forward(path, schedule, options, streams, name, progress);
    }

    /**
     * The estimate of chains that were annealed from the base.
     *
     * @param chains what {@link #run} returned
     * @return the estimate, from below
     * @throws IllegalStateException if all weights are 0
     */
    public static LogZEstimate estimate(AnnealedChains chains) {
        return LogZEstimate.of(chains.logWeights, 1, chains.tally().rowEvaluations());
    }

    /**
     * Estimates log Z from above, from exact samples of the target.
     *
     * @param path the path
     * @param schedule the inverse temperatures
     * @param samples {@code [count, D]}, row-major: independent draws from the target. One chain starts at each
     * @param count number of samples, at least 2
     * @param options the moves and the threads; the number of chains is not used
     * @param streams where the generators come from
     * @param name the name of their streams
     * @return the estimate
     * @throws IllegalArgumentException if there are fewer than two samples or one does not lie in the space
     * @throws IllegalStateException as {@link #logZ}; or if the target is 0 at a sample
     */
    public static LogZEstimate reverse(
            AnnealingPath path,
            Schedule schedule,
            int[] samples,
            int count,
            AnnealingOptions options,
            RandomStreams streams,
            String name) {
        AnnealedChains chains = backward(path, schedule, samples, count, options, streams, name);
        return LogZEstimate.of(chains.logWeights, -1, chains.tally().rowEvaluations());
    }

    /**
     * Estimates log Z from both sides, by bidirectional Monte Carlo (Grosse, Ghahramani and Adams 2015).
     *
     * @param path the path
     * @param schedule the inverse temperatures
     * @param samples {@code [count, D]}, row-major: independent draws from the target. One backward chain starts at
     *     each
     * @param count number of samples, at least 2
     * @param options how many forward chains, and how many moves
     * @param streams where the generators come from: forward chain c draws from {@code streams.stream(name + "/forward",
     *     c)}, backward chain c from {@code name + "/backward"}
     * @param name begins the names of their streams
     * @return both bounds
     * @throws IllegalArgumentException if there are fewer than two samples or one does not lie in the space
     * @throws IllegalStateException as {@link #logZ} and {@link #reverse}
     */
    public static BidirectionalEstimate bidirectional(
            AnnealingPath path,
            Schedule schedule,
            int[] samples,
            int count,
            AnnealingOptions options,
            RandomStreams streams,
            String name) {
        AnnealedChains forward = run(path, schedule, options, streams, name + "/forward", transitions -> {});
        return BidirectionalEstimate.of(
                forward, backward(path, schedule, samples, count, options, streams, name + "/backward"));
    }

    private static AnnealedChains backward(
            AnnealingPath path,
            Schedule schedule,
            int[] samples,
            int count,
            AnnealingOptions options,
            RandomStreams streams,
            String name) {
        path.graph().space().check(samples, count);
        AnnealedChains chains = AnnealedChains.backward(
                path, schedule, samples, 1, options.withChains(count), streams, name, transitions -> {});
        for (int chain = 0; chain < count; chain++) {
            if (chains.logWeights[chain] == Double.NEGATIVE_INFINITY) {
                throw new IllegalStateException("sample " + chain + " is none of the target, which is 0 there");
            }
        }
        return chains;
    }
}
