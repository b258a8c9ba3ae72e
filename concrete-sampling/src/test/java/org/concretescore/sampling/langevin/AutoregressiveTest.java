package org.concretescore.sampling.langevin;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.concretescore.core.vector.ConditionalScores;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.sampling.chain.Tally;
import org.junit.jupiter.api.Test;

/** Samples and log-likelihoods of models of conditional scores whose laws are known. */
final class AutoregressiveTest {
    private static final double[][] POINTS = {{-1, 0.5, 1}, {0.3, -0.7, 0}, {1.2, 0.4, -1}};
    private static final double[] MASSES = {0.5, 0.3, 0.2};

    private static NoisyPoints gaussian() {
        return new NoisyPoints(new double[][] {{0.5}}, new double[] {1}, NoiseLevels.of(1), false);
    }

    private static double[] sample(ConditionalScores model, AutoregressiveLangevin sampler, int count, int threads) {
        double[] values = new double[count * model.dimension()];
        sampler.sample(model, count, STREAMS, threads, values, new Tally());
        return values;
    }

    private static double variance(double[] values, double mean) {
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / values.length;
    }

    /** Of N(0, 1), unadjusted steps of size e have the variance 1 / (1 - e/4) exactly; the correction makes it 1. */
    @Test
    void stepsHaveTheirKnownLawWithAndWithoutCorrection() {
        int n = 8000;
        AutoregressiveLangevin sampler = AutoregressiveLangevin.of(1.5, 30);
        double error = Math.sqrt(2.0 / n);
        new MeanTest(variance(sample(gaussian(), sampler, n, 2), 0.5), 1.6, 1.6 * error).require("unadjusted");
        new MeanTest(variance(sample(gaussian(), sampler.withAdjusted(true), n, 2), 0.5), 1, error).require("adjusted");
    }

    /** Each coordinate's masses and the joint ones, within a bias of 0.01 for the annealing. */
    @Test
    void annealedChainsReachAllPointsInProportion() {
        NoisyPoints model = new NoisyPoints(POINTS, MASSES, NoiseLevels.geometric(2, 0.05, 12), true);
        int n = 1000;
        for (boolean adjusted : new boolean[] {false, true}) {
            AutoregressiveLangevin sampler =
                    AutoregressiveLangevin.of(0.001, 30).withPrior(2).withAdjusted(adjusted);
            double[] clean = sample(model, sampler.withDenoised(true), n, 2);
            // The same seed, so the same chains, of which this is the first block.
            int block = 256;
            double[] noisy = sample(model, sampler, block, 1);
            double[] shares = new double[3];
            double noise = 0;
            for (int i = 0; i < n; i++) {
                int k = clean[3 * i] < -0.35 ? 0 : clean[3 * i] < 0.75 ? 1 : 2;
                shares[k] += 1.0 / n;
                for (int d = 0; d < 3; d++) {
                    assertEquals(POINTS[k][d], clean[3 * i + d], 1e-3);
                    noise += i < block ? Math.pow((noisy[3 * i + d] - clean[3 * i + d]) / 0.05, 2) / (3 * block) : 0;
                }
            }
            for (int k = 0; k < 3; k++) {
                double nearest = Math.max(MASSES[k] - 0.01, Math.min(MASSES[k] + 0.01, shares[k]));
                new MeanTest(shares[k], nearest, Math.sqrt(0.25 / n)).require("point " + k + ", adjusted: " + adjusted);
            }
            // What is taken away is the last level's noise; without correction the steps' bias is 1 / 9.
            new MeanTest(noise, adjusted ? 1 : 10.0 / 9, Math.sqrt(2.0 / (3 * block)) * 10 / 9).require("noise");
        }
    }

    @Test
    void resultsDoNotDependOnThreads() {
        NoisyPoints model = new NoisyPoints(POINTS, MASSES, NoiseLevels.of(1, 0.5), true);
        AutoregressiveLangevin sampler = AutoregressiveLangevin.of(0.1, 3);
        double[] one = sample(model, sampler, 600, 1);
        assertArrayEquals(one, sample(model, sampler, 600, 3));
        Tally tally = new Tally();
        sampler.sample(model, 600, STREAMS, 2, new double[1800], tally);
        assertEquals(600L * 3 * 2 * 3, tally.proposals());
    }

    /** With common noise the correlations would be 1, which is 12 standard errors. */
    @Test
    void coordinatesAndBlocksHaveNoiseOfTheirOwn() {
        NoisyPoints independent = new NoisyPoints(new double[][] {{0, 0}}, new double[] {1}, NoiseLevels.of(1), false);
        int block = 256;
        double[] x = sample(independent, AutoregressiveLangevin.of(1, 20), 2 * block, 1);
        double ofCoordinates = 0;
        double ofBlocks = 0;
        for (int i = 0; i < block; i++) {
            ofCoordinates += x[2 * i] * x[2 * i + 1] / block;
            ofBlocks += x[2 * i] * x[2 * (block + i)] / block;
        }
        double error = 1 / Math.sqrt(block) / (1 - 1.0 / 4);
        new MeanTest(ofCoordinates, 0, error).require("products of coordinates");
        new MeanTest(ofBlocks, 0, error).require("products of blocks");
    }

