package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;

/**
 * Your own proposal for {@link ProposalKernel}: a law q(y|x) over the neighbors y of a state x, which may leave some
 * probability for staying. A proposal does not have a state of its own, and several threads may share it. The test of
 * your own proposal should call {@code VerifyKernel.proposal} of the package {@code org.concretescore.sampling.verify}.
 */
public interface Proposal {
    /** The answer of {@link #draw} for staying. */
    int STAY = -1;

    /**
     * Returns the graph whose slots are drawn.
     *
     * @return the graph, which is symmetric and that of the score
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
     * Returns the log correction of a move, {@code log q(x|y) - log q(y|x)}, in nats. There is no default, because 0 is
     * right only for symmetric proposals. On a graph of varying degrees the uniform proposal is not symmetric.
     *
     * @param states holds the state x
     * @param at where x begins
     * @param slot the slot of y
     * @return the correction; negative infinity if y never proposes x
     */
    double logCorrection(int[] states, int at, int slot);
}
