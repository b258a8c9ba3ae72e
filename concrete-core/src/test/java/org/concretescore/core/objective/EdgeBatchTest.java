package org.concretescore.core.objective;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;

final class EdgeBatchTest {
    @Test
    void edgesByHand() {
        Neighborhood graph = Graphs.chain(StateSpace.of(2, 2));
        EdgeBatch edges = new EdgeBatch(graph, true);
        assertSame(graph, edges.graph());
        int[] rows = {7, 0, 1, 1, 1};
        // State 1 is (0, 1), state 3 is (1, 1).
        assertTrue(edges.addOutgoing(rows, 1, 0, 0.5));
        assertTrue(edges.addIncoming(rows, 1, 0, 0.25));
        assertFalse(edges.addOutgoing(rows, 3, 0, 1));
        assertFalse(edges.addIncoming(new int[] {0, 0}, 0, 0, 1));
        assertEquals(2, edges.size());
        assertEquals(3, edges.stateCount());
        assertEdge(edges, 0, "[0, 1] 0 [1, 0] 0.5 out");
        assertEdge(edges, 1, "[0, 0] 0 [0, 1] 0.25 in");
    }

    private static void assertEdge(EdgeBatch edges, int e, String expected) {
        assertEquals(
                expected,
                Arrays.toString(state(edges, edges.source(e))) + " " + edges.slot(e) + " "
                        + Arrays.toString(state(edges, edges.target(e))) + " " + edges.weight(e)
                        + " " + edges.role(e).name().toLowerCase(Locale.ROOT));
    }

    private static int[] state(EdgeBatch edges, int position) {
        int dimension = edges.graph().space().dimension();
        return Arrays.copyOfRange(edges.states(), position * dimension, (position + 1) * dimension);
    }

    @Test
    void withoutTargetsOnlySourcesAreStates() {
        EdgeBatch edges = new EdgeBatch(Graphs.hamming(StateSpace.binary(8)), false);
        int[] row = new int[8];
        for (int slot = 0; slot < 8; slot++) {
            assertTrue(edges.addOutgoing(row, 0, slot, 1));
        }
        assertEquals(1, edges.stateCount());
        assertTrue(edges.addIncoming(row, 0, 3, 1));
        assertEquals(2, edges.stateCount());
        assertArrayEquals(new int[] {0, 0, 0, 1, 0, 0, 0, 0}, state(edges, edges.source(8)));
        assertEquals(3, edges.slot(8));
        for (int e = 0; e < 9; e++) {
            assertEquals(-1, edges.target(e));
        }
    }

    /** Far more states than it begins with room for, and values that a careless hash would mix up. */
    @Test
    void statesAreDistinctAndEdgesSurviveGrowth() {
        StateSpace space = StateSpace.of(40, 1, 70, 33);
        Neighborhood graph = Graphs.union(Graphs.grid(space), Graphs.star(space));
        UniformRandomProvider random = STREAMS.stream("edges");
        EdgeBatch edges = new EdgeBatch(graph, true);
        for (int round = 0; round < 2; round++) {
            edges.clear();
            assertEquals(0, edges.size());
            assertEquals(0, edges.stateCount());
            int count = 500;
            int[] rows = new int[count * 4];
            int[] rowOfEdge = new int[100_000];
            for (int row = 0; row < count; row++) {
                // From few states, so that many rows and neighbors coincide.
                space.unrank(random.nextInt(600), rows, row * 4);
                for (int slot = 0; slot < graph.slots(); slot++) {
                    rowOfEdge[edges.size()] = row;
                    edges.addOutgoing(rows, row * 4, slot, row);
                }
                for (int k = 0; k < Math.min(12, graph.reverseSlots(rows, row * 4)); k++) {
                    rowOfEdge[edges.size()] = row;
                    edges.addIncoming(rows, row * 4, k, row);
                }
            }
            Set<Long> ranks = new HashSet<>();
            for (int i = 0; i < edges.stateCount(); i++) {
                ranks.add(space.rank(edges.states(), i * 4));
            }
            assertEquals(edges.stateCount(), ranks.size());
            assertTrue(edges.stateCount() > 500 && edges.size() > 2000);
            for (int e = 0; e < edges.size(); e++) {
                int[] source = state(edges, edges.source(e));
                int[] target = state(edges, edges.target(e));
                assertEquals(edges.slot(e), graph.slotOf(source, 0, target, 0));
                int[] row = Arrays.copyOfRange(rows, rowOfEdge[e] * 4, rowOfEdge[e] * 4 + 4);
                assertArrayEquals(row, edges.role(e) == EdgeBatch.Role.IN ? target : source);
                assertEquals(rowOfEdge[e], edges.weight(e));
            }
        }
    }

