package org.concretescore.sampling.chain;

/**
 * How likely each chain is to leave its state, and where to: the acceptance probabilities of all slots, kept so that
 * their sum is at hand and a slot can be drawn in proportion.
 */
sealed interface Rates extends Memory permits SlotRates, ClassRates {
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
     * Takes steps while the rates are known.
     *
     * @param chains the chains
     * @param active how many of them; which, and their steps, at least 1 each, are the first entries of
     *     {@link RateWork#active} and {@link RateWork#stepsLeft}. Those that have steps left, since their rates are not
     *     known any more, are the first entries afterwards
     * @param moving the probability that a step proposes a move
     * @param work room
     * @param tally receives the moves
     * @return how many have steps left
     * @throws IllegalStateException if the model answers NaN
     */
    int run(Chains chains, int active, double moving, RateWork work, Tally tally);

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
