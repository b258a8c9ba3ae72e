package org.concretescore.sampling.informed;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Draws a state y by the row at x, along a trail that names what was drawn, and gives the probability of the opposite
 * trail by the row at y. The map {@code (x, trail) -> (y, opposite trail)} is an involution. Accepting with
 * {@code min(1, p(y) back / (p(x) forward))} is therefore reversible.
 */
interface TrailProposal {
    /** Returns the length of a trail. */
    int trail();

    /** Returns how many numbers of room a call needs. */
    int room();

    /**
     * Draws y and its trail, and writes them into the batch.
     *
     * @param batch holds x, and receives y and the trail
     * @param entry the entry of the batch
     * @param rows holds the row at x
     * @param row where the row begins
     * @param random the chain's generator
     * @return the log probability of the trail, up to what cancels against {@link #back}; negative infinity if nothing
     *     can be proposed
     */
    double draw(ProposalBatch batch, int entry, double[] rows, int row, UniformRandomProvider random);

    /**
     * Returns the log probability of the opposite trail, from y to x, by the row at y.
     *
     * @param batch holds x, y, the trail and the row at y
     * @param entry the entry of the batch
     */
    double back(ProposalBatch batch, int entry);

    /** Visits everything that {@link #draw} may draw at x. */
    void visit(int[] state, double[] row, Visitor visitor);

    /** Receives the trails that may be drawn. */
    interface Visitor {
        /**
         * Receives a trail.
         *
         * @param proposed y
         * @param trail the trail
         * @param probability the probability that it is drawn
         * @param forward what {@link TrailProposal#draw} returns with it
         */
        void visit(int[] proposed, int[] trail, double probability, double forward);
    }
}
