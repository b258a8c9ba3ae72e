package org.concretescore.nn.train;

import java.util.List;
import java.util.function.Function;

/**
 * The result of a training.
 *
 * @param <M> the kind of model
 * @param model the model with the best parameters; without validation data, with the last ones
 * @param steps the number of steps done
 * @param bestStep the step whose parameters the model has
 * @param loss the objective's mean over the last {@code validateEvery} steps
 * @param validation the validation criterion of the model's parameters, which the trainer documents; NaN without
 *     validation data
 * @param diverged whether training stopped because the loss or a gradient was no longer a number; the model then has
 *     the last good parameters
 * @param stopped whether training stopped because its thread was interrupted; the model then has the best parameters so
 *     far, or those after the last step if none were validated
 * @param curve the loss, and the criterion, every {@code validateEvery} steps
 */
public record TrainingResult<M>(
        M model,
        int steps,
        int bestStep,
        double loss,
        double validation,
        boolean diverged,
        boolean stopped,
        List<Point> curve) {
    /**
     * A point of the learning curve.
     *
     * @param step the number of steps done
     * @param loss the objective's mean since the last point
     * @param validation the validation criterion, NaN without validation data
     */
    public record Point(int step, double loss, double validation) {}

    /**
     * Keeps a copy of the curve.
     *
     * @param model the model with the best parameters; without validation data, with the last ones
     * @param steps the number of steps done
     * @param bestStep the step whose parameters the model has
     * @param loss the objective's mean over the last {@code validateEvery} steps
     * @param validation the validation criterion of the model's parameters, NaN without validation data
     * @param diverged whether training stopped because the loss or a gradient was no longer a number
     * @param stopped whether training stopped because its thread was interrupted
     * @param curve the loss, and the criterion, every {@code validateEvery} steps
     */
    public TrainingResult {
        curve = List.copyOf(curve);
    }

    /** Returns the same training, with another form of its model. */
    <N> TrainingResult<N> map(Function<? super M, ? extends N> form) {
        return new TrainingResult<>(form.apply(model), steps, bestStep, loss, validation, diverged, stopped, curve);
    }
}
