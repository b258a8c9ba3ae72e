package org.concretescore.core.objective;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;

/**
 * Numbers 0..n-1 cut into m parts of equal size, or sizes that differ by one, from each of which one is drawn: an estimate
 * of a sum that weights each drawn term by the size of its part is unbiased, and never varies more between its terms than
 * m independent draws would.
 */
final class Strata {
    private Strata() {}

    /** The number of strata: what was asked for, but no more than there are numbers. */
    static int count(int n, int wanted) {
        return Math.min(n, wanted);
    }

    static int begin(int n, int m, int stratum) {
        return (int) ((long) n * stratum / m);
    }

    static int size(int n, int m, int stratum) {
        return begin(n, m, stratum + 1) - begin(n, m, stratum);
    }

    /** A number of a stratum; where there is no choice, nothing is drawn. */
    static int draw(int n, int m, int stratum, UniformRandomProvider random) {
        int size = size(n, m, stratum);
        return begin(n, m, stratum) + (size == 1 ? 0 : random.nextInt(size));
    }

    /** Takes an edge that was drawn. */
    @FunctionalInterface
    interface Drawn {
        /**
         * Takes it.
         *
         * @param slot its slot, or reverse slot
         * @param size of its stratum: what the edge stands for
         */
        void take(int slot, int size);
    }

    /**
     * Cuts the edges that leave a state, or arrive at it, into m strata, or as many as there are edges, and draws one of
     * each.
     */
    static void drawEdges(
            Neighborhood graph,
            int[] states,
            int at,
            boolean reverse,
            int m,
            int[] scratch,
            UniformRandomProvider random,
            Drawn drawn) {
        int degree = reverse ? graph.inDegree(states, at, scratch) : graph.degree(states, at, scratch);
        int strata = count(degree, m);
        int slot = -1;
        int position = -1;
        for (int j = 0; j < strata; j++) {
            int next = draw(degree, strata, j, random);
            slot = walk(graph, states, at, slot, next - position, scratch, reverse);
            position = next;
            drawn.take(slot, size(degree, strata, j));
        }
    }

    /** The n-th not empty slot, or reverse slot, behind a given one. */
    private static int walk(Neighborhood graph, int[] states, int at, int slot, int n, int[] scratch, boolean reverse) {
        if (!reverse && graph.isFull()) {
            return slot + n;
        }
        int s = slot;
        for (int left = n; left > 0; ) {
            s++;
            boolean there = reverse
                    ? graph.reverseNeighbor(states, at, s, scratch, 0) >= 0
                    : graph.neighbor(states, at, s, scratch, 0);
            left -= there ? 1 : 0;
        }
        return s;
    }
}
