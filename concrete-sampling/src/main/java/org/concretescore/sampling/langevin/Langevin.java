package org.concretescore.sampling.langevin;

import org.concretescore.core.parallel.Workers;
import org.concretescore.sampling.chain.Tally;

/**
 * A Langevin kernel for a density on the line or a circle. The convention of both kernels:
 *
 * <pre>
 *   x' = x + step/2 score(x) + sqrt(step) z,    z ~ N(0, 1)
 * </pre>
 *
 * <p>so that {@code step} is the variance of the noise, in the squared units of x. A kernel has no state of its own.
 *
 * <p>The drift {@code step/2 score(x)} may be truncated to at most one standard deviation of the noise,
 * {@code sqrt(step)}, either way. Then a chain gets away from places of low density and huge score, such as the ends of
 * a {@link TriangularBridge} that is no ring: there plain drift overshoots the whole support, and a chain that came too
 * close is stuck.
 */
public sealed interface Langevin permits UnadjustedLangevin, Mala {
    /**
     * The density to sample from.
     *
     * @return the target
     */
    UnivariateScore target();

    /**
     * The step size.
     *
     * @return the variance of the noise of one step
     */
    double step();

    /**
     * Whether the drift is truncated.
     *
     * @return true if it never exceeds {@code sqrt(step)}
     */
    boolean truncated();

    /**
     * Advances one chain.
     *
     * @param chains holds the chain
     * @param chain which of them
     * @param steps number of steps, 0 or more
     * @param tally receives what happened
     * @throws IllegalStateException if the chain stands outside the target's support, or the target answers NaN
     */
    void advanceChain(LangevinChains chains, int chain, long steps, Tally tally);

    /**
     * Advances all chains.
     *
     * @param chains the chains
     * @param steps number of steps of each, 0 or more
     * @param threads how many blocks the chains are divided into, each run by a thread of its own; at least 1.
     *     The result doesn't depend on it
     * @param tally receives what happened
     * @throws IllegalArgumentException if {@code steps} is negative or {@code threads} below 1
     * @throws IllegalStateException if a chain stands outside the target's support, or the target answers NaN
     */
    default void advance(LangevinChains chains, long steps, int threads, Tally tally) {
        if (steps < 0) {
            throw new IllegalArgumentException("the number of steps must not be negative, was " + steps);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        int blocks = Math.min(threads, chains.count());
        Tally[] tallies = new Tally[blocks];
        try (Workers workers = new Workers(Math.max(1, blocks))) {
            workers.run(b -> {
                if (b < blocks) {
                    tallies[b] = new Tally();
                    int to = (int) ((long) chains.count() * (b + 1) / blocks);
                    for (int chain = (int) ((long) chains.count() * b / blocks); chain < to; chain++) {
                        advanceChain(chains, chain, steps, tallies[b]);
                    }
                }
            });
        }
        for (Tally ofBlock : tallies) {
            tally.add(ofBlock);
        }
    }
}
