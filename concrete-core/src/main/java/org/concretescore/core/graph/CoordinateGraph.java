package org.concretescore.core.graph;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import org.concretescore.core.space.StateSpace;

/**
 * A graph whose edges change one coordinate: grid, torus or Hamming. All three are symmetric.
 *
 * <p>A coordinate of K values has one slot for K = 2 (the flip, the same in all three), and none for K = 1. Otherwise
 * it has two (up, down) on grid and torus, and K - 1 on Hamming, where slot j adds j + 1 modulo K.
 */
final class CoordinateGraph implements CoordinateEdges {
    enum Kind {
        GRID,
        TORUS,
        HAMMING
    }

    /** The largest number of slots. No model could answer for more, but a column of identifiers would need more. */
    private static final int MOST_SLOTS = 1 << 24;

    private final StateSpace space;
    private final Kind kind;
    /** The coordinate that a slot changes, by slot. */
    private final int[] coordinate;
    /** The first slot of a coordinate, by coordinate. */
    private final int[] firstSlot;

    private final boolean full;

    CoordinateGraph(StateSpace space, Kind kind) {
        this.space = space;
        this.kind = kind;
        full = kind != Kind.GRID || Arrays.stream(space.cardinalities()).allMatch(k -> k <= 2);
        firstSlot = firstSlots(space, spec(), k -> kind == Kind.HAMMING ? k - 1 : Math.min(2, k - 1));
        coordinate = coordinates(firstSlot);
    }

    /**
     * Returns the first slot of each coordinate, followed by the number of slots.
     *
     * @throws IllegalArgumentException if there are too many slots
     */
    static int[] firstSlots(StateSpace space, String spec, IntUnaryOperator slotsOfValues) {
        int[] firstSlot = new int[space.dimension() + 1];
        for (int d = 0; d < space.dimension(); d++) {
            int k = space.cardinality(d);
            int count = slotsOfValues.applyAsInt(k);
            if (count > MOST_SLOTS - firstSlot[d]) {
                throw new IllegalArgumentException("the graph " + spec + " would have more than " + MOST_SLOTS
                        + " slots: coordinate " + d + " has " + k + " values");
            }
            firstSlot[d + 1] = firstSlot[d] + count;
        }
        return firstSlot;
    }

    /** Returns the coordinate that each slot changes. */
    static int[] coordinates(int[] firstSlot) {
        int dimension = firstSlot.length - 1;
        int[] coordinate = new int[firstSlot[dimension]];
        for (int d = 0; d < dimension; d++) {
            Arrays.fill(coordinate, firstSlot[d], firstSlot[d + 1], d);
        }
        return coordinate;
    }

    /** Returns the one coordinate in which two states differ, or -1 if they differ in none or in several. */
    static int onlyDifference(int dimension, int[] states, int at, int[] others, int othersAt) {
        int d = Arrays.mismatch(states, at, at + dimension, others, othersAt, othersAt + dimension);
        boolean several = d >= 0
                && Arrays.mismatch(states, at + d + 1, at + dimension, others, othersAt + d + 1, othersAt + dimension)
                        >= 0;
        return several ? -1 : d;
    }

    // CoordinateSlots shows these:

    Neighborhood on(StateSpace other) {
        return new CoordinateGraph(other, kind);
    }

    boolean isComplete() {
        int most = kind == Kind.HAMMING ? Integer.MAX_VALUE : kind == Kind.TORUS ? 3 : 2;
        return Arrays.stream(space.cardinalities()).allMatch(k -> k <= most);
    }

    int firstSlotOf(int d) {
        return firstSlot[d];
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
        return target(states[at + d], slot - firstSlot[d], space.cardinality(d));
    }

    @Override
    public boolean neighbor(int[] states, int at, int slot, int[] neighbor, int neighborAt) {
        int d = coordinate[slot];
        int value = value(states, at, slot);
        if (value < 0) {
            return false;
        }
        System.arraycopy(states, at, neighbor, neighborAt, space.dimension());
        neighbor[neighborAt + d] = value;
        return true;
    }

    @Override
    public boolean move(int[] states, int at, int slot, int[] scratch) {
        int d = coordinate[slot];
        int value = value(states, at, slot);
        if (value < 0) {
            return false;
        }
        states[at + d] = value;
        return true;
    }

    /** Returns the value that slot j of a coordinate with k values leads to from x, or -1. */
    private int target(int x, int j, int k) {
        if (k == 2) {
            return 1 - x;
        }
        if (kind == Kind.HAMMING) {
            int y = x + j + 1;
            return y < k ? y : y - k;
        }
        int y = j == 0 ? x + 1 : x - 1;
        if (kind == Kind.TORUS) {
            return y == k ? 0 : y < 0 ? k - 1 : y;
        }
        return y < k ? y : -1;
    }

    @Override
    public int reverseSlots(int[] states, int at) {
        return coordinate.length;
    }

    @Override
    public int maxReverseSlots() {
        return coordinate.length;
    }

    @Override
    public int reverseNeighbor(int[] states, int at, int k, int[] source, int sourceAt) {
        if (!neighbor(states, at, k, source, sourceAt)) {
            return -1;
        }
        int d = coordinate[k];
        // The slots of a coordinate mirror each other: up and down, +s and K-s.
        return firstSlot[d] + firstSlot[d + 1] - 1 - k;
    }

    @Override
    public int slotOf(int[] states, int at, int[] others, int othersAt) {
        int d = onlyDifference(space.dimension(), states, at, others, othersAt);
        if (d < 0) {
            return -1;
        }
        for (int slot = firstSlot[d]; slot < firstSlot[d + 1]; slot++) {
            if (target(states[at + d], slot - firstSlot[d], space.cardinality(d)) == others[othersAt + d]) {
                return slot;
            }
        }
        return -1;
    }

    @Override
    public boolean isSymmetric() {
        return true;
    }

    @Override
    public Connectivity connectivity() {
        return Connectivity.STRONG;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public int inDegree(int[] states, int at, int[] scratch) {
        return degree(states, at, scratch);
    }

    @Override
    public String spec() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Compares by content: kind and space. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CoordinateGraph graph && kind == graph.kind && space.equals(graph.space);
    }

    @Override
    public int hashCode() {
        return 31 * space.hashCode() + kind.name().hashCode();
    }

    @Override
    public String toString() {
        return spec() + " on " + space;
    }
}
