package org.concretescore.sampling.langevin;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.graph.OwnGraph;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.Support;
import org.junit.jupiter.api.Test;

final class TriangularBridgeTest {
    private static final List<String> DEFINED = List.of("cycle", "cycle-forward", "torus", "chain", "grid");

    private static boolean isRing(String graph) {
        return !graph.equals("chain") && !graph.equals("grid");
    }

    private static TriangularBridge bridge(ExactDistribution p, String graph, double delta) {
        return TriangularBridge.of(p.score(Graphs.parse(graph, p.space())), delta);
    }

    @Test
    void recoversTheStatesOnEveryGraph() {
        for (int n : new int[] {2, 3, 16}) {
            ExactDistribution p = Support.randomPmf(StateSpace.of(n), 4, STREAMS.stream("states", n));
            for (String graph : DEFINED) {
                TriangularBridge bridge = bridge(p, graph, 0.5);
                assertArrayEquals(p.probabilities(), bridge.probabilities(), 1e-14, graph);
                assertEquals(0, bridge.cycleResidual(), 1e-13);
                assertEquals(isRing(graph) ? 0 : -0.5, bridge.lower());
                assertEquals(0.5 * n, bridge.upper());
                assertEquals(isRing(graph) ? 0.5 * n : Double.POSITIVE_INFINITY, bridge.period());
            }
        }
    }

    /** Density, score, posterior and mean against the formulas, and against each other, at any point. */
    @Property(tries = 300)
    void obeysTheFormulas(
            @ForAll @IntRange(min = 2, max = 9) int n,
            @ForAll @DoubleRange(max = 8) double spread,
            @ForAll @DoubleRange(min = 0.01, max = 50) double delta,
            @ForAll @DoubleRange(max = 0.99) double place,
            @ForAll long seed) {
        UniformRandomProvider random = new RandomStreams(seed).stream("bridge");
        ExactDistribution p = Support.randomPmf(StateSpace.of(n), spread, random);
        for (String graph : DEFINED) {
            TriangularBridge bridge = bridge(p, graph, delta);
            int first = isRing(graph) ? 0 : -1;
            int k = first + (int) (place * (n - first));
            // Away from the kinks, for the sake of the finite difference.
            double t = 0.05 + 0.9 * random.nextDouble();
            double x = delta * (k + t);
            double below = k < 0 ? 0 : p.probability(k);
            double above = k + 1 < n ? p.probability(k + 1) : isRing(graph) ? p.probability(0) : 0;
            double density = ((1 - t) * below + t * above) / delta;
            assertEquals(k, bridge.cell(x));
            assertEquals(density, bridge.density(x), 1e-11 * density);
            assertEquals(Math.log(density), bridge.logDensity(x), 1e-10);
            assertEquals(t * above / (delta * density), bridge.posterior(x), 1e-11);
            double score = (above - below) / delta / (delta * density);
            assertEquals(score, bridge.score(x), 1e-9 * (1 + Math.abs(score)));
            double h = 1e-5 * delta;
            double slope = (bridge.logDensity(x + h) - bridge.logDensity(x - h)) / (2 * h);
            assertEquals(slope, bridge.score(x), 1e-5 * (1 / delta + Math.abs(slope)));
            assertEquals(x + delta * delta * t * (1 - t) * score, bridge.posteriorMean(x), 1e-10 * delta * n);
            if (isRing(graph)) {
                for (int turn : new int[] {-3, 1}) {
                    assertEquals(bridge.density(x), bridge.density(x + turn * n * delta), 1e-9 * bridge.density(x));
                }
            }
        }
    }

    /** The density is linear in a cell, and so is density times posterior: the midpoint rule is exact. */
    @Test
    void thePosteriorRecoversTheStatesExactly() {
        ExactDistribution p = ExactDistribution.of(StateSpace.of(6), 1, 20, 0.3, 7, 5, 0.01);
        for (String graph : DEFINED) {
            TriangularBridge bridge = bridge(p, graph, 2);
            double[] mass = new double[6];
            double total = 0;
            for (double x = bridge.lower() + 1; x < bridge.upper(); x += 2) {
                int k = bridge.cell(x);
                double cell = 2 * bridge.density(x);
                total += cell;
                mass[(k + 6) % 6] += cell * (1 - bridge.posterior(x));
                mass[(k + 1) % 6] += cell * bridge.posterior(x);
            }
            assertEquals(1, total, 1e-14);
            assertArrayEquals(p.probabilities(), mass, 1e-14);
        }
    }

