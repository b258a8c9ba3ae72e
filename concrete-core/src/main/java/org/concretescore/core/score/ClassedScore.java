package org.concretescore.core.score;

/**
 * A local score that takes only a few values, as on a lattice with equal couplings: the edges fall into classes of one
 * log ratio each. Samplers then look acceptance probabilities up instead of computing them, and draw a rejection-free
 * move by its class. As in {@link LocalScore}, what asks for one slot or class checks nothing.
 */
public interface ClassedScore extends LocalScore {
    /**
     * The number of classes.
     *
     * @return at least 1
     */
    int classes();

    /**
     * The log ratio that all edges of a class have.
     *
     * @param edgeClass the class, {@code 0..classes-1}
     * @return in nats; negative infinity for a class of empty slots
     */
    double classLogRatio(int edgeClass);

    /**
     * The class of one slot. Allocates nothing.
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
