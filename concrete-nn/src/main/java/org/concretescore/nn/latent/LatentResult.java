package org.concretescore.nn.latent;

import java.util.List;
import org.concretescore.nn.train.TrainingResult;

/**
 * A trained latent variable model and how it came about.
 *
 * @param model the model
 * @param steps the number of steps that were done
 * @param bestStep the step after which the model was what is returned
 * @param loss the mean training loss, minus the bound that was trained, in nats, since the last point of the curve
 * @param validation minus the bound of the discrete graph on the validation data, of the returned model; NaN without
 * @param diverged whether training ended because a loss or gradient was no number
 * @param stopped whether training stopped because its thread was interrupted; the model then has the best parameters so
 *     far, or those after the last step where none were validated
 * @param curve loss and validation, a point each time the model was validated
 */
public record LatentResult(
        LatentModel model,
        int steps,
        int bestStep,
        double loss,
        double validation,
        boolean diverged,
        boolean stopped,
        List<TrainingResult.Point> curve) {
    /**
     * Copies the curve.
     *
     * @param model the model
     * @param steps the number of steps that were done
     * @param bestStep the step after which the model was what is returned
     * @param loss the mean training loss
     * @param validation minus the bound on the validation data
     * @param diverged whether training ended because a loss or gradient was no number
     * @param stopped whether training stopped because its thread was interrupted; the model then has the best parameters so
     *     far, or those after the last step where none were validated
     * @param curve loss and validation
     */
    public LatentResult {
        curve = List.copyOf(curve);
    }
}
