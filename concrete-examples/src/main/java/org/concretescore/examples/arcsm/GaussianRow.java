package org.concretescore.examples.arcsm;

import java.util.List;
import java.util.Locale;

/**
 * A kind of score matching in a dimension. Variances are those of one data row's loss, over rows, directions and noise.
 * They are divided by the square of the scale of the loss, which is {@code D / sigma^2}, and for denoising {@code D}.
 *
 * @param method the kind of score matching
 * @param dimension the dimension D
 * @param noise the standard deviation of the noise, in the units of the data; null if there is no noise
 * @param parameters the number of parameters
 * @param steps the number of training steps; 0 if a step was only timed, so that all errors and losses are those of the
 *     initial model
 * @param seconds the time that the steps took, on as many threads as the options ask for
 * @param stepMs the median time of a step on one thread, in milliseconds of the processor
 * @param passMs the median time of one pass, in milliseconds of the processor. A pass computes the plain scores of the
 *     same batch, forward and backward
 * @param passes {@code stepMs / passMs}
 * @param memoryMb the memory of the arrays of a step that evaluates its batch at once, in 10^6 bytes
 * @param passMemoryMb the memory of the arrays of a pass
 * @param scoreError the root mean square error of the score divided by the root mean square score, on fresh data
 *     without noise
 * @param targetError the same error on data with the objective's noise, of which it is the score; {@code scoreError} if
 *     the objective does not have noise
 * @param foundStep the first step of the curve at which {@code targetError} is below 5 %; null if there is none
 * @param loss the mean loss of a test row
 * @param lossVariance the variance of the loss at the trained model
 * @param trueLossVariance the variance of the loss at the true scores
 * @param diverged whether training stopped because the loss was no longer a number
 * @param curve the course of the training, from the initial model to the trained one
 */
public record GaussianRow(
        String method,
        int dimension,
        Double noise,
        int parameters,
        int steps,
        double seconds,
        double stepMs,
        double passMs,
        double passes,
        double memoryMb,
        double passMemoryMb,
        double scoreError,
        double targetError,
        Integer foundStep,
        double loss,
        double lossVariance,
        double trueLossVariance,
        boolean diverged,
        List<GaussianPoint> curve) {
    public GaussianRow {
        curve = List.copyOf(curve);
    }

    /** Returns the method and its noise, if there is any. */
    String title() {
        return noise == null ? method : String.format(Locale.ROOT, "%s %.3g", method, noise);
    }

    /** Returns a line for the console. */
    String line(boolean trained) {
        String cost = String.format(
                Locale.ROOT,
                "%s, D = %d: %.2f ms a step (%.1f passes), %.1f MB",
                title(),
                dimension,
                stepMs,
                passes,
                memoryMb);
        return !trained
                ? cost
                : String.format(
                        Locale.ROOT,
                        "%s; %d steps in %.0f s, score error %.4f, loss variance %.3g",
                        cost,
                        steps,
                        seconds,
                        scoreError,
                        lossVariance);
    }
}
