package org.concretescore.core.graph;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Explicit edges between ranks. They are stored by source and, for the way back, by target. The memory grows with the
 * number of edges, not with the number of states.
 */
final class EdgeList implements RankGraph.Shape {
    private static final int[] NONE = {};

    private final int n;
    /** The states that have an edge, ascending. The rows of the tables below belong to them. */
    private final int[] ranks;
    /** targets[row] are the neighbors in slot order. */
    private final int[][] targets;

    private final int[][] sources;
    private final int[][] sourceSlots;
    private final int slots;
    private final int maxReverse;
    private final boolean symmetric;

    EdgeList(int n, int[][] edges) {
        this.n = n;
        for (int e = 0; e < edges.length; e++) {
            if (edges[e].length != 2) {
                throw new IllegalArgumentException(
                        "edge " + e + " must be a pair {source, target}, was " + Arrays.toString(edges[e]));
            }
            for (int end : edges[e]) {
                if (end < 0 || end >= n) {
                    throw new IllegalArgumentException("edge " + e + ": state " + end + " is not in 0.." + (n - 1));
                }
            }
            if (edges[e][0] == edges[e][1]) {
                throw new IllegalArgumentException("edge " + e + " leads from state " + edges[e][0] + " to itself");
            }
        }
        ranks = Arrays.stream(edges)
                .flatMapToInt(Arrays::stream)
                .distinct()
                .sorted()
                .toArray();
        int[] out = new int[ranks.length];
        int[] in = new int[ranks.length];
        for (int[] edge : edges) {
            out[row(edge[0])]++;
            in[row(edge[1])]++;
        }
        targets = rows(out);
        sources = rows(in);
        sourceSlots = rows(in);
        Arrays.fill(out, 0);
        for (int e = 0; e < edges.length; e++) {
            int row = row(edges[e][0]);
            for (int j = 0; j < out[row]; j++) {
                if (targets[row][j] == edges[e][1]) {
                    throw new IllegalArgumentException(
                            "edge " + e + " from state " + edges[e][0] + " to " + edges[e][1] + " was given before");
                }
            }
            targets[row][out[row]++] = edges[e][1];
        }
        symmetric = Arrays.stream(edges).allMatch(e -> indexOf(targets[row(e[1])], e[0]) >= 0);
        Arrays.fill(in, 0);
        for (int x = 0; x < ranks.length; x++) {
            for (int j = 0; j < targets[x].length; j++) {
                int y = row(targets[x][j]);
                if (symmetric) {
                    // The contract of symmetric graphs: the reverse slots are the slots.
                    sources[x][j] = targets[x][j];
                    sourceSlots[x][j] = indexOf(targets[y], ranks[x]);
                } else {
                    sources[y][in[y]] = ranks[x];
                    sourceSlots[y][in[y]++] = j;
                }
            }
        }
        slots = Arrays.stream(targets).mapToInt(t -> t.length).max().orElse(0);
        maxReverse = Arrays.stream(sources).mapToInt(t -> t.length).max().orElse(0);
    }

    private static int[][] rows(int[] lengths) {
        return Arrays.stream(lengths).mapToObj(int[]::new).toArray(int[][]::new);
    }

    /** Returns the row of a state, or a negative number if the state does not have an edge. */
    private int row(int rank) {
        return ranks.length == n ? rank : Arrays.binarySearch(ranks, rank);
    }

    private int[] of(int[][] rows, int rank) {
        int row = row(rank);
        return row < 0 ? NONE : rows[row];
    }

    private static int indexOf(int[] values, int value) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == value) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int target(int rank, int slot) {
        int[] found = of(targets, rank);
        return slot < found.length ? found[slot] : -1;
    }

    @Override
    public int slotOf(int rank, int target) {
        return indexOf(of(targets, rank), target);
    }

    @Override
    public int reverseSlots(int rank) {
        return symmetric ? slots : of(sources, rank).length;
    }

    @Override
    public int maxReverseSlots() {
        return maxReverse;
    }

    @Override
    public int source(int rank, int k) {
        int[] found = of(sources, rank);
        return k < found.length ? found[k] : -1;
    }

    @Override
    public int sourceSlot(int rank, int k) {
        return of(sourceSlots, rank)[k];
    }

    @Override
    public boolean isSymmetric() {
        return symmetric;
    }

    @Override
    public Connectivity connectivity() {
        return null;
    }

    /** Compares by content: the edges of every state, in the order of its slots. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EdgeList list
                && n == list.n
                && Arrays.equals(ranks, list.ranks)
                && Arrays.deepEquals(targets, list.targets);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * n + Arrays.hashCode(ranks)) + Arrays.deepHashCode(targets);
    }

    /** Returns the name and the edges, for instance {@code edges(0>1,1>2)}. */
    @Override
    public String spec() {
        return IntStream.range(0, ranks.length)
                .boxed()
                .flatMap(x -> Arrays.stream(targets[x]).mapToObj(y -> ranks[x] + ">" + y))
                .collect(Collectors.joining(",", "edges(", ")"));
    }
}
