package org.concretescore.nn.plan;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets one thread in at a time and refuses others, and nobody once closed: native memory must not be written by two
 * threads, nor freed under a running one.
 */
public final class Guard {
    private static final Thread CLOSED = new Thread("closed");

    private final String name;
    private final AtomicReference<Thread> inside = new AtomicReference<>();

    /**
     * An open guard.
     *
     * @param name what is guarded, for messages
     */
    public Guard(String name) {
        this.name = name;
    }

    /**
     * Goes in; {@link #leave} must follow.
     *
     * @throws IllegalStateException if it is closed, or a thread is inside
     */
    public void enter() {
        Thread other = inside.compareAndExchange(null, Thread.currentThread());
        if (other == CLOSED) {
            throw new IllegalStateException(name + " is closed");
        }
        if (other != null) {
            throw new IllegalStateException(name + " belongs to one thread at a time: '"
                    + Thread.currentThread().getName() + "' came while '" + other.getName() + "' was running it");
        }
    }

    /** Goes out. */
    public void leave() {
        inside.set(null);
    }

    /**
     * Closes.
     *
     * @return whether it was open
     * @throws IllegalStateException if a thread is inside
     */
    public boolean close() {
        Thread other = inside.compareAndExchange(null, CLOSED);
        if (other != null && other != CLOSED) {
            throw new IllegalStateException(name + " can't be closed while '" + other.getName() + "' is running it");
        }
        return other == null;
    }
}
