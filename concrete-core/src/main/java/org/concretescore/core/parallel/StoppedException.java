package org.concretescore.core.parallel;

/**
 * Thrown if a long calculation was stopped and does not have an answer, because its thread was interrupted. A
 * calculation that has a part of an answer, such as a training or samples, returns that instead. The thread's interrupt
 * flag stays set, so that the thread's next calculation is stopped as well. {@link Thread#interrupted} clears it.
 */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param what the calculation, in a word or two, as the subject of a sentence
     */
    public StoppedException(String what) {
        super(what + " was stopped, because its thread was interrupted");
    }

    /**
     * Stops a calculation if its thread was interrupted. Call it at least every few milliseconds; it takes about a
     * nanosecond. {@link Workers} pass on the interruption of their caller, so each thread can check for itself.
     *
     * @param what the calculation, in a word or two, as the subject of a sentence
     * @throws StoppedException if the interrupt flag of this thread is set
     */
    public static void throwIfInterrupted(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoppedException(what);
        }
    }
}
