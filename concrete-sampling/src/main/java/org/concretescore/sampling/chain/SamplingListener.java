package org.concretescore.sampling.chain;

/**
 * Hears how a long computation goes: what the caller should know and can't see in the result, and how far each task is. Every
 * method has a default that does nothing, so that a listener overrides what it wants to hear.
 *
 * <p>Calls come from one thread at a time, which may be another one than the caller's.
 */
public interface SamplingListener {
    /** Hears nothing. */
    SamplingListener SILENT = new SilentListener();

    /**
     * Hears what the caller should know.
     *
     * @param sentence a sentence in English, without a capital at its beginning and without a full stop
     */
    default void note(String sentence) {}

    /**
     * Hears that a task begins.
     *
     * @param task a word or two, for instance {@code burn-in}
     * @param steps how many steps the task will take, 0 or more; of chains, summed over the chains
     * @return is told of the steps that are done, and closed when the task has ended or has failed
     */
    default Progress begin(String task, long steps) {
        return done -> {};
    }

    /** Hears how far one task is. */
    @FunctionalInterface
    interface Progress extends AutoCloseable {
        /**
         * Hears how many steps are done.
         *
         * @param done how many of the task's steps have been done so far
         */
        void at(long done);

        /** Hears that the task has ended, whether all its steps are done or not. */
        @Override
        default void close() {}
    }
}
