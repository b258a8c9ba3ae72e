package org.concretescore.nn.train;

import java.util.List;
import org.concretescore.nn.model.VectorModel;

/**
 * What came out of a training on vectors.
 *
 * @param model the model with the best parameters; without validation data, with the last ones
 * @param steps the number of steps done
 * @param bestStep the step whose parameters the model has
 * @param loss the objective's mean over the last {@code validateEvery} steps
 * @param validation the objective on the validation data, of the model's parameters; NaN without such data
 * @param diverged whether training stopped because the loss or a gradient was no longer a number; the model then has
 *     the last good parameters
 * @param stopped whether training stopped because its thread was interrupted; the model then has the best parameters so
 *     far, or those after the last step where none were validated
 * @param curve the loss, and the validation, every {@code validateEvery} steps
 */
public record VectorTrainingResult(
        VectorModel model,
        int steps,
        int bestStep,
        double loss,
        double validation,
        boolean diverged,
        boolean stopped,
        List<TrainingResult.Point> curve) {
    /**
     * Keeps a copy of the curve.
     *
     * @param model the model with the best parameters; without validation data, with the last ones
     * @param steps the number of steps done
     * @param bestStep the step whose parameters the model has
     * @param loss the objective's mean over the last {@code validateEvery} steps
     * @param validation the objective on the validation data, of the model's parameters; NaN without such data
     * @param diverged whether training stopped because the loss or a gradient was no longer a number; the model then
     *     has the last good parameters
     * @param stopped whether training stopped because its thread was interrupted; the model then has the best parameters so
     *     far, or those after the last step where none were validated
     * @param curve the loss, and the validation, every {@code validateEvery} steps
     */
    public VectorTrainingResult {
        curve = List.copyOf(curve);
    }
}
