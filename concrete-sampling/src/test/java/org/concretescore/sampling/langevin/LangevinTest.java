package org.concretescore.sampling.langevin;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.chain.Tally;
import org.junit.jupiter.api.Test;

final class LangevinTest {
    private static final StateSpace SPACE = StateSpace.of(16);
    /** Two modes, ratios up to about 2. */
    private static final ExactDistribution P =
            ExactDistribution.of(SPACE, 2, 3, 5, 7, 8, 7, 4, 2, 1, 1, 2, 3, 6, 7, 4, 3);

    private static TriangularBridge bridge(String graph, double delta) {
        return TriangularBridge.of(P.score(Graphs.parse(graph, SPACE)), delta);
    }

    private static LangevinChains uniform(TriangularBridge bridge, int count) {
        return LangevinChains.atRandom(bridge.lower(), bridge.upper(), count, STREAMS, "langevin");
    }

    private static ExactDistribution denoised(TriangularBridge bridge, LangevinChains chains) {
        int[] states = IntStream.range(0, chains.count())
                .map(c -> bridge.denoise(chains.position(c), chains.random(c)))
                .toArray();
        return ExactDistribution.ofSamples(SPACE, states, states.length);
    }

    private static PearsonTest test(TriangularBridge bridge, LangevinChains chains) {
        double[] bins = bridge.binProbabilities(4);
        long[] counts = new long[bins.length];
        double width = (bridge.upper() - bridge.lower()) / bins.length;
        for (double x : chains.positions()) {
            counts[Math.min(bins.length - 1, (int) ((x - bridge.lower()) / width))]++;
        }
        return PearsonTest.of(counts, bins);
    }

    /**
     * Chains that start from the target must keep it. In 100 000 chains a wrong correction shows after a few steps.
     */
    @Test
    void malaKeepsTheTarget() {
        for (String graph : List.of("cycle", "chain")) {
            TriangularBridge bridge = bridge(graph, 0.5);
            UniformRandomProvider random = STREAMS.stream("start");
            double[] start = IntStream.range(0, 100_000)
                    .mapToDouble(c -> bridge.sample(random))
                    .toArray();
            for (boolean truncated : new boolean[] {false, true}) {
                for (double step : new double[] {0.05, 0.25, 1, 16, 64}) {
                    LangevinChains chains = LangevinChains.startingAt(start, STREAMS, graph + step);
                    Tally tally = new Tally();
                    Mala mala = new Mala(bridge, step, truncated);
                    mala.advance(chains, 3, 2, tally);
                    test(bridge, chains).require(mala.toString());
                    assertEquals(300_000, tally.proposals());
                    // Plain drift is thrown off by large steps; truncated drift isn't.
                    assertTrue(tally.acceptanceRate() > (truncated ? 0.1 : 0) && tally.acceptanceRate() < 1);
                }
            }
        }
    }

    /** From a uniform start, down to the distance of as many independent draws. A false alarm in 10^5 runs. */
    @Test
    void malaFindsTheTarget() {
        assertFinds(bridge("cycle", 1), 1, false, 600);
        // Large steps cross the gap between the modes.
        assertFinds(bridge("cycle", 1), 16, true, 150);
        assertFinds(bridge("grid", 1), 16, true, 150);
    }

    private static void assertFinds(TriangularBridge bridge, double step, boolean truncated, int steps) {
        LangevinChains chains = uniform(bridge, 10_000);
        new Mala(bridge, step, truncated).advance(chains, steps, 2, new Tally());
        test(bridge, chains).require("positions");
        assertTrue(denoised(bridge, chains).tv(P) < 2 * P.expectedTv(10_000));
    }

    /** Independent draws are 0.023 off on average, with a standard deviation of 0.004; the bias comes on top. */
    @Test
    void unadjustedLangevinComesCloseWithSmallSteps() {
        assertEquals(0.023, P.expectedTv(4000), 0.001);
        // A bias of about 0.002.
        assertTrue(unadjusted(bridge("cycle", 1), 0.05, false, 1500, new Tally()) < 0.045);
        // A bias of about 0.01.
        assertTrue(unadjusted(bridge("grid", 1), 0.2, true, 1500, new Tally()) < 0.055);
        // A bias of about 0.06: this is why small steps are wanted.
        assertTrue(unadjusted(bridge("grid", 1), 1, false, 200, new Tally()) > 0.045);
    }

    private static double unadjusted(TriangularBridge bridge, double step, boolean truncated, int steps, Tally tally) {
        LangevinChains chains = uniform(bridge, 4000);
        new UnadjustedLangevin(bridge, step, truncated).advance(chains, steps, 2, tally);
        for (double x : chains.positions()) {
            assertTrue(bridge.density(x) > 0);
        }
        return denoised(bridge, chains).tv(P);
    }

    /** Steps that would leave the support are not taken. Plain drift comes so close to the ends that none can be. */
    @Test
    void truncatedDriftDoesNotStickToTheEnds() {
        TriangularBridge bridge = bridge("chain", 1);
        Tally plain = new Tally();
        unadjusted(bridge, 1, false, 500, plain);
        Tally truncated = new Tally();
        unadjusted(bridge, 1, true, 500, truncated);
        assertEquals(2_000_000, truncated.proposals());
        assertTrue(plain.acceptanceRate() < 0.95, plain::toString);
        assertTrue(truncated.acceptanceRate() > 0.98 && truncated.acceptanceRate() < 1, truncated::toString);
    }

