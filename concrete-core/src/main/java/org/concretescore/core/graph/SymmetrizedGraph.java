package org.concretescore.core.graph;

import org.concretescore.core.space.StateSpace;

/**
 * A directed graph whose edges may be walked both ways. Its slots are the slots of the graph, followed by its reverse
 * slots. A reverse slot is empty where an edge of the graph leads to the same state.
 */
record SymmetrizedGraph(Neighborhood graph) implements Neighborhood {
    SymmetrizedGraph {
        UnionGraph.requireCountable(graph.slots(), graph.maxReverseSlots(), graph);
    }

    @Override
    public StateSpace space() {
        return graph.space();
    }

    @Override
    public int slots() {
        return graph.slots() + graph.maxReverseSlots();
    }

    @Override
    public boolean neighbor(int[] states, int at, int slot, int[] neighbor, int neighborAt) {
        if (slot < graph.slots()) {
            return graph.neighbor(states, at, slot, neighbor, neighborAt);
        }
        int k = slot - graph.slots();
        return k < graph.reverseSlots(states, at)
                && graph.reverseNeighbor(states, at, k, neighbor, neighborAt) >= 0
                && graph.slotOf(states, at, neighbor, neighborAt) < 0;
    }

    @Override
    public int reverseSlots(int[] states, int at) {
        return slots();
    }

    @Override
    public int maxReverseSlots() {
        return slots();
    }

    @Override
    public int reverseNeighbor(int[] states, int at, int k, int[] source, int sourceAt) {
        return neighbor(states, at, k, source, sourceAt) ? slotOf(source, sourceAt, states, at) : -1;
    }

    @Override
    public int slotOf(int[] states, int at, int[] others, int othersAt) {
        int slot = graph.slotOf(states, at, others, othersAt);
        if (slot >= 0) {
            return slot;
        }
        int back = graph.slotOf(others, othersAt, states, at);
        if (back < 0) {
            return -1;
        }
        // Only the way back has an edge: find the reverse slot that it arrives by.
        int dimension = space().dimension();
        int[] source = new int[dimension];
        for (int k = 0; k < graph.reverseSlots(states, at); k++) {
            if (graph.reverseNeighbor(states, at, k, source, 0) >= 0
                    && java.util.Arrays.equals(source, 0, dimension, others, othersAt, othersAt + dimension)) {
                return graph.slots() + k;
            }
        }
        throw new IllegalStateException(graph + " has an edge that is missing from its reverse neighbors");
    }

    @Override
    public boolean isSymmetric() {
        return true;
    }

    @Override
    public Connectivity connectivity() {
        return graph.connectivity().isWeaklyConnected() ? Connectivity.STRONG : Connectivity.DISCONNECTED;
    }

    @Override
    public String spec() {
        return "symmetrized(" + graph.spec() + ")";
    }

    @Override
    public String toString() {
        return spec() + " on " + space();
    }
}
