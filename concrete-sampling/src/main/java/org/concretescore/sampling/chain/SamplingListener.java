package org.concretescore.sampling.chain;

/**
 * Receives reports of a long computation: how far each task is, and what the caller should know but cannot see in the
 * result. Every method has a default that does nothing, so a listener overrides only the methods that it needs.
 *
 * <p>Calls come from one thread at a time, which may differ from the caller's thread.
 */
public interface SamplingListener {
    /** A listener that ignores all reports. */
    SamplingListener SILENT = new SamplingListener() {};

    /**
     * Receives something that the caller should know.
     *
     * @param sentence a sentence in English, without a capital at its beginning and without a full stop
     */
    default void note(String sentence) {}

    /**
     * Is called when a task begins.
     *
     * @param task a word or two, for instance {@code burn-in}
     * @param steps the number of steps that the task will take, 0 or more; for chains, it is summed over the chains
     * @return receives the progress of the task, and is closed when the task has ended or failed
     */
    default Progress begin(String task, long steps) {
        return done -> {};
    }

    /** Receives the progress of one task. */
    @FunctionalInterface
    interface Progress extends AutoCloseable {
        /**
         * Receives the number of steps that are done.
         *
         * @param done the number of the task's steps that are done so far
         */
        void at(long done);

        /** Is called when the task has ended, whether all its steps are done or not. */
        @Override
        default void close() {}
    }
}
