package org.concretescore.examples.run;

import java.util.Arrays;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.score.NormalisedDensity;

/**
 * The mean log-likelihood of data.
 *
 * @param mean nats a row, weighted by the rows' weights
 * @param stdError its standard error
 */
public record LogLikelihood(double mean, double stdError) {
    /** Of the log-likelihood of each row, {@code [count]}. */
    public static LogLikelihood of(double[] logLikelihoods) {
        double[] weights = new double[logLikelihoods.length];
        Arrays.fill(weights, 1);
        return of(weights, weights.length, logLikelihoods);
    }

    /** Of the log-likelihood of each row, {@code [count]}. */
    public static LogLikelihood of(Dataset data, double[] logLikelihoods) {
        return of(data.weights(), data.totalWeight(), logLikelihoods);
    }

    private static LogLikelihood of(double[] weights, double total, double[] logLikelihoods) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            // A row of weight 0 says nothing, even where the model thinks it impossible.
            sum += weights[i] == 0 ? 0 : weights[i] * logLikelihoods[i];
        }
        double mean = sum / total;
        double squares = 0;
        for (int i = 0; i < weights.length; i++) {
            double deviation = weights[i] == 0 ? 0 : weights[i] * (logLikelihoods[i] - mean);
            squares += deviation * deviation;
        }
        int n = weights.length;
        double bessel = n > 1 ? (double) n / (n - 1) : Double.NaN;
        return new LogLikelihood(mean, Math.sqrt(bessel * squares) / total);
    }

    public static LogLikelihood of(Dataset data, NormalisedDensity density) {
        double[] logLikelihoods = new double[data.count()];
        density.logDensities(data.states(), data.count(), logLikelihoods);
        return of(data, logLikelihoods);
    }
}
