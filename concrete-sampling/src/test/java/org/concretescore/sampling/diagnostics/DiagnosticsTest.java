package org.concretescore.sampling.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.sampling.Support;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DiagnosticsTest {
    /** An autoregressive sequence {@code y = phi y' + noise} from 0; chain c is shifted by c times a distance. */
    private static double[][] autoregressive(double phi, int chains, int n, double shift, DoubleSupplier noise) {
        double[][] traces = new double[chains][n];
        for (int chain = 0; chain < chains; chain++) {
            double y = 0;
            for (int i = 0; i < n; i++) {
                y = phi * y + noise.getAsDouble();
                traces[chain][i] = y + shift * chain;
            }
        }
        return traces;
    }

    /** Numbers that any language can repeat. */
    private static DoubleSupplier congruential() {
        long[] x = {12345};
        return () -> {
            x[0] = (1664525 * x[0] + 1013904223) & 0xffffffffL;
            return x[0] / 4294967296.0 - 0.5;
        };
    }

    /** Reference values from ArviZ 0.23.4: {@code ess(y, method="mean")} and {@code rhat(y, method="split")}. */
    @ParameterizedTest
    @CsvSource({
        "0.9, 4, 200, 0, 34.53655749880059, 1.0898506363252876",
        "0.5, 2, 101, 0.3, 16.634723033487045, 1.1161665033743107",
        "-0.7, 3, 150, 0, 1193.9456311989045, 0.9943034849074412",
        "0.0, 1, 64, 0, 76.17834536364516, NaN"
    })
    void agreesWithArviz(double phi, int chains, int n, double shift, double ess, double rHat) {
        double[][] traces = autoregressive(phi, chains, n, shift, congruential());
        assertEquals(ess, Diagnostics.effectiveSampleSize(traces), 1e-9 * ess);
        if (!Double.isNaN(rHat)) {
            // ArviZ wants two chains; halves of one will do.
            assertEquals(rHat, Diagnostics.splitRHat(traces), 1e-9);
        }
    }

    /** The estimate's relative standard deviation is about 4 % here: a false alarm in 10^6. */
    @ParameterizedTest
    @ValueSource(doubles = {-0.5, 0, 0.5, 0.9})
    void knowsTheEffectiveSizeOfAutoregression(double phi) {
        UniformRandomProvider random = Support.STREAMS.stream("ar", Math.round(10 * phi));
        double[][] traces = autoregressive(phi, 4, 25_000, 0, ZigguratSampler.NormalizedGaussian.of(random)::sample);
        double expected = 100_000 * (1 - phi) / (1 + phi);
        assertEquals(expected, Diagnostics.effectiveSampleSize(traces), 0.2 * expected);
        assertEquals(1, Diagnostics.splitRHat(traces), 0.005);
    }

    @Test
    void rHatSeesChainsApart() {
        UniformRandomProvider random = Support.STREAMS.stream("apart");
        // Unit variance, means 0 and 2: W = 1, B/n = 4/3 over four halves.
        double[][] traces = autoregressive(0, 2, 5000, 2, ZigguratSampler.NormalizedGaussian.of(random)::sample);
        assertEquals(Math.sqrt(1 + 4.0 / 3), Diagnostics.splitRHat(traces), 0.1);
        assertTrue(Diagnostics.effectiveSampleSize(traces) < 10);
    }

    @Test
    void rHatSeesAChainThatDrifts() {
        double[][] traces = new double[1][1000];
        for (int i = 0; i < 1000; i++) {
            traces[0][i] = i;
        }
        assertTrue(Diagnostics.splitRHat(traces) > 2);
    }

    @Test
    void antitheticChainsAreWorthMoreThanTheirLengthWithinReason() {
        double[][] traces = new double[2][1000];
        for (int i = 0; i < 1000; i++) {
            traces[0][i] = i % 2;
            traces[1][i] = (i + 1) % 2;
        }
        assertEquals(2000 * Math.log10(2000), Diagnostics.effectiveSampleSize(traces), 1e-6);
    }

    @Test
    void aConstantSaysNothing() {
        double[][] traces = new double[2][10];
        assertTrue(Double.isNaN(Diagnostics.splitRHat(traces)));
        assertTrue(Double.isNaN(Diagnostics.effectiveSampleSize(traces)));
    }

    @Test
    void badTracesAreRefused() {
        double[][][] bad = {
            {},
            {{1, 2, 3}},
            {{1, 2, 3, 4}, {1, 2, 3, 4, 5}},
            {{1, 2, Double.NaN, 4}},
            {{1, 2, 3, Double.POSITIVE_INFINITY}}
        };
        for (double[][] traces : bad) {
            assertThrows(IllegalArgumentException.class, () -> Diagnostics.splitRHat(traces));
            assertThrows(IllegalArgumentException.class, () -> Diagnostics.effectiveSampleSize(traces));
        }
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Diagnostics.splitRHat(bad[3]));
        assertEquals("value 2 of chain 0 is NaN", e.getMessage());
    }
}
