package org.concretescore.sampling.tempering;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.concretescore.core.exact.Ising;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class LadderTest {
    private static void assertRefused(String words, Executable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void laddersFallFromOne() {
        assertArrayEquals(new double[] {1, 0.5, 0.25}, Ladder.geometric(3, 0.25).inverseTemperatures(), 1e-15);
        assertArrayEquals(
                new double[] {1, 0.75, 0.5, 0.25, 0}, Ladder.linear(5, 0).inverseTemperatures(), 1e-15);
        Ladder ladder = Ladder.of(1, 0.3);
        ladder.inverseTemperatures()[0] = 7;
        assertEquals(1, ladder.inverseTemperature(0));
        assertEquals(2, ladder.replicas());
        assertEquals(Ladder.of(1, 0.3), ladder);
        assertEquals(Ladder.of(1, 0.3).hashCode(), ladder.hashCode());
        assertEquals("Ladder[1.0, 0.3]", ladder.toString());
    }

    @Test
    void otherLaddersAreRefused() {
        assertRefused("was given 0", () -> Ladder.of());
        assertRefused("was given 1025", () -> Ladder.of(new double[1025]));
        assertRefused(
                "inverse temperature 0 must be 1, which is that of the target, was 0.9", () -> Ladder.of(0.9, 0.5));
        assertRefused("was NaN", () -> Ladder.of(Double.NaN));
        assertRefused("inverse temperature 1", () -> Ladder.of(1, 1));
        assertRefused("inverse temperature 2 must be smaller than the one before, 0.5, was 0.6", () -> {
            Ladder.of(1, 0.5, 0.6);
        });
        assertRefused("was NaN", () -> Ladder.of(1, Double.NaN));
        assertRefused("must not be negative, was -0.1", () -> Ladder.of(1, -0.1));
        assertRefused("replicas must be 2 to 1024, were 1", () -> Ladder.geometric(1, 0.5));
        assertRefused("replicas must be 2 to 1024, were 1025", () -> Ladder.linear(1025, 0.5));
        for (double hottest : new double[] {1, -0.5, Double.NaN}) {
            assertRefused("was " + hottest, () -> Ladder.geometric(3, hottest));
            assertRefused("was " + hottest, () -> Ladder.linear(3, hottest));
        }
        assertRefused("hottest must be above 0", () -> Ladder.geometric(3, 0));
    }

    /**
     * With energies of one variance everywhere, rates follow from differences alone, and one round finds the ladder.
     */
    @Test
    void normalEnergiesAreSpacedInOneRound() {
        NormalDistribution normal = NormalDistribution.of(0, 1);
        Ladder before = Ladder.of(1, 0.9, 0.6, 0);
        double[] rates = new double[3];
        for (int t = 0; t < 3; t++) {
            double difference = before.inverseTemperature(t) - before.inverseTemperature(t + 1);
            rates[t] = 2 * normal.cumulativeProbability(-5 * difference / 2);
        }
        // In all 5 apart: three pairs of 5/3 for the rate 2 Phi(-5/6) = 0.405, four pairs for anything above.
        LadderOptions options = LadderOptions.defaults();
        assertArrayEquals(
                Ladder.linear(4, 0).inverseTemperatures(),
                LadderTuning.next(before, rates, options.withTarget(0.404)).inverseTemperatures(),
                1e-12);
        assertArrayEquals(
                Ladder.linear(5, 0).inverseTemperatures(),
                LadderTuning.next(before, rates, options.withTarget(0.406)).inverseTemperatures(),
                1e-12);
        assertEquals(
                3,
                LadderTuning.next(before, rates, options.withTarget(0.4).withReplicas(3))
                        .replicas());
        assertEquals(Ladder.of(1, 0), LadderTuning.next(Ladder.of(1, 0.5, 0), new double[] {1, 1}, options));
        assertTrue(LadderTuning.next(Ladder.of(1, 0), new double[] {0}, options).replicas() > 3);
    }

    @Test
    void aLadderIsTunedToItsTarget() {
        Ising ising = Ising.of(6, 6, 0.4406868);
        LadderTuning tuned = LadderTuning.tune(
                ladder -> Tempering.of(ising, ising, ladder),
                Ladder.of(1, 0.1),
                LadderOptions.defaults().withChains(8, 100),
                STREAMS,
                "ladder");
        assertEquals(1, tuned.ladder().inverseTemperature(0));
        assertEquals(0.1, tuned.ladder().inverseTemperature(tuned.ladder().replicas() - 1));
        assertEquals(tuned.ladder().replicas() - 1, tuned.swapRates().length);
        for (double rate : tuned.swapRates()) {
            // The last ladder follows from rates measured to about 0.02.
            assertTrue(rate > 0.23 && rate < 0.55, tuned.toString());
        }
        LadderTuning again = LadderTuning.tune(
                ladder -> Tempering.of(ising, ising, ladder),
                Ladder.of(1, 0.1),
                LadderOptions.defaults().withChains(8, 100),
                STREAMS,
                "ladder");
        assertEquals(tuned.toString(), again.toString());
    }

    @Test
    void optionsAreChecked() {
        LadderOptions options = LadderOptions.defaults();
        for (double target : new double[] {0, 1, -1, Double.NaN}) {
            assertRefused("target must be above 0 and below 1, was " + target, () -> options.withTarget(target));
        }
        assertRefused("rounds must not be negative, were -1", () -> options.withRounds(-1));
        assertRefused("chains must be at least 1, was 0", () -> options.withChains(0, 1));
        assertRefused("steps must be at least 1, was 0", () -> options.withChains(1, 0));
        assertRefused("replicas must be 2 to 1024, were 1", () -> options.withReplicas(1));
        Ising ising = Ising.of(3, 3, 0.2);
        assertRefused(
                "initial must have at least 2 replicas",
                () -> LadderTuning.tune(
                        ladder -> Tempering.of(ising, ising, ladder), Ladder.of(1), options, STREAMS, "l"));
        assertEquals(
                Ladder.of(1, 0.5),
                LadderTuning.tune(
                                ladder -> Tempering.of(ising, ising, ladder),
                                Ladder.of(1, 0.5),
                                options.withRounds(0).withChains(1, 1),
                                STREAMS,
                                "l")
                        .ladder());
    }
}
