package org.concretescore.nn.train;

/** Hears of a training's progress, on the thread that trains. */
public interface TrainingListener {
    /**
     * A step is done.
     *
     * @param step the number of steps done
     * @param steps the largest number of steps
     * @param loss the step's loss
     */
    default void step(int step, int steps, double loss) {}

    /**
     * A validation is done.
     *
     * @param step the number of steps done
     * @param criterion what is to be small on the validation data, as the trainer says
     * @param best whether it is the best so far
     */
    default void validated(int step, double criterion, boolean best) {}

    /**
     * The parameters as they are every {@code validateEvery} steps, with or without validation data; called after
     * {@link #validated}.
     *
     * @param step the number of steps done
     * @param parameters the averaged parameters, those that are validated; not to be changed nor kept
     */
    default void parameters(int step, float[] parameters) {}

    /**
     * Something that the user should know: from which step a training goes on, or that a checkpoint is damaged.
     *
     * @param line one line
     */
    default void note(String line) {}
}
