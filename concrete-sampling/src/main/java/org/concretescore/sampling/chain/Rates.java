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
     * @param chain which of them
     * @param moving the probability that a step proposes a move
     * @param steps how many, at least 1
     * @param work room
     * @param tally receives the moves
     * @return how many steps are left; 0, or the rates are not known
     * @throws IllegalStateException if the model answers NaN
     */
    long run(Chains chains, int chain, double moving, long steps, RateWork work, Tally tally);

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
