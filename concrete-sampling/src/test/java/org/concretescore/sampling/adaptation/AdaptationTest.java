package org.concretescore.sampling.adaptation;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;
import org.concretescore.sampling.informed.Balancing;
import org.concretescore.sampling.informed.DiscreteLangevin;
import org.concretescore.sampling.informed.PathAuxiliary;
import org.concretescore.sampling.informed.PathAuxiliaryOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class AdaptationTest {
    private static final StateSpace SPACE = StateSpace.of(2);

    /** Accepts so often, and goes nowhere. */
    private record Coin(double rate, boolean proposes) implements TransitionKernel {
        @Override
        public StateSpace space() {
            return SPACE;
        }

        @Override
        public void advance(Chains chains, int from, int to, long steps, Tally tally) {
            for (int chain = from; chain < to; chain++) {
                for (long step = 0; step < steps && proposes; step++) {
                    tally.add(1, chains.random(chain).nextDouble() < rate ? 1 : 0, 0);
                }
            }
        }
    }

    private static Chains chains() {
        return Chains.atRandom(SPACE, 10, STREAMS, "coins");
    }

    /** Rates 1 and 0 are certain, so that every number follows by hand. */
    @Test
    void theRuleByHand() {
        List<Double> asked = new ArrayList<>();
        AdaptationOptions options =
                AdaptationOptions.startingAt(2).withTarget(0.5).withRounds(4, 1).withGain(0.8, 1);
        Adapted<Coin> adapted = Adaptation.tune(
                a -> {
                    asked.add(a);
                    return new Coin(a < 2.5 ? 1 : 0, true);
                },
                chains(),
                options);
        double first = Math.log(2) + 0.8 * 0.5;
        double second = first - 0.8 / 2 * 0.5;
        double third = second + 0.8 / 3 * 0.5;
        double fourth = third - 0.8 / 4 * 0.5;
        double[] expected = {2, Math.exp(first), Math.exp(second), Math.exp(third), Math.exp((third + fourth) / 2)};
        assertEquals(5, asked.size());
        // 2.98, 2.44, 2.79: above, below, above.
        for (int i = 0; i < 5; i++) {
            assertEquals(expected[i], asked.get(i), 1e-14);
        }
        assertEquals(asked.get(4), adapted.value());
        assertEquals(0, adapted.acceptance());
    }

    /** Rates fall as exp(-a), as 1/(1+a), as exp(-a^3/50), from starts far too small and far too large. */
    @Test
    void theTargetIsReached() {
        List<DoubleUnaryOperator> rates = List.of(a -> Math.exp(-a), a -> 1 / (1 + a), a -> Math.exp(-a * a * a / 50));
        List<DoubleUnaryOperator> inverses =
                List.of(r -> -Math.log(r), r -> 1 / r - 1, r -> Math.cbrt(-50 * Math.log(r)));
        for (int i = 0; i < 3; i++) {
            for (double initial : new double[] {0.01, 100}) {
                for (double target : new double[] {0.574, 0.3}) {
                    DoubleUnaryOperator rate = rates.get(i);
                    Adapted<Coin> adapted = Adaptation.tune(
                            a -> new Coin(rate.applyAsDouble(a), true),
                            chains(),
                            AdaptationOptions.startingAt(initial).withTarget(target));
                    double exact = inverses.get(i).applyAsDouble(target);
                    assertEquals(0, Math.log(adapted.value() / exact), 0.15, "rate " + i + " from " + initial);
                    // Of 5000 coins: five standard deviations of 0.007, and what the number is off.
                    assertEquals(rate.applyAsDouble(adapted.value()), adapted.acceptance(), 0.035);
                    assertEquals(target, adapted.acceptance(), 0.08);
                    assertEquals(
                            rate.applyAsDouble(adapted.value()),
                            adapted.kernel().rate());
                }
            }
        }
    }

    @Test
    void theResultFollowsFromTheChains() {
        Chains chains = chains();
        Chains copy = chains.copy();
        AdaptationOptions options = AdaptationOptions.startingAt(3);
        Adapted<Coin> adapted = Adaptation.tune(a -> new Coin(Math.exp(-a), true), chains, options);
        assertEquals(adapted, Adaptation.tune(a -> new Coin(Math.exp(-a), true), copy, options));
        assertTrue(adapted.value()
                != Adaptation.tune(a -> new Coin(Math.exp(-a), true), chains, options)
                        .value());
    }

    @Test
    void boundsHold() {
        AdaptationOptions options = AdaptationOptions.startingAt(0.3).withBounds(0.1, 0.7);
        for (double rate : new double[] {0, 1}) {
            List<Double> asked = new ArrayList<>();
            Adapted<Coin> adapted = Adaptation.tune(
                    a -> {
                        asked.add(a);
                        return new Coin(rate, true);
                    },
                    chains(),
                    options);
            assertEquals(rate == 0 ? 0.1 : 0.7, adapted.value(), 1e-15);
            assertEquals(rate, adapted.acceptance());
            assertTrue(asked.stream().allMatch(a -> a >= 0.1 && a <= 0.7));
        }
        // Nothing proposed: up to the upper bound.
        Adapted<Coin> none = Adaptation.tune(a -> new Coin(1, false), chains(), options);
        assertEquals(0.7, none.value(), 1e-15);
        assertTrue(Double.isNaN(none.acceptance()));
    }

    @Test
    void stepsOfDiscreteLangevinProposalsAreFound() {
        Ising ising = Ising.of(6, 6, 0.3);
        Chains chains = Chains.atRandom(ising.space(), 8, STREAMS, "dlp");
        for (double initial : new double[] {0.01, 5}) {
            Adapted<DiscreteLangevin> adapted = Adaptation.tune(
                    step -> DiscreteLangevin.of(ising, ising, step),
                    chains,
                    AdaptationOptions.startingAt(initial).withRounds(60, 20));
            assertEquals(0.574, adapted.acceptance(), 0.06, adapted.toString());
            assertEquals(adapted.value(), adapted.kernel().step());
        }
    }

    /**
     * The mean length of a path is a whole number or half of one: what is found lies where the rates cross the target.
     */
    @Test
    void durationsOfPathsAreFound() {
        Ising ising = Ising.of(6, 6, 0.3);
        Chains chains = Chains.atRandom(ising.space(), 8, STREAMS, "paths");
        Adapted<PathAuxiliary> adapted = Adaptation.tune(
                duration -> PathAuxiliary.of(ising, ising, new PathAuxiliaryOptions(duration, Balancing.BARKER)),
                chains,
                AdaptationOptions.startingAt(0.1).withBounds(1e-3, 1).withRounds(60, 20));
        assertEquals(0.574, adapted.acceptance(), 0.05, adapted.toString());
    }

    private static void assertRefused(String words, Executable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void optionsAreChecked() {
        AdaptationOptions options = AdaptationOptions.startingAt(1);
        assertEquals(0.574, options.target());
        for (double initial : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefused("was " + initial, () -> AdaptationOptions.startingAt(initial));
        }
        for (double target : new double[] {0, 1, Double.NaN}) {
            assertRefused("target must be above 0 and below 1, was " + target, () -> options.withTarget(target));
        }
        assertRefused("smallest and largest", () -> options.withBounds(0, 2));
        assertRefused("smallest and largest", () -> options.withBounds(0.5, Double.POSITIVE_INFINITY));
        assertRefused("smallest and largest", () -> options.withBounds(Double.NaN, 2));
        assertRefused("initial must be from 2.0 to 3.0, was 1.0", () -> options.withBounds(2, 3));
        assertRefused("rounds must be at least 2, were 1", () -> options.withRounds(1, 1));
        assertRefused("steps must be at least 1, was 0", () -> options.withRounds(2, 0));
        for (double gain : new double[] {0, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefused("gain must be above 0 and finite, was " + gain, () -> options.withGain(gain, 1));
        }
        for (double decay : new double[] {0.5, 1.1, Double.NaN}) {
            assertRefused("decay must be above 0.5 and at most 1, was " + decay, () -> options.withGain(1, decay));
        }
    }
}
