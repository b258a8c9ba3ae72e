package org.concretescore.core.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AliasMethodDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignificanceTestTest {
    private static final int SEEDS = 2000;

    /** Probabilities that fall as a power of the rank: most of 300 cells are rare. */
    private static double[] skewed(double power) {
        double[] p = new double[300];
        Arrays.setAll(p, i -> Math.pow(i + 1, -power));
        double sum = Arrays.stream(p).sum();
        Arrays.setAll(p, i -> p[i] / sum);
        return p;
    }

    private static long[] draw(SharedStateDiscreteSampler sampler, int cells, int n) {
        long[] counts = new long[cells];
        for (int i = 0; i < n; i++) {
            counts[sampler.sample()]++;
        }
        return counts;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 2, 4})
    void pValuesAreUniform(double power) {
        double[] p = skewed(power);
        double[] pValues = pValues(p, p, 10_000, SEEDS);
        KolmogorovTest.of(pValues, u -> Math.max(0, Math.min(1, u))).require("p values");
        // The tail matters most: a hundredth of them lies below 0.01, and too many would be false alarms.
        long below = Arrays.stream(pValues).filter(u -> u < 0.01).count();
        PearsonTest.of(new long[] {below, SEEDS - below}, new double[] {0.01, 0.99})
                .require("p values below 0.01");
    }

    /** A shift of a hundredth of the mass, among frequent cells or towards rare ones, does not pass. */
    @Test
    void wrongDistributionsAreFound() {
        double[] p = skewed(1);
        double[] frequent = p.clone();
        frequent[0] += 0.02;
        frequent[1] -= 0.02;
        double[] rare = p.clone();
        rare[0] -= 0.02;
        rare[299] += 0.02;
        for (double[] wrong : new double[][] {frequent, rare}) {
            for (double pValue : pValues(wrong, p, 100_000, 20)) {
                assertTrue(pValue <= SignificanceTest.FALSE_ALARM, "p value " + pValue);
            }
        }
    }

    private static double[] pValues(double[] drawn, double[] tested, int n, int seeds) {
        double[] pValues = new double[seeds];
        for (int seed = 0; seed < seeds; seed++) {
            UniformRandomProvider random = TestStreams.STREAMS.stream("pearson", seed);
            long[] counts = draw(AliasMethodDiscreteSampler.of(random, drawn), drawn.length, n);
            pValues[seed] = PearsonTest.of(counts, tested).pValue();
        }
        return pValues;
    }

    /** By hand: terms 100/100, 100/50 and 0, two degrees of freedom, survival exp(-3/2). */
    @Test
    void statisticOfThreeCells() {
        PearsonTest test = PearsonTest.of(new long[] {110, 40, 50}, new double[] {0.5, 0.25, 0.25});
        assertEquals(3, test.statistic(), 1e-12);
        assertEquals(2, test.degreesOfFreedom());
        assertEquals(Math.exp(-1.5), test.pValue(), 1e-12);
        assertEquals(1, test.worst());
        test.require("three cells");
    }

    @Test
    void rareCellsArePooledAndSeen() {
        // Expected 900, 60 and four times 10: the pooled cell has 40.
        double[] p = {0.9, 0.06, 0.01, 0.01, 0.01, 0.01};
        PearsonTest pooled = PearsonTest.of(new long[] {900, 60, 40, 0, 0, 0}, p);
        assertEquals(0, pooled.statistic(), 1e-20);
        assertEquals(2, pooled.degreesOfFreedom());
        PearsonTest far = PearsonTest.of(new long[] {800, 60, 0, 140, 0, 0}, p);
        assertEquals(100 * 100 / 900.0 + 100 * 100 / 40.0, far.statistic(), 1e-9);
        assertEquals(-1, far.worst());
        String message = assertThrows(IllegalArgumentException.class, () -> far.require("draws"))
                .getMessage();
        assertTrue(message.startsWith("draws: Pearson's statistic is 261.1"), message);
        assertTrue(message.endsWith("the largest term is that of the pooled rare cells"), message);
        // Expected once, and by itself too rare for a cell: the least other cell joins it.
        PearsonTest joined = PearsonTest.of(new long[] {900, 0, 100}, new double[] {0.9, 0.099, 0.001});
        assertEquals(0, joined.statistic(), 1e-20);
        assertEquals(1, joined.degreesOfFreedom());
        assertTrue(PearsonTest.of(new long[] {800, 99, 101}, new double[] {0.9, 0.099, 0.001})
                        .pValue()
                < 1e-8);
    }

    /** A distribution that is nearly all in one place: the rest is binomial. */
    @Test
    void oneFrequentCell() {
        double[] p = {0.999, 0.0005, 0.0005};
        double atLeastOne = 1 - Math.pow(0.999, 1000);
        assertEquals(1, PearsonTest.of(new long[] {1000, 0, 0}, p).pValue(), 1e-12);
        assertEquals(atLeastOne, PearsonTest.of(new long[] {999, 0, 1}, p).pValue(), 1e-12);
        assertTrue(PearsonTest.of(new long[] {985, 15, 0}, p).pValue() < 1e-8);
    }

    @Test
    void whatIsImpossibleFailsAtOnce() {
        PearsonTest test = PearsonTest.of(new long[] {500_000, 499_999, 1}, new double[] {0.5, 0.5, 0});
        assertEquals(0, test.pValue());
        assertEquals(
                "draws: cell 2 has the probability 0, but was observed",
                assertThrows(IllegalArgumentException.class, () -> test.require("draws"))
                        .getMessage());
        assertEquals(
                1,
                PearsonTest.of(new long[] {50, 50, 0}, new double[] {0.5, 0.5, 0})
                        .degreesOfFreedom());
    }

    @Test
    void whatIsCertainIsObserved() {
        PearsonTest certain = PearsonTest.of(new long[] {0, 99}, new double[] {0, 1});
        assertEquals(1, certain.pValue());
        assertEquals(0, certain.degreesOfFreedom());
        certain.require("draws");
        assertEquals(0, PearsonTest.of(new long[] {1, 99}, new double[] {0, 1}).pValue());
    }

    @Test
    void whatCanNotBeTestedIsRefused() {
        refuses("30 observations of 2 cells are too few", 15, 15);
        refuses("0 observations of 2 cells are too few", 0, 0);
        refuses("count 1 is -1", 100, -1);
        refuses("1 counts were given for 2 probabilities", 100);
        for (double[] p : new double[][] {{0.5, 0.6}, {1.5, -0.5}, {0.5, Double.NaN}}) {
            assertThrows(IllegalArgumentException.class, () -> PearsonTest.of(new long[] {50, 50}, p));
        }
    }

    private static void refuses(String message, long... counts) {
        String text = assertThrows(
                        IllegalArgumentException.class, () -> PearsonTest.of(counts, new double[] {0.5, 0.5}))
                .getMessage();
        assertTrue(text.contains(message), text);
    }

    @Test
    void meansAreTestedOnBothSides() {
        assertEquals(0.0455, new MeanTest(1.2, 1, 0.1).pValue(), 1e-4);
        assertEquals(0.0455, new MeanTest(0.8, 1, 0.1).pValue(), 1e-4);
        assertEquals(-2, new MeanTest(0.8, 1, 0.1).z(), 1e-12);
        MeanTest sample = MeanTest.of(new double[] {1, 2, 3, 4}, 2);
        assertEquals(2.5, sample.mean());
        assertEquals(Math.sqrt(5.0 / 12), sample.standardError(), 1e-15);
        new MeanTest(1 + 5.7e-3, 1, 1e-3).require("just inside");
        assertThrows(IllegalArgumentException.class, () -> new MeanTest(1 - 5.8e-3, 1, 1e-3).require("just outside"));
        assertThrows(IllegalArgumentException.class, () -> new MeanTest(Double.NaN, 1, 1e-3).require("no number"));
        // Constants have no error, and must be right.
        assertEquals(1, MeanTest.of(new double[] {0.1, 0.1, 0.1}, 0.1).pValue());
        assertEquals(0, MeanTest.of(new double[] {0.1, 0.1, 0.1}, 0.2).pValue());
        assertThrows(IllegalArgumentException.class, () -> new MeanTest(1, 1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> MeanTest.of(new double[] {1}, 1));
    }

    @Test
    void distributionsOfNumbers() {
        ZigguratSampler.NormalizedGaussian normal =
                ZigguratSampler.NormalizedGaussian.of(TestStreams.STREAMS.stream("kolmogorov"));
        double[] values = normal.samples(10_000).toArray();
        double[] copy = values.clone();
        var law = org.apache.commons.statistics.distribution.NormalDistribution.of(0, 1);
        KolmogorovTest.of(values, law::cumulativeProbability).require("normal numbers");
        assertArrayEquals(copy, values);
        var wrong = org.apache.commons.statistics.distribution.NormalDistribution.of(0.1, 1);
        assertThrows(IllegalArgumentException.class, () -> KolmogorovTest.of(values, wrong::cumulativeProbability)
                .require("shifted"));
        // One value at the median: the functions differ by a half.
        assertEquals(0.5, KolmogorovTest.of(new double[] {0}, x -> 0.5).distance());
        assertThrows(IllegalArgumentException.class, () -> KolmogorovTest.of(values, x -> Double.NaN)
                .require("no numbers"));
        assertThrows(IllegalArgumentException.class, () -> KolmogorovTest.of(new double[0], x -> x));
    }
}
