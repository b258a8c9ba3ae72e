package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;

/**
 * A proposal of one's own, for {@link ProposalKernel}: a law q(y|x) over the neighbors y of a state x, which may leave
 * some probability for staying. Has no state of its own, and may be shared by several threads.
 * The test of a proposal of one's own should call {@code VerifyKernel.proposal} of the package
 * {@code org.concretescore.sampling.verify}.
 */
public interface Proposal {
    /** What {@link #draw} says to stay. */
    int STAY = -1;

    /**
     * The graph to whose slots the draws belong.
     *
     * @return the graph, that of the score, symmetric
     */
    Neighborhood neighborhood();

    /**
     * Draws a neighbor.
     *
     * @param states holds the state x
     * @param at where x begins
     * @param random the chain's generator
     * @return a slot that is not empty at x, or {@link #STAY}
     */
    int draw(int[] states, int at, UniformRandomProvider random);

    /**
     * The log correction of a move, {@code log q(x|y) - log q(y|x)} in nats. There is no default: 0 is right for
     * symmetric proposals only, and on a graph of varying degrees the uniform one is not.
     *
     * @param states holds the state x
     * @param at where x begins
     * @param slot the slot of y
     * @return the correction; negative infinity if y never proposes x
     */
    double logCorrection(int[] states, int at, int slot);
}
