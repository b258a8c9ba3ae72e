package org.concretescore.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
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
