package org.concretescore.core.parallel;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A few threads that do numbered tasks together with the caller, again and again, with a hand-over of microseconds:
 * idle workers spin for a moment before they sleep. Only one thread may call {@link #run} and {@link #close}. A task
 * may call neither.
 *
 * <p>If the caller is interrupted while a round runs, the workers that have not ended their tasks are interrupted, too.
 * {@link #run} still waits for them. Tasks that call {@link StoppedException#throwIfInterrupted} now and then end soon
 * on every thread.
 */
public final class Workers implements AutoCloseable {
    private static final int SPINS = 20_000;
    /** How long the caller sleeps if it must wait for long, in nanoseconds. */
    private static final long NAP = 50_000;

    private final Thread[] threads;
    private volatile IntConsumer task;
    private volatile int round;
    private volatile boolean closed;
    private final Slot[] slots;

    /** The state that one worker shares with the caller. */
    private static final class Slot {
        private volatile int finished;
        private volatile Throwable failure;
        private volatile boolean sleeps;
    }

    /**
     * Starts the threads.
     *
     * @param count the number of tasks of a round, at least 1; the caller does task 0 itself
     * @throws IllegalArgumentException if count is below 1
     */
    public Workers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + count);
        }
        threads = new Thread[count - 1];
        slots = new Slot[count - 1];
        for (int i = 0; i < threads.length; i++) {
            int index = i;
            slots[i] = new Slot();
            threads[i] = new Thread(() -> work(index), "concrete-worker-" + (i + 1));
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    /**
     * Returns the number of tasks that run at once.
     *
     * @return the count, including the caller's task
     */
    public int count() {
        return threads.length + 1;
    }

    /**
     * Runs {@code task(0), ..., task(count - 1)} at once, the first on the calling thread, and returns when all have
     * ended.
     *
     * @param numbered the task
     * @throws RuntimeException if a task threw it; if several tasks threw, that of the lowest number
     */
    public void run(IntConsumer numbered) {
        if (closed) {
            throw new IllegalStateException("the workers are closed");
        }
        task = numbered;
        int now = round + 1;
        round = now;
        for (int i = 0; i < threads.length; i++) {
            if (slots[i].sleeps) {
                LockSupport.unpark(threads[i]);
            }
        }
        Throwable failure = null;
        try {
            numbered.accept(0);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        await(now);
        for (Slot slot : slots) {
            if (failure == null && slot.failure != null) {
                failure = slot.failure;
            }
            slot.failure = null;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private void await(int now) {
        int spins = 0;
        for (Slot slot : slots) {
            while (slot.finished != now) {
                if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else if (Thread.currentThread().isInterrupted()) {
                    // Repeated, because a worker that has not begun yet clears its flag first.
                    interrupt(now);
                    Thread.yield();
                } else {
                    LockSupport.parkNanos(this, NAP);
                }
            }
        }
    }

    private void interrupt(int now) {
        for (int i = 0; i < slots.length; i++) {
            if (slots[i].finished != now) {
                threads[i].interrupt();
            }
        }
    }

    private void work(int index) {
        Slot slot = slots[index];
        int seen = 0;
        while (!closed) {
            int spins = 0;
            while (round == seen && !closed) {
                if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    slot.sleeps = true;
                    if (round == seen && !closed) {
                        LockSupport.park(this);
                    }
                    slot.sleeps = false;
                    // An interrupted thread can't sleep.
                    Thread.interrupted();
                }
            }
            if (closed) {
                return;
            }
            seen = round;
            // This is the interruption of an earlier round, which has ended.
            Thread.interrupted();
            try {
                task.accept(index + 1);
            } catch (RuntimeException | Error e) {
                slot.failure = e;
            }
            slot.finished = seen;
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
