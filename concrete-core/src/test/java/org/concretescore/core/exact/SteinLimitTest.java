package org.concretescore.core.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proposition 1. */
final class SteinLimitTest {
    private static final double[] POINT = {0.3, -0.8, 1.1};
    private static final double[] LEFT = {-1, 0, 0.5};
    private static final double[] RIGHT = {1.5, -0.5, 1};
    private static final double[] VARIANCES = {0.5, 1, 2};

    private static double gaussian(double[] x, double[] mean) {
        double sum = 0;
        for (int d = 0; d < 3; d++) {
            sum -= (x[d] - mean[d]) * (x[d] - mean[d]) / (2 * VARIANCES[d]);
        }
        return sum;
    }

    private static double mixture(double[] x) {
        return Math.log(0.3 * Math.exp(gaussian(x, LEFT)) + 0.7 * Math.exp(gaussian(x, RIGHT)));
    }

    private static double[] gradient(double responsibilityOfLeft) {
        double[] gradient = new double[3];
        for (int d = 0; d < 3; d++) {
            double toLeft = (LEFT[d] - POINT[d]) / VARIANCES[d];
            double toRight = (RIGHT[d] - POINT[d]) / VARIANCES[d];
            gradient[d] = responsibilityOfLeft * toLeft + (1 - responsibilityOfLeft) * toRight;
        }
        return gradient;
    }

    private static void assertFirstOrder(ToDoubleFunction<double[]> logDensity, double[] gradient) {
        double last = Double.NaN;
        for (double delta = 1e-2; delta > 1e-5; delta /= 2) {
            double[] scaled = SteinLimit.scaledScore(logDensity, POINT, delta);
            double error = 0;
            for (int d = 0; d < 3; d++) {
                error = Math.max(error, Math.abs(scaled[d] - gradient[d]));
            }
            assertEquals(0, error, 4 * delta);
            if (last > 0) {
                assertEquals(2, last / error, 0.02);
            }
            last = error;
        }
    }

    @Test
    void gaussianScore() {
        assertFirstOrder(x -> gaussian(x, LEFT), gradient(1));
    }

    @Test
    void scoreOfAMixture() {
        double left = 0.3 * Math.exp(gaussian(POINT, LEFT));
        double right = 0.7 * Math.exp(gaussian(POINT, RIGHT));
        assertFirstOrder(SteinLimitTest::mixture, gradient(left / (left + right)));
    }

    @Test
    void theConcreteScoreOfTheNeighborsItself() {
        // log p = x + 2y: every ratio is e^delta and e^(2 delta), at any distance.
        double[] x = {5, -3};
        double[] scaled = SteinLimit.scaledScore(z -> z[0] + 2 * z[1], x, 0.5);
        assertArrayEquals(new double[] {(Math.exp(0.5) - 1) / 0.5, (Math.E - 1) / 0.5}, scaled, 1e-14);
        assertArrayEquals(new double[] {5, -3}, x);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void deltaMustBePositive(double delta) {
        assertEquals(
                "delta must be above 0 and finite, was " + delta,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> SteinLimit.scaledScore(x -> 0, new double[] {0}, delta))
                        .getMessage());
    }
}
