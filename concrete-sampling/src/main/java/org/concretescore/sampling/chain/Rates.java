package org.concretescore.sampling.chain;

/**
 * The acceptance probabilities of all slots at each chain's state. They are kept in a form that gives their sum
 * quickly, and draws a slot in proportion to its probability.
 */
sealed interface Rates extends Memory permits SlotRates, ClassRates {
    /** Returns 0, except for rates that come from whole rows or depend on earlier moves. */
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
     * Takes steps while the rates are known.
     *
     * @param chains the chains
     * @param active the number of chains to advance. The chains, and their steps (at least 1 each), are the first
     *     entries of {@link RateWork#active} and {@link RateWork#stepsLeft}. Afterwards the first entries are the
     *     chains that still have steps left, because their rates are no longer known
     * @param moving the probability that a step proposes a move
     * @param work room
     * @param tally counts the moves
     * @return the number of chains that still have steps left
     * @throws IllegalStateException if the model answers NaN
     */
    int run(Chains chains, int active, double moving, RateWork work, Tally tally);

    /**
     * Computes the rates of chains that have none.
     *
     * @param chains the chains
     * @param waiting the chains, in its first entries
     * @param count the number of these chains
     * @param work room
     * @return the number of states at which the model's rows were evaluated
     * @throws IllegalStateException if the model answers NaN
     */
    int fill(Chains chains, int[] waiting, int count, RateWork work);
}
