package org.concretescore.core.graph;

import org.concretescore.core.space.StateSpace;

/** A graph as a user writes one, under a name of the user's. */
public record OwnGraph(Neighborhood graph, String spec) implements Neighborhood {
    @Override
    public StateSpace space() {
        return graph.space();
    }

    @Override
    public int slots() {
        return graph.slots();
    }

    @Override
    public boolean neighbor(int[] states, int at, int slot, int[] neighbor, int neighborAt) {
        return graph.neighbor(states, at, slot, neighbor, neighborAt);
    }

    @Override
    public int reverseSlots(int[] states, int at) {
        return graph.reverseSlots(states, at);
    }

    @Override
    public int maxReverseSlots() {
        return graph.maxReverseSlots();
    }

    @Override
    public int reverseNeighbor(int[] states, int at, int k, int[] source, int sourceAt) {
        return graph.reverseNeighbor(states, at, k, source, sourceAt);
    }

    @Override
    public int slotOf(int[] states, int at, int[] others, int othersAt) {
        return graph.slotOf(states, at, others, othersAt);
    }

    @Override
    public boolean isSymmetric() {
        return graph.isSymmetric();
    }

    @Override
    public Connectivity connectivity() {
        return graph.connectivity();
    }

    @Override
    public String toString() {
        return spec + " on " + space();
    }
}
