package org.concretescore.core.exact;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FactorialHmmTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 0.7",
        "3, 1, 0.5, 0.7",
        "1, 8, 0.5, 0.9",
        "3, 4, 0.5, 0.95",
        "4, 3, 0.1, 0.2",
        "2, 5, 2, 0.5",
        "3, 3, 0.01, 0.9"
    })
    void keepsItsPromises(int chains, int times, double deviation, double stay) {
        FactorialHmm hmm = FactorialHmm.random(
                chains, times, deviation, stay, STREAMS.stream("hmm " + chains + " x " + times + " " + deviation));
        TargetContract.check(hmm, 1e-11);
        if (deviation > 0.05) {
            TargetContract.checkMultilinear(hmm, hmm.neighborhood());
        }
        ExactDistribution exact = ExactDistribution.of(hmm);
        double[] marginals = hmm.marginals();
        int[] states = TestDistributions.states(hmm.space());
        for (int i = 0; i < chains * times; i++) {
            double sum = 0;
            for (int rank = 0; rank < hmm.space().size(); rank++) {
                sum += states[rank * chains * times + i] * exact.probability(rank);
            }
            assertEquals(sum, marginals[i], 1e-10, "bit " + i);
        }
    }

    @Test
    void theDensityIsThatOfBitsAndObservations() {
        double[] weights = {1.5, -0.5};
        double[] observations = {0.3, 1.1, -0.2};
        FactorialHmm hmm = FactorialHmm.of(weights, 0.8, 0.9, observations);
        int[] states = TestDistributions.states(hmm.space());
        double[] logs = new double[64];
        hmm.logDensities(states, 64, logs);
        for (int rank = 0; rank < 64; rank++) {
            double log = 2 * Math.log(0.5);
            for (int t = 0; t < 3; t++) {
                double mean = 0;
                for (int c = 0; c < 2; c++) {
                    int i = rank * 6 + 2 * t + c;
                    mean += weights[c] * states[i];
                    log += t == 0 ? 0 : Math.log(states[i] == states[i - 2] ? 0.9 : 0.1);
                }
                log += NormalDistribution.of(mean, 0.8).logDensity(observations[t]);
            }
            assertEquals(log, logs[rank], 1e-12);
        }
    }

    @Test
    void aLongSequenceKeepsItsScale() {
        // Nothing observed: weights of 0 make the prior the posterior, and every observation a factor.
        FactorialHmm hmm = FactorialHmm.of(new double[3], 1e-3, 0.9, new double[2000]);
        assertEquals(-2000 * (Math.log(1e-3) + Math.log(2 * Math.PI) / 2), hmm.logZ(), 1e-8);
        for (double p : hmm.marginals()) {
            assertEquals(0.5, p, 1e-12);
        }
    }

    @Test
    void randomObservationsComeFromTheModel() {
        // With next to no noise the posterior knows the bits, and their switches have the rate of the model.
        FactorialHmm hmm = FactorialHmm.random(2, 5000, 0.01, 0.8, STREAMS.stream("long"));
        double[] p = hmm.marginals();
        int switches = 0;
        for (int i = 2; i < p.length; i++) {
            switches += p[i] > 0.5 != p[i - 2] > 0.5 ? 1 : 0;
        }
        // 10^4 switches of probability 0.2 have a standard deviation of 40: a false alarm in two million, but for the
        // few
        // bits that are hidden by weights that nearly agree.
        assertTrue(Math.abs(switches - 2000) < 200 + 20, switches + " switches");
    }

    @Test
    void badModelsAreRefused() {
        double[] one = {1};
        assertEquals(
                "chains and times must be at least 1, were 0 and 1",
                messageOf(() -> FactorialHmm.of(new double[0], 1, 0.5, one)));
        assertEquals(
                "chains times times must be at most 16777216, were 100000 and 100000",
                messageOf(() -> FactorialHmm.random(100_000, 100_000, 1, 0.5, STREAMS.stream("bad"))));
        assertEquals(
                "deviation must be above 0 and finite, was NaN",
                messageOf(() -> FactorialHmm.of(one, Double.NaN, 0.5, one)));
        assertEquals("stay must lie between 0 and 1, was 1.0", messageOf(() -> FactorialHmm.of(one, 1, 1, one)));
        assertEquals(
                "stay must lie between 0 and 1, was NaN", messageOf(() -> FactorialHmm.of(one, 1, Double.NaN, one)));
        assertEquals(
                "observation 0 must be at most 1000000.0 deviations of 1.0 from 0, was NaN",
                messageOf(() -> FactorialHmm.of(one, 1, 0.5, new double[] {Double.NaN})));
        assertEquals(
                "weight 0 must be at most 1000000.0 deviations of 1.0E-7 from 0, was 1.0",
                messageOf(() -> FactorialHmm.of(one, 1e-7, 0.5, new double[1])));
        FactorialHmm wide = FactorialHmm.random(15, 2, 1, 0.5, STREAMS.stream("wide"));
        assertEquals(
                "FactorialHmm[15 chains, 2 times] does not have exact answers: at most 14 chains can be enumerated",
                assertThrows(IllegalStateException.class, wide::logZ).getMessage());
    }

    private static String messageOf(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
