package org.concretescore.core.numeric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogSpaceTest {
    private static final double NONE = Double.NEGATIVE_INFINITY;

    private static void assertClose(double expected, double actual) {
        assertEquals(expected, actual, 1e-14 * Math.abs(expected));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-30, -2, -1e-3, 0, 1e-3, 0.7, 3, 20})
    void softplusAndSigmoidByTheBook(double x) {
        assertClose(Math.log1p(Math.exp(x)), LogSpace.softplus(x));
        assertClose(1 / (1 + Math.exp(-x)), LogSpace.sigmoid(x));
        assertEquals(1, LogSpace.sigmoid(x) + LogSpace.sigmoid(-x), 1e-15);
    }

    @Test
    void farAwayNothingOverflowsOrUnderflows() {
        assertEquals(1e5, LogSpace.softplus(1e5));
        assertClose(Math.exp(-700), LogSpace.softplus(-700));
        assertClose(Math.exp(-700), LogSpace.sigmoid(-700));
        assertEquals(1, LogSpace.sigmoid(1e5));
        assertEquals(0, LogSpace.sigmoid(-1e5));
        assertTrue(Double.isNaN(LogSpace.softplus(Double.NaN)));
        assertTrue(Double.isNaN(LogSpace.sigmoid(Double.NaN)));
    }

    /** log(1 + 2 + 3), at any level. */
    @ParameterizedTest
    @ValueSource(doubles = {-1000, 0, 1000})
    void sums(double level) {
        double[] logs = {7, level, level + Math.log(2), level + Math.log(3), 7};
        assertEquals(level + Math.log(6), LogSpace.sum(logs, 1, 4), 1e-12);
        assertEquals(level + Math.log(3), LogSpace.sum(logs[1], logs[2]), 1e-12);
        assertEquals(level + Math.log(3), LogSpace.sum(logs[2], logs[1]), 1e-12);
        assertEquals(level + Math.log(6), LogSpace.sum(new double[] {logs[3], logs[1], logs[2]}), 1e-12);
        float[] floats = {7, (float) logs[1], (float) logs[2], (float) logs[3], 7};
        assertEquals(level + Math.log(6), LogSpace.sum(floats, 1, 4), 1e-4);
    }

    @Test
    void zerosAndInfinitiesStayWhatTheyAre() {
        assertEquals(NONE, LogSpace.sum(new double[0]));
        assertEquals(NONE, LogSpace.sum(new double[] {NONE, NONE}));
        assertEquals(NONE, LogSpace.sum(new float[] {(float) NONE}, 0, 1));
        assertEquals(NONE, LogSpace.sum(NONE, NONE));
        assertEquals(3, LogSpace.sum(NONE, 3));
        assertEquals(3, LogSpace.sum(new double[] {NONE, 3, NONE}));
        double infinity = Double.POSITIVE_INFINITY;
        assertEquals(infinity, LogSpace.sum(infinity, infinity));
        assertEquals(infinity, LogSpace.sum(new double[] {1, infinity}));
        assertTrue(Double.isNaN(LogSpace.sum(new double[] {1, Double.NaN})));
    }

    /** n nodes are exact up to degree 2n - 1, and not beyond. */
    @Test
    void quadratureIsExactForPolynomials() {
        for (int n = 1; n <= 8; n++) {
            GaussLegendre rule = new GaussLegendre(n);
            assertEquals(n, rule.size());
            for (int degree = 0; degree <= 2 * n; degree++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += rule.weight(i) * Math.pow(rule.node(i), degree);
                }
                double error = Math.abs(sum - 1 / (degree + 1.0));
                assertTrue(degree < 2 * n ? error < 1e-14 : error > 1e-11, n + " nodes, degree " + degree);
            }
        }
    }
}
