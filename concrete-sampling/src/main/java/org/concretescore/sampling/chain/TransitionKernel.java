package org.concretescore.sampling.chain;

import org.concretescore.core.space.StateSpace;

/**
 * Advances chains in place. A kernel has no state of its own: the same chains with the same generators take the same
 * steps, whatever was advanced before, however the steps are divided into calls and the chains into ranges. It may be
 * shared by threads that advance disjoint ranges; but no two kernels may advance the same chains at once, not even
 * disjoint ranges, for chains remember the answers of one model only. What is said of steps holds up to the last bits of
 * a model whose answers depend on the batch that a state is evaluated in and on its place there, as a network's do.
 *
 * <p>The test of a kernel of one's own should call {@code VerifyKernel.kernel} of the package {@code org.concretescore.sampling.verify}.
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
     * The states that the kernel moves on.
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
     * @param steps number of steps, 0 or more
     * @param tally receives what happened
     * @throws IllegalArgumentException if the chains are on another space, the range does not lie in
     *     {@code 0..chains.count()}, or {@code steps} is negative
     * @throws IllegalStateException if the model answers NaN for a proposed move; the chains' states remain usable
     * @throws org.concretescore.core.parallel.StoppedException if the thread is interrupted; the chains' states remain usable,
     *     though some may have taken more steps than others
     */
    void advance(Chains chains, int from, int to, long steps, Tally tally);

    /**
     * Advances all chains.
     *
     * @param chains the chains
     * @param steps number of steps of each, 0 or more
     * @param tally receives what happened
     * @throws IllegalArgumentException if the chains are on another space, or {@code steps} is negative
     * @throws IllegalStateException if the model answers NaN for a proposed move; the chains' states remain usable
     * @throws org.concretescore.core.parallel.StoppedException if the thread is interrupted; the chains' states remain usable,
     *     though some may have taken more steps than others
     */
    default void advance(Chains chains, long steps, Tally tally) {
        advance(chains, 0, chains.count(), steps, tally);
    }
}
