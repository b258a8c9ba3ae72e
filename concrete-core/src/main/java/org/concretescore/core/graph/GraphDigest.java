package org.concretescore.core.graph;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.concretescore.core.space.StateSpace;

/**
 * Computes the fingerprint of a graph. All edges of a small graph are part of it. Of a larger graph, the edges of a
 * fixed choice of states and slots are part of it. The choice depends on the sizes alone, so the fingerprint is the
 * same in every process and every version.
 */
final class GraphDigest {
    /** The number of neighbors' coordinates that are looked at. */
    private static final int NUMBERS = 1 << 20;
    /** The number of states that are always looked at, whatever the number of slots. */
    private static final int LEAST_STATES = 16;

    private final Neighborhood graph;
    private final StateSpace space;
    private final MessageDigest sha;
    private final ByteBuffer buffer;
    private final int[] x;
    private final int[] y;

    private GraphDigest(Neighborhood graph) {
        this.graph = graph;
        space = graph.space();
        int dimension = space.dimension();
        x = new int[dimension];
        y = new int[dimension];
        buffer = ByteBuffer.allocate(Math.multiplyExact(dimension, Integer.BYTES));
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String of(Neighborhood graph) {
        return new GraphDigest(graph).digest();
    }

    private String digest() {
        update(space.cardinalities());
        int slots = graph.slots();
        long pairs = Math.max(1, NUMBERS / x.length);
        long most = Math.max(LEAST_STATES, pairs / Math.max(1, slots));
        boolean everyState = space.hasAtMost(most);
        int states = (int) (everyState ? space.size() : most);
        int slotsEach = (int) Math.min(slots, Math.max(1, pairs / states));
        for (int i = 0; i < states; i++) {
            if (everyState) {
                space.unrank(i, x, 0);
            } else {
                for (int d = 0; d < x.length; d++) {
                    x[d] = drawn((long) i * x.length + d, space.cardinality(d));
                }
            }
            update(x);
            for (int j = 0; j < slotsEach; j++) {
                // The slots are cut into parts of nearly equal size, and one slot is taken from each.
                int from = (int) ((long) j * slots / slotsEach);
                int to = (int) ((j + 1L) * slots / slotsEach);
                int slot = from + drawn(-1 - ((long) i * slotsEach + j), to - from);
                if (graph.neighbor(x, 0, slot, y, 0)) {
                    update(y);
                } else {
                    sha.update((byte) -1);
                }
            }
        }
        return slots + " slots, SHA-256 of edges " + HexFormat.of().formatHex(sha.digest());
    }

    private void update(int[] values) {
        buffer.clear();
        buffer.asIntBuffer().put(values);
        sha.update(buffer.array());
    }

    /** Returns a number below n that follows from an index, by a step of SplitMix64. */
    private static int drawn(long index, int n) {
        long z = (index + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return (int) Math.floorMod(z ^ (z >>> 31), (long) n);
    }
}
