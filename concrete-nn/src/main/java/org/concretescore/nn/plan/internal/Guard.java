package org.concretescore.nn.plan.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A lock that admits one thread that runs, or any number of threads that read, and refuses all others. Once closed, it
 * refuses all threads. Native memory must not be written by two threads, or freed while a thread uses it.
 */
public final class Guard {
    private static final int IDLE = 0;
    private static final int RUNNING = -1;
    private static final int CLOSED = -2;

    private final String name;
    /** One of the constants, or the number of readers. */
    private final AtomicInteger state = new AtomicInteger(IDLE);

    private volatile String runner = "";

    /**
     * Makes an open guard.
     *
     * @param name the name of the guarded object, for messages
     */
    public Guard(String name) {
        this.name = name;
    }

    /**
     * Enters to run. {@link #leave} must follow.
     *
     * @throws IllegalStateException if it is closed, or another thread is inside
     */
    public void enter() {
        int found = state.compareAndExchange(IDLE, RUNNING);
        if (found != IDLE) {
            throw refusal(found);
        }
        runner = Thread.currentThread().getName();
    }

    /** Leaves after {@link #enter}. */
    public void leave() {
        state.set(IDLE);
    }

    /**
     * Enters to read. {@link #leaveReading} must follow.
     *
     * @throws IllegalStateException if it is closed, or a thread is running
     */
    public void enterReading() {
        int found;
        do {
            found = state.get();
            if (found < IDLE) {
                throw refusal(found);
            }
        } while (!state.compareAndSet(found, found + 1));
    }

    /** Leaves after {@link #enterReading}. */
    public void leaveReading() {
        state.decrementAndGet();
    }

    /**
     * Closes the guard.
     *
     * @return whether it was open
     * @throws IllegalStateException if a thread is inside
     */
    public boolean close() {
        int found = state.compareAndExchange(IDLE, CLOSED);
        if (found != IDLE && found != CLOSED) {
            throw new IllegalStateException(name + " can't be closed while " + user(found) + " it");
        }
        return found == IDLE;
    }

    private IllegalStateException refusal(int found) {
        return new IllegalStateException(
                found == CLOSED
                        ? name + " is closed"
                        : name + " belongs to one thread at a time: '"
                                + Thread.currentThread().getName() + "' came while " + user(found) + " it");
    }

    private String user(int found) {
        return found == RUNNING ? "'" + runner + "' was running" : "others were reading";
    }
}
