package org.concretescore.core.graph;

import java.util.stream.IntStream;
import org.concretescore.core.space.StateSpace;

/**
 * Edges from a masked coordinate, which has its last value, to each real value of it. The graph is directed.
 *
 * <p>Slot j of a coordinate leads to value j, so that a network's output keeps its meaning. The reverse slots are the
 * coordinates that can be masked: an edge arrives at a state in each of them that is not masked.
 */
final class UnmaskGraph implements CoordinateEdges {
    private final StateSpace space;
    /** The coordinate that a slot changes, by slot. */
    private final int[] coordinate;
    /** The first slot of a coordinate, by coordinate. */
    private final int[] firstSlot;
    /** The coordinates of more than one value. */
    private final int[] maskable;

    UnmaskGraph(StateSpace space) {
        this.space = space;
        firstSlot = CoordinateGraph.firstSlots(space, spec(), k -> k - 1);
        coordinate = CoordinateGraph.coordinates(firstSlot);
        maskable = IntStream.range(0, space.dimension())
                .filter(d -> space.cardinality(d) > 1)
                .toArray();
    }

    private boolean isMasked(int[] states, int at, int d) {
        return states[at + d] == space.cardinality(d) - 1;
    }

    @Override
    public StateSpace space() {
        return space;
    }

    @Override
    public int slots() {
        return coordinate.length;
    }

    @Override
    public int coordinate(int slot) {
        return coordinate[slot];
    }

    @Override
    public int value(int[] states, int at, int slot) {
        int d = coordinate[slot];
        return isMasked(states, at, d) ? slot - firstSlot[d] : -1;
    }

    @Override
    public boolean neighbor(int[] states, int at, int slot, int[] neighbor, int neighborAt) {
        int d = coordinate[slot];
        if (!isMasked(states, at, d)) {
            return false;
        }
        System.arraycopy(states, at, neighbor, neighborAt, space.dimension());
        neighbor[neighborAt + d] = slot - firstSlot[d];
        return true;
    }

    @Override
    public int reverseSlots(int[] states, int at) {
        return maskable.length;
    }

    @Override
    public int maxReverseSlots() {
        return maskable.length;
    }

    @Override
    public int reverseNeighbor(int[] states, int at, int k, int[] source, int sourceAt) {
        int d = maskable[k];
        if (isMasked(states, at, d)) {
            return -1;
        }
        int slot = firstSlot[d] + states[at + d];
        System.arraycopy(states, at, source, sourceAt, space.dimension());
        source[sourceAt + d] = space.cardinality(d) - 1;
        return slot;
    }

    @Override
    public int slotOf(int[] states, int at, int[] others, int othersAt) {
        int d = CoordinateGraph.onlyDifference(space.dimension(), states, at, others, othersAt);
        return d >= 0 && isMasked(states, at, d) ? firstSlot[d] + others[othersAt + d] : -1;
    }

    /** Returns true only if there are no edges. */
    @Override
    public boolean isSymmetric() {
        return coordinate.length == 0;
    }

    /** Returns weak: edges walked backwards lead from every state to the state in which all is masked. */
    @Override
    public Connectivity connectivity() {
        return coordinate.length == 0 ? Connectivity.STRONG : Connectivity.WEAK;
    }

    @Override
    public int degree(int[] states, int at, int[] scratch) {
        int degree = 0;
        for (int d : maskable) {
            degree += isMasked(states, at, d) ? firstSlot[d + 1] - firstSlot[d] : 0;
        }
        return degree;
    }

    @Override
    public int inDegree(int[] states, int at, int[] scratch) {
        int degree = 0;
        for (int d : maskable) {
            degree += isMasked(states, at, d) ? 0 : 1;
        }
        return degree;
    }

    @Override
    public String spec() {
        return "unmask";
    }

    /** Compares by content: the space. */
    @Override
    public boolean equals(Object other) {
        return other instanceof UnmaskGraph graph && space.equals(graph.space);
    }

    @Override
    public int hashCode() {
        return 31 * space.hashCode() + spec().hashCode();
    }

    @Override
    public String toString() {
        return spec() + " on " + space;
    }
}
