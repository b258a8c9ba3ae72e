package org.concretescore.core.relaxation;

/**
 * The standard Gumbel distribution, {@code G = -log(-log U)} (Appendix F): the noise of the Gumbel-Max trick and of
 * {@link Concrete} variables.
 *
 * <p>The lower tail is very thin: the log density is {@code -g - e^-g}, which is below every double for g below -710.
 */
public final class Gumbel {
    private Gumbel() {}

    /**
     * Returns the log density.
     *
     * @param g any number
     * @return {@code -g - e^-g}, in nats
     */
    public static double logDensity(double g) {
        // For an infinite g, the formula would be a difference of infinities.
        return Double.isInfinite(g) ? Double.NEGATIVE_INFINITY : -g - Math.exp(-g);
    }

    /**
     * Returns the derivative of the log density.
     *
     * @param g any number
     * @return {@code e^-g - 1}
     */
    public static double derivative(double g) {
        return Math.expm1(-g);
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
     * @param g any number
     * @return {@code P(G <= g) = exp(-e^-g)}
     */
    public static double cumulative(double g) {
        return Math.exp(-Math.exp(-g));
    }

    /**
     * Returns the inverse of the distribution function: a uniform draw becomes a Gumbel one.
     *
     * @param u above 0 and below 1
     * @return {@code -log(-log u)}
     * @throws IllegalArgumentException if u is out of range
     */
    public static double quantile(double u) {
        if (!(u > 0 && u < 1)) {
            throw new IllegalArgumentException("u must be above 0 and below 1, was " + u);
        }
        return -Math.log(-Math.log(u));
    }
}
