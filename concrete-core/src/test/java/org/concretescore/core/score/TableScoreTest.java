package org.concretescore.core.score;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.Verify;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TableScoreTest {
    private static final double NONE = Double.NEGATIVE_INFINITY;

    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#all")
    void aTableAnswersAsItsModel(Neighborhood graph) {
        UniformRandomProvider random = STREAMS.stream("table on " + graph);
        ScoreModel model = TestDistributions.random(graph.space(), 2, random).score(graph);
        int n = (int) graph.space().size();
        int count = 3 * n;
        int[] states = new int[count * graph.space().dimension()];
        for (int row = 0; row < count; row++) {
            graph.space().unrank(random.nextInt(n), states, row * graph.space().dimension());
        }
        double[] expected = new double[count * graph.slots()];
        double[] actual = new double[count * graph.slots()];
        model.logRatios(states, count, expected);
        TableScore table = TableScore.of(model);
        Verify.score(table, 1e-12, random);
        table.logRatios(states, count, actual);
        assertArrayEquals(expected, actual);
        TableScore.of(table).logRatios(states, count, actual);
        assertArrayEquals(expected, actual);
    }

    @Test
    void numbersOfEmptySlotsAreIgnored() {
        double[] numbers = {1, 2, Double.NaN};
        TableScore table = TableScore.of(Graphs.chain(StateSpace.of(3)), numbers);
        numbers[0] = 100;
        double[] out = new double[3];
        table.logRatios(new int[] {0, 1, 2}, 3, out);
        assertArrayEquals(new double[] {1, 2, NONE}, out);
    }

    @Test
    void unitsOfAScore() {
        ScoreModel table = TableScore.of(Graphs.chain(StateSpace.of(3)), new double[] {Math.log(3), -1e-12, 0});
        double[] out = {7, 7, 7, 7};
        table.scores(new int[] {0, 1, 2}, 3, out);
        assertArrayEquals(new double[] {2, -1e-12, -1, 7}, out, 1e-15);
        assertEquals(-1e-12, out[1], 1e-23);
        table.ratios(new int[] {0, 1, 2}, 3, out);
        assertArrayEquals(new double[] {3, 1 - 1e-12, 0, 7}, out, 1e-15);
    }

    @Test
    void oneStateByHand() {
        ScoreModel score =
                ExactDistribution.of(StateSpace.of(2, 2), 1, 2, 3, 4).score(Graphs.hamming(StateSpace.of(2, 2)));
        assertArrayEquals(new double[] {Math.log(0.5), Math.log(0.75)}, score.logRatios(1, 1), 1e-15);
        assertEquals("state 0, coordinate 1: value 2 is not in 0..1", messageOf(() -> score.logRatios(0, 2)));
        assertEquals("a state of StateSpace[2^2] has 2 coordinates, was given 1", messageOf(() -> score.logRatios(0)));
        assertEquals(
                "a state of StateSpace[2^2] has 2 coordinates, was given 3", messageOf(() -> score.logRatios(0, 0, 0)));
    }

    @Test
    void badTablesAreRefused() {
        Neighborhood graph = Graphs.cycle(StateSpace.of(3));
        assertEquals(
                "a table for cycle on StateSpace[3] has 3 x 2 entries, was given 5",
                messageOf(() -> TableScore.of(graph, new double[5])));
        assertEquals(
                "log ratio of state 1, slot 1 is NaN",
                messageOf(() -> TableScore.of(graph, new double[] {0, 0, 0, Double.NaN, 0, 0})));
        assertThrows(
                IllegalArgumentException.class, () -> TableScore.of(Graphs.grid(StateSpace.binary(40)), new double[0]));
    }

    private static String messageOf(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
