package org.concretescore.core.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.concretescore.core.space.StateSpace;

/** What every {@link Neighborhood} promises, checked by enumerating states. Call it in the test of one's own graph. */
public final class NeighborhoodContract {
    /** Written where no call may write. */
    private static final int GUARD = -77;

    /**
     * An edge between two states.
     *
     * @param source the rank of the state that it leaves
     * @param slot its slot there
     * @param target the rank of the state at which it arrives
     */
    public record Edge(int source, int slot, int target) implements Comparable<Edge> {
        @Override
        public int compareTo(Edge other) {
            // With the target, without which a reverse slot could name the edge to another state.
            return Comparator.comparingInt(Edge::source)
                    .thenComparingInt(Edge::slot)
                    .thenComparingInt(Edge::target)
                    .compare(this, other);
        }
    }

    private final Neighborhood graph;
    private final StateSpace space;
    private final int n;
    private final int dimension;

    private NeighborhoodContract(Neighborhood graph) {
        this.graph = graph;
        this.space = graph.space();
        this.n = space.enumerableSize(1 << 12, "the contract of " + graph);
        this.dimension = space.dimension();
    }

    /**
     * Checks a graph.
     *
     * @param graph a graph on at most 4096 states; the work grows with the square of their number
     * @throws AssertionError if it breaks a promise
     */
    public static void check(Neighborhood graph) {
        NeighborhoodContract contract = new NeighborhoodContract(graph);
        Set<Edge> edges = contract.checkedEdges();
        contract.checkReverse(edges);
        contract.checkSlotOf(edges);
        contract.checkSymmetry(edges);
        assertEquals(contract.connectivity(edges), graph.connectivity(), () -> "connectivity of " + graph);
        assertEquals(
                edges, edges(Graphs.parse(graph.spec(), graph.space())), () -> "the graph of the spec of " + graph);
    }

    /**
     * The edges of a graph, found by asking for neighbors alone.
     *
     * @param graph a graph on at most 4096 states
     * @return the edges by source and slot
     */
    public static Set<Edge> edges(Neighborhood graph) {
        return new NeighborhoodContract(graph).checkedEdges();
    }

    private Set<Edge> checkedEdges() {
        Set<Edge> edges = new TreeSet<>();
        for (int x = 0; x < n; x++) {
            Set<Integer> targets = new HashSet<>();
            for (int slot = 0; slot < graph.slots(); slot++) {
                int[] room = room(x);
                boolean there = graph.neighbor(room, 1, slot, room, dimension + 2);
                checkMove(x, slot, there, room);
                if (there) {
                    int y = target(room, x);
                    assertNotEquals(x, y, () -> graph + ": a slot leads to the state itself");
                    assertTrue(targets.add(y), () -> graph + ": two slots lead to state " + y);
                    edges.add(new Edge(x, slot, y));
                }
                int at = slot;
                assertTrue(there || !graph.isFull(), () -> graph + " is full, but slot " + at + " is empty");
            }
            int degree = graph.degree(room(x), 1, new int[dimension]);
            assertEquals(targets.size(), degree, () -> graph + ": degree");
        }
        return edges;
    }

    /** A move in place ends where the neighbor is, and leaves what lies around the state alone. */
    private void checkMove(int x, int slot, boolean there, int[] neighbor) {
        int[] room = room(x);
        int[] expected = room(x);
        if (there) {
            System.arraycopy(neighbor, dimension + 2, expected, 1, dimension);
        }
        boolean moved = graph.move(room, 1, slot, new int[dimension]);
        assertEquals(there, moved, () -> graph + ": move along slot " + slot);
        assertArrayEquals(expected, room, () -> graph + ": move along slot " + slot);
    }

    private void checkReverse(Set<Edge> edges) {
        Set<Edge> reversed = new TreeSet<>();
        int most = 0;
        for (int y = 0; y < n; y++) {
            int inDegree = 0;
            int reverseSlots = graph.reverseSlots(room(y), 1);
            assertTrue(reverseSlots >= 0, () -> graph + ": reverse slots");
            most = Math.max(most, reverseSlots);
            for (int k = 0; k < reverseSlots; k++) {
                int[] room = room(y);
                int slot = graph.reverseNeighbor(room, 1, k, room, dimension + 2);
                if (slot >= 0) {
                    assertTrue(slot < graph.slots(), () -> graph + " has no slot " + slot);
                    Edge edge = new Edge(target(room, y), slot, y);
                    assertTrue(reversed.add(edge), () -> graph + ": two reverse slots name the edge " + edge);
                    inDegree++;
                }
            }
            assertEquals(inDegree, graph.inDegree(room(y), 1, new int[dimension]), () -> graph + ": in-degree");
        }
        assertEquals(edges, reversed, () -> graph + ": reverse neighbors are not the inverse of neighbors");
        assertTrue(most <= graph.maxReverseSlots(), () -> graph + ": more reverse slots than maxReverseSlots");
    }

