package org.concretescore.core.score;

/**
 * A score that can answer for one slot at a time and knows which slots a move changes. Tables and lattices are such
 * scores. A sampler that changes one site then need not fill a row of thousands of slots for each proposal.
 *
 * <p>The methods for one slot are for inner loops, in which a check would cost as much as the answer. They check
 * neither state nor slot, and their result for wrong ones is undefined. {@link #logRatios} checks its batch.
 */
public interface LocalScore extends ScoreModel {
    /**
     * Returns the log ratio of one slot, {@code log p(y)/p(x)} in nats. Allocates nothing.
     *
     * @param states holds the state x
     * @param at where x begins
     * @param slot the slot, {@code 0..slots-1}
     * @return the log ratio; negative infinity if the slot is empty
     */
    double logRatio(int[] states, int at, int slot);

    /**
     * Writes the slots whose log ratio may differ between x and its neighbor in a slot.
     *
     * @param states holds the state x; on a graph where slots keep their meaning only the slot matters
     * @param at where x begins
     * @param slot the slot of the move, which is not empty
     * @param slots receives the slots, distinct, in any order; room for {@link #maxAffected}
     * @return the number of these slots
     */
    int affected(int[] states, int at, int slot, int[] slots);

    /**
     * Returns the largest number of slots that a move affects.
     *
     * @return at most the number of slots
     */
    int maxAffected();
}
