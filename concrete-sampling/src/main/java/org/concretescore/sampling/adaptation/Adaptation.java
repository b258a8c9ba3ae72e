package org.concretescore.sampling.adaptation;

import java.util.function.DoubleFunction;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;

/**
 * Finds the number a at which a kernel accepts a given share of its proposals, by Robbins and Monro's (1951) rule on its
 * logarithm. In round k = 1, 2, ..., n the chains take some steps with the kernel of {@code a_k}, accept the share
 * {@code r_k} of their proposals, and
 *
 * <pre>
 *   log a_{k+1} = log a_k + gain k^-decay (r_k - target)
 * </pre>
 *
 * <p>within bounds. The share accepted must fall as the number grows: a step size, a number of moves at once. The result is
 * the geometric mean of the numbers of the second half, {@code a_{k+1}} for {@code k > n/2} (Polyak and Juditsky 1992), and
 * is frozen: the chains then take a quarter as many steps again, so that the share it accepts is measured, and samples come
 * afterwards. A number that the kernel rounds is found as well: its share accepted is a staircase, and the result lies at the
 * step that crosses the target.
 *
 * <p>Interrupting the thread that tunes ends it with a {@link org.concretescore.core.parallel.StoppedException}:
 * the chains are then somewhere on the way.
 */
public final class Adaptation {
    /** The part of the warm-up that is measured again after the last change. */
    private static final int MEASURED = 4;

    private Adaptation() {}

    /**
     * Tunes a kernel by one number. The result follows from the chains' states and generators.
     *
     * @param <K> the type of the kernel
     * @param kernels makes the kernel of a number, say {@code step -> DiscreteLangevin.of(model, density, step)}
     * @param chains the chains, advanced in place: their states are warmed up as well
     * @param options where to begin, the target, and how long
     * @return the number, its kernel, and the acceptance rate reached
     * @throws IllegalArgumentException if the kernels are on another space than the chains, or refuse a number
     * @throws IllegalStateException if the model answers NaN for a proposed move
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
            // Where nothing was proposed nothing was refused: there is room to grow.
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
        // The exponential of the logarithm of a bound may lie beyond it.
        return Math.max(options.smallest(), Math.min(options.largest(), Math.exp(log)));
    }

    private static double run(TransitionKernel kernel, Chains chains, long steps) {
        Tally tally = new Tally();
        kernel.advance(chains, steps, tally);
        return tally.acceptanceRate();
    }
}
