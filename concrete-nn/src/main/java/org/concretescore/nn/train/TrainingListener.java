package org.concretescore.nn.train;

/** Receives the progress of a training, on the thread that trains. */
public interface TrainingListener {
    /**
     * Called after each step.
     *
     * @param step the number of steps done
     * @param steps the largest number of steps
     * @param loss the step's loss
     */
    default void step(int step, int steps, double loss) {}

    /**
     * Called after each validation.
     *
     * @param step the number of steps done
     * @param criterion the criterion on the validation data, which the trainer documents; the smaller the better
     * @param best whether it is the best so far
     */
    default void validated(int step, double criterion, boolean best) {}

    /**
     * Called with the parameters every {@code validateEvery} steps, with or without validation data, and after
     * {@link #validated}.
     *
     * @param step the number of steps done
     * @param parameters the averaged parameters, which are validated; not to be changed or kept
     */
    default void parameters(int step, float[] parameters) {}

    /**
     * Called with a note for the user: from which step a training goes on, or that a checkpoint is damaged.
     *
     * @param line one line
     */
    default void note(String line) {}
}
