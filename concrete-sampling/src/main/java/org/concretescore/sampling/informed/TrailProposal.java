package org.concretescore.sampling.informed;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Draws a state y by the row at x, along a trail that names what was drawn, and says by the row at y how probable the
 * trail is backwards. {@code (x, trail) -> (y, trail backwards)} is an involution, so that accepting with
 * {@code min(1, p(y) back / (p(x) forward))} is reversible.
 */
interface TrailProposal {
    /** The length of a trail. */
    int trail();

    /** How many numbers of scratch room a call needs. */
    int room();

    /**
     * Draws y.
     *
     * @return the log probability of the trail, up to what cancels against {@link #back}; negative infinity if nothing
     *     can be proposed
     */
    double draw(
            int[] states,
            int at,
            double[] rows,
            int row,
            UniformRandomProvider random,
            int[] proposed,
            int to,
            int[] trails,
            int trail,
            double[] room,
            int[] scratch);

    /** The log probability of the way back from y, whose row is given, along a trail from x. */
    double back(
            int[] states,
            int at,
            int[] proposed,
            int to,
            double[] rows,
            int row,
            int[] trails,
            int trail,
            double[] room,
            int[] scratch);

    /** Visits everything that {@link #draw} may draw at x. */
    void visit(int[] state, double[] row, Visitor visitor);

    /** Is shown a trail. */
    interface Visitor {
        /**
         * A trail.
         *
         * @param proposed y
         * @param trail the trail
         * @param probability that it is drawn
         * @param forward what {@link TrailProposal#draw} returns with it
         */
        void visit(int[] proposed, int[] trail, double probability, double forward);
    }
}