    private void checkSlotOf(Set<Edge> edges) {
        int[][] slotOf = new int[n][n];
        for (int[] row : slotOf) {
            Arrays.fill(row, -1);
        }
        for (Edge edge : edges) {
            slotOf[edge.source][edge.target] = edge.slot;
        }
        for (int x = 0; x < n; x++) {
            for (int y = 0; y < n; y++) {
                String pair = graph + ": slot from " + x + " to " + y;
                assertEquals(slotOf[x][y], graph.slotOf(room(x), 1, room(y), 1), pair);
                int[] both = room(x);
                space.unrank(y, both, dimension + 2);
                assertEquals(slotOf[x][y], graph.slotOf(both, 1, both, dimension + 2), pair);
            }
        }
    }

    private void checkSymmetry(Set<Edge> edges) {
        boolean[][] joined = joined(edges);
        boolean everyEdgeHasItsOpposite = edges.stream().allMatch(e -> joined[e.target][e.source]);
        if (!graph.isSymmetric()) {
            // Two directed graphs may happen to complete each other; their union can't know.
            assertTrue(
                    !everyEdgeHasItsOpposite || graph.spec().startsWith("union("),
                    () -> graph + " is symmetric, but says that it is not");
            return;
        }
        assertTrue(everyEdgeHasItsOpposite, () -> graph + " says that it is symmetric, but is not");
        assertEquals(graph.slots(), graph.maxReverseSlots(), () -> graph + ": reverse slots");
        for (int x = 0; x < n; x++) {
            assertEquals(graph.slots(), graph.reverseSlots(room(x), 1), () -> graph + ": reverse slots");
            for (int k = 0; k < graph.slots(); k++) {
                int[] forward = room(x);
                int[] backward = room(x);
                boolean there = graph.neighbor(forward, 1, k, forward, dimension + 2);
                boolean back = graph.reverseNeighbor(backward, 1, k, backward, dimension + 2) >= 0;
                int slot = k;
                assertEquals(there, back, () -> graph + ": slot " + slot + " and the reverse slot differ");
                if (there) {
                    assertArrayEquals(
                            forward, backward, () -> graph + ": slot " + slot + " and the reverse slot differ");
                }
            }
        }
    }

    /** By the transitive closure of the edges, Warshall's way. */
    private Connectivity connectivity(Set<Edge> edges) {
        boolean[][] joined = joined(edges);
        if (isComplete(closure(joined))) {
            return Connectivity.STRONG;
        }
        for (Edge edge : edges) {
            joined[edge.target][edge.source] = true;
        }
        return isComplete(closure(joined)) ? Connectivity.WEAK : Connectivity.DISCONNECTED;
    }

    private boolean[][] joined(Set<Edge> edges) {
        boolean[][] joined = new boolean[n][n];
        for (Edge edge : edges) {
            joined[edge.source][edge.target] = true;
        }
        return joined;
    }

    private boolean[][] closure(boolean[][] joined) {
        boolean[][] closure = Arrays.stream(joined).map(boolean[]::clone).toArray(boolean[][]::new);
        for (int via = 0; via < n; via++) {
            closure[via][via] = true;
            for (int x = 0; x < n; x++) {
                for (int y = 0; closure[x][via] && y < n; y++) {
                    closure[x][y] |= closure[via][y];
                }
            }
        }
        return closure;
    }

    private static boolean isComplete(boolean[][] closure) {
        for (boolean[] row : closure) {
            for (boolean reached : row) {
                if (!reached) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The state of a rank at 1 and room for another at D + 2, in one array as a workspace would have it. */
    private int[] room(int rank) {
        int[] room = new int[2 * dimension + 3];
        Arrays.fill(room, GUARD);
        space.unrank(rank, room, 1);
        return room;
    }

    /** The rank of the state that a call wrote into the room of another, of which it must not touch more. */
    private int target(int[] room, int rank) {
        int[] target = Arrays.copyOfRange(room, dimension + 2, 2 * dimension + 2);
        for (int d = 0; d < dimension; d++) {
            int value = target[d];
            assertTrue(value >= 0 && value < space.cardinality(d), () -> graph + ": a neighbor has the value " + value);
        }
        int[] rest = room.clone();
        Arrays.fill(rest, dimension + 2, 2 * dimension + 2, GUARD);
        assertArrayEquals(room(rank), rest, () -> graph + " wrote outside of the neighbor");
        return (int) space.rank(target, 0);
    }
}
