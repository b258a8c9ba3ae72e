package org.concretescore.sampling.annealing;

import java.util.function.LongConsumer;
import org.concretescore.core.random.RandomStreams;

/**
 * Annealed importance sampling (Neal 2001) estimates log Z of a target by chains that walk an {@link AnnealingPath}.
 *
 * <p>A chain starts at a draw {@code x_0} from the base. For k = 1..K it takes steps that leave {@code f_{b_k}}
 * invariant, and before each of these its log weight grows by a term:
 *
 * <p>\[ \log w = \sum_{k=1}^K (b_k - b_{k-1}) \log \frac{p(x_{k-1})}{p_0(x_{k-1})}, \qquad \mathbb{E}[w] = Z. \]
 *
 * <p>The mean of the weights is an unbiased estimate of Z, so its logarithm is a stochastic lower bound of log Z. The
 * same chain in reverse, from an exact sample of the target, has {@code E[1/w] = 1/Z}, which gives an upper bound. AIS
 * therefore overestimates log-likelihoods, which are {@code log p(x) - log Z}.
 *
 * <p>Each chain has its own generator: chain c draws from {@code streams.stream(name, c)}. Results do not depend on the
 * number of threads.
 *
 * <p>If the calling thread is interrupted, the methods throw a
 * {@link org.concretescore.core.parallel.StoppedException}, because unfinished chains do not give an estimate.
 *
 * <pre>{@code
 * Ising target = Ising.of(5, 5, 0.3);
 * NormalisedDensity base = IndependentModel.of(Dataset.of(Schema.of(target.space()), new int[25], 1));
 * AnnealingPath path = AnnealingPath.of(base, target, target.score());
 * AnnealingOptions options = AnnealingOptions.of(path, 100); // 100 chains
 * LogZEstimate estimate = Ais.logZ(path, Schedule.linear(100), options, new RandomStreams(1), "ais");
 * double error = estimate.logZ() - target.logZ();
 * }</pre>
 */
public final class Ais {
    private Ais() {}

    /**
     * Estimates log Z from below.
     *
     * @param path the path
     * @param schedule the inverse temperatures
     * @param options the number of chains and of moves
     * @param streams the source of the generators
     * @param name the name of their streams
     * @return the estimate
     * @throws IllegalStateException if a log density is NaN or positive infinity, all weights are 0, the base is 0
     *     where the target is not, or a local score is not that of the density
     */
    public static LogZEstimate logZ(
            AnnealingPath path, Schedule schedule, AnnealingOptions options, RandomStreams streams, String name) {
        return estimate(run(path, schedule, options, streams, name, transitions -> {}));
    }

    /**
     * Anneals chains from the base to the target and returns them with their weights. Chains also move at b = 1.
     *
     * @param path the path
     * @param schedule the inverse temperatures
     * @param options the number of chains and of moves
     * @param streams the source of the generators
     * @param name the name of their streams
     * @param progress receives, from time to time, the number of temperatures that chains have passed since the last
     *     call, summed over the chains. The numbers add up to {@code chains * schedule.steps()}. Calls come from any
     *     thread, one at a time
     * @return the chains
     * @throws IllegalStateException as in {@link #logZ}, except that the weights may all be 0
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
     * Returns the estimate of chains that were annealed from the base.
     *
     * @param chains the chains that {@link #run} returned
     * @return the estimate, from below
     * @throws IllegalStateException if all weights are 0
     */
    public static LogZEstimate estimate(AnnealedChains chains) {
        return LogZEstimate.fromBelow(chains);
    }

    /**
     * Estimates log Z from above, from exact samples of the target.
     *
     * @param path the path
     * @param schedule the inverse temperatures
     * @param samples {@code [count, D]}, row-major: independent draws from the target. One chain starts at each of them
     * @param count number of samples, at least 2
     * @param options the moves and the threads; the number of chains is not used
     * @param streams the source of the generators
     * @param name the name of their streams
     * @return the estimate
     * @throws IllegalArgumentException if there are fewer than two samples or one does not lie in the space
     * @throws IllegalStateException as in {@link #logZ}, or if the target is 0 at a sample
     */
    public static LogZEstimate reverse(
            AnnealingPath path,
            Schedule schedule,
            int[] samples,
            int count,
            AnnealingOptions options,
            RandomStreams streams,
            String name) {
        return LogZEstimate.fromAbove(backward(path, schedule, samples, count, options, streams, name));
    }

    /**
     * Estimates log Z from both sides, by bidirectional Monte Carlo (Grosse, Ghahramani and Adams 2015).
     *
     * @param path the path
     * @param schedule the inverse temperatures
     * @param samples {@code [count, D]}, row-major: independent draws from the target. One backward chain starts at
     *     each
     * @param count number of samples, at least 2
     * @param options the number of forward chains and of moves
     * @param streams the source of the generators: forward chain c draws from {@code streams.stream(name + "/forward",
     *     c)}, and backward chain c from {@code streams.stream(name + "/backward", c)}
     * @param name the first part of the names of their streams
     * @return both bounds
     * @throws IllegalArgumentException if there are fewer than two samples or one does not lie in the space
     * @throws IllegalStateException as in {@link #logZ} and {@link #reverse}
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
                throw new IllegalStateException(
                        "sample " + chain + " is not a draw from the target, because the target is 0 there");
            }
        }
        return chains;
    }
}
