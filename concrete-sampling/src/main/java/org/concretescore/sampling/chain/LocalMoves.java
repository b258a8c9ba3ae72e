package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.LocalScore;

/**
 * Metropolis moves with respect to a power {@code p^b} of a distribution whose score answers for one slot at a time: a part
 * for kernels that are made of such moves, as {@link MetropolisHastings} is with b = 1. The acceptance probabilities of a
 * {@link ClassedScore} are looked up. Immutable.
 *
 * <p>A move proposes the neighbor in a slot drawn uniformly, and stays where it is if the slot is empty. On a symmetric graph
 * such proposals are symmetric, whatever the degrees are.
 */
public final class LocalMoves {
    /**
     * Stands for b = 0, its limit from above: finite log ratios become as good as 0, the infinite ones remain, so that
     * {@code p^0} is uniform where p does not vanish.
     */
    private static final double NEXT_TO_NONE = 1e-300;

    private final LocalScore model;
    private final double inverseTemperature;
    /** Of a score in classes, else null. */
    private final AcceptanceTable table;

    private LocalMoves(LocalScore model, double inverseTemperature) {
        this.model = model;
        this.inverseTemperature = inverseTemperature;
        this.table = model instanceof ClassedScore classed
                ? AcceptanceTable.of(classed, Acceptance.METROPOLIS, inverseTemperature)
                : null;
    }

    /**
     * Moves of one inverse temperature.
     *
     * @param model the score of p on a symmetric graph
     * @param inverseTemperature b, finite, 0 or more; at 0 every state where p does not vanish is as good as every other
     * @return the moves
     * @throws IllegalArgumentException if the graph is not symmetric, b is negative, infinite or NaN, or the log ratio of a
     *     class is NaN
     */
    public static LocalMoves of(LocalScore model, double inverseTemperature) {
        if (!model.neighborhood().isSymmetric()) {
            throw new IllegalArgumentException(
                    "local moves need a symmetric graph, model is on " + model.neighborhood());
        }
        return new LocalMoves(model, effective(inverseTemperature));
    }

    /**
     * The number to multiply log ratios by: b itself, or for b = 0 one so small that finite log ratios vanish and infinite
     * ones don't turn into NaN.
     *
     * @param inverseTemperature b, finite, 0 or more
     * @return above 0
     * @throws IllegalArgumentException if b is negative, infinite or NaN
     */
    public static double effective(double inverseTemperature) {
        if (!(inverseTemperature >= 0 && inverseTemperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "inverseTemperature must be 0 or more, and finite, was " + inverseTemperature);
        }
        return Math.max(inverseTemperature, NEXT_TO_NONE);
    }

    /**
     * Makes moves.
     *
     * @param moves how many, 0 or more
     * @param random where they come from
     * @param states holds the state, and receives the one after
     * @param at where it begins
     * @param scratch room for one state
     * @param tally receives the proposals and the accepted ones
     * @return how many were accepted
     * @throws IllegalStateException if the model answers NaN for a proposed move
     */
    public long make(long moves, UniformRandomProvider random, int[] states, int at, int[] scratch, Tally tally) {
        if (model.neighborhood().slots() == 0) {
            return 0;
        }
        return table != null
                ? LocalSteps.classed((ClassedScore) model, table, 0, moves, random, states, at, scratch, tally)
                : LocalSteps.local(
                        model, Acceptance.METROPOLIS, inverseTemperature, 0, moves, random, states, at, scratch, tally);
    }

    /**
     * The probability with which a proposed move is accepted.
     *
     * @param states holds the state
     * @param at where it begins
     * @param slot the slot, {@code 0..slots-1}
     * @return in [0, 1], 0 for an empty slot; NaN if the log ratio is
     */
    public double probability(int[] states, int at, int slot) {
        return table != null
                ? table.probability(((ClassedScore) model).edgeClass(states, at, slot))
                : Acceptance.METROPOLIS.probability(inverseTemperature * model.logRatio(states, at, slot));
    }
}
