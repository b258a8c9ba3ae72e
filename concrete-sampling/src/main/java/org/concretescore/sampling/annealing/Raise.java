package org.concretescore.sampling.annealing;

import java.util.function.LongConsumer;
import org.concretescore.core.random.RandomStreams;

/**
 * The reverse AIS estimator (Burda, Grosse and Salakhutdinov 2015): lower bounds of the log-likelihoods that an annealed
 * model gives to data.
 *
 * <p>AIS chains, moves at b = 1 included, end in a state of a law {@code p_ann} that is close to the target, if the chains
 * mix, and normalised. From a row x, the AIS chain runs backwards to the base; with w its weight, {@code E[p(x)/w] =
 * p_ann(x)}, where p is the unnormalised target. The logarithm of an average of {@code p(x)/w} is thus a stochastic lower
 * bound of {@code log p_ann(x)}. On the target's own samples the annealed model's log-likelihood is in the mean below that of
 * the target. On other data it can be above or below it, so that the estimates bound nothing of the target:
 * {@link LogZInterval} compares the two and says when they differ.
 *
 * <p>Interrupting the thread that estimates ends it with a {@link org.concretescore.core.parallel.StoppedException}:
 * chains that have not ended say nothing.
 */
public final class Raise {
    private Raise() {}

    /**
     * Estimates {@code log p_ann(x)} of rows.
     *
     * @param path the path
     * @param schedule the inverse temperatures
     * @param rows {@code [count, D]}, row-major
     * @param count number of rows, at least 2
     * @param chainsPerRow chains that start at each row, at least 1: more make the bound tighter
     * @param options the moves and the threads; the number of chains is not used
     * @param streams where the generators come from: chain j of row i draws from
     *     {@code streams.stream(name, i * chainsPerRow + j)}
     * @param name the name of their streams
     * @return the estimates
     * @throws IllegalArgumentException if a number is out of range, or a row does not lie in the space
     * @throws IllegalStateException if a log density is NaN or positive infinity, the base is 0 where the target isn't,
     *     or a local score is not that of the density
     */
    public static AnnealedLikelihood logLikelihoods(
            AnnealingPath path,
            Schedule schedule,
            int[] rows,
            int count,
            int chainsPerRow,
            AnnealingOptions options,
            RandomStreams streams,
            String name) {
        return logLikelihoods(path, schedule, rows, count, chainsPerRow, options, streams, name, transitions -> {});
    }

    /**
     * Estimates {@code log p_ann(x)} of rows.
     *
     * @param path the path
     * @param schedule the inverse temperatures
     * @param rows {@code [count, D]}, row-major
     * @param count number of rows, at least 2
     * @param chainsPerRow chains that start at each row, at least 1: more make the bound tighter
     * @param options the moves and the threads; the number of chains is not used
     * @param streams where the generators come from: chain j of row i draws from
     *     {@code streams.stream(name, i * chainsPerRow + j)}
     * @param name the name of their streams
     * @param progress is told now and then, by any thread but one at a time, how many temperatures chains have passed
     *     since it was last told, summed over the chains: in all {@code count * chainsPerRow * schedule.steps()}
     * @return the estimates
     * @throws IllegalArgumentException if a number is out of range, or a row does not lie in the space
     * @throws IllegalStateException if a log density is NaN or positive infinity, the base is 0 where the target isn't,
     *     or a local score is not that of the density
     */
    public static AnnealedLikelihood logLikelihoods(
            AnnealingPath path,
            Schedule schedule,
            int[] rows,
            int count,
            int chainsPerRow,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        if (count < 2) {
            throw new IllegalArgumentException("count must be at least 2, was " + count);
        }
        if (chainsPerRow < 1) {
            throw new IllegalArgumentException("chainsPerRow must be at least 1, was " + chainsPerRow);
        }
        path.graph().space().check(rows, count);
        AnnealedChains chains = AnnealedChains.backward(
                path,
                schedule,
                rows,
                chainsPerRow,
                options.withChains(Math.multiplyExact(count, chainsPerRow)),
                streams,
                name,
                progress);
        return AnnealedLikelihood.of(chains, chainsPerRow);
    }
}
