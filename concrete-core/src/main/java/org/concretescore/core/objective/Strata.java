package org.concretescore.core.objective;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;

/**
 * The numbers 0..n-1, divided into m parts whose sizes differ by at most one. One number is drawn from each part. An
 * estimate of a sum that weights each drawn term by the size of its part is unbiased. If the parts have the same size,
 * its variance is not larger than that of m independent draws.
 */
final class Strata {
    private Strata() {}

    /** Returns the number of strata: the wanted number, but at most n. */
    static int count(int n, int wanted) {
        return Math.min(n, wanted);
    }

    static int begin(int n, int m, int stratum) {
        return (int) ((long) n * stratum / m);
    }

    static int size(int n, int m, int stratum) {
        return begin(n, m, stratum + 1) - begin(n, m, stratum);
    }

    /** Returns a number of a stratum. If there is no choice, nothing is drawn. */
    static int draw(int n, int m, int stratum, UniformRandomProvider random) {
        int size = size(n, m, stratum);
        return begin(n, m, stratum) + (size == 1 ? 0 : random.nextInt(size));
    }

    /** Takes an edge that was drawn. */
    @FunctionalInterface
    interface Drawn {
        /**
         * Takes an edge.
         *
         * @param slot its slot, or reverse slot
         * @param size the size of its stratum, which is the number of edges that it stands for
         */
        void take(int slot, int size);
    }

    /**
     * Divides the edges that leave a state, or arrive at it, into m strata, or as many as there are edges, and draws
     * one from each.
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

    /** Returns the n-th slot, or reverse slot, behind a given one that is not empty. */
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
