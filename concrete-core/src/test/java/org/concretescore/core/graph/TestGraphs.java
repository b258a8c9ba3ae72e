package org.concretescore.core.graph;

import static org.concretescore.core.verify.TestStreams.STREAMS;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.ListSampler;
import org.concretescore.core.space.StateSpace;

/** Every kind of graph on spaces small enough to enumerate, for the tests of all that works on graphs. */
public final class TestGraphs {
    private TestGraphs() {}

    /** All graphs on spaces of 1 to 24 states. */
    public static Stream<Neighborhood> all() {
        return Stream.of(
                        StateSpace.of(1),
                        StateSpace.of(2),
                        StateSpace.of(3),
                        StateSpace.of(5),
                        StateSpace.of(16),
                        StateSpace.binary(3),
                        StateSpace.of(3, 4),
                        StateSpace.of(2, 3, 1, 4))
                .flatMap(TestGraphs::on);
    }

    /** All graphs on spaces of 1 to 8 states: what minimising and differencing is quick on. */
    public static Stream<Neighborhood> small() {
        return Stream.of(
                        StateSpace.of(1),
                        StateSpace.of(2),
                        StateSpace.of(3),
                        StateSpace.of(5),
                        StateSpace.binary(3),
                        StateSpace.of(3, 2))
                .flatMap(TestGraphs::on);
    }

    /** The weakly connected ones among {@link #all}. */
    public static Stream<Neighborhood> connected() {
        return all().filter(graph -> graph.connectivity().isWeaklyConnected());
    }

    /** The weakly connected ones among {@link #small}. */
    public static Stream<Neighborhood> smallConnected() {
        return small().filter(graph -> graph.connectivity().isWeaklyConnected());
    }

    /** All kinds of graph on one space. */
    public static Stream<Neighborhood> on(StateSpace space) {
        UniformRandomProvider random = STREAMS.stream("graphs", space.hashCode());
        List<Neighborhood> graphs = new ArrayList<>();
        for (String name : Graphs.NAMES) {
            graphs.add(Graphs.parse(name, space));
        }
        Neighborhood sparse = randomEdges(space, 0.2, random);
        Neighborhood dense = randomEdges(space, 0.6, random);
        graphs.add(sparse);
        graphs.add(dense);
        graphs.add(Graphs.edges(space));
        graphs.add(Graphs.edges(space, opposites(sparse)));
        // The second overlaps with the first in part, wholly, not at all.
        graphs.add(Graphs.union(Graphs.grid(space), Graphs.star(space)));
        graphs.add(Graphs.union(Graphs.cycle(space), Graphs.hamming(space)));
        graphs.add(Graphs.union(Graphs.complete(space), Graphs.tree(space)));
        graphs.add(Graphs.union(Graphs.chain(space), Graphs.star(space)));
        graphs.add(Graphs.union(dense, Graphs.union(Graphs.cycleForward(space), sparse)));
        graphs.add(Graphs.symmetrize(Graphs.chain(space)));
        graphs.add(Graphs.symmetrize(Graphs.star(space)));
        graphs.add(Graphs.symmetrize(Graphs.tree(space)));
        graphs.add(Graphs.symmetrize(dense));
        graphs.add(Graphs.symmetrize(Graphs.union(sparse, Graphs.cycleForward(space))));
        graphs.add(Graphs.union(Graphs.symmetrize(sparse), Graphs.torus(space)));
        return graphs.stream();
    }

    /** Each ordered pair of states is an edge with the given probability; slots in random order. */
    public static Neighborhood randomEdges(StateSpace space, double probability, UniformRandomProvider random) {
        int n = (int) space.size();
        List<int[]> edges = new ArrayList<>();
        for (int x = 0; x < n; x++) {
            for (int y = 0; y < n; y++) {
                if (x != y && random.nextDouble() < probability) {
                    edges.add(new int[] {x, y});
                }
            }
        }
        ListSampler.shuffle(random, edges);
        return Graphs.edges(space, edges.toArray(new int[0][]));
    }

    /** The edges of a graph and those that lead back: a symmetric edge list of unequal degrees. */
    private static int[][] opposites(Neighborhood graph) {
        return NeighborhoodContract.edges(graph).stream()
                .flatMap(e -> Stream.of(List.of(e.source(), e.target()), List.of(e.target(), e.source())))
                .distinct()
                .map(pair -> new int[] {pair.get(0), pair.get(1)})
                .toArray(int[][]::new);
    }
}
