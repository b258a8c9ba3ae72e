package org.concretescore.sampling.informed;

import java.util.Arrays;
import java.util.List;
import org.concretescore.core.graph.Neighborhood;

/**
 * Which coordinate a slot changes, on the graphs where each changes one: hamming, grid and torus. There a slot leads to
 * the same value whatever the other coordinates are, so that several may be taken by one row.
 */
final class Coordinates {
    private static final List<String> GRAPHS = List.of("hamming", "grid", "torus");

    final Neighborhood graph;
    /** The coordinates that have slots. */
    final int[] movable;
    /** The first slot of a coordinate, and behind them the number of slots. */
    final int[] first;
    /** The coordinate of a slot. */
    final int[] of;

    private Coordinates(Neighborhood graph, int[] movable, int[] first, int[] of) {
        this.graph = graph;
        this.movable = movable;
        this.first = first;
        this.of = of;
    }

    static Coordinates of(Neighborhood graph, String method) {
        if (!GRAPHS.contains(graph.spec())) {
            throw new IllegalArgumentException(method
                    + " changes several coordinates by one row, which takes a graph whose"
                    + " slots change one coordinate each and lead back (" + String.join(", ", GRAPHS) + "); was given "
                    + graph);
        }
        int dimension = graph.space().dimension();
        int[] first = new int[dimension + 1];
        int[] of = new int[graph.slots()];
        int[] movable = new int[dimension];
        int n = 0;
        for (int d = 0; d < dimension; d++) {
            int values = graph.space().cardinality(d);
            int slots = graph.spec().equals("hamming") ? values - 1 : Math.min(2, values - 1);
            first[d + 1] = first[d] + slots;
            Arrays.fill(of, first[d], first[d + 1], d);
            if (slots > 0) {
                movable[n++] = d;
            }
        }
        return new Coordinates(graph, Arrays.copyOf(movable, n), first, of);
    }

    /** The slot that leads back: the slots of a coordinate mirror each other. */
    int back(int slot) {
        int d = of[slot];
        return first[d] + first[d + 1] - 1 - slot;
    }
}
