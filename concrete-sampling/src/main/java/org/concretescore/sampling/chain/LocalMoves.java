package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.LocalScore;

/**
 * Metropolis moves with respect to a power {@code p^b} of a distribution whose score can answer for single slots.
 * Kernels can be built from such moves. The acceptance probabilities of a {@link ClassedScore} are looked up in a
 * table. Immutable.
 *
 * <p>A move proposes the neighbor in a slot that is drawn uniformly, and stays where it is if the slot is empty. On a
 * symmetric graph such proposals are symmetric, whatever the degrees are.
 */
public final class LocalMoves {
    /**
     * Stands for the limit b = 0 from above. Finite log ratios become practically 0, and infinite ones remain infinite,
     * so {@code p^0} is uniform where p does not vanish.
     */
    private static final double NEXT_TO_NONE = 1e-300;

    private final LocalScore model;
    private final double inverseTemperature;
    /** The table of a score in classes, or null. */
    private final AcceptanceTable table;

    private LocalMoves(LocalScore model, double inverseTemperature) {
        this.model = model;
        this.inverseTemperature = inverseTemperature;
        this.table = model instanceof ClassedScore classed
                ? AcceptanceTable.of(classed, Acceptance.METROPOLIS, inverseTemperature)
                : null;
    }

    /**
     * Returns the moves of one inverse temperature.
     *
     * @param model the score of p on a symmetric graph
     * @param inverseTemperature b, finite, 0 or more; at 0 all states where p does not vanish have the same probability
     * @return the moves
     * @throws IllegalArgumentException if the graph is not symmetric, b is negative, infinite or NaN, or the log ratio
     *     of a class is NaN
     */
    public static LocalMoves of(LocalScore model, double inverseTemperature) {
        if (!model.neighborhood().isSymmetric()) {
            throw new IllegalArgumentException(
                    "local moves need a symmetric graph, but the model is on " + model.neighborhood());
        }
        return new LocalMoves(model, effective(inverseTemperature));
    }

    /**
     * Returns the number by which log ratios are multiplied. It is b, or for b = 0 a number so small that finite log
     * ratios vanish and infinite ones do not become NaN.
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
     * @param moves the number of proposed moves, 0 or more
     * @param random the source of random numbers
     * @param states holds the state, and receives the state after the moves
     * @param at where it begins
     * @param scratch room for one state
     * @param tally counts the proposals and the accepted moves
     * @return the number of accepted moves
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
     * Returns the probability with which a proposed move is accepted.
     *
     * @param states holds the state
     * @param at where it begins
     * @param slot the slot, {@code 0..slots-1}
     * @return in [0, 1], and 0 for an empty slot; NaN if the log ratio is NaN
     */
    public double probability(int[] states, int at, int slot) {
        return table != null
                ? table.probability(((ClassedScore) model).edgeClass(states, at, slot))
                : Acceptance.METROPOLIS.probability(inverseTemperature * model.logRatio(states, at, slot));
    }
}
