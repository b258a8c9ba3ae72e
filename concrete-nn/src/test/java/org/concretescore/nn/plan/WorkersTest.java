package org.concretescore.nn.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

final class WorkersTest {
    @Test
    void everyTaskRunsOncePerRound() throws InterruptedException {
        AtomicIntegerArray runs = new AtomicIntegerArray(4);
        try (Workers workers = new Workers(4)) {
            for (int round = 1; round <= 2000; round++) {
                workers.run(runs::incrementAndGet);
                for (int i = 0; i < 4; i++) {
                    assertEquals(round, runs.get(i));
                }
                if (round % 500 == 0) {
                    // Long enough for the workers to fall asleep.
                    Thread.sleep(20);
                }
            }
        }
    }

    @Test
    void aTasksFailureReachesTheCallerAndTheNextRoundRuns() {
        try (Workers workers = new Workers(2)) {
            for (int failing = 0; failing < 2; failing++) {
                int which = failing;
                IllegalStateException e = assertThrows(
                        IllegalStateException.class,
                        () -> workers.run(i -> {
                            if (i == which) {
                                throw new IllegalStateException("task " + i);
                            }
                        }));
                assertEquals("task " + which, e.getMessage());
            }
            AtomicInteger sum = new AtomicInteger();
            workers.run(i -> sum.addAndGet(i + 1));
            assertEquals(3, sum.get());
        }
    }

    @Test
    void refusesBadUse() {
        assertThrows(IllegalArgumentException.class, () -> new Workers(0));
        Workers workers = new Workers(2);
        workers.close();
        assertThrows(IllegalStateException.class, () -> workers.run(i -> {}));
    }
}
