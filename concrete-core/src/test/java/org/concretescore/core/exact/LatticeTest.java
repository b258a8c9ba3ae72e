package org.concretescore.core.exact;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.MeanTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ising and Potts models on tori. */
final class LatticeTest {
    private static final double CRITICAL = 0.4406868;

    @ParameterizedTest
    @CsvSource({
        "3, 3, 0.2, 0",
        "3, 4, -0.7, 0.4",
        "4, 3, 0.3, -0.25",
        "3, 5, 0.4406868, 0",
        "3, 3, 0, 0",
        "3, 3, 10, -10",
        "3, 3, -10, 10",
        "3, 3, -10, 0"
    })
    void isingKeepsItsPromises(int rows, int columns, double coupling, double field) {
        Ising ising = Ising.of(rows, columns, coupling, field);
        TargetContract.check(ising, 1e-12);
        TargetContract.checkMultilinear(ising, ising.neighborhood());
    }

    @ParameterizedTest
    @CsvSource({"3, 3, 2, 0.6", "3, 4, 2, -1", "3, 3, 3, 0.9", "3, 3, 2, 0", "3, 3, 2, 10"})
    void pottsKeepsItsPromises(int rows, int columns, int values, double coupling) {
        Potts potts = Potts.of(rows, columns, values, coupling);
        TargetContract.check(potts, 1e-12);
        TargetContract.checkMultilinear(potts, potts.neighborhood());
    }

    @Test
    void pottsOfFourValues() {
        // 2^18 states: the classes are checked at a few of them.
        Potts potts = Potts.of(3, 3, 4, 0.7);
        int[] states = new int[20 * 9];
        potts.sample(STREAMS.stream("potts"), 20, states);
        double[] logs = new double[1];
        double[] there = new double[1];
        int[] y = new int[9];
        for (int at = 0; at < states.length; at += 9) {
            int[] x = Arrays.copyOfRange(states, at, at + 9);
            potts.logDensities(x, 1, logs);
            for (int slot = 0; slot < 27; slot++) {
                potts.neighborhood().neighbor(x, 0, slot, y, 0);
                potts.logDensities(y, 1, there);
                assertEquals(there[0] - logs[0], potts.logRatio(states, at, slot), 1e-12);
            }
        }
    }

