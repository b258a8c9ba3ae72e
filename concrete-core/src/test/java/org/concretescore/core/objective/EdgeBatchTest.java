package org.concretescore.core.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.graph.TestGraphs;
import org.concretescore.core.random.RandomStreams;
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
                        + (edges.isIncoming(e) ? " in" : " out"));
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
        UniformRandomProvider random = new RandomStreams(TestGraphs.SEED).stream("edges");
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
                assertArrayEquals(row, edges.isIncoming(e) ? target : source);
                assertEquals(rowOfEdge[e], edges.weight(e));
            }
        }
    }
}
