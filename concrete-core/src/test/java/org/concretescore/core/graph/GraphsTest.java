package org.concretescore.core.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GraphsTest {
    @Test
    void aColumnOfIdentifiersIsNoCoordinateForHamming() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Graphs.hamming(StateSpace.of(2, 900_000_001)))
                .getMessage();
        assertTrue(message.contains("hamming") && message.contains("coordinate 1 has 900000001 values"), message);
        assertEquals(3, Graphs.grid(StateSpace.of(2, 900_000_001)).slots());
    }

    /** Files hold them: they must never change. */
    @Test
    void fingerprintsStayTheSameForEver() {
        assertFingerprint("3 slots, SHA-256 of edges 58f5696f25dda762", Graphs.hamming(StateSpace.of(3, 2)));
        assertFingerprint("5 slots, SHA-256 of edges 9b88cdd30be791e6", Graphs.grid(StateSpace.of(3, 5, 2)));
        assertFingerprint("300 slots, SHA-256 of edges 72132b32251978a7", Graphs.hamming(StateSpace.binary(300)));
        assertFingerprint(
                "198000 slots, SHA-256 of edges c918b691aa727c5f", Graphs.hamming(StateSpace.uniform(2000, 100)));
        assertFingerprint("1048575 slots, SHA-256 of edges 7c43155934f73bc3", Graphs.complete(StateSpace.binary(20)));
    }

    private static void assertFingerprint(String beginning, Neighborhood graph) {
        String fingerprint = Graphs.fingerprint(graph);
        assertEquals(beginning, fingerprint.substring(0, fingerprint.length() - 48));
    }

    @Test
    void fingerprintsTellGraphsApart() {
        StateSpace space = StateSpace.uniform(40, 3);
        assertEquals(
                4,
                Stream.of(
                                Graphs.grid(space),
                                Graphs.hamming(space),
                                Graphs.unmask(space),
                                Graphs.union(Graphs.hamming(space), Graphs.grid(space)))
                        .map(Graphs::fingerprint)
                        .distinct()
                        .count());
    }

    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#all")
    void everyGraphKeepsTheContract(Neighborhood graph) {
        NeighborhoodContract.check(graph);
    }

    @Property(tries = 40)
    void everyGraphKeepsTheContractOnAnySpace(
            @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 4) Integer> cardinalities,
            @ForAll @IntRange(min = 0, max = 1_000_000) int seed) {
        StateSpace space =
                StateSpace.of(cardinalities.stream().mapToInt(Integer::intValue).toArray());
        for (String name : Graphs.NAMES) {
            NeighborhoodContract.check(Graphs.parse(name, space));
        }
        UniformRandomProvider random = new RandomStreams(seed).stream("property");
        Neighborhood first = TestGraphs.randomEdges(space, random.nextDouble() / 4, random);
        Neighborhood second = TestGraphs.randomEdges(space, random.nextDouble() / 4, random);
        NeighborhoodContract.check(first);
        NeighborhoodContract.check(Graphs.symmetrize(first));
        NeighborhoodContract.check(Graphs.union(first, second));
        NeighborhoodContract.check(Graphs.symmetrize(Graphs.union(first, second)));
    }

    /** By hand, in the notation of explicit edges; the slots of a state in the order of the line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Example 1 of the paper: N(x0) is empty, N(xi) = {x0} for i = 1..5.
                "star          | 6 | 1>0,2>0,3>0,4>0,5>0",
                "star          | 5 | 1>0,2>0,3>0,4>0",
                "tree          | 7 | 1>0,2>0,3>1,4>1,5>2,6>2",
                "tree          | 4 | 1>0,2>0,3>1",
                "chain         | 4 | 0>1,1>2,2>3",
                "unmask        | 4 | 3>0,3>1,3>2",
                "unmask        | 2 | 1>0",
                "cycle-forward | 3 | 0>1,1>2,2>0",
                "cycle-forward | 2 | 0>1,1>0",
                "cycle         | 4 | 0>1,0>3,1>2,1>0,2>3,2>1,3>0,3>2",
                "cycle         | 2 | 0>1,1>0",
                "torus         | 4 | 0>1,0>3,1>2,1>0,2>3,2>1,3>0,3>2",
                "complete      | 3 | 0>1,0>2,1>2,1>0,2>0,2>1",
                "hamming       | 3 | 0>1,0>2,1>2,1>0,2>0,2>1"
            })
    void graphsOfOneCoordinateByHand(String name, int n, String edges) {
        StateSpace space = StateSpace.of(n);
        Neighborhood graph = Graphs.parse(name.trim(), space);
        Neighborhood byHand = Graphs.parse("edges(" + edges.trim() + ")", space);
        assertEquals(NeighborhoodContract.edges(byHand), NeighborhoodContract.edges(graph));
        assertEquals(byHand.slots(), graph.slots());
        assertEquals(byHand.isSymmetric(), graph.isSymmetric());
        assertEquals(byHand.connectivity(), graph.connectivity());
    }

    @Test
    void aGridEndsAtItsBorders() {
        Neighborhood graph = Graphs.grid(StateSpace.of(3, 4));
        assertEquals(4, graph.slots());
        int[] y = new int[2];
        // Up and down in each coordinate, from the corner (0, 3): (1, 3) and (0, 2).
        assertTrue(graph.neighbor(new int[] {0, 3}, 0, 0, y, 0));
        assertEquals(List.of(1, 3), List.of(y[0], y[1]));
        assertFalse(graph.neighbor(new int[] {0, 3}, 0, 1, y, 0));
        assertFalse(graph.neighbor(new int[] {0, 3}, 0, 2, y, 0));
        assertTrue(graph.neighbor(new int[] {0, 3}, 0, 3, y, 0));
        assertEquals(List.of(0, 2), List.of(y[0], y[1]));
    }

    @Test
    void unmaskingLeadsFromTheLastValueToEachOther() {
        Neighborhood graph = Graphs.unmask(StateSpace.of(3, 1, 2));
        assertEquals(3, graph.slots());
        assertFalse(graph.isSymmetric());
        assertFalse(graph.isFull());
        // States (a, 0, b) have the rank 2a + b; the masks are a = 2 and b = 1.
        assertEquals(
                "[Edge[source=1, slot=2, target=0], Edge[source=3, slot=2, target=2], Edge[source=4, slot=0, target=0],"
                        + " Edge[source=4, slot=1, target=2], Edge[source=5, slot=0, target=1],"
                        + " Edge[source=5, slot=1, target=3], Edge[source=5, slot=2, target=4]]",
                NeighborhoodContract.edges(graph).toString());
        assertEquals(Connectivity.WEAK, graph.connectivity());
        assertEquals(Connectivity.STRONG, Graphs.unmask(StateSpace.of(1, 1)).connectivity());
        assertTrue(messageOf(() -> Graphs.unmask(StateSpace.of(2, 900_000_001)))
                .contains("the graph unmask would have more than 16777216 slots: coordinate 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"grid", "torus", "hamming"})
    void onBitsTheCoordinateGraphsAreTheBitFlip(String name) {
        Neighborhood graph = Graphs.parse(name, StateSpace.binary(4));
        assertEquals(4, graph.slots());
        for (NeighborhoodContract.Edge edge : NeighborhoodContract.edges(graph)) {
            assertEquals(8 >> edge.slot(), edge.source() ^ edge.target());
        }
        assertTrue(graph.isFull());
    }

    @Test
    void coordinateGraphsWorkOnSpacesTooLargeToCount() {
        Neighborhood graph = Graphs.hamming(StateSpace.uniform(1000, 256));
        assertEquals(255_000, graph.slots());
        int[] x = new int[2000];
        assertTrue(graph.neighbor(x, 0, 255 * 999 + 4, x, 1000));
        assertEquals(5, x[1999]);
        assertEquals(255 * 999 + 4, graph.slotOf(x, 0, x, 1000));
        assertEquals(Connectivity.STRONG, graph.connectivity());
        assertThrows(IllegalArgumentException.class, () -> Graphs.cycle(StateSpace.uniform(1000, 256)));
    }

    @Test
    void theSlotsOfAUnionAreThoseOfTheFirstThenTheSecond() {
        StateSpace space = StateSpace.of(4);
        Neighborhood union =
                Graphs.union(Graphs.chain(space), Graphs.edges(space, new int[][] {{0, 1}, {0, 2}, {3, 0}}));
        assertEquals(3, union.slots());
        assertEquals(
                "[Edge[source=0, slot=0, target=1], Edge[source=0, slot=2, target=2], Edge[source=1, slot=0, target=2],"
                        + " Edge[source=2, slot=0, target=3], Edge[source=3, slot=1, target=0]]",
                NeighborhoodContract.edges(union).toString());
    }

    /** Documented: a union only looks at the flags of its two graphs. */
    @Test
    void directedGraphsThatCompleteEachOtherAreNotKnownToBeSymmetric() {
        StateSpace space = StateSpace.of(3);
        Neighborhood union = Graphs.union(Graphs.chain(space), Graphs.edges(space, new int[] {1, 0}, new int[] {2, 1}));
        assertFalse(union.isSymmetric());
        NeighborhoodContract.check(union);
        NeighborhoodContract.check(Graphs.symmetrize(union));
    }

    @Test
    void symmetrizingKeepsTheSlotsAndAddsTheReverseSlots() {
        StateSpace space = StateSpace.of(3);
        Neighborhood star = Graphs.star(space);
        Neighborhood graph = Graphs.symmetrize(star);
        assertEquals(
                "[Edge[source=0, slot=1, target=1], Edge[source=0, slot=2, target=2], Edge[source=1, slot=0, target=0],"
                        + " Edge[source=2, slot=0, target=0]]",
                NeighborhoodContract.edges(graph).toString());
        assertSame(graph, Graphs.symmetrize(graph));
    }

    @Test
    void connectivityByHand() {
        StateSpace space = StateSpace.of(4);
        assertEquals(
                Connectivity.DISCONNECTED, Graphs.parse("edges(0>1,2>3)", space).connectivity());
        assertEquals(
                Connectivity.WEAK, Graphs.parse("edges(0>1,2>1,2>3)", space).connectivity());
        assertEquals(
                Connectivity.STRONG,
                Graphs.parse("edges(0>1,1>2,2>3,3>0)", space).connectivity());
        assertEquals(
                Connectivity.STRONG,
                Graphs.parse("union(edges(0>1,2>3),edges(1>2,3>0))", space).connectivity());
        assertEquals(
                Connectivity.DISCONNECTED,
                Graphs.parse("symmetrized(edges(0>1,2>3))", space).connectivity());
        assertTrue(Connectivity.WEAK.isWeaklyConnected());
        assertTrue(Connectivity.STRONG.isWeaklyConnected());
        assertFalse(Connectivity.DISCONNECTED.isWeaklyConnected());
    }

    @Test
    void disconnectedGraphsAreRefusedWithTheReason() {
        Neighborhood graph = Graphs.parse("edges(0>1,2>3)", StateSpace.of(4));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Graphs.requireWeaklyConnected(graph, "training"))
                .getMessage();
        assertTrue(message.startsWith("training needs a weakly connected graph: on edges(0>1,2>3)"), message);
        Graphs.requireWeaklyConnected(Graphs.star(StateSpace.of(4)), "training");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ring",
                "",
                "edges",
                "edges(0>1",
                "edges(0-1)",
                "edges(0>1>2)",
                "edges(0>x)",
                "edges(0>9)",
                "edges(2>2)",
                "edges(0>1,0>1)",
                "edges(-1>0)",
                "union(grid)",
                "union(grid,grid,grid)",
                "union(grid,ring)",
                "symmetrized()",
                "symmetrized(grid,star)",
                "Grid"
            })
    void nonsenseIsNotAGraph(String spec) {
        StateSpace space = StateSpace.of(4);
        assertThrows(IllegalArgumentException.class, () -> Graphs.parse(spec, space));
    }

    @Test
    void errorsNameWhatIsWrong() {
        StateSpace space = StateSpace.of(4);
        assertEquals(
                "unknown graph 'ring'; the known names are grid, torus, hamming, unmask, cycle, cycle-forward,"
                        + " chain, star,"
                        + " complete, tree, edges(0>1,...) and union(A,B)",
                messageOf(() -> Graphs.parse("ring", space)));
        assertEquals(
                "graph 'edges(0>x)': '0>x' is not an edge like 0>1",
                messageOf(() -> Graphs.parse("edges(0>x)", space)));
        assertEquals("edge 1: state 9 is not in 0..3", messageOf(() -> Graphs.parse("edges(0>1,0>9)", space)));
        assertEquals("edge 0 leads from state 2 to itself", messageOf(() -> Graphs.parse("edges(2>2)", space)));
        assertEquals(
                "edge 1 from state 0 to 1 was given before", messageOf(() -> Graphs.parse("edges(0>1,0>1)", space)));
        assertEquals(
                "edge 0 must be a pair {source, target}, was [1, 2, 3]",
                messageOf(() -> Graphs.edges(space, new int[] {1, 2, 3})));
        assertEquals(
                "a union needs two graphs on one space, was given grid on StateSpace[4] and grid on StateSpace[5]",
                messageOf(() -> Graphs.union(Graphs.grid(space), Graphs.grid(StateSpace.of(5)))));
    }

    private static String messageOf(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