    @Test
    void binsHoldTheDensity() {
        ExactDistribution p = ExactDistribution.of(StateSpace.of(5), 1, 2, 30, 4, 5);
        for (String graph : DEFINED) {
            TriangularBridge bridge = bridge(p, graph, 3);
            double[] bins = bridge.binProbabilities(10);
            assertEquals(isRing(graph) ? 50 : 60, bins.length);
            assertEquals(1, Arrays.stream(bins).sum(), 1e-13);
            for (int i = 0; i < bins.length; i++) {
                double middle = bridge.lower() + 0.3 * (i + 0.5);
                assertEquals(0.3 * bridge.density(middle), bins[i], 1e-13);
            }
            assertThrows(IllegalArgumentException.class, () -> bridge.binProbabilities(0));
        }
    }

    @Test
    void samplesAndTheirCleanStatesHaveTheRightLaws() {
        ExactDistribution p = ExactDistribution.of(StateSpace.of(7), 1, 9, 0.1, 3, 0.5, 4, 2);
        for (String graph : DEFINED) {
            TriangularBridge bridge = bridge(p, graph, 0.25);
            UniformRandomProvider random = STREAMS.stream(graph);
            double[] bins = bridge.binProbabilities(8);
            long[] counts = new long[bins.length];
            long[] clean = new long[7];
            for (int i = 0; i < 200_000; i++) {
                double x = bridge.sample(random);
                assertTrue(bridge.density(x) > 0);
                counts[(int) ((x - bridge.lower()) / 0.25 * 8)]++;
                clean[bridge.denoise(x, random)]++;
            }
            PearsonTest.of(counts, bins).require(graph);
            PearsonTest.of(clean, p.probabilities()).require(graph);
        }
    }

    @Test
    void standsLargeAndSmallRatios() {
        for (double logRatio : new double[] {Math.log(1e6), Math.log(1e-6), 300, -300, 700, -700}) {
            double[] forward = {logRatio, -logRatio, logRatio / 2, -logRatio / 2, 0};
            for (boolean cyclic : new boolean[] {true, false}) {
                TriangularBridge bridge = TriangularBridge.ofForwardLogRatios(forward, cyclic, 1);
                assertEquals(1, Arrays.stream(bridge.binProbabilities(3)).sum(), 1e-12);
                for (double x = bridge.lower() + 0.125; x < bridge.upper(); x += 0.125) {
                    assertTrue(Double.isFinite(bridge.score(x)), () -> "score at " + logRatio);
                    assertTrue(Double.isFinite(bridge.logDensity(x)) || bridge.logDensity(x) < -700);
                    assertTrue(bridge.posterior(x) >= 0 && bridge.posterior(x) <= 1);
                }
            }
        }
        // Halfway up a cell of ratio 10^6 the clean state is nearly surely the upper one; near its foot it isn't.
        TriangularBridge steep = TriangularBridge.ofForwardLogRatios(new double[] {Math.log(1e6)}, false, 1);
        assertEquals(1, steep.posterior(0.5), 2e-6);
        assertEquals(0.5, steep.posterior(1 / (1 + 1e6)), 1e-6);
        assertEquals(999_999, steep.score(1e-12), 2);
    }

    @Test
    void theResidualOfAFreeScoreIsSpreadEvenly() {
        Neighborhood graph = Graphs.cycle(StateSpace.of(4));
        // Forward in slot 0; what the backward slots say doesn't matter.
        double[] rows = {1, 7, 0.5, 7, -2, 7, 1.5, 7};
        TriangularBridge bridge = TriangularBridge.of(TableScore.of(graph, rows), 1);
        assertEquals(1, bridge.cycleResidual(), 1e-15);
        double[] p = bridge.probabilities();
        for (int k = 0; k < 4; k++) {
            assertEquals(rows[2 * k] - 0.25, Math.log(p[(k + 1) % 4] / p[k]), 1e-14);
        }
    }

