package org.concretescore.core.baseline;

import java.util.Arrays;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.score.NormalisedDensity;

/**
 * The mean log-likelihood of data under a model, by which models are compared.
 *
 * @param mean nats per row, weighted by the rows' weights; negative infinity if the model gives a row of positive
 *     weight the probability 0
 * @param stdError the standard error of the mean, in nats; NaN for a single row, or if the mean is infinite
 */
public record LogLikelihood(double mean, double stdError) {
    /**
     * Returns the mean of log-likelihoods of rows with equal weights.
     *
     * @param logLikelihoods {@code [count]}, one per row, in nats
     * @return the mean
     * @throws IllegalArgumentException if there are none
     */
    public static LogLikelihood of(double[] logLikelihoods) {
        double[] weights = new double[logLikelihoods.length];
        Arrays.fill(weights, 1);
        return of(weights, weights.length, logLikelihoods);
    }

    /**
     * Returns the mean of log-likelihoods, weighted by the weights of the rows.
     *
     * @param data the rows
     * @param logLikelihoods {@code [count]}, one per row, in nats
     * @return the mean
     * @throws IllegalArgumentException if their number differs from the number of rows
     */
    public static LogLikelihood of(Dataset data, double[] logLikelihoods) {
        if (logLikelihoods.length != data.count()) {
            throw new IllegalArgumentException("logLikelihoods must hold one number for each of " + data.count()
                    + " rows, but has length " + logLikelihoods.length);
        }
        return of(data.weights(), data.totalWeight(), logLikelihoods);
    }

    /**
     * Returns the mean log-likelihood of data under a model.
     *
     * @param data the rows
     * @param density the model
     * @return the mean
     * @throws IllegalArgumentException if the model is on another space
     */
    public static LogLikelihood of(Dataset data, NormalisedDensity density) {
        if (!density.space().equals(data.space())) {
            throw new IllegalArgumentException(
                    "density must be on the space of the data, " + data.space() + ", but is on " + density.space());
        }
        double[] logLikelihoods = new double[data.count()];
        density.logDensities(data.states(), data.count(), logLikelihoods);
        return of(data, logLikelihoods);
    }

    private static LogLikelihood of(double[] weights, double total, double[] logLikelihoods) {
        int n = weights.length;
        if (n == 0) {
            throw new IllegalArgumentException("logLikelihoods must hold at least one number, but is empty");
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            // A row of weight 0 does not count, even if the model gives it the probability 0.
            sum += weights[i] == 0 ? 0 : weights[i] * logLikelihoods[i];
        }
        double mean = sum / total;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double deviation = weights[i] == 0 ? 0 : weights[i] * (logLikelihoods[i] - mean);
            squares += deviation * deviation;
        }
        double bessel = n > 1 ? (double) n / (n - 1) : Double.NaN;
        return new LogLikelihood(mean, Math.sqrt(bessel * squares) / total);
    }
}
