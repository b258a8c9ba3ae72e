package org.concretescore.examples.relaxed;

import java.util.Locale;

/**
 * A trained model. Its bounds are those of the discrete graph unless stated otherwise: lower bounds on the mean
 * log-likelihood, in nats a row.
 *
 * @param estimator the estimator that trained it
 * @param m the number of samples of the bound that was trained
 * @param temperature the temperature of the nodes in training; NaN if they do not have one
 * @param testBound the bound on the test split; all bounds are NaN if one of the discrete graph is not finite
 * @param testError the standard error of {@code testBound}; NaN if there is only one row
 * @param trainBound the bound on the training split
 * @param trainError the standard error of {@code trainBound}; NaN if there is only one row
 * @param relaxedTestBound the bound of the relaxed graph, which was trained, on the test split; NaN if nothing is
 *     relaxed
 * @param steps the number of training steps that were done
 * @param bestStep the step whose parameters the model has
 * @param diverged whether training ended because the loss was no longer a number, or a bound is not finite
 * @param seconds the time that training took; if the run was resumed, the time since then
 * @param evaluationSeconds the time that the bounds took
 */
public record RelaxedRow(
        String estimator,
        int m,
        double temperature,
        double testBound,
        double testError,
        double trainBound,
        double trainError,
        double relaxedTestBound,
        int steps,
        int bestStep,
        boolean diverged,
        double seconds,
        double evaluationSeconds) {
    /** Returns a name of the model, for instance {@code vimco, m = 5}. */
    String name(boolean swept) {
        return estimator + ", m = " + m
                + (swept && !Double.isNaN(temperature) ? String.format(Locale.ROOT, ", %.3g", temperature) : "");
    }

    /** Returns a line for the console. */
    String line(boolean swept) {
        String line = String.format(
                Locale.ROOT,
                "%s: test %s, training rows %s, %.0f s of training",
                name(swept),
                bound(testBound, testError),
                bound(trainBound, trainError),
                seconds);
        return diverged
                ? line + "; training diverged after step " + steps + ", these are the parameters of step " + bestStep
                        + "; a smaller --learning-rate may help"
                : line;
    }

    /** Formats a bound; one row does not have a standard error. */
    private static String bound(double mean, double error) {
        return Double.isNaN(error) && !Double.isNaN(mean)
                ? String.format(Locale.ROOT, "%.2f (one row)", mean)
                : String.format(Locale.ROOT, "%.2f +- %.2f", mean, error);
    }
}
