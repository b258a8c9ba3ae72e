package org.concretescore.core.graph;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Explicit edges between ranks, by source and, for the way back, by target. */
final class EdgeList implements RankGraph.Shape {
    private final int n;
    /** targets[x] are the neighbors of x in slot order. */
    private final int[][] targets;

    private final int[][] sources;
    private final int[][] sourceSlots;
    private final int slots;
    private final int maxReverse;
    private final boolean symmetric;

    EdgeList(int n, int[][] edges) {
        this.n = n;
        int[] out = new int[n];
        int[] in = new int[n];
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
            out[edges[e][0]]++;
            in[edges[e][1]]++;
        }
        targets = new int[n][];
        sources = new int[n][];
        sourceSlots = new int[n][];
        for (int x = 0; x < n; x++) {
            targets[x] = new int[out[x]];
            sources[x] = new int[in[x]];
            sourceSlots[x] = new int[in[x]];
        }
        Arrays.fill(out, 0);
        for (int e = 0; e < edges.length; e++) {
            int x = edges[e][0];
            for (int j = 0; j < out[x]; j++) {
                if (targets[x][j] == edges[e][1]) {
                    throw new IllegalArgumentException(
                            "edge " + e + " from state " + x + " to " + edges[e][1] + " was given before");
                }
            }
            targets[x][out[x]++] = edges[e][1];
        }
        symmetric = Arrays.stream(edges).allMatch(e -> indexOf(targets[e[1]], e[0]) >= 0);
        if (symmetric) {
            // The contract of symmetric graphs: the reverse slots are the slots.
            for (int x = 0; x < n; x++) {
                for (int j = 0; j < targets[x].length; j++) {
                    sources[x][j] = targets[x][j];
                    sourceSlots[x][j] = indexOf(targets[targets[x][j]], x);
                }
            }
        } else {
            Arrays.fill(in, 0);
            for (int x = 0; x < n; x++) {
                for (int j = 0; j < targets[x].length; j++) {
                    int y = targets[x][j];
                    sources[y][in[y]] = x;
                    sourceSlots[y][in[y]++] = j;
                }
            }
        }
        slots = Arrays.stream(targets).mapToInt(t -> t.length).max().orElse(0);
        maxReverse = Arrays.stream(sources).mapToInt(t -> t.length).max().orElse(0);
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
        return slot < targets[rank].length ? targets[rank][slot] : -1;
    }

    @Override
    public int slotOf(int rank, int target) {
        return indexOf(targets[rank], target);
    }

    @Override
    public int reverseSlots(int rank) {
        return symmetric ? slots : sources[rank].length;
    }

    @Override
    public int maxReverseSlots() {
        return maxReverse;
    }

    @Override
    public int source(int rank, int k) {
        return k < sources[rank].length ? sources[rank][k] : -1;
    }

    @Override
    public int sourceSlot(int rank, int k) {
        return sourceSlots[rank][k];
    }

    @Override
    public boolean isSymmetric() {
        return symmetric;
    }

    @Override
    public Connectivity connectivity() {
        return null;
    }

    /** By content: the edges of every state, in the order of its slots. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EdgeList list && Arrays.deepEquals(targets, list.targets);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(targets);
    }

    /** For instance {@code edges(0>1,1>2)}. */
    @Override
    public String spec() {
        return IntStream.range(0, n)
                .boxed()
                .flatMap(x -> Arrays.stream(targets[x]).mapToObj(y -> x + ">" + y))
                .collect(Collectors.joining(",", "edges(", ")"));
    }
}
