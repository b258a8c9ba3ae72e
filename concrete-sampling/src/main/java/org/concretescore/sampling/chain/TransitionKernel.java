package org.concretescore.sampling.chain;

import org.concretescore.core.space.StateSpace;

/**
 * Advances chains in place. A kernel does not have a state of its own. The same chains with the same generators take
 * the same steps, whatever the kernel advanced before, and however the steps are divided into calls and the chains into
 * ranges. A network's answers depend in their last bits on the batch in which a state is evaluated, and on its place
 * there; the steps are the same up to these bits.
 *
 * <p>Threads that advance disjoint ranges may share a kernel. Two kernels must never advance the same chains at once,
 * not even disjoint ranges, because chains remember the answers of only one model.
 *
 * <p>The test of your own kernel should call {@code VerifyKernel.kernel} of the package
 * {@code org.concretescore.sampling.verify}.
 *
 * <pre>{@code
 * Ising ising = Ising.of(4, 4, 0.3);
 * TransitionKernel kernel = RejectionFree.of(ising.score());
 * Chains chains = Chains.atRandom(ising.space(), 4, new RandomStreams(1), "chains");
 * Tally tally = new Tally();
 * kernel.advance(chains, 0, 4, 1000, tally); // all four chains, a thousand steps each
 * double accepted = tally.acceptanceRate();
 * }</pre>
 */
public interface TransitionKernel {
    /**
     * Returns the space on which the kernel moves.
     *
     * @return the space
     */
    StateSpace space();

    /**
     * Advances a range of the chains, each by the same number of steps.
     *
     * @param chains the chains
     * @param from the first chain
     * @param to one past the last chain
     * @param steps the number of steps, 0 or more
     * @param tally counts what the kernel does
     * @throws IllegalArgumentException if the chains are on another space, the range does not lie in
     *     {@code 0..chains.count()}, or {@code steps} is negative
     * @throws IllegalStateException if the model answers NaN for a proposed move; the chains' states remain usable
     * @throws org.concretescore.core.parallel.StoppedException if the thread is interrupted; the chains' states remain
     *     usable, but some chains may have taken more steps than others
     */
    void advance(Chains chains, int from, int to, long steps, Tally tally);

    /**
     * Advances all chains.
     *
     * @param chains the chains
     * @param steps the number of steps of each chain, 0 or more
     * @param tally counts what the kernel does
     * @throws IllegalArgumentException if the chains are on another space, or {@code steps} is negative
     * @throws IllegalStateException if the model answers NaN for a proposed move; the chains' states remain usable
     * @throws org.concretescore.core.parallel.StoppedException if the thread is interrupted; the chains' states remain
     *     usable, but some chains may have taken more steps than others
     */
    default void advance(Chains chains, long steps, Tally tally) {
        advance(chains, 0, chains.count(), steps, tally);
    }
}