    @Test
    void threadsAndSplitsChangeNothing() {
        TriangularBridge bridge = bridge("grid", 1);
        for (Langevin kernel : List.of(new Mala(bridge, 2, true), new UnadjustedLangevin(bridge, 0.1, false))) {
            LangevinChains one = uniform(bridge, 11);
            Tally tally = new Tally();
            kernel.advance(one, 60, 1, tally);
            LangevinChains four = uniform(bridge, 11);
            Tally again = new Tally();
            kernel.advance(four, 60, 4, again);
            assertArrayEquals(one.positions(), four.positions());
            assertEquals(tally.toString(), again.toString());
            LangevinChains split = uniform(bridge, 11);
            for (int i = 0; i < 6; i++) {
                kernel.advance(split, 10, 2, new Tally());
            }
            assertArrayEquals(one.positions(), split.positions());
            LangevinChains more = uniform(bridge, 20);
            kernel.advance(more, 60, 3, new Tally());
            assertArrayEquals(one.positions(), Arrays.copyOf(more.positions(), 11));
            LangevinChains copy = one.copy();
            kernel.advance(copy, 5, 1, new Tally());
            assertNotEquals(one.position(0), copy.position(0));
            kernel.advance(one, 5, 1, new Tally());
            assertArrayEquals(one.positions(), copy.positions());
        }
    }

    /** A density of one's own, on the whole line. */
    private record Normal(double mean) implements UnivariateDensity {
        @Override
        public double score(double x) {
            return mean - x;
        }

        @Override
        public double logDensity(double x) {
            return -(x - mean) * (x - mean) / 2;
        }
    }

    /** Mean and variance of 20 000 chains. */
    @Test
    void anyDensityWillDo() {
        for (boolean truncated : new boolean[] {false, true}) {
            LangevinChains chains = LangevinChains.startingAt(new double[20_000], STREAMS, "normal");
            new Mala(new Normal(3), 1, truncated).advance(chains, 50, 2, new Tally());
            double mean = Arrays.stream(chains.positions()).average().orElseThrow();
            double square = Arrays.stream(chains.positions())
                    .map(x -> (x - 3) * (x - 3))
                    .average()
                    .orElseThrow();
            new MeanTest(mean, 3, Math.sqrt(1 / 20_000.0)).require("mean");
            new MeanTest(square, 1, Math.sqrt(2 / 20_000.0)).require("variance");
        }
        // Unadjusted: the stationary variance is 1 / (1 - step/4).
        LangevinChains chains = LangevinChains.startingAt(new double[20_000], STREAMS, "normal");
        new UnadjustedLangevin(new Normal(3), 1, false).advance(chains, 50, 2, new Tally());
        double square = Arrays.stream(chains.positions())
                .map(x -> (x - 3) * (x - 3))
                .average()
                .orElseThrow();
        new MeanTest(square, 4.0 / 3, 4.0 / 3 * Math.sqrt(2 / 20_000.0)).require("variance");
    }

    @Test
    void theStepIsChosenByTrial() {
        TriangularBridge ring = bridge("cycle", 1);
        LangevinChains pilot = uniform(ring, 50);
        double[] before = pilot.positions();
        Mala mala = Mala.tuned(ring, true, pilot, 100, 0.5, 16);
        assertTrue(mala.step() >= 16 && mala.step() <= 256, mala::toString);
        assertArrayEquals(before, pilot.positions());
        assertEquals(mala, Mala.tuned(ring, true, pilot, 100, 0.5, 16));
        // The jumps of a normal are largest near step 2.4^2 at most, and plain drift of step 4 or more overshoots.
        LangevinChains line = LangevinChains.startingAt(new double[100], STREAMS, "line");
        double step = Mala.tuned(new Normal(0), false, line, 100, 0.25, 64).step();
        assertTrue(step == 1 || step == 4, () -> "step " + step);
        assertThrows(IllegalArgumentException.class, () -> Mala.tuned(ring, true, pilot, 0, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> Mala.tuned(ring, true, pilot, 10, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> Mala.tuned(ring, true, pilot, 10, Double.NaN, 1));
    }

    @Test
    void argumentsAreChecked() {
        TriangularBridge path = bridge("chain", 1);
        for (double step : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new Mala(path, step, true));
            assertThrows(IllegalArgumentException.class, () -> new UnadjustedLangevin(path, step, true));
        }
        LangevinChains chains = uniform(path, 2);
        Mala mala = new Mala(path, 1, true);
        assertThrows(IllegalArgumentException.class, () -> mala.advance(chains, -1, 1, new Tally()));
        assertThrows(IllegalArgumentException.class, () -> mala.advance(chains, 1, 0, new Tally()));
        LangevinChains outside = LangevinChains.startingAt(new double[] {0, -1.5}, STREAMS, "c");
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> mala.advance(outside, 1, 1, new Tally()));
        assertTrue(e.getMessage().contains("chain 1 is at -1.5"), e.getMessage());
        assertThrows(IllegalStateException.class, () -> new UnadjustedLangevin(path, 1, true)
                .advance(outside, 1, 1, new Tally()));
        double[] nan = {0, Double.NaN};
        assertThrows(IllegalArgumentException.class, () -> LangevinChains.startingAt(nan, STREAMS, "c"));
        assertThrows(IllegalArgumentException.class, () -> uniform(path, 0));
        assertThrows(IllegalArgumentException.class, () -> LangevinChains.atRandom(1, 1, 3, STREAMS, "c"));
        assertThrows(IllegalStateException.class, () -> new Mala(new Normal(Double.NaN), 1, true)
                .advance(chains, 1, 1, new Tally()));
    }
}
