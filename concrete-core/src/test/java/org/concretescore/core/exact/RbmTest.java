package org.concretescore.core.exact;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RbmTest {
    /** The last ones have outer hidden states, and the very last so large biases that products are cut into groups. */
    @ParameterizedTest
    @CsvSource({"6, 4, 0.5, 1", "1, 1, 1, 1", "9, 2, 3, 2", "5, 11, 0.7, 1", "7, 17, 0.05, 1", "9, 10, 1, 60"})
    void keepsItsPromises(int visible, int hidden, double weightDeviation, double biasDeviation) {
        UniformRandomProvider random = STREAMS.stream("rbm " + visible + " x " + hidden);
        TargetContract.check(Rbm.random(visible, hidden, weightDeviation, biasDeviation, random), 1e-12);
    }

    @Test
    void biasesThatNoProductHolds() {
        // log Z is about 9 x 150: a sum of groups' logarithms.
        double[] weights = TestDistributions.normals(9 * 10, 1, STREAMS.stream("groups"));
        double[] biases = {150, 151, 149, 150.5, 150, 149.5, 150, 150.2, 150};
        Rbm rbm = Rbm.of(weights, biases, TestDistributions.normals(10, 1, STREAMS.stream("hidden")));
        TargetContract.check(rbm, 1e-12);
    }

    @Test
    void theHiddenUnitsAreSummedOut() {
        int visible = 5;
        int hidden = 3;
        double[] w = TestDistributions.normals(visible * hidden, 1, STREAMS.stream("weights"));
        double[] b = TestDistributions.normals(visible, 1, STREAMS.stream("visible"));
        double[] c = TestDistributions.normals(hidden, 1, STREAMS.stream("hidden"));
        Rbm rbm = Rbm.of(w, b, c);
        int[] states = TestDistributions.states(rbm.space());
        double[] logs = new double[32];
        rbm.logDensities(states, 32, logs);
        double z = 0;
        for (int rank = 0; rank < 32; rank++) {
            double sum = 0;
            for (int h = 0; h < 1 << hidden; h++) {
                double log = 0;
                for (int j = 0; j < hidden; j++) {
                    log += (h >> j & 1) * c[j];
                    for (int d = 0; d < visible; d++) {
                        log += (h >> j & 1) * states[rank * visible + d] * w[d * hidden + j];
                    }
                }
                for (int d = 0; d < visible; d++) {
                    log += states[rank * visible + d] * b[d];
                }
                sum += Math.exp(log);
            }
            assertEquals(Math.log(sum), logs[rank], 1e-12);
            z += sum;
        }
        assertEquals(Math.log(z), rbm.logZ(), 1e-12);
        assertEquals("ones", rbm.statistic());
    }

    @Test
    void gradientsAreThoseOfTheFreeEnergy() {
        int visible = 4;
        int hidden = 3;
        double[] w = TestDistributions.normals(visible * hidden, 1, STREAMS.stream("weights"));
        double[] b = TestDistributions.normals(visible, 1, STREAMS.stream("visible"));
        double[] c = TestDistributions.normals(hidden, 1, STREAMS.stream("hidden"));
        Rbm rbm = Rbm.of(w, b, c);
        int[] states = TestDistributions.states(rbm.space());
        double[] logs = new double[16];
        double[] expected = new double[16];
        double[] gradients = new double[16 * 2 * visible];
        rbm.gradients(states, 16, logs, gradients);
        rbm.logDensities(states, 16, expected);
        assertArrayEquals(expected, logs);
        double[] x = new double[visible];
        for (int rank = 0; rank < 16; rank++) {
            for (int d = 0; d < visible; d++) {
                for (int e = 0; e < visible; e++) {
                    x[e] = states[rank * visible + e];
                }
                x[d] += 1e-5;
                double above = freeLogDensity(w, b, c, x);
                x[d] -= 2e-5;
                double slope = (above - freeLogDensity(w, b, c, x)) / 2e-5;
                int i = 2 * (rank * visible + d);
                assertEquals(slope, gradients[i + 1] - gradients[i], 1e-8);
            }
        }
    }

    private static double freeLogDensity(double[] w, double[] b, double[] c, double[] x) {
        double sum = 0;
        for (int d = 0; d < b.length; d++) {
            sum += x[d] * b[d];
        }
        for (int j = 0; j < c.length; j++) {
            double activation = c[j];
            for (int d = 0; d < b.length; d++) {
                activation += x[d] * w[d * c.length + j];
            }
            sum += Math.log1p(Math.exp(activation));
        }
        return sum;
    }

    @Test
    void threadsChangeNoBit() throws InterruptedException, ExecutionException {
        Rbm rbm = Rbm.random(20, 17, 0.3, 1, STREAMS.stream("threads"));
        Rbm again = Rbm.random(20, 17, 0.3, 1, STREAMS.stream("threads"));
        ForkJoinPool single = new ForkJoinPool(1);
        try {
            double logZ = single.submit(rbm::logZ).get();
            double mean = single.submit(rbm::meanStatistic).get();
            assertEquals(logZ, again.logZ(), 0);
            assertEquals(mean, again.meanStatistic(), 0);
        } finally {
            single.shutdown();
        }
    }

    @Test
    void aMachineDoesNotFollowItsArrays() {
        double[] weights = {1};
        double[] visible = {2};
        double[] hidden = {3};
        Rbm rbm = Rbm.of(weights, visible, hidden);
        weights[0] = 9;
        visible[0] = 9;
        hidden[0] = 9;
        double expected = 2 + Math.log1p(Math.exp(4)) - Math.log1p(Math.exp(3));
        assertArrayEquals(new double[] {expected}, rbm.logRatios(0), 1e-12);
    }

    @Test
    void badMachinesAreRefused() {
        UniformRandomProvider random = STREAMS.stream("bad");
        assertEquals(
                "visible and hidden must be at least 1, were 0 and 3", messageOf(() -> Rbm.random(0, 3, 1, 1, random)));
        assertEquals(
                "visible times hidden must be at most 2^26, were 10000 and 10000",
                messageOf(() -> Rbm.random(10_000, 10_000, 1, 1, random)));
        assertEquals(
                "weightDeviation must be finite and not negative, was NaN",
                messageOf(() -> Rbm.random(2, 3, Double.NaN, 1, random)));
        assertEquals(
                "biasDeviation must be finite and not negative, was -1.0",
                messageOf(() -> Rbm.random(2, 3, 1, -1, random)));
        assertEquals(
                "5 weights were given for 2 visible and 3 hidden units",
                messageOf(() -> Rbm.of(new double[5], new double[2], new double[3])));
        assertEquals(
                "bias and weights of visible unit 1 must have absolute values with a sum of at most 300.0, was 301.0",
                messageOf(() -> Rbm.of(new double[] {0, 1}, new double[] {0, -300}, new double[1])));
        assertEquals(
                "bias and weights of hidden unit 0 must have absolute values with a sum of at most 300.0, was NaN",
                messageOf(() -> Rbm.of(new double[2], new double[2], new double[] {Double.NaN})));
        Rbm wide = Rbm.random(3, 29, 0.1, 1, random);
        assertEquals(
                "Rbm[3 visible, 29 hidden] does not have exact answers: at most 28 hidden units can be enumerated",
                assertThrows(IllegalStateException.class, wide::logZ).getMessage());
    }

    private static String messageOf(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
