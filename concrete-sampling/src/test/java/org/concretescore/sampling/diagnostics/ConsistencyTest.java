package org.concretescore.sampling.diagnostics;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.Support;
import org.junit.jupiter.api.Test;

final class ConsistencyTest {
    private static int[] allStates(StateSpace space) {
        int n = (int) space.size();
        int[] states = new int[n * space.dimension()];
        for (int rank = 0; rank < n; rank++) {
            space.unrank(rank, states, rank * space.dimension());
        }
        return states;
    }

    @Test
    void trueScoresAreConsistent() {
        StateSpace space = StateSpace.of(2, 3, 4);
        ExactDistribution p = Support.randomPmf(space, 5, STREAMS.stream("consistency"));
        for (String name : Graphs.NAMES) {
            ScoreModel score = p.score(Graphs.parse(name, space));
            Consistency found = Consistency.measure(score, allStates(space), 24);
            assertTrue(found.edges() == 0 || found.maxAsymmetry() < 1e-12, name + ": " + found);
            assertTrue(found.squares() == 0 || found.maxSquare() < 1e-12, name + ": " + found);
            assertEquals(score.neighborhood().isSymmetric(), found.edges() > 0, name);
        }
        Consistency found = Consistency.measure(p.score(Graphs.hamming(space)), allStates(space), 24);
        assertEquals(24 * (1 + 2 + 3), found.edges());
        // Pairs of slots of two coordinates.
        assertEquals(24 * (1 * 2 + 1 * 3 + 2 * 3), found.squares());
    }

    /** On two bits there is one square; its edges are known. */
    @Test
    void residualsAreThoseOfTheTable() {
        StateSpace space = StateSpace.binary(2);
        Neighborhood graph = Graphs.hamming(space);
        // Rows 00, 01, 10, 11; slots flip the first and the second bit.
        ScoreModel score = TableScore.of(graph, new double[] {0.5, 0.25, 1, -0.25, -0.5, 2, -1.5, -2});
        Consistency found = Consistency.measure(score, new int[2], 1);
        assertEquals(2, found.edges());
        assertEquals(0, found.maxAsymmetry(), 1e-15);
        assertEquals(1, found.squares());
        // 00 -> 10 -> 11 against 00 -> 01 -> 11.
        assertEquals(Math.abs(0.5 + 2 - 0.25 - 1), found.maxSquare(), 1e-15);
        found = Consistency.measure(score, allStates(space), 4);
        assertEquals(8, found.edges());
        // Of the four edges, 01 - 11 alone is not opposite to itself.
        assertEquals(0.5, found.maxAsymmetry(), 1e-15);
        assertEquals(2 * 0.5 / 8, found.meanAsymmetry(), 1e-15);
        assertEquals(4, found.squares());
    }

    @Test
    void refusesNaNAndStrangeStates() {
        StateSpace space = StateSpace.binary(2);
        ScoreModel nan = new ScoreModel() {
            @Override
            public Neighborhood neighborhood() {
                return Graphs.hamming(space);
            }

            @Override
            public void logRatios(int[] states, int count, double[] logRatios) {
                Arrays.fill(logRatios, 0, 2 * count, Double.NaN);
            }
        };
        String message = assertThrows(IllegalStateException.class, () -> Consistency.measure(nan, new int[] {0, 1}, 1))
                .getMessage();
        assertTrue(message.contains("log ratio of state [0, 1], slot 0"), message);
        assertThrows(IllegalArgumentException.class, () -> Consistency.measure(nan, new int[] {0, 2}, 1));
        assertEquals(0, Consistency.measure(nan, new int[0], 0).edges());
    }
}
