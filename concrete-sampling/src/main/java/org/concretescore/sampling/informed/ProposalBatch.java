package org.concretescore.sampling.informed;

import java.util.Arrays;

/**
 * The proposals of several chains side by side, as one thread makes them. Entry i has the state x, the proposed state
 * y, the trail from x to y, and the model's answers at y. The last two arrays are room for one entry at a time.
 */
final class ProposalBatch {
    private final int dimension;
    private final int slots;
    private final int trail;

    /** The chain of each entry. */
    int[] chain = new int[0];
    /** {@code [entries, D]}: the states x. */
    int[] states = new int[0];
    /** {@code [entries, D]}: the states y. */
    int[] proposed = new int[0];
    /** The trails, each of the length that the proposal asks for. */
    int[] trails = new int[0];
    /** {@code [entries, slots]}: the rows at y. */
    double[] rows = new double[0];
    /** The log densities at y, if there is a density. */
    double[] logDensities = new double[0];
    /** The log probabilities of the trails. */
    double[] forward = new double[0];
    /** Room for the numbers that a chain remembers: a row and a log density. */
    final double[] kept;
    /** Room for a proposal. */
    final double[] room;
    /** Room for one state. */
    final int[] scratch;

    ProposalBatch(int dimension, int slots, TrailProposal proposal) {
        this.dimension = dimension;
        this.slots = slots;
        this.trail = proposal.trail();
        this.kept = new double[slots + 1];
        this.room = new double[proposal.room()];
        this.scratch = new int[dimension];
    }

    void reserve(int entries) {
        if (chain.length < entries) {
            chain = new int[entries];
            states = new int[Math.multiplyExact(entries, dimension)];
            proposed = new int[states.length];
            trails = new int[Math.multiplyExact(entries, trail)];
            rows = new double[Math.multiplyExact(entries, slots)];
            logDensities = new double[entries];
            forward = new double[entries];
        }
    }

    /** Returns where the states x and y of an entry begin. */
    int stateAt(int entry) {
        return entry * dimension;
    }

    /** Returns where the trail of an entry begins. */
    int trailAt(int entry) {
        return entry * trail;
    }

    /** Returns where the row of an entry begins. */
    int rowAt(int entry) {
        return entry * slots;
    }

    /** Sets y to x. */
    void copyState(int entry) {
        System.arraycopy(states, stateAt(entry), proposed, stateAt(entry), dimension);
    }

    /** Returns whether y is x. */
    boolean proposesItself(int entry) {
        int at = stateAt(entry);
        return Arrays.equals(states, at, at + dimension, proposed, at, at + dimension);
    }

    /** Returns y as a text for messages. */
    String proposed(int entry) {
        return Arrays.toString(Arrays.copyOfRange(proposed, stateAt(entry), stateAt(entry) + dimension));
    }
}
