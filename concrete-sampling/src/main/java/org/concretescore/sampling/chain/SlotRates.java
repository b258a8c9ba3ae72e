package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.parallel.StoppedException;

/** Rates that are kept slot by slot. Sums are computed in one order, which does not depend on earlier moves. */
sealed interface SlotRates extends Rates permits RowRates, TreeRates {
    /**
     * Returns the sum of the acceptance probabilities over the slots of a chain's state.
     *
     * @param chain a chain whose rates are known
     * @return at least 0
     */
    double sum(int chain);

    /**
     * Returns the number of neighbors of a chain's state.
     *
     * @param chain a chain whose rates are known
     * @return m(x)
     */
    int degree(int chain);

    /**
     * Draws the slot of an accepted move.
     *
     * @param chain a chain whose rates are known, with a positive sum
     * @param sum the answer of {@link #sum}
     * @param random the chain's generator
     * @return the slot
     */
    int draw(int chain, double sum, UniformRandomProvider random);

    /**
     * Moves a chain, and updates its rates if that is cheaper than computing them anew.
     *
     * @param chains the chains
     * @param chain the chain to move
     * @param slot the slot of the move
     * @param work room
     * @throws IllegalStateException if the model answers NaN
     */
    void move(Chains chains, int chain, int slot, RateWork work);

    @Override
    default int run(Chains chains, int active, double moving, RateWork work, Tally tally) {
        int still = 0;
        for (int i = 0; i < active; i++) {
            int chain = work.active[i];
            long left = run(chains, chain, work.stepsLeft[i], moving, work, tally);
            if (left > 0) {
                work.active[still] = chain;
                work.stepsLeft[still++] = left;
            }
        }
        return still;
    }

    private long run(Chains chains, int chain, long steps, double moving, RateWork work, Tally tally) {
        UniformRandomProvider random = chains.random(chain);
        long left = steps;
        long moves = 0;
        do {
            double sum = sum(chain);
            int degree = degree(chain);
            long stay = chains.pending(chain);
            if (stay == 0) {
                stay = RejectionFree.stay(degree == 0 ? 0 : moving * sum / degree, chains.exponential(chain));
            }
            if (stay > left || stay == RejectionFree.FOREVER) {
                chains.stay(chain, stay, left);
                left = 0;
            } else {
                left -= stay;
                move(chains, chain, draw(chain, sum, random), work);
                if ((++moves & LocalSteps.BETWEEN_STOPS) == 0) {
                    StoppedException.throwIfInterrupted("sampling");
                }
            }
        } while (left > 0 && knows(chain));
        tally.add(moves, moves, 0);
        return left;
    }
}
