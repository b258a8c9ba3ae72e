package org.concretescore.core.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    void theCallersInterruptionReachesEveryTask() throws InterruptedException {
        try (Workers workers = new Workers(3)) {
            Thread caller = Thread.currentThread();
            for (int round = 0; round < 20; round++) {
                AtomicInteger begun = new AtomicInteger();
                AtomicInteger ended = new AtomicInteger();
                Thread stopper = new Thread(() -> {
                    while (begun.get() < 3) {
                        Thread.onSpinWait();
                    }
                    caller.interrupt();
                });
                stopper.start();
                StoppedException e = assertThrows(
                        StoppedException.class,
                        () -> workers.run(i -> {
                            begun.incrementAndGet();
                            try {
                                while (true) {
                                    StoppedException.throwIfInterrupted("task " + i);
                                    Thread.onSpinWait();
                                }
                            } finally {
                                ended.incrementAndGet();
                            }
                        }));
                assertEquals("task 0 was stopped, because its thread was interrupted", e.getMessage());
                assertEquals(3, ended.get(), "none is left running");
                assertTrue(Thread.interrupted(), "the flag stays");
                stopper.join();
                // No worker remembers it.
                workers.run(i -> StoppedException.throwIfInterrupted("task " + i));
            }
        }
    }

    @Test
    void aCallerThatIsInterruptedBeforeRunsNoTaskToItsEnd() {
        try (Workers workers = new Workers(2)) {
            AtomicInteger stopped = new AtomicInteger();
            Thread.currentThread().interrupt();
            workers.run(i -> {
                try {
                    while (true) {
                        StoppedException.throwIfInterrupted("task " + i);
                    }
                } catch (StoppedException e) {
                    stopped.incrementAndGet();
                }
            });
            assertTrue(Thread.interrupted());
            assertEquals(2, stopped.get());
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
