package org.concretescore.core.graph;

import java.util.function.IntFunction;
import org.concretescore.core.space.StateSpace;

/**
 * A graph given by the states' ranks: cycle, chain, star, complete, tree or explicit edges. On a space of one
 * coordinate the rank is the value.
 */
final class RankGraph implements Neighborhood {
    /** Edges between ranks 0..n-1. A shape knows n. Shapes with the same edges, slots and name are equal. */
    interface Shape {
        int slots();

        /** Returns the rank that a slot leads to, or -1. */
        int target(int rank, int slot);

        int reverseSlots(int rank);

        int maxReverseSlots();

        /** Returns the rank of the k-th reverse neighbor, or -1. */
        int source(int rank, int k);

        /** Returns the slot that leads from a rank to another one, or -1. */
        int slotOf(int rank, int target);

        /** Returns the slot by which the k-th reverse neighbor leads here. */
        int sourceSlot(int rank, int k);

        boolean isSymmetric();

        /** Returns whether no slot is ever empty. */
        default boolean isFull() {
            return false;
        }

        /** Returns the connectivity, or null if it must be found by enumeration. */
        Connectivity connectivity();

        String spec();
    }

    private final StateSpace space;
    private final Shape shape;

    RankGraph(StateSpace space, String name, IntFunction<Shape> shape) {
        this.space = space;
        this.shape = shape.apply(space.enumerableSize(Integer.MAX_VALUE - 8, "the graph " + name));
    }

    @Override
    public StateSpace space() {
        return space;
    }

    @Override
    public int slots() {
        return shape.slots();
    }

    @Override
    public boolean neighbor(int[] states, int at, int slot, int[] neighbor, int neighborAt) {
        int target = shape.target((int) space.rank(states, at), slot);
        if (target < 0) {
            return false;
        }
        space.unrank(target, neighbor, neighborAt);
        return true;
    }

    @Override
    public int reverseSlots(int[] states, int at) {
        return shape.reverseSlots((int) space.rank(states, at));
    }

    @Override
    public int maxReverseSlots() {
        return shape.maxReverseSlots();
    }

    @Override
    public int reverseNeighbor(int[] states, int at, int k, int[] source, int sourceAt) {
        int rank = (int) space.rank(states, at);
        int from = shape.source(rank, k);
        if (from < 0) {
            return -1;
        }
        space.unrank(from, source, sourceAt);
        return shape.sourceSlot(rank, k);
    }

    @Override
    public int slotOf(int[] states, int at, int[] others, int othersAt) {
        return shape.slotOf((int) space.rank(states, at), (int) space.rank(others, othersAt));
    }

    @Override
    public boolean isSymmetric() {
        return shape.isSymmetric();
    }

    @Override
    public boolean isFull() {
        return shape.isFull();
    }

    @Override
    public Connectivity connectivity() {
        Connectivity known = shape.connectivity();
        return known != null ? known : Graphs.enumerateConnectivity(this);
    }

    @Override
    public String spec() {
        return shape.spec();
    }

    /** Compares by content: space and shape. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RankGraph graph && space.equals(graph.space) && shape.equals(graph.shape);
    }

    @Override
    public int hashCode() {
        return 31 * space.hashCode() + shape.hashCode();
    }

    @Override
    public String toString() {
        return spec() + " on " + space;
    }
}
