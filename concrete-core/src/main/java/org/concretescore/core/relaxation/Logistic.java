package org.concretescore.core.relaxation;

import org.concretescore.core.numeric.LogSpace;

/**
 * The standard logistic distribution, {@code L = log U - log(1 - U)} (Appendix F), the difference of two independent
 * {@linkplain Gumbel Gumbels}: the noise of {@link Bernoulli} and {@link BinConcrete} variables. The paper's
 * {@code Logistic(mu, lambda)}, the law of {@code (L + mu) / lambda}, is {@link LogitBinConcrete}.
 */
public final class Logistic {
    private Logistic() {}

    /**
     * Returns the log density.
     *
     * @param x any number
     * @return {@code -x - 2 log(1 + e^-x)}, in nats
     */
    public static double logDensity(double x) {
        // The density is even in x, and on this side nothing overflows.
        double away = Math.abs(x);
        return -away - 2 * Math.log1p(Math.exp(-away));
    }

    /**
     * Returns the derivative of the log density.
     *
     * @param x any number
     * @return {@code -tanh(x / 2)}
     */
    public static double derivative(double x) {
        return -Math.tanh(x / 2);
    }

    /**
     * Computes the log densities of a batch.
     *
     * @param values {@code [count]}
     * @param count number of values
     * @param logDensities receives {@code [count]}, in nats
     * @throws IllegalArgumentException if an array is too short or a value NaN
     */
    public static void logDensities(double[] values, int count, double[] logDensities) {
        Parameters.requireLength("values", values, count, 1);
        Parameters.requireLength("logDensities", logDensities, count, 1);
        for (int i = 0; i < count; i++) {
            if (Double.isNaN(values[i])) {
                throw Parameters.bad("values", "numbers", i, 1, values[i]);
            }
            logDensities[i] = logDensity(values[i]);
        }
    }

    /**
     * Returns the distribution function.
     *
     * @param x any number
     * @return {@code P(L <= x) = 1 / (1 + e^-x)}
     */
    public static double cumulative(double x) {
        return LogSpace.sigmoid(x);
    }

    /**
     * Returns the logarithm of the distribution function. At x it is the log mass of 1 of a {@link Bernoulli} variable
     * with the logit x, and at {@code -x} that of 0.
     *
     * @param x any number
     * @return {@code -log(1 + e^-x)}, in nats
     */
    public static double logCumulative(double x) {
        return -LogSpace.softplus(-x);
    }

    /**
     * Returns the inverse of the distribution function: a uniform draw becomes a logistic one.
     *
     * @param u above 0 and below 1
     * @return {@code log u - log(1 - u)}
     * @throws IllegalArgumentException if u is out of range
     */
    public static double quantile(double u) {
        if (!(u > 0 && u < 1)) {
            throw new IllegalArgumentException("u must be above 0 and below 1, was " + u);
        }
        return Math.log(u) - Math.log1p(-u);
    }
}
