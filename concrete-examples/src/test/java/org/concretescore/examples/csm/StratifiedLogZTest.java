package org.concretescore.examples.csm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;

final class StratifiedLogZTest {
    private static final int DIMENSION = 32;
    private static final int[] BITS = {0, 1, 2, 16, 17, 18};

    private static LogDensity density(ToDoubleFunction<int[]> log) {
        return new LogDensity() {
            @Override
            public StateSpace space() {
                return StateSpace.binary(DIMENSION);
            }

            @Override
            public void logDensities(int[] states, int count, double[] logDensities) {
                for (int i = 0; i < count; i++) {
                    logDensities[i] = log.applyAsDouble(Arrays.copyOfRange(states, i * DIMENSION, (i + 1) * DIMENSION));
                }
            }
        };
    }

    private static StratifiedLogZ estimate(LogDensity density, long seed) {
        return StratifiedLogZ.of(density, BITS, 20_000, new RandomStreams(seed).stream("z"));
    }

    /** In standard errors, over many seeds: of mean 0 and deviation 1. */
    private static void assertCalibrated(LogDensity density, double truth) {
        int seeds = 40;
        double[] z = IntStream.range(0, seeds)
                .mapToDouble(seed -> {
                    StratifiedLogZ estimate = estimate(density, seed);
                    assertEquals(1, Arrays.stream(estimate.masses()).sum(), 1e-12);
                    return (estimate.logZ() - truth) / estimate.error();
                })
                .toArray();
        // The mean of 40 has deviation 0.16, their mean square 0.22: 5 of each.
        double mean = Arrays.stream(z).average().orElseThrow();
        double square = Arrays.stream(z).map(v -> v * v).average().orElseThrow();
        assertTrue(Math.abs(mean) < 0.8, () -> "mean " + mean);
        assertTrue(square > 0.2 && square < 2.1, () -> "mean square " + square);
    }

    @Test
    void independentBits() {
        double[] slopes = IntStream.range(0, DIMENSION)
                .mapToDouble(d -> Math.sin(d) * 0.8)
                .toArray();
        LogDensity product = density(x -> {
            double sum = 100;
            for (int d = 0; d < DIMENSION; d++) {
                sum += x[d] * slopes[d];
            }
            return sum;
        });
        double truth =
                100 + Arrays.stream(slopes).map(s -> Math.log1p(Math.exp(s))).sum();
        assertCalibrated(product, truth);
        double[] masses = estimate(product, 1).masses();
        for (int h = 0; h < masses.length; h++) {
            double expected = 1;
            for (int b = 0; b < BITS.length; b++) {
                double one = 1 / (1 + Math.exp(-slopes[BITS[b]]));
                expected *= (h >> BITS.length - 1 - b & 1) == 1 ? one : 1 - one;
            }
            assertEquals(expected, masses[h], 0.02);
        }
    }

    @Test
    void massInFewStrata() {
        // One stratum has nearly everything, and in it the states with a bit set have ten times the density.
        LogDensity peak = density(x -> {
            boolean inside = Arrays.stream(BITS).allMatch(b -> x[b] == 1);
            return inside ? 12 + x[9] * Math.log(10) : x[9];
        });
        double all = Math.pow(2, DIMENSION - BITS.length);
        double inside = all / 2 * 11 * Math.exp(12);
        double outside = all / 2 * (1 + Math.E) * ((1 << BITS.length) - 1);
        assertCalibrated(peak, Math.log(inside + outside));
        StratifiedLogZ estimate = estimate(peak, 1);
        assertEquals(inside / (inside + outside), estimate.masses()[63], 1e-6);
        // Of as many draws from all states, one in 64 would lie in the stratum: an error of 0.06.
        assertTrue(estimate.error() < 0.01, estimate::toString);
    }

    @Test
    void aConstantHasNoError() {
        StratifiedLogZ estimate = estimate(density(x -> -5), 1);
        assertEquals(DIMENSION * Math.log(2) - 5, estimate.logZ(), 1e-12);
        assertEquals(0, estimate.error());
    }
}
