package org.concretescore.core.graph;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/** Checks that a graph keeps the promises of {@link Neighborhood} at a state. {@link Graphs#verify} uses it. */
final class GraphChecks {
    /** A value that surrounds the states. No call may overwrite it. */
    private static final int GUARD = -77;
    /** The number of pairs of states that are tried for an edge. Most pairs do not have one. */
    private static final int PAIRS = 1024;
    /** The number of reverse slots that are searched for one edge if not all states are looked at. */
    private static final int SEARCHED = 1 << 16;

    private final Neighborhood graph;
    private final StateSpace space;
    private final int dimension;
    private final int slots;
    private final boolean symmetric;

    /** Counted over the states looked at. */
    private long edges;

    private long reverseEdges;

    private GraphChecks(Neighborhood graph) {
        this.graph = graph;
        this.space = graph.space();
        this.dimension = space.dimension();
        this.slots = graph.slots();
        this.symmetric = graph.isSymmetric();
        if (slots < 0) {
            throw failed("has " + Counts.of(slots, "slot"));
        }
    }

    static void all(Neighborhood graph, int limit) {
        GraphChecks checks = new GraphChecks(graph);
        StateSpace space = graph.space();
        int n = space.enumerableSize(limit, "Graphs.verify without a number of random states");
        int[] x = new int[space.dimension()];
        int[] y = new int[space.dimension()];
        for (int rank = 0; rank < n; rank++) {
            space.unrank(rank, x, 0);
            checks.at(x);
            int step = Math.max(1, n / PAIRS);
            for (int other = rank % step; other < n; other += step) {
                space.unrank(other, y, 0);
                checks.slotOf(x, y);
            }
        }
        if (checks.edges != checks.reverseEdges) {
            checks.requireAllReversed(n);
        }
        Connectivity found = Graphs.enumerateConnectivity(graph);
        if (found != graph.connectivity()) {
            throw checks.failed("says that its connectivity is " + graph.connectivity() + ", but it is " + found);
        }
    }

