package org.concretescore.sampling.diagnostics;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DiagnosticsTest {
    private static final List<ToDoubleFunction<double[][]>> ALL = List.of(
            Diagnostics::splitRHat,
            Diagnostics::rankRHat,
            Diagnostics::effectiveSampleSize,
            Diagnostics::bulkEffectiveSampleSize,
            Diagnostics::tailEffectiveSampleSize);

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

    private static double[][] map(double[][] traces, DoubleUnaryOperator f) {
        return Arrays.stream(traces)
                .map(trace -> Arrays.stream(trace).map(f).toArray())
                .toArray(double[][]::new);
    }

    /**
     * Reference values of a program in NumPy and SciPy written from Vehtari et al. and Stan's reference manual: scores
     * from {@code scipy.stats.rankdata} and {@code norm.ppf}, autocovariances summed lag by lag, quantiles from
     * {@code numpy.quantile}, distances from the median of the split chains, lags up to where ArviZ ends. It repeats
     * ArviZ's values above.
     */
    @Test
    void agreesWithAnIndependentProgram() {
        assertRankDiagnostics(
                autoregressive(0.9, 4, 200, 0, congruential()),
                1.087986174315633,
                35.52799991068951,
                29.28071971856096);
        assertRankDiagnostics(
                autoregressive(0.5, 2, 101, 0.3, congruential()),
                1.1175910646272162,
                16.171965550739344,
                98.65381597430876);
        // The folded R-hat is the larger one here.
        assertRankDiagnostics(
                autoregressive(-0.7, 3, 150, 0, congruential()),
                1.0156817926218122,
                1193.9456311989045,
                170.58217068395115);
        // Without a mean.
        assertRankDiagnostics(
                map(autoregressive(0.6, 4, 120, 0, congruential()), x -> 1 / (x * x * x)),
                1.0027672366357523,
                484.89987670825127,
                457.42526247875224);
        // Chains of one location that differ in spread; the R-hat of the values is 1.0097.
        double[][] spread = autoregressive(0.6, 4, 120, 0, congruential());
        for (int chain = 0; chain < 4; chain++) {
            for (int i = 0; i < 120; i++) {
                spread[chain][i] *= chain + 1;
            }
        }
        assertRankDiagnostics(spread, 1.1817485535235692, 174.14420689438464, 105.46346779471932);
        // Many ties, negative zeros among them.
        double[][] ties = map(autoregressive(0.8, 4, 150, 0, congruential()), x -> Math.floor(2 * x));
        assertRankDiagnostics(ties, 1.0994271760422745, 33.88498839471235, 59.02397691389988);
        boolean[] sign = {false};
        double[][] signed = map(ties, x -> {
            sign[0] ^= x == 0;
            return x == 0 && sign[0] ? -0.0 : x;
        });
        assertEquals(Diagnostics.rankRHat(ties), Diagnostics.rankRHat(signed));
        // Two values: all draws lie below the upper quantile, and that tail is left out.
        assertRankDiagnostics(
                map(autoregressive(0.8, 4, 150, 0, congruential()), x -> x > 0.3 ? 1 : 0),
                1.0559539231011845,
                73.31180118358992,
                73.31180118359002);
    }

    private static void assertRankDiagnostics(double[][] traces, double rHat, double bulk, double tail) {
        assertEquals(rHat, Diagnostics.rankRHat(traces), 1e-10);
        assertEquals(bulk, Diagnostics.bulkEffectiveSampleSize(traces), 1e-9 * bulk);
        assertEquals(tail, Diagnostics.tailEffectiveSampleSize(traces), 1e-9 * tail);
        // The order of the values is all that counts for two of them.
        double[][] cubes = map(traces, x -> x * x * x);
        assertEquals(bulk, Diagnostics.bulkEffectiveSampleSize(cubes), 1e-9 * bulk);
        assertEquals(tail, Diagnostics.tailEffectiveSampleSize(cubes), 0.2 * tail);
    }

    @Test
    void rankDiagnosticsSeeOneOutlierAsOne() {
        double[][] traces = autoregressive(0, 2, 1000, 0, congruential());
        double ess = Diagnostics.bulkEffectiveSampleSize(traces);
        traces[1][17] = 1e300;
        assertEquals(ess, Diagnostics.bulkEffectiveSampleSize(traces), 0.02 * ess);
        assertTrue(Diagnostics.rankRHat(traces) < 1.01);
    }

    /** Against the sums themselves, at lengths around the powers of two. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 7, 8, 9, 50, 64, 65})
    void autocorrelationIsWhatItsSumsSay(int n) {
        double[] x = autoregressive(0.8, 1, n, 0, congruential())[0];
        double mean = Arrays.stream(x).average().orElseThrow();
        double[] rho = Diagnostics.autocorrelation(x);
        assertEquals(n, rho.length);
        double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum();
        for (int lag = 0; lag < n; lag++) {
            double sum = 0;
            for (int i = 0; i + lag < n; i++) {
                sum += (x[i] - mean) * (x[i + lag] - mean);
            }
            assertEquals(sum / variance, rho[lag], 1e-14);
        }
        if (n == 50) {
            // From NumPy.
            assertEquals(0.7216088036951019, rho[1], 1e-14);
            assertEquals(-0.3555435523823102, rho[10], 1e-14);
        }
    }

    /** A million draws of chains that don't mix: n operations a lag would take minutes. */
    @Test
    void longChainsThatDoNotMixAreQuick() {
        double[][] traces = autoregressive(0.99999, 4, 250_000, 0, congruential());
        double ess = assertTimeout(Duration.ofSeconds(20), () -> Diagnostics.effectiveSampleSize(traces));
        assertTrue(ess > 1 && ess < 50, () -> "effective sample size " + ess);
    }

    /** The estimate's relative standard deviation is about 4 % here: a false alarm in 10^6. */
    @ParameterizedTest
    @ValueSource(doubles = {-0.5, 0, 0.5, 0.9})
    void knowsTheEffectiveSizeOfAutoregression(double phi) {
        UniformRandomProvider random = STREAMS.stream("ar", Math.round(10 * phi));
        double[][] traces = autoregressive(phi, 4, 25_000, 0, ZigguratSampler.NormalizedGaussian.of(random)::sample);
        double expected = 100_000 * (1 - phi) / (1 + phi);
        assertEquals(expected, Diagnostics.effectiveSampleSize(traces), 0.2 * expected);
        assertEquals(1, Diagnostics.splitRHat(traces), 0.005);
    }

    @Test
    void rHatSeesChainsApart() {
        UniformRandomProvider random = STREAMS.stream("apart");
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
        // The mean of eleven times 0.1 or 1e300 is not that number in floating point.
        for (double value : new double[] {0, 0.1, -1e300, 1e-300}) {
            double[][] traces = new double[3][11];
            for (double[] trace : traces) {
                Arrays.fill(trace, value);
            }
            for (ToDoubleFunction<double[][]> diagnostic : ALL) {
                assertTrue(Double.isNaN(diagnostic.applyAsDouble(traces)), () -> "of " + value);
            }
            for (double rho : Diagnostics.autocorrelation(traces[0])) {
                assertTrue(Double.isNaN(rho));
            }
        }
    }

    @Test
    void chainsThatNeverMoveAndDifferAreInfinitelyApart() {
        double[][] traces = new double[2][100];
        Arrays.fill(traces[0], 0.1);
        Arrays.fill(traces[1], 0.3);
        assertEquals(Double.POSITIVE_INFINITY, Diagnostics.splitRHat(traces));
        assertEquals(Double.POSITIVE_INFINITY, Diagnostics.rankRHat(traces));
        assertTrue(Diagnostics.effectiveSampleSize(traces) < 2.2);
        assertTrue(Diagnostics.bulkEffectiveSampleSize(traces) < 2.2);
        assertTrue(Diagnostics.tailEffectiveSampleSize(traces) < 2.2);
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
            for (ToDoubleFunction<double[][]> diagnostic : ALL) {
                assertThrows(IllegalArgumentException.class, () -> diagnostic.applyAsDouble(traces));
            }
        }
        for (double[] trace : new double[][] {{1, 2, 3}, {1, 2, 3, Double.NaN}}) {
            assertThrows(IllegalArgumentException.class, () -> Diagnostics.autocorrelation(trace));
        }
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Diagnostics.splitRHat(bad[3]));
        assertEquals("value 2 of chain 0 must be finite, was NaN", e.getMessage());
        double[][] few = {{1, 2, 3}};
        e = assertThrows(IllegalArgumentException.class, () -> Diagnostics.splitRHat(few));
        assertEquals("each chain must have at least 4 values, but chain 0 has 3", e.getMessage());
        double[][] unequal = {{1, 2, 3, 4, 5}, {1, 2, 3, 4}};
        e = assertThrows(IllegalArgumentException.class, () -> Diagnostics.splitRHat(unequal));
        assertEquals(
                "all chains must have the same number of values, but chain 0 has 5 and chain 1 has 4", e.getMessage());
    }
}
