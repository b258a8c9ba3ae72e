package org.concretescore.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;

final class BatchesTest {
    private static final Dataset TWO = Dataset.of(Schema.of(StateSpace.of(5)), new int[] {3, 1, 3, 3}, 4);

    @Test
    void fewRowsAreTakenWhole() {
        Batches batches = new Batches(TWO, 64, false, new RandomStreams(1));
        batches.next(0);
        assertEquals(2, batches.rows());
        assertEquals(1, Arrays.stream(batches.weights()).sum(), 1e-15);
    }

    /** A row that stands for three is drawn three times as often, and perturbed each time for itself. */
    @Test
    void rowsThatArePerturbedAreDrawnOneByOne() {
        Batches batches = new Batches(TWO, 64, true, new RandomStreams(1));
        for (int step = 0; step < 3; step++) {
            batches.next(step);
            assertEquals(64, batches.rows());
            assertEquals(1, Arrays.stream(batches.weights(), 0, 64).sum(), 1e-12);
            assertEquals(
                    48,
                    Arrays.stream(batches.states(), 0, 64).filter(v -> v == 3).count());
        }
    }

    /** Epochs of two batches of three: each holds every row once, with its weight, and they are not cut alike. */
    @Test
    void everyEpochHasAnOrderOfItsOwn() {
        double[] weights = {1, 2, 3, 4, 5, 6};
        Dataset data = Dataset.of(Schema.of(StateSpace.of(6)), new int[] {5, 3, 0, 1, 4, 2}, weights);
        Map<Integer, Double> weightOf = new HashMap<>();
        for (int i = 0; i < 6; i++) {
            weightOf.put(data.states()[i], weights[i]);
        }
        Batches batches = new Batches(data, 3, true, new RandomStreams(1));
        Set<String> firstHalves = new HashSet<>();
        for (int epoch = 0; epoch < 8; epoch++) {
            Set<Integer> rows = new HashSet<>();
            for (int half = 0; half < 2; half++) {
                batches.next(2 * epoch + half);
                for (int i = 0; i < 3; i++) {
                    int row = batches.states()[i];
                    assertTrue(rows.add(row), "epoch " + epoch + " has row " + row + " twice");
                    // A batch's weights are 1 in the mean: 21 / 6 is the mean of all weights.
                    assertEquals(weightOf.get(row) / 3.5 / 3, batches.weights()[i], 1e-12);
                }
                if (half == 0) {
                    firstHalves.add(Arrays.toString(batches.states()));
                }
            }
        }
        assertTrue(firstHalves.size() > 1, firstHalves.toString());
    }

    @Test
    void aBatchOfMoreRowsThanAnArrayHoldsIsRefused() {
        Dataset pairs = Dataset.of(Schema.of(StateSpace.binary(2)), new int[] {0, 1}, 1);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new Batches(pairs, Integer.MAX_VALUE, true, new RandomStreams(1)))
                .getMessage();
        assertEquals("batch must be at most 1073741819 for rows of 2 columns, was 2147483647", message);
        assertEquals(1, new Batches(pairs, Integer.MAX_VALUE, false, new RandomStreams(1)).rows());
    }
}