    static void random(Neighborhood graph, int count, UniformRandomProvider random) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, was " + count);
        }
        GraphChecks checks = new GraphChecks(graph);
        int[] x = new int[checks.dimension];
        int[] y = new int[checks.dimension];
        for (int i = 0; i < count; i++) {
            checks.draw(x, random);
            checks.at(x);
            for (int pair = 0; pair < 16; pair++) {
                checks.draw(y, random);
                checks.slotOf(x, y);
            }
            for (int s = 0; s < Math.min(16, checks.slots); s++) {
                int slot = random.nextInt(checks.slots);
                if (graph.neighbor(x, 0, slot, y, 0)) {
                    checks.requireReversed(x, slot, y, SEARCHED);
                }
            }
        }
    }

    /** Checks a few slots of a few states. A constructor has no time for more. */
    static void spot(Neighborhood graph, UniformRandomProvider random) {
        GraphChecks checks = new GraphChecks(graph);
        int[] x = new int[checks.dimension];
        int[] y = new int[checks.dimension];
        for (int i = 0; i < 16; i++) {
            checks.draw(x, random);
            checks.reverseSlots(x);
            int tried = Math.min(16, checks.slots);
            for (int s = 0; s < tried; s++) {
                int slot = checks.slots == tried ? s : random.nextInt(checks.slots);
                if (checks.neighbor(x, slot, y)) {
                    checks.edge(x, slot, y);
                    checks.requireReversed(x, slot, y, s == i % tried ? 256 : 32);
                }
            }
            int reverse = graph.reverseSlots(x, 0);
            for (int s = 0; s < Math.min(16, reverse); s++) {
                checks.reverse(x, reverse <= 16 ? s : random.nextInt(reverse), y);
            }
        }
    }

    private void draw(int[] state, UniformRandomProvider random) {
        for (int d = 0; d < dimension; d++) {
            state[d] = random.nextInt(space.cardinality(d));
        }
    }

    /** Checks all slots and all reverse slots of a state. */
    private void at(int[] x) {
        int[] y = new int[dimension];
        Set<String> found = new HashSet<>();
        for (int slot = 0; slot < slots; slot++) {
            if (neighbor(x, slot, y)) {
                if (!found.add(Arrays.toString(y))) {
                    throw failed(
                            "leads from " + text(x) + " to " + text(y) + " by two slots: " + slot + " is one of them");
                }
                edge(x, slot, y);
                edges++;
            }
            move(x, slot, y);
        }
        int degree = graph.degree(room(x), 1, new int[dimension]);
        if (degree != found.size()) {
            throw failed("says that " + text(x) + " has the degree " + degree + ", but it has "
                    + Counts.of(found.size(), "neighbor"));
        }
        slotOf(x, x);
        found.clear();
        int reverseSlots = reverseSlots(x);
        for (int k = 0; k < reverseSlots; k++) {
            int slot = reverse(x, k, y);
            if (slot >= 0) {
                if (!found.add(Arrays.toString(y))) {
                    throw failed("names the edge from " + text(y) + " to " + text(x) + " by two reverse slots: " + k
                            + " is one of them");
                }
                reverseEdges++;
            }
        }
        int inDegree = graph.inDegree(room(x), 1, new int[dimension]);
        if (inDegree != found.size()) {
            throw failed("says that " + text(x) + " has the in-degree " + inDegree + ", but " + found.size()
                    + " reverse slots are not empty");
        }
    }

    private int reverseSlots(int[] x) {
        int reverseSlots = graph.reverseSlots(room(x), 1);
        if (reverseSlots < 0 || reverseSlots > graph.maxReverseSlots()) {
            throw failed("has " + Counts.of(reverseSlots, "reverse slot") + " at " + text(x) + ", but at most "
                    + graph.maxReverseSlots() + " by maxReverseSlots");
        }
        if (symmetric && reverseSlots != slots) {
            throw failed("says that it is symmetric, but has " + Counts.of(reverseSlots, "reverse slot") + " at "
                    + text(x) + " for its " + Counts.of(slots, "slot"));
        }
        return reverseSlots;
    }

    /** Writes the neighbor beside the state and elsewhere. The answers must agree and lie in the space. */
    private boolean neighbor(int[] x, int slot, int[] y) {
        int[] room = room(x);
        boolean there = graph.neighbor(room, 1, slot, room, dimension + 2);
        Supplier<String> what = () -> "slot " + slot + " of " + text(x);
        if (there) {
            take(what, room, x, y);
        }
        int[] again = new int[dimension];
        int[] from = x.clone();
        if (graph.neighbor(from, 0, slot, again, 0) != there || there && !Arrays.equals(y, again)) {
            throw failed("answers differently for " + what.get() + " when it is asked again: "
                    + (there ? text(y) : "empty") + ", then another neighbor, or none");
        }
        requireUnchanged(what, x, from);
        if (there && Arrays.equals(x, y)) {
            throw failed("leads from " + text(x) + " to itself by slot " + slot);
        }
        if (!there && graph.isFull()) {
            throw failed("says that it is full, but " + what.get() + " is empty");
        }
        return there;
    }

    /** Checks that an edge is found by its ends and that, on a symmetric graph, it has its opposite. */
    private void edge(int[] x, int slot, int[] y) {
        int found = graph.slotOf(x, 0, y, 0);
        if (found != slot) {
            throw failed(
                    "leads from " + text(x) + " to " + text(y) + " by slot " + slot + ", but slotOf says " + found);
        }
        if (!symmetric) {
            return;
        }
        int[] z = new int[dimension];
        int back = graph.slotOf(y, 0, x, 0);
        if (back < 0 || back >= slots || !neighbor(y, back, z) || !Arrays.equals(x, z)) {
            throw failed("says that it is symmetric, but leads from " + text(x) + " to " + text(y) + " and not back"
                    + (back < 0 ? "" : " by slot " + back + ", which slotOf names"));
        }
        int reverse = graph.reverseNeighbor(x, 0, slot, z, 0);
        if (reverse != back || !Arrays.equals(y, z)) {
            throw failed("is symmetric, so that reverse slot " + slot + " of " + text(x) + " must be its neighbor "
                    + text(y) + " with the slot " + back + "; it is "
                    + (reverse < 0 ? "empty" : text(z) + " with the slot " + reverse));
        }
    }

    /** Writes a reverse neighbor y and returns the slot that leads from there to x, or -1. */
    private int reverse(int[] x, int k, int[] y) {
        int[] room = room(x);
        int slot = graph.reverseNeighbor(room, 1, k, room, dimension + 2);
        Supplier<String> what = () -> "reverse slot " + k + " of " + text(x);
        if (slot < 0) {
            if (symmetric && graph.neighbor(x, 0, k, y, 0)) {
                throw failed("is symmetric, but " + what.get() + " is empty, and slot " + k + " is not");
            }
            return -1;
        }
        take(what, room, x, y);
        int[] z = new int[dimension];
        if (slot >= slots || !graph.neighbor(y, 0, slot, z, 0) || !Arrays.equals(x, z)) {
            throw failed("says by " + what.get() + " that slot " + slot + " of " + text(y) + " leads there, but it "
                    + (slot >= slots ? "does not exist" : "does not"));
        }
        return slot;
    }

    /** Checks that an edge is among the reverse edges of its target. Does not search them if they are many. */
    private void requireReversed(int[] x, int slot, int[] y, int limit) {
        int reverseSlots = graph.reverseSlots(y, 0);
        if (reverseSlots > limit) {
            return;
        }
        int[] z = new int[dimension];
        for (int k = 0; k < reverseSlots; k++) {
            if (graph.reverseNeighbor(y, 0, k, z, 0) == slot && Arrays.equals(x, z)) {
                return;
            }
        }
        throw failed("leads from " + text(x) + " to " + text(y) + " by slot " + slot + ", but no reverse slot of "
                + text(y) + " says so");
    }

    private void requireAllReversed(int n) {
        int[] x = new int[dimension];
        int[] y = new int[dimension];
        for (int rank = 0; rank < n; rank++) {
            space.unrank(rank, x, 0);
            for (int slot = 0; slot < slots; slot++) {
                if (graph.neighbor(x, 0, slot, y, 0)) {
                    requireReversed(x, slot, y, Integer.MAX_VALUE);
                }
            }
        }
    }

    private void slotOf(int[] x, int[] y) {
        int[] both = room(x);
        System.arraycopy(y, 0, both, dimension + 2, dimension);
        int slot = graph.slotOf(both, 1, both, dimension + 2);
        int[] z = new int[dimension];
        if (slot >= slots || slot >= 0 && !(graph.neighbor(x, 0, slot, z, 0) && Arrays.equals(y, z))) {
            throw failed("says by slotOf that slot " + slot + " leads from " + text(x) + " to " + text(y)
                    + ", but it does not");
        }
    }

    /** Checks that a move in place ends at the neighbor and does not touch what lies around the state. */
    private void move(int[] x, int slot, int[] y) {
        boolean there = graph.neighbor(x, 0, slot, y, 0);
        int[] expected = room(there ? y : x);
        int[] room = room(x);
        boolean moved = graph.move(room, 1, slot, new int[dimension]);
        if (moved != there || !Arrays.equals(expected, room)) {
            throw failed("moves " + text(x) + " along slot " + slot + " to " + Arrays.toString(room) + " with " + GUARD
                    + " around it; the neighbor is " + (there ? text(y) : "none"));
        }
    }

    /** Returns an array with the state at 1 and room for another at D + 2, as a workspace would have it. */
    private int[] room(int[] x) {
        int[] room = new int[2 * dimension + 3];
        Arrays.fill(room, GUARD);
        System.arraycopy(x, 0, room, 1, dimension);
        return room;
    }

    /** Takes a state from the room where a call wrote it, and checks that the call wrote nowhere else. */
    private void take(Supplier<String> what, int[] room, int[] x, int[] y) {
        System.arraycopy(room, dimension + 2, y, 0, dimension);
        for (int d = 0; d < dimension; d++) {
            if (y[d] < 0 || y[d] >= space.cardinality(d)) {
                throw failed("leads out of " + space + ": " + what.get() + " is " + text(y));
            }
        }
        int[] rest = room.clone();
        Arrays.fill(rest, dimension + 2, 2 * dimension + 2, GUARD);
        requireUnchanged(what, room(x), rest);
    }

    private void requireUnchanged(Supplier<String> what, int[] before, int[] after) {
        if (!Arrays.equals(before, after)) {
            throw failed("writes where it may not, when it is asked for " + what.get() + ": the array was "
                    + Arrays.toString(before) + ", and is " + Arrays.toString(after));
        }
    }

    private static String text(int[] x) {
        return "state " + Arrays.toString(x);
    }

    private IllegalArgumentException failed(String problem) {
        return new IllegalArgumentException(
                "the graph " + graph + " breaks the contract of Neighborhood: it " + problem);
    }
}
