package org.concretescore.core.latent;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The estimators' expectations, by enumeration, and what their numbers do at the edges. */
final class BoundLossTest {
    private static final SignalStatistics CALM = new SignalStatistics(-0.7, 0.4);

    private final UniformRandomProvider random = STREAMS.stream("bounds");
    private final EnumeratedModel autoencoder = EnumeratedModel.autoencoder(3, random);
    private final EnumeratedModel structured = EnumeratedModel.structured(3, random);

    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected[i], actual[i], tolerance, "coordinate " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theOracleIsRight(int m) {
        for (EnumeratedModel model : new EnumeratedModel[] {autoencoder, structured}) {
            double[] exact = model.boundGradient(m);
            for (int i = 0; i < exact.length; i++) {
                double h = 1e-5;
                double[] moved = model.parameters.clone();
                moved[i] += h;
                double above = model.at(moved).bound(m);
                moved[i] -= 2 * h;
                double slope = (above - model.at(moved).bound(m)) / (2 * h);
                assertEquals(slope, exact[i], 1e-8);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void vimcoIsUnbiased(int m) {
        BoundLoss loss = BoundLoss.of(Estimator.VIMCO, m);
        assertClose(autoencoder.expectedGradient(loss, 0, SignalStatistics.NONE), autoencoder.boundGradient(m), 1e-10);
        assertClose(
                structured.expectedGradient(loss.ofPrior(), 0, SignalStatistics.NONE),
                structured.boundGradient(m),
                1e-10);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -3.25, 100})
    void nvilIsUnbiasedWithAnyBaseline(double baseline) {
        BoundLoss loss = BoundLoss.of(Estimator.NVIL, 1);
        assertClose(autoencoder.expectedGradient(loss, baseline, CALM), autoencoder.boundGradient(1), 1e-10);
        assertClose(structured.expectedGradient(loss.ofPrior(), baseline, CALM), structured.boundGradient(1), 1e-10);
    }

    @Test
    void nvilDividesWhatThePosteriorGets() {
        SignalStatistics wide = new SignalStatistics(-0.7, 9);
        double[] actual = autoencoder.expectedGradient(BoundLoss.of(Estimator.NVIL, 1), 2, wide);
        double[] expected = autoencoder.boundGradient(1);
        for (int i = 2 * autoencoder.k; i < expected.length; i++) {
            expected[i] /= 3;
        }
        assertClose(actual, expected, 1e-10);
    }

    @Test
    void nvilHasNoSignalBeforeTheFirstBatch() {
        float[] gradient = new float[3];
        double loss = BoundLoss.of(Estimator.NVIL, 1)
                .lossAndGradient(new float[] {-90, -20, 5}, 1, 1, SignalStatistics.NONE, gradient);
        assertEquals(90, loss);
        assertArrayEquals(new float[] {-1, -1, 0}, gradient, 1e-7f);
    }

    @Test
    void nvilTrainsTheBaselineByItsSquaredError() {
        BoundLoss loss = BoundLoss.of(Estimator.NVIL, 1);
        SignalStatistics statistics = new SignalStatistics(3, 25);
        float[] gradient = new float[3];
        loss.lossAndGradient(new float[] {-90, -20, -83}, 1, 1, statistics, gradient);
        // Half of (-90 - c - 3)^2 / 5 falls with rising c by (-90 + 83 - 3)/5.
        assertEquals(2, gradient[2], 1e-6f);
        assertEquals(1, gradient[1], 1e-6f);
        loss.ofPrior().lossAndGradient(new float[] {-90, -20, -83}, 1, 1, statistics, gradient);
        assertEquals(2, gradient[1], 1e-6f);
    }

    @Test
    void theStatisticsRun() {
        BoundLoss loss = BoundLoss.of(Estimator.NVIL, 1);
        float[] batch = {1, 0, 0, 5, 0, 2, 9, 0, 0};
        SignalStatistics first = loss.update(SignalStatistics.NONE, batch, 3);
        double variance = (100.0 / 9 + 16.0 / 9 + 196.0 / 9) / 3;
        assertEquals(13.0 / 3, first.mean(), 1e-12);
        assertEquals(variance, first.variance(), 1e-12);
        SignalStatistics second = loss.update(first, new float[] {-2, 0, 0}, 1);
        assertEquals(0.8 * 13 / 3 - 0.2 * 2, second.mean(), 1e-12);
        assertEquals(0.8 * variance, second.variance(), 1e-12);
        assertEquals(second, loss.update(second, new float[] {1, 0, 0, Float.NaN, 0, 0}, 2));
        assertEquals(
                SignalStatistics.NONE, BoundLoss.of(Estimator.CONCRETE, 1).update(SignalStatistics.NONE, batch, 3));
    }

    @ParameterizedTest
    @EnumSource(
            value = Estimator.class,
            names = {"CONCRETE", "STRAIGHT_THROUGH"})
    void throughTheSamplesIsTheBoundsOwnGradient(Estimator estimator) {
        for (int m : new int[] {1, 5, 50}) {
            BoundLoss loss = BoundLoss.of(estimator, m);
            double[] row = random.doubles(loss.width(), -4, 4).toArray();
            double[] coefficients = new double[loss.width()];
            assertEquals(
                    MultiSampleBound.ofRow(row, 0, m), loss.coefficients(row, SignalStatistics.NONE, coefficients));
            for (int i = 0; i < row.length; i++) {
                double h = 1e-5;
                double[] moved = row.clone();
                moved[i] += h;
                double above = MultiSampleBound.ofRow(moved, 0, m);
                moved[i] -= 2 * h;
                double slope = (above - MultiSampleBound.ofRow(moved, 0, m)) / (2 * h);
                assertEquals(slope, coefficients[i], 1e-9);
            }
        }
    }

    @Test
    void vimcosSignalsAreTheirDefinition() {
        for (int m : new int[] {2, 5, 50}) {
            BoundLoss loss = BoundLoss.of(Estimator.VIMCO, m);
            for (double scale : new double[] {1e-6, 1, 30, 1e4}) {
                double[] row = random.doubles(loss.width(), -scale, scale).toArray();
                double[] coefficients = new double[loss.width()];
                double bound = loss.coefficients(row.clone(), SignalStatistics.NONE, coefficients);
                for (int i = 0; i < m; i++) {
                    double[] replaced = row.clone();
                    double others = 0;
                    for (int j = 0; j < m; j++) {
                        others += j == i ? 0 : row[j] / (m - 1);
                    }
                    replaced[i] = others;
                    double signal = bound - MultiSampleBound.ofRow(replaced, 0, m);
                    assertEquals(signal, coefficients[m + i], 1e-13 * (10 + scale));
                }
            }
        }
    }

    @Test
    void extremeWeightsStayFinite() {
        float[] alone = {1e4f, -1e4f, -1e4f, -30, -30, -30, 0};
        float[] level = {-1e4f, -1e4f, -1e4f, -30, -30, -30, 0};
        float[] gradient = new float[7];
        BoundLoss loss = BoundLoss.of(Estimator.VIMCO, 3);
        double log3 = Math.log(3);
        assertEquals(log3 - 1e4, loss.lossAndGradient(alone, 1, 1, SignalStatistics.NONE, gradient), 1e-9);
        assertEquals(-1, gradient[0]);
        assertEquals(0, gradient[1], 0);
        assertEquals((float) (log3 - 2e4), gradient[3], 0.01f);
        // The mean of the others, 0, counts as little beside 1e4 as the weight that it replaces.
        assertEquals(0, gradient[4], 0);
        assertEquals(1e4, loss.lossAndGradient(level, 1, 1, SignalStatistics.NONE, gradient), 1e-9);
        for (int i = 0; i < 3; i++) {
            assertEquals(-1 / 3f, gradient[i], 1e-6f);
            assertEquals(0, gradient[3 + i], 1e-6f);
        }
    }

    @Test
    void theLossIsAMeanOfRows() {
        BoundLoss loss = BoundLoss.of(Estimator.CONCRETE, 2);
        float[] rows = {-1, -2, 0, 0, 0, -5, -4, 0, 0, 0};
        float[] gradient = new float[10];
        double both = loss.lossAndGradient(rows, 2, 0.5, SignalStatistics.NONE, gradient);
        double[] first = {-1, -2};
        double[] second = {-5, -4};
        assertEquals(-(MultiSampleBound.ofRow(first, 0, 2) + MultiSampleBound.ofRow(second, 0, 2)) / 2, both, 1e-12);
        float large = (float) (0.5 / (1 + Math.exp(-1)));
        assertArrayEquals(new float[] {-large, large - 0.5f, 0, 0, 0, large - 0.5f, -large, 0, 0, 0}, gradient, 1e-6f);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aRowThatIsNoNumberMakesTheLossNaN(float bad) {
        for (Estimator estimator : Estimator.values()) {
            int m = estimator == Estimator.VIMCO ? 2 : 1;
            BoundLoss loss = BoundLoss.of(estimator, m);
            float[] rows = new float[2 * loss.width()];
            rows[m] = bad;
            float[] gradient = new float[rows.length];
            gradient[0] = 7;
            assertEquals(Double.NaN, loss.lossAndGradient(rows, 2, 1, CALM, gradient));
            assertEquals(0, gradient[0], 0);
            for (float g : gradient) {
                assertTrue(Float.isFinite(g));
            }
            assertEquals(-1f / m, gradient[loss.width()], 1e-6f);
        }
    }

    @Test
    void badArgumentsAreRefused() {
        assertRefused(
                "samples of vimco must be at least 2 (for 1, use nvil), were 1",
                () -> BoundLoss.of(Estimator.VIMCO, 1));
        assertRefused("samples of nvil must be 1 (for more, use vimco), were 5", () -> BoundLoss.of(Estimator.NVIL, 5));
        assertRefused("samples of concrete must be at least 1, were 0", () -> BoundLoss.of(Estimator.CONCRETE, 0));
        assertRefused(
                "unknown estimator 'reinforce'; the known names are concrete, straight-through, nvil, vimco",
                () -> Estimator.parse("reinforce"));
        for (String name : Estimator.NAMES) {
            assertEquals(name, Estimator.parse(name).label());
        }
        BoundLoss loss = BoundLoss.of(Estimator.NVIL, 1);
        assertRefused(
                "outputs holds 5 values, too few for 2 rows of 3",
                () -> loss.lossAndGradient(new float[5], 2, 1, CALM, new float[6]));
        assertRefused(
                "gradient holds 5 values, too few for 2 rows of 3",
                () -> loss.lossAndGradient(new float[6], 2, 1, CALM, new float[5]));
        assertRefused("rows must be at least 1, were 0", () -> loss.update(CALM, new float[0], 0));
        assertRefused("NaN and 1.0", () -> new SignalStatistics(Double.NaN, 1));
        assertRefused("0.0 and -1.0", () -> new SignalStatistics(0, -1));
        assertRefused("Infinity", () -> new SignalStatistics(0, Double.POSITIVE_INFINITY));
    }

    private static void assertRefused(String message, Executable call) {
        String said = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(said.contains(message), said);
    }
}
