package org.concretescore.sampling.annealing;

import java.util.function.LongConsumer;
import org.concretescore.core.random.RandomStreams;

/**
 * The reverse AIS estimator (Burda, Grosse and Salakhutdinov 2015) gives lower bounds of the log-likelihoods that an
 * annealed model gives to data.
 *
 * <p>AIS chains, including their moves at b = 1, end in a state of a law {@code p_ann}. This law is normalised, and it
 * is close to the target if the chains mix. From a row x, the AIS chain runs backwards to the base. Its weight w
 * satisfies
 *
 * <p>\[ \mathbb{E} \Bigl[ \frac{p(x)}{w} \Bigr] = p_{\mathrm{ann}}(x), \]
 *
 * <p>where p is the unnormalised target. The logarithm of an average of {@code p(x)/w} is therefore a stochastic lower
 * bound of {@code log p_ann(x)}. On samples of the target, the mean log-likelihood of the annealed model is below that
 * of the target. On other data it can be above or below it, so that the estimates do not bound the log-likelihood of
 * the target. {@link LogZInterval} compares the two and reports differences.
 *
 * <p>If the calling thread is interrupted, the methods throw a
 * {@link org.concretescore.core.parallel.StoppedException}, because unfinished chains do not give an estimate.
 *
 * <pre>{@code
 * RandomStreams streams = new RandomStreams(1);
 * Ising target = Ising.of(4, 4, 0.3);
 * int[] rows = new int[20 * 16];
 * target.sample(streams.stream("rows"), 20, rows);
 * NormalisedDensity base = IndependentModel.of(Dataset.of(Schema.of(target.space()), rows, 20));
 * AnnealingPath path = AnnealingPath.of(base, target, target.score());
 * AnnealingOptions options = AnnealingOptions.of(path, 10);
 * AnnealedLikelihood bound =
 *         Raise.logLikelihoods(path, Schedule.linear(100), rows, 20, 10, options, streams, "raise");
 * double[] logLikelihoods = bound.logLikelihoods();
 * }</pre>
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
     * @param chainsPerRow number of chains that start at each row, at least 1; the bound is tighter with more
     * @param options the moves and the threads; the number of chains is not used
     * @param streams the source of the generators: chain j of row i draws from
     *     {@code streams.stream(name, i * chainsPerRow + j)}
     * @param name the name of their streams
     * @return the estimates
     * @throws IllegalArgumentException if a number is out of range, or a row does not lie in the space
     * @throws IllegalStateException if a log density is NaN or positive infinity, the base is 0 where the target is
     *     not, or a local score is not that of the density
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
     * @param chainsPerRow number of chains that start at each row, at least 1; the bound is tighter with more
     * @param options the moves and the threads; the number of chains is not used
     * @param streams the source of the generators: chain j of row i draws from
     *     {@code streams.stream(name, i * chainsPerRow + j)}
     * @param name the name of their streams
     * @param progress receives, from time to time, the number of temperatures that chains have passed since the last
     *     call, summed over the chains. The numbers add up to {@code count * chainsPerRow * schedule.steps()}. Calls
     *     come from any thread, one at a time
     * @return the estimates
     * @throws IllegalArgumentException if a number is out of range, or a row does not lie in the space
     * @throws IllegalStateException if a log density is NaN or positive infinity, the base is 0 where the target is
     *     not, or a local score is not that of the density
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
