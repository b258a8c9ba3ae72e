package org.concretescore.core.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.concretescore.core.space.StateSpace;

/**
 * What every graph of this library keeps beyond {@link Graphs#verify(Neighborhood)}: its connectivity once more by
 * other means, that its text makes it again, and that it knows that it is symmetric.
 */
public final class NeighborhoodContract {
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

    private NeighborhoodContract(Neighborhood graph) {
        this.graph = graph;
        this.space = graph.space();
        this.n = space.enumerableSize(1 << 12, "the contract of " + graph);
    }

    /**
     * Checks a graph.
     *
     * @param graph a graph on at most 4096 states; the work grows with the square of their number
     * @throws AssertionError if it breaks a promise
     */
    public static void check(Neighborhood graph) {
        Graphs.verify(graph);
        NeighborhoodContract contract = new NeighborhoodContract(graph);
        Set<Edge> edges = contract.findEdges();
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
        return new NeighborhoodContract(graph).findEdges();
    }

    private Set<Edge> findEdges() {
        Set<Edge> edges = new TreeSet<>();
        int[] x = new int[space.dimension()];
        int[] y = new int[space.dimension()];
        for (int rank = 0; rank < n; rank++) {
            space.unrank(rank, x, 0);
            for (int slot = 0; slot < graph.slots(); slot++) {
                if (graph.neighbor(x, 0, slot, y, 0)) {
                    edges.add(new Edge(rank, slot, (int) space.rank(y, 0)));
                }
            }
        }
        return edges;
    }

    /** Of this library's graphs, only a union of directed ones may complete each other and not know it. */
    private void checkSymmetry(Set<Edge> edges) {
        boolean[][] joined = joined(edges);
        assertTrue(
                graph.isSymmetric()
                        || !edges.stream().allMatch(e -> joined[e.target][e.source])
                        || graph.spec().startsWith("union("),
                () -> graph + " is symmetric, but says that it is not");
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
}
