package org.concretescore.sampling.annealing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParetoTailTest {
    /** Weights at the quantiles of a Pareto distribution of shape k, {@code (1 - p)^-k}: no noise of sampling. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.7, 1, 1.5})
    void findsTheShapeOfParetoWeights(double shape) {
        int n = 4000;
        double[] logs = new double[n];
        Arrays.setAll(logs, i -> -shape * Math.log(1 - (i + 0.5) / n) + 300);
        assertEquals(shape, ParetoTail.shape(logs, 1), 0.08);
        Arrays.setAll(logs, i -> -logs[i]);
        assertEquals(shape, ParetoTail.shape(logs, -1), 0.08);
    }

    /** Weights that are bounded have a shape below 0, and exponential ones 0. */
    @Test
    void lightTails() {
        int n = 4000;
        double[] logs = new double[n];
        Arrays.setAll(logs, i -> Math.log((i + 0.5) / n));
        assertTrue(ParetoTail.shape(logs, 1) < -0.5);
        Arrays.setAll(logs, i -> Math.log(-Math.log(1 - (i + 0.5) / n)));
        assertEquals(0, ParetoTail.shape(logs, 1), 0.1);
    }

    @Test
    void weightsWithoutATail() {
        assertEquals(Double.NEGATIVE_INFINITY, ParetoTail.shape(new double[100], 1));
        double[] dead = new double[100];
        Arrays.fill(dead, Double.NEGATIVE_INFINITY);
        dead[3] = 0;
        assertEquals(Double.NEGATIVE_INFINITY, ParetoTail.shape(dead, 1));
    }
}