    @Test
    void mutualEdgesAndPairs() {
        Neighborhood graph = Graphs.hamming(StateSpace.of(3, 2));
        EdgeBatch edges = new EdgeBatch(graph, true);
        assertTrue(edges.isTied());
        int[] row = {2, 0};
        assertTrue(edges.addMutual(row, 0, 2, 0.5));
        edges.addTowards(row, 0, 0, new int[] {0, 0}, 0, 0.25, 3);
        edges.addPair(row, 0, new int[] {0, 1}, 0, 2);
        edges.addPair(row, 0, row, 0, 1);
        assertEdge(edges, 0, "[2, 0] 2 [2, 1] 0.5 mutual");
        assertEdge(edges, 1, "[2, 0] 0 [0, 0] 0.25 out");
        assertEdge(edges, 2, "[2, 0] -1 [0, 1] 2.0 out");
        assertEquals(edges.source(3), edges.target(3));
        assertEquals(List.of(0.0, 3.0, 0.0), List.of(edges.ratio(0), edges.ratio(1), edges.ratio(2)));
        assertEquals(4, edges.stateCount());
    }

    @Test
    void groupsEndWhereTheyAreSaidTo() {
        EdgeBatch edges = new EdgeBatch(Graphs.hamming(StateSpace.binary(3)), true);
        int[] row = new int[3];
        for (int group = 0; group < 40; group++) {
            for (int i = 0; i <= group % 3; i++) {
                edges.addPair(row, 0, new int[] {0, i % 2, 1}, 0, 1);
            }
            edges.endGroup();
        }
        assertEquals(40, edges.groupCount());
        int end = 0;
        for (int group = 0; group < 40; group++) {
            end += 1 + group % 3;
            assertEquals(end, edges.groupEnd(group));
        }
        edges.clear();
        assertEquals(0, edges.groupCount());
    }

    /** One point at two levels is two states, also where the table grows in between. */
    @Test
    void statesHaveLevels() {
        EdgeBatch edges = new EdgeBatch(Graphs.hamming(StateSpace.binary(9)), false);
        int[] row = new int[9];
        for (int i = 0; i < 300; i++) {
            edges.noiseLevel(i % 3 * 0.5);
            for (int d = 0; d < 9; d++) {
                row[d] = (i / 3) >> d & 1;
            }
            edges.addOutgoing(row, 0, 0, 1);
            edges.addOutgoing(row, 0, 1, 1);
        }
        assertEquals(300, edges.stateCount());
        for (int i = 0; i < 300; i++) {
            assertEquals(i % 3 * 0.5, edges.level(edges.source(2 * i)));
            assertEquals(edges.source(2 * i), edges.source(2 * i + 1));
        }
        edges.clear();
        edges.addOutgoing(row, 0, 0, 1);
        assertEquals(0, edges.level(0));
    }

    @Test
    void aFreeModelIsNotAskedForMore() {
        EdgeBatch edges = new EdgeBatch(Graphs.hamming(StateSpace.binary(2)), false);
        int[] row = new int[2];
        assertThrows(IllegalStateException.class, () -> edges.addMutual(row, 0, 0, 1));
        assertThrows(IllegalStateException.class, () -> edges.addPair(row, 0, row, 0, 1));
    }
}
