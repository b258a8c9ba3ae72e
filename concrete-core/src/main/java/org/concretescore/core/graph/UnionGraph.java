package org.concretescore.core.graph;

import org.concretescore.core.space.StateSpace;

/**
 * The edges of two graphs. Its slots are those of the first, followed by those of the second. A slot of the second is
 * empty where it leads to a state that the first reaches, too.
 */
record UnionGraph(Neighborhood first, Neighborhood second) implements Neighborhood {
    UnionGraph {
        if (!first.space().equals(second.space())) {
            throw new IllegalArgumentException(
                    "a union needs two graphs on one space, was given " + first + " and " + second);
        }
        requireCountable(first.slots(), second.slots(), first);
        requireCountable(first.maxReverseSlots(), second.maxReverseSlots(), first);
    }

    static void requireCountable(int slots, int others, Neighborhood graph) {
        if (slots > Integer.MAX_VALUE - others) {
            throw new IllegalArgumentException(
                    graph + " and " + others + " more slots are too many: the number of slots must be below 2^31");
        }
    }

    @Override
    public StateSpace space() {
        return first.space();
    }

    @Override
    public int slots() {
        return first.slots() + second.slots();
    }

    @Override
    public boolean neighbor(int[] states, int at, int slot, int[] neighbor, int neighborAt) {
        int ofSecond = slot - first.slots();
        return ofSecond < 0
                ? first.neighbor(states, at, slot, neighbor, neighborAt)
                : second.neighbor(states, at, ofSecond, neighbor, neighborAt)
                        && first.slotOf(states, at, neighbor, neighborAt) < 0;
    }

    @Override
    public int reverseSlots(int[] states, int at) {
        return first.reverseSlots(states, at) + second.reverseSlots(states, at);
    }

    @Override
    public int maxReverseSlots() {
        return first.maxReverseSlots() + second.maxReverseSlots();
    }

    @Override
    public int reverseNeighbor(int[] states, int at, int k, int[] source, int sourceAt) {
        int ofSecond = k - first.reverseSlots(states, at);
        if (ofSecond < 0) {
            return first.reverseNeighbor(states, at, k, source, sourceAt);
        }
        int slot = second.reverseNeighbor(states, at, ofSecond, source, sourceAt);
        return slot < 0 || first.slotOf(source, sourceAt, states, at) >= 0 ? -1 : first.slots() + slot;
    }

    @Override
    public int slotOf(int[] states, int at, int[] others, int othersAt) {
        int slot = first.slotOf(states, at, others, othersAt);
        if (slot >= 0) {
            return slot;
        }
        slot = second.slotOf(states, at, others, othersAt);
        return slot < 0 ? -1 : first.slots() + slot;
    }

    @Override
    public boolean isSymmetric() {
        return first.isSymmetric() && second.isSymmetric();
    }

    @Override
    public Connectivity connectivity() {
        boolean strong = first.connectivity() == Connectivity.STRONG || second.connectivity() == Connectivity.STRONG;
        return strong ? Connectivity.STRONG : Graphs.enumerateConnectivity(this);
    }

    @Override
    public String spec() {
        return "union(" + first.spec() + "," + second.spec() + ")";
    }

    @Override
    public String toString() {
        return spec() + " on " + space();
    }
}
