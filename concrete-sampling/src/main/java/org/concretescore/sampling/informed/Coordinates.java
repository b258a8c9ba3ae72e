package org.concretescore.sampling.informed;

import java.util.Arrays;
import org.concretescore.core.graph.CoordinateSlots;
import org.concretescore.core.graph.Neighborhood;

/**
 * Tells which coordinate a slot changes, on the graphs where every slot changes one coordinate: hamming, grid and
 * torus. There a slot leads to the same value whatever the other coordinates are. Several slots can therefore be taken
 * by one row.
 */
final class Coordinates {
    final Neighborhood graph;
    /** The coordinates that have slots. */
    final int[] movable;
    /** The first slot of each coordinate, and last the number of slots. */
    final int[] first;
    /** The coordinate of each slot. */
    final int[] of;

    private Coordinates(Neighborhood graph, int[] movable, int[] first, int[] of) {
        this.graph = graph;
        this.movable = movable;
        this.first = first;
        this.of = of;
    }

    static Coordinates of(Neighborhood graph, String method) {
        CoordinateSlots slots = CoordinateSlots.of(graph)
                .orElseThrow(() -> new IllegalArgumentException(method
                        + " changes several coordinates by one row, and needs a graph whose slots change one coordinate"
                        + " each and lead back (hamming, grid, torus); was given " + graph));
        int dimension = graph.space().dimension();
        int[] first = new int[dimension + 1];
        int[] of = new int[graph.slots()];
        int[] movable = new int[dimension];
        int n = 0;
        for (int d = 0; d < dimension; d++) {
            first[d + 1] = slots.firstSlot(d + 1);
            Arrays.fill(of, first[d], first[d + 1], d);
            if (first[d + 1] > first[d]) {
                movable[n++] = d;
            }
        }
        return new Coordinates(graph, Arrays.copyOf(movable, n), first, of);
    }

    /** Returns the slot that leads back. The slots of a coordinate mirror each other. */
    int back(int slot) {
        int d = of[slot];
        return first[d] + first[d + 1] - 1 - slot;
    }
}
