package org.concretescore.core.parallel;

/**
 * Thrown where a long calculation was stopped and has no answer to give: the thread that asked for it was interrupted. What
 * has a part of an answer, a training or samples, returns that instead. The thread's interrupt flag stays set, so that
 * whatever it would do next is stopped as well; {@link Thread#interrupted} clears it.
 */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * What was stopped.
     *
     * @param what in a word or two, as the subject of a sentence
     */
    public StoppedException(String what) {
        super(what + " was stopped, since its thread was interrupted");
    }

    /**
     * Stops a calculation whose thread was interrupted. To be called every few milliseconds or oftener; it takes about a
     * nanosecond. {@link Workers} pass the interruption of their caller on, so that each thread asks for itself.
     *
     * @param what what is stopped, in a word or two, as the subject of a sentence
     * @throws StoppedException if the interrupt flag of this thread is set
     */
    public static void throwIfInterrupted(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoppedException(what);
        }
    }
}