    @Test
    void cyclesOfTwoStatesUseTheirOneSlotBothWays() {
        ExactDistribution p = ExactDistribution.of(StateSpace.of(2), 1, 3);
        for (String ring : List.of("cycle", "torus", "cycle-forward")) {
            TriangularBridge bridge = bridge(p, ring, 1);
            assertEquals(0.25, bridge.density(0), 1e-15);
            assertEquals(0.75, bridge.density(1), 1e-15);
            assertEquals(0.5, bridge.density(1.5), 1e-15);
            assertEquals(-bridge.score(0.3), bridge.score(1.7), 1e-13);
            assertEquals(0, bridge.denoise(1.999999999, STREAMS.stream("two")));
        }
    }

    @Test
    void knowsItsSupport() {
        ExactDistribution p = ExactDistribution.of(StateSpace.of(3), 1, 2, 3);
        TriangularBridge path = bridge(p, "grid", 0.1);
        for (double x : new double[] {-0.1, 0.1 * 3, -5, 7, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertEquals(0, path.density(x));
            assertThrows(IllegalArgumentException.class, () -> path.score(x));
            assertThrows(IllegalArgumentException.class, () -> path.cell(x));
            assertThrows(IllegalArgumentException.class, () -> path.posterior(x));
            assertThrows(IllegalArgumentException.class, () -> path.denoise(x, STREAMS.stream("x")));
        }
        assertEquals(12, path.wrap(12));
        TriangularBridge ring = bridge(p, "torus", 0.1);
        assertEquals(0.05, ring.wrap(-0.25), 1e-15);
        assertEquals(0.05, ring.wrap(3e5 + 0.05), 1e-9);
        assertEquals(0, ring.wrap(-1e-300));
        assertTrue(Double.isNaN(ring.wrap(Double.NaN)));
        assertThrows(IllegalArgumentException.class, () -> ring.score(Double.NaN));
        for (double x : new double[] {0, 0.3, Math.nextDown(0.3), -1e-300, 1e9}) {
            assertTrue(ring.density(x) > 0);
            assertTrue(IntStream.range(0, 3).anyMatch(k -> k == ring.cell(x)));
        }
    }

    @Test
    void otherGraphsAreRefusedWithAReason() {
        StateSpace line = StateSpace.of(5);
        ExactDistribution p = ExactDistribution.of(line, 1, 2, 3, 4, 5);
        for (String name : List.of("star", "complete", "hamming", "tree")) {
            Neighborhood graph = Graphs.parse(name, line);
            assertFalse(TriangularBridge.isDefined(graph));
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> TriangularBridge.of(p.score(graph), 1));
            assertTrue(e.getMessage().contains("was given " + name), e.getMessage());
        }
        for (String name : DEFINED) {
            assertTrue(TriangularBridge.isDefined(Graphs.parse(name, line)));
            assertFalse(TriangularBridge.isDefined(Graphs.parse(name, StateSpace.of(2, 2))));
            assertFalse(TriangularBridge.isDefined(Graphs.parse(name, StateSpace.of(1))));
            assertTrue(TriangularBridge.isDefined(new OwnGraph(Graphs.parse(name, line), name)));
            assertFalse(TriangularBridge.isDefined(new OwnGraph(Graphs.star(line), name)));
        }
        ExactDistribution hole = ExactDistribution.of(line, 1, 2, 0, 4, 5);
        assertThrows(IllegalArgumentException.class, () -> bridge(hole, "cycle", 1));
        for (double delta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> bridge(p, "cycle", delta));
        }
        assertThrows(
                IllegalArgumentException.class, () -> TriangularBridge.ofForwardLogRatios(new double[] {1}, true, 1));
        assertThrows(
                IllegalArgumentException.class, () -> TriangularBridge.ofForwardLogRatios(new double[0], false, 1));
    }
}
