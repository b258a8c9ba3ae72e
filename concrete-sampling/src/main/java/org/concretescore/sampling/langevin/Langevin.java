package org.concretescore.sampling.langevin;

import org.concretescore.core.parallel.Workers;
import org.concretescore.sampling.chain.Tally;

/**
 * A Langevin kernel for a density on the line or a circle. Both kernels propose
 *
 * <p>\[ x' = x + \frac{\mathrm{step}}{2} \, \mathrm{score}(x) + \sqrt{\mathrm{step}} \; z, \qquad z \sim N(0, 1), \]
 *
 * <p>Thus {@code step} is the variance of the noise, in the squared units of x. A kernel has no state of its own.
 *
 * <p>The drift {@code step/2 score(x)} may be truncated to at most one standard deviation of the noise,
 * {@code sqrt(step)}, in either direction. A chain can then leave places of low density and very large score, such as
 * the ends of a {@link TriangularBridge} that is not a ring. Plain drift jumps over the whole support there, so that a
 * chain that comes too close to an end does not move any more.
 */
public sealed interface Langevin permits UnadjustedLangevin, Mala {
    /**
     * Returns the density to sample from.
     *
     * @return the target
     */
    UnivariateScore target();

    /**
     * Returns the step size.
     *
     * @return the variance of the noise of one step
     */
    double step();

    /**
     * Returns whether the drift is truncated.
     *
     * @return true if it never exceeds {@code sqrt(step)}
     */
    boolean truncated();

    /**
     * Advances one chain.
     *
     * @param chains holds the chain
     * @param chain the number of the chain
     * @param steps number of steps, 0 or more
     * @param tally receives the counts of steps, moves and evaluations
     * @throws IllegalStateException if the chain is outside the target's support, or the target returns NaN
     */
    void advanceChain(LangevinChains chains, int chain, long steps, Tally tally);

    /**
     * Advances all chains.
     *
     * @param chains the chains
     * @param steps number of steps of each, 0 or more
     * @param threads number of threads, at least 1. The result does not depend on it
     * @param tally receives the counts of steps, moves and evaluations
     * @throws IllegalArgumentException if {@code steps} is negative or {@code threads} below 1
     * @throws IllegalStateException if a chain is outside the target's support, or the target returns NaN
     */
    default void advance(LangevinChains chains, long steps, int threads, Tally tally) {
        if (steps < 0) {
            throw new IllegalArgumentException("steps must not be negative, was " + steps);
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
