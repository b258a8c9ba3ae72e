package org.concretescore.core.score;

/**
 * A local score that takes only a few values, as on a lattice with equal couplings. Its edges fall into classes, and
 * the edges of a class have one log ratio. Samplers then look acceptance probabilities up and need not compute them,
 * and they draw a rejection-free move by its class. As in {@link LocalScore}, the methods for one slot or class check
 * nothing.
 */
public interface ClassedScore extends LocalScore {
    /**
     * Returns the number of classes.
     *
     * @return at least 1
     */
    int classes();

    /**
     * Returns the log ratio that all edges of a class have.
     *
     * @param edgeClass the class, {@code 0..classes-1}
     * @return the log ratio, in nats; negative infinity for a class of empty slots
     */
    double classLogRatio(int edgeClass);

    /**
     * Returns the class of one slot. Allocates nothing.
     *
     * @param states holds the state x
     * @param at where x begins
     * @param slot the slot, {@code 0..slots-1}
     * @return the class, {@code 0..classes-1}
     */
    int edgeClass(int[] states, int at, int slot);

    @Override
    default double logRatio(int[] states, int at, int slot) {
        return classLogRatio(edgeClass(states, at, slot));
    }
}
