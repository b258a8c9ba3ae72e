package org.concretescore.core.verify;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The Kolmogorov-Smirnov test of real numbers against a continuous distribution. Its p value is Massart's bound,
 * {@code 2 exp(-2 n d^2)}, which holds for every n.
 *
 * @param distance the largest distance d between the distribution functions
 * @param pValue an upper bound of the probability of a distance at least as large
 */
public record KolmogorovTest(double distance, double pValue) implements SignificanceTest {
    /**
     * Tests observations.
     *
     * @param values independent observations, at least 1, in any order; not changed
     * @param distribution the distribution function, from x to the probability of values up to x
     * @return the test
     * @throws IllegalArgumentException if there is no observation
     */
    public static KolmogorovTest of(double[] values, DoubleUnaryOperator distribution) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a test of a distribution needs at least 1 value");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double distance = 0;
        for (int i = 0; i < n; i++) {
            double f = distribution.applyAsDouble(sorted[i]);
            // Math.max returns NaN if an argument is NaN.
            distance = Math.max(distance, Math.max((i + 1.0) / n - f, f - (double) i / n));
        }
        return new KolmogorovTest(distance, Math.min(1, 2 * Math.exp(-2 * n * distance * distance)));
    }

    @Override
    public String toString() {
        return "the distribution functions differ by " + distance + ", p value at most " + pValue;
    }
}
