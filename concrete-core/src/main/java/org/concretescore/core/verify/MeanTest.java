package org.concretescore.core.verify;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The two-sided z test of a mean of many independent observations.
 *
 * @param mean the observed mean
 * @param expected the expected mean
 * @param standardError the standard error of the observed mean
 */
public record MeanTest(double mean, double expected, double standardError) implements SignificanceTest {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /**
     * Checks the standard error.
     *
     * @param mean the observed mean
     * @param expected the expected mean
     * @param standardError the standard error of the observed mean
     * @throws IllegalArgumentException if the standard error is negative, infinite or NaN
     */
    public MeanTest {
        if (!(standardError >= 0 && standardError < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the standard error must be finite and not negative, was " + standardError);
        }
    }

    /**
     * Tests the mean of observations. Its standard error is estimated from them.
     *
     * @param values independent observations, at least 2; the normal law needs a few hundred
     * @param expected the expected mean
     * @return the test
     * @throws IllegalArgumentException if there are fewer than 2 observations, or one is infinite or NaN
     */
    public static MeanTest of(double[] values, double expected) {
        if (values.length < 2) {
            throw new IllegalArgumentException("a test of a mean needs at least 2 values, was given " + values.length);
        }
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            double gap = values[i] - mean;
            mean += gap / (i + 1);
            squares += gap * (values[i] - mean);
        }
        return new MeanTest(mean, expected, Math.sqrt(squares / (values.length - 1) / values.length));
    }

    /**
     * Returns the distance in standard errors. Differences of the size of rounding errors count as 0.
     *
     * @return {@code (mean - expected) / standardError}
     */
    public double z() {
        double gap = mean - expected;
        return Math.abs(gap) <= 1e-12 * Math.max(1, Math.abs(expected)) ? 0 : gap / standardError;
    }

    @Override
    public double pValue() {
        return 2 * NORMAL.survivalProbability(Math.abs(z()));
    }

    @Override
    public String toString() {
        return "the mean is " + mean + ", but " + expected + " was expected, with a standard error of " + standardError
                + ": " + z() + " standard errors, p value " + pValue();
    }
}