    @Test
    void densitiesFromTheDefinition() {
        StateSpace bits = StateSpace.binary(12);
        int[] states = TestDistributions.states(bits);
        double[] ising = new double[4096];
        double[] potts = new double[4096];
        Ising.of(3, 4, 0.3, 0.2).logDensities(states, 4096, ising);
        Potts.of(3, 4, 2, 0.6).logDensities(states, 4096, potts);
        for (int rank = 0; rank < 4096; rank++) {
            double sum = 0;
            double equal = 0;
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 4; column++) {
                    int here = states[rank * 12 + 4 * row + column];
                    int right = states[rank * 12 + 4 * row + (column + 1) % 4];
                    int below = states[rank * 12 + 4 * ((row + 1) % 3) + column];
                    sum += 0.3 * (2 * here - 1) * (2 * right - 1 + 2 * below - 1) + 0.2 * (2 * here - 1);
                    equal += (here == right ? 0.6 : 0) + (here == below ? 0.6 : 0);
                }
            }
            assertEquals(sum, ising[rank], 1e-12);
            assertEquals(equal, potts[rank], 1e-12);
        }
    }

    /** Values a site, to the six digits to which they were computed elsewhere. */
    @ParameterizedTest
    @CsvSource({"0.2, 0.734531, -0.428240, 0.648883", "0.4406868, 0.936103, -1.476243, 0.285542"})
    void tenByTen(double coupling, double logZ, double energy, double entropy) {
        Ising ising = Ising.of(10, 10, coupling);
        assertEquals(logZ, ising.logZ() / 100, 5e-7);
        assertEquals(energy, -ising.meanEdgeSum() / 100, 5e-7);
        assertEquals(entropy, (ising.logZ() + ising.meanStatistic()) / 100, 5e-7);
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0.735717", "0.4406868, 0.970120"})
    void fourByFour(double coupling, double logZ) {
        Ising ising = Ising.of(4, 4, coupling);
        assertEquals(logZ, ising.logZ() / 16, 5e-7);
        ExactDistribution exact = ExactDistribution.of(ising);
        assertEquals(exact.logZ(), ising.logZ(), 1e-12);
        assertEquals(exact.entropy() - exact.logZ(), ising.meanStatistic(), 1e-11);
    }

    @Test
    void theMeanIsTheDerivativeOfLogZ() {
        double step = 1e-3;
        double[] around = new double[5];
        for (int k = 0; k < 5; k++) {
            around[k] = Ising.of(7, 9, 0.4 + (k - 2) * step, 0.1).logZ();
        }
        double derivative = (around[0] - 8 * around[1] + 8 * around[3] - around[4]) / (12 * step);
        assertEquals(derivative, Ising.of(7, 9, 0.4, 0.1).meanEdgeSum(), 1e-7);
        assertEquals(derivative, Ising.of(9, 7, 0.4, 0.1).meanEdgeSum(), 1e-7);
    }

    @Test
    void aPottsModelOfTwoValuesIsAnIsingModel() {
        Ising ising = Ising.of(6, 8, CRITICAL);
        Potts potts = Potts.of(6, 8, 2, 2 * CRITICAL);
        assertEquals(potts.logZ() - 2 * 48 * CRITICAL, ising.logZ(), 1e-11);
        assertEquals(2 * potts.meanAgreeing() - 2 * 48, ising.meanEdgeSum(), 1e-11);
    }

    @Test
    void samplesOfALargerTorusHaveTheExactMeanEnergy() {
        Ising ising = Ising.of(10, 7, CRITICAL, 0.05);
        int count = 4000;
        int[] states = new int[count * 70];
        ising.sample(STREAMS.stream("10 x 7"), count, states);
        double[] energies = new double[count];
        ising.statistics(states, count, energies);
        MeanTest.of(energies, ising.meanStatistic()).require("energies of " + ising);
    }

    @Test
    void aLargeTorusHasAScoreButNoExactAnswers() {
        Ising ising = Ising.of(50, 60, CRITICAL);
        int[] up = new int[3000];
        Arrays.fill(up, 1);
        assertEquals(-8 * CRITICAL, ising.logRatio(up, 0, 2999), 1e-12);
        assertEquals(
                "Ising[50 x 60, coupling 0.4406868, field 0.0] does not have exact answers: its shorter side of 50"
                        + " has 2^50"
                        + " states, but at most 16384 can be handled",
                assertThrows(IllegalStateException.class, ising::logZ).getMessage());
        assertThrows(IllegalStateException.class, () -> ising.sample(STREAMS.stream("large"), 1, new int[3000]));
        assertThrows(IllegalStateException.class, Potts.of(9, 9, 3, 1)::meanAgreeing);
    }

    @Test
    void badNumbersAreRefused() {
        assertEquals("rows of a torus must be at least 3, was 2", messageOf(() -> Ising.of(2, 5, 0.1)));
        assertEquals("columns of a torus must be at least 3, was 2", messageOf(() -> Potts.of(5, 2, 3, 0.1)));
        assertEquals(
                "a torus has at most 16777216 sites, was given 65536 x 65537",
                messageOf(() -> Ising.of(65536, 65537, 0.1)));
        assertEquals("coupling must lie between -10 and 10, was NaN", messageOf(() -> Ising.of(3, 3, Double.NaN)));
        assertEquals("coupling must lie between -10 and 10, was 10.5", messageOf(() -> Potts.of(3, 3, 3, 10.5)));
        assertEquals("field must lie between -10 and 10, was NaN", messageOf(() -> Ising.of(3, 3, 0.1, Double.NaN)));
        assertEquals("values must be 2 to 256, was 1", messageOf(() -> Potts.of(3, 3, 1, 0.1)));
        assertEquals("values must be 2 to 256, was 257", messageOf(() -> Potts.of(3, 3, 257, 0.1)));
    }

    private static String messageOf(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
