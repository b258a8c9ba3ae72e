package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * How likely each chain is to leave its state, and where to: the acceptance probabilities of all slots, kept so that
 * their sum is at hand and a slot can be drawn in proportion.
 *
 * <p>Sums are added up in one order, whatever moves led there.
 */
sealed interface Rates extends Memory permits RowRates, TreeRates, ClassRates {
    /** None, unless rates come from whole rows, or depend on the moves made. */
    @Override
    default int width() {
        return 0;
    }

    @Override
    default double[] numbers() {
        throw new UnsupportedOperationException();
    }

    @Override
    default void restore(int chain, int[] states, int at, double[] numbers, int from) {
        throw new UnsupportedOperationException();
    }

    /**
     * The sum of the acceptance probabilities over the slots of a chain's state.
     *
     * @param chain a chain whose rates are known
     * @return at least 0
     */
    double sum(int chain);

    /**
     * The number of neighbors of a chain's state.
     *
     * @param chain a chain whose rates are known
     * @return m(x)
     */
    int degree(int chain);

    /**
     * Draws the slot of an accepted move.
     *
     * @param chain a chain whose rates are known, with a positive sum
     * @param sum what {@link #sum} says
     * @param random the chain's generator
     * @return the slot
     */
    int draw(int chain, double sum, UniformRandomProvider random);

    /**
     * Moves a chain, and follows with its rates where that is cheaper than to begin anew.
     *
     * @param chains the chains
     * @param chain which of them
     * @param slot the slot of the move
     * @param work room
     * @throws IllegalStateException if the model answers NaN
     */
    void move(Chains chains, int chain, int slot, RateWork work);

    /**
     * Finds the rates of chains that have none.
     *
     * @param chains the chains
     * @param waiting which of them, in the first entries
     * @param count how many
     * @param work room
     * @return the number of states at which the model's rows were evaluated
     * @throws IllegalStateException if the model answers NaN
     */
    int fill(Chains chains, int[] waiting, int count, RateWork work);
}
