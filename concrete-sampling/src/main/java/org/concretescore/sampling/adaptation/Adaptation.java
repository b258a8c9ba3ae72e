package org.concretescore.sampling.adaptation;

import java.util.function.DoubleFunction;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;

/**
 * Finds the number a with which a kernel accepts a given share of its proposals, by Robbins and Monro's (1951) rule for
 * the logarithm of a. In round k = 1, 2, ..., n the chains take some steps with the kernel of {@code a_k} and accept
 * the share {@code r_k} of their proposals. The next number, within bounds, is
 *
 * <p>\[ \log a_{k+1} = \log a_k + \mathrm{gain} \; k^{-\mathrm{decay}} \, (r_k - \mathrm{target}) \]
 *
 * <p>The acceptance rate must fall as the number grows, as it does for a step size or a number of moves at once. The
 * result is the geometric mean of the numbers of the second half, {@code a_{k+1}} for {@code k > n/2} (Polyak and
 * Juditsky 1992). It does not change any more. The chains then take a quarter as many steps again, which measure the
 * acceptance rate of the result. Samples should be drawn afterwards. A kernel may round the number. Its acceptance rate
 * then changes in jumps, and the result lies at the jump that crosses the target.
 *
 * <p>If the calling thread is interrupted, {@link #tune} throws a
 * {@link org.concretescore.core.parallel.StoppedException}. The chains have then taken a part of their steps.
 *
 * <pre>{@code
 * Ising ising = Ising.of(4, 4, 0.2);
 * Chains chains = Chains.atRandom(ising.space(), 8, new RandomStreams(1), "warm-up");
 * AdaptationOptions options = AdaptationOptions.startingAt(0.3);
 * Adapted<DiscreteLangevin> found =
 *         Adaptation.tune(step -> DiscreteLangevin.of(ising.score(), ising, step), chains, options);
 * TransitionKernel kernel = found.kernel();
 * }</pre>
 */
public final class Adaptation {
    /** The acceptance rate of the result is measured in one step for so many steps of the warm-up. */
    private static final int MEASURED = 4;

    private Adaptation() {}

    /**
     * Tunes a kernel by one number. The result follows from the chains' states and generators.
     *
     * @param <K> the type of the kernel
     * @param kernels makes the kernel of a number, for instance
     *     {@code step -> DiscreteLangevin.of(model, density, step)}
     * @param chains the chains, which are advanced in place and thereby warmed up
     * @param options the options
     * @return the number, its kernel, and its measured acceptance rate
     * @throws IllegalArgumentException if the kernels are on another space than the chains, or refuse a number
     * @throws IllegalStateException if the model returns NaN for a proposed move
     */
    public static <K extends TransitionKernel> Adapted<K> tune(
            DoubleFunction<K> kernels, Chains chains, AdaptationOptions options) {
        int rounds = options.rounds();
        double least = Math.log(options.smallest());
        double most = Math.log(options.largest());
        double log = Math.log(options.initial());
        double sum = 0;
        int averaged = 0;
        for (int k = 1; k <= rounds; k++) {
            double error = run(kernels.apply(within(log, options)), chains, options.steps()) - options.target();
            // If the chains proposed nothing, they refused nothing, so the number may grow.
            double off = Double.isNaN(error) ? 1 - options.target() : error;
            log = Math.max(least, Math.min(most, log + options.gain() * Math.pow(k, -options.decay()) * off));
            if (k > rounds / 2) {
                sum += log;
                averaged++;
            }
        }
        double value = within(sum / averaged, options);
        K kernel = kernels.apply(value);
        long steps = Math.multiplyExact(options.steps(), Math.max(1L, rounds / MEASURED));
        return new Adapted<>(value, kernel, run(kernel, chains, steps));
    }

    private static double within(double log, AdaptationOptions options) {
        // The exponential of the logarithm of a bound may lie beyond the bound.
        return Math.max(options.smallest(), Math.min(options.largest(), Math.exp(log)));
    }

    private static double run(TransitionKernel kernel, Chains chains, long steps) {
        Tally tally = new Tally();
        kernel.advance(chains, steps, tally);
        return tally.acceptanceRate();
    }
}