    @Test
    void integralsAreTheLogDensity() {
        NoisyPoints model = new NoisyPoints(POINTS, MASSES, NoiseLevels.of(1, 0.3), true);
        // A grid between -1.5 and 1.5 that no integral's grid has points in common with.
        int n = 7 * 7 * 7;
        double[] rows = new double[3 * n];
        for (int i = 0; i < n; i++) {
            rows[3 * i] = (i / 49 + 0.3) * 3 / 7 - 1.5;
            rows[3 * i + 1] = (i / 7 % 7 + 0.3) * 3 / 7 - 1.5;
            rows[3 * i + 2] = (i % 7 + 0.3) * 3 / 7 - 1.5;
        }
        double[] logDensities = new double[n];
        double[] errors = new double[n];
        for (int cells : new int[] {64, 128}) {
            new ConditionalIntegrals(-4, 4, cells).logDensities(model, rows, n, logDensities, errors);
            for (int i = 0; i < n; i++) {
                double[] x = {rows[3 * i], rows[3 * i + 1], rows[3 * i + 2]};
                double error = Math.abs(model.logDensity(x) - logDensities[i]);
                assertTrue(error <= errors[i] + 1e-9, cells + " cells: " + error + " against " + errors[i]);
                if (cells == 128) {
                    assertTrue(error < 1e-3 && errors[i] < 2e-2, "error " + error + ", estimate " + errors[i]);
                }
            }
        }
        double[] ends = {-4, 4};
        new ConditionalIntegrals(-4, 4, 200).logDensities(gaussian(), ends, 2, logDensities, errors);
        assertEquals(-4.5 * 4.5 / 2 - Math.log(2 * Math.PI) / 2, logDensities[0], 1e-3);
        assertEquals(-3.5 * 3.5 / 2 - Math.log(2 * Math.PI) / 2, logDensities[1], 1e-3);
        // An interval that cuts off mass says how much: here 1 - 0.9 or so.
        new ConditionalIntegrals(-1.2, 2.2, 200).logDensities(gaussian(), new double[] {0}, 1, logDensities, errors);
        assertTrue(errors[0] > 0.05 && errors[0] < 0.3, "error " + errors[0]);
        // And nothing where the density still rises.
        new ConditionalIntegrals(-3, 0, 200).logDensities(gaussian(), new double[] {0}, 1, logDensities, errors);
        assertEquals(Double.POSITIVE_INFINITY, errors[0]);
    }

    private static void refuses(String what, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(what), message);
    }

    @Test
    void refusesWhatIsOutOfRange() {
        refuses("step must be above 0 and finite, was NaN", () -> AutoregressiveLangevin.of(Double.NaN, 1));
        refuses("steps must be at least 1, was 0", () -> AutoregressiveLangevin.of(1, 0));
        AutoregressiveLangevin sampler = AutoregressiveLangevin.of(1, 1);
        refuses("prior must be at least 0 and finite, was -1.0", () -> sampler.withPrior(-1));
        refuses("no levels", () -> sample(gaussian(), sampler.withDenoised(true), 1, 1));
        refuses("threads must be at least 1, was 0", () -> sample(gaussian(), sampler, 1, 0));
        refuses("2 vectors of 1 number ", () -> sampler.sample(gaussian(), 2, STREAMS, 1, new double[1], new Tally()));
        refuses(
                "lower must be below upper, and both must be finite, were 1.0 and 1.0",
                () -> new ConditionalIntegrals(1, 1, 2));
        refuses("cells must be even and at least 2, were 3", () -> new ConditionalIntegrals(0, 1, 3));
        ConditionalIntegrals grid = new ConditionalIntegrals(0, 1, 2);
        refuses(
                "row 1, coordinate 0 is 2.0, outside of (0.0, 1.0)",
                () -> grid.logDensities(gaussian(), new double[] {0.5, 2}, 2, new double[2], null));
        refuses("3 vectors", () -> grid.logDensities(gaussian(), new double[2], 3, new double[3], null));
        NoisyPoints broken = new NoisyPoints(new double[][] {{Double.NaN}}, new double[] {1}, NoiseLevels.of(1), false);
        assertThrows(IllegalStateException.class, () -> sample(broken, sampler, 1, 1));
        assertThrows(
                IllegalStateException.class,
                () -> grid.logDensities(broken, new double[] {0.5}, 1, new double[1], null));
    }
}
