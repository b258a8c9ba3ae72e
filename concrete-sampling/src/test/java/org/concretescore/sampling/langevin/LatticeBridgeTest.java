package org.concretescore.sampling.langevin;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.chain.Tally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatticeBridgeTest {
    private static final StateSpace SPACE = StateSpace.of(3, 4);
    private static final ExactDistribution P = ExactDistribution.of(SPACE, 1, 6, 3, 0, 5, 2, 7, 8, 0.1, 10, 4, 12);

    private record Table(ExactDistribution p) implements LogDensity {
        @Override
        public StateSpace space() {
            return p.space();
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            for (int i = 0; i < count; i++) {
                logDensities[i] = Math.log(
                        p.probability((int) p.space().rank(states, i * p.space().dimension())));
            }
        }
    }

    private static LatticeBridge bridge(boolean cyclic, double delta) {
        return LatticeBridge.of(new Table(P), cyclic, delta);
    }

    private static double probability(int i, int j, boolean cyclic) {
        if (cyclic) {
            return P.probability(Math.floorMod(i, 3) * 4 + Math.floorMod(j, 4));
        }
        return i < 0 || i > 2 || j < 0 || j > 3 ? 0 : P.probability(i * 4 + j);
    }

    /** Against the formula in two dimensions, and the score against finite differences. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void obeysTheFormulas(boolean cyclic) {
        UniformRandomProvider random = STREAMS.stream("points");
        double delta = 0.5;
        LatticeBridge bridge = bridge(cyclic, delta);
        int low = cyclic ? 0 : -1;
        for (int i = low; i < 3; i++) {
            for (int j = low; j < 4; j++) {
                double t = 0.05 + 0.9 * random.nextDouble();
                double u = 0.05 + 0.9 * random.nextDouble();
                double expected = ((1 - t) * (1 - u) * probability(i, j, cyclic)
                                + (1 - t) * u * probability(i, j + 1, cyclic)
                                + t * (1 - u) * probability(i + 1, j, cyclic)
                                + t * u * probability(i + 1, j + 1, cyclic))
                        / (delta * delta);
                double[] x = {delta * (i + t), delta * (j + u)};
                assertEquals(expected, Math.exp(bridge.logDensity(x)), 1e-13);
                if (expected == 0) {
                    continue;
                }
                double[] score = new double[2];
                bridge.score(x, score);
                for (int d = 0; d < 2; d++) {
                    double[] up = x.clone();
                    double[] down = x.clone();
                    up[d] += 1e-6;
                    down[d] -= 1e-6;
                    double slope = (bridge.logDensity(up) - bridge.logDensity(down)) / 2e-6;
                    assertEquals(slope, score[d], 1e-5 * (1 + Math.abs(slope)));
                }
                if (cyclic) {
                    double[] around = {x[0] - 3 * delta, x[1] + 8 * delta};
                    assertEquals(bridge.logDensity(x), bridge.logDensity(around), 1e-12);
                }
            }
        }
    }

    @Test
    void inOneDimensionItIsTheTriangularBridge() {
        ExactDistribution p = ExactDistribution.of(StateSpace.of(5), 1, 7, 2, 0.1, 4);
        for (String graph : new String[] {"cycle", "chain"}) {
            TriangularBridge one = TriangularBridge.of(p.score(Graphs.parse(graph, p.space())), 2);
            LatticeBridge bridge = LatticeBridge.of(new Table(p), graph.equals("cycle"), 2);
            double[] score = new double[1];
            for (double x = one.lower() + 0.03; x < one.upper(); x += 0.17) {
                bridge.score(new double[] {x}, score);
                assertEquals(one.logDensity(x), bridge.logDensity(new double[] {x}), 1e-12);
                assertEquals(one.score(x), score[0], 1e-9 * (1 + Math.abs(score[0])));
            }
        }
    }

    /** Proposition 1: with states ever closer on a smooth density, the score is that density's. */
    @Test
    void theScoreTendsToSteins() {
        double[] errors = new double[2];
        for (int i = 0; i < 2; i++) {
            int n = i == 0 ? 40 : 640;
            double delta = 8.0 / n;
            // A normal with correlation 0.5, centred in the middle.
            LogDensity normal = new LogDensity() {
                @Override
                public StateSpace space() {
                    return StateSpace.uniform(2, n);
                }

                @Override
                public void logDensities(int[] states, int count, double[] logDensities) {
                    for (int s = 0; s < count; s++) {
                        double x = states[2 * s] * delta - 4;
                        double y = states[2 * s + 1] * delta - 4;
                        logDensities[s] = -(x * x - x * y + y * y) / 1.5;
                    }
                }
            };
            double[] score = new double[2];
            LatticeBridge.of(normal, false, delta).score(new double[] {5.13, 3.67}, score);
            double x = 1.13;
            double y = -0.33;
            errors[i] = Math.max(Math.abs(score[0] + (2 * x - y) / 1.5), Math.abs(score[1] + (2 * y - x) / 1.5));
        }
        assertTrue(errors[0] < 0.2 && errors[1] < 0.02, errors[0] + ", " + errors[1]);
    }

    /** Density times posterior is linear in each coordinate of a cell: the middle of the cell integrates exactly. */
    @Test
    void cleanStatesHaveTheirLawAgain() {
        for (boolean cyclic : new boolean[] {false, true}) {
            LatticeBridge bridge = bridge(cyclic, 0.7);
            UniformRandomProvider random = STREAMS.stream("clean");
            long[] noisy = new long[48];
            double[] law = new double[48];
            for (int cell = 0; cell < 48; cell++) {
                int k = cell / 4;
                double[] middle = {0.7 * (k / 4 + (cell % 4 / 2) * 0.5 + 0.25), 0.7 * (k % 4 + cell % 2 * 0.5 + 0.25)};
                law[cell] = Math.exp(bridge.logDensity(middle)) * 0.35 * 0.35;
            }
            // Tested are the noisy points, and their clean states.
            long[] clean = new long[12];
            double[] x = new double[2];
            int[] state = new int[2];
            long outside = 0;
            for (int i = 0; i < 50_000; i++) {
                P.space().unrank(draw(random), state, 0);
                bridge.noise(state, 0, random, x);
                bridge.denoise(x, random, state, 0);
                clean[(int) SPACE.rank(state, 0)]++;
                int a = (int) Math.floor(x[0] / 0.35);
                int b = (int) Math.floor(x[1] / 0.35);
                if (a < 0 || b < 0) {
                    outside++;
                } else {
                    noisy[(a / 2 * 4 + b / 2) * 4 + a % 2 * 2 + b % 2]++;
                }
            }
            PearsonTest.of(clean, P.probabilities()).require("clean states");
            double inside = 0;
            for (double mass : law) {
                inside += mass;
            }
            assertEquals(cyclic ? 0 : 50_000 * (1 - inside), outside, cyclic ? 0 : 600);
            for (int cell = 0; cell < 48; cell++) {
                law[cell] /= inside;
            }
            PearsonTest.of(noisy, law).require("noisy points");
        }
    }

    private static int draw(UniformRandomProvider random) {
        double left = random.nextDouble();
        int drawn = -1;
        while (left >= 0) {
            left -= P.probability(++drawn);
        }
        return drawn;
    }

    /**
     * Chains that start from the density keep it, seen through their clean states: a false alarm in 10^5 runs. Chains
     * that start in one corner find it.
     */
    @Test
    void malaKeepsTheDensity() {
        for (boolean cyclic : new boolean[] {false, true}) {
            LatticeBridge bridge = bridge(cyclic, 1);
            for (double step : new double[] {0.1, 1, 4}) {
                long[] kept = new long[12];
                UniformRandomProvider random = STREAMS.stream("keep", (long) (10 * step));
                double[] x = new double[2];
                int[] state = new int[2];
                Tally tally = new Tally();
                for (int chain = 0; chain < 6_000; chain++) {
                    P.space().unrank(draw(random), state, 0);
                    bridge.noise(state, 0, random, x);
                    bridge.advance(x, step, 4, random, tally);
                    bridge.denoise(x, random, state, 0);
                    kept[(int) SPACE.rank(state, 0)]++;
                }
                PearsonTest.of(kept, P.probabilities()).require("step " + step + " on " + bridge);
                assertTrue(tally.acceptanceRate() > 0.2 && tally.acceptanceRate() < 1, tally::toString);
            }
            long[] found = new long[12];
            UniformRandomProvider random = STREAMS.stream("find");
            int[] state = new int[2];
            for (int chain = 0; chain < 1000; chain++) {
                double[] x = {0.1, 0.1};
                bridge.advance(x, 1, 120, random, new Tally());
                bridge.denoise(x, random, state, 0);
                found[(int) SPACE.rank(state, 0)]++;
            }
            PearsonTest.of(found, P.probabilities()).require("found");
        }
    }

    @Test
    void atACornerOnlyItCounts() {
        LatticeBridge bridge = bridge(false, 1);
        int[] state = new int[2];
        for (int rank = 0; rank < 12; rank++) {
            SPACE.unrank(rank, state, 0);
            double[] x = {state[0], state[1]};
            if (rank == 3) {
                assertEquals(Double.NEGATIVE_INFINITY, bridge.logDensity(x));
                continue;
            }
            assertEquals(Math.log(P.probability(rank)), bridge.logDensity(x), 1e-13);
            int[] clean = new int[2];
            bridge.denoise(x, STREAMS.stream("corner", rank), clean, 0);
            assertArrayEquals(state, clean);
        }
    }

    @Test
    void badArgumentsAreRefused() {
        LatticeBridge bridge = bridge(false, 1);
        for (double[] x : new double[][] {{-1, 0}, {0, 4}, {Double.NaN, 0}, {0, Double.POSITIVE_INFINITY}, {0, 3}}) {
            assertEquals(Double.NEGATIVE_INFINITY, bridge.logDensity(x));
            assertThrows(IllegalArgumentException.class, () -> bridge.score(x, new double[2]));
            assertThrows(IllegalArgumentException.class, () -> bridge.denoise(x, STREAMS.stream("x"), new int[2], 0));
            assertThrows(
                    IllegalArgumentException.class, () -> bridge.advance(x, 1, 1, STREAMS.stream("x"), new Tally()));
        }
        assertEquals(Double.NEGATIVE_INFINITY, bridge(true, 1).logDensity(new double[] {Double.NaN, Double.NaN}));
        double[] inside = {1, 1};
        UniformRandomProvider random = STREAMS.stream("x");
        assertThrows(IllegalArgumentException.class, () -> bridge.advance(inside, 0, 1, random, new Tally()));
        assertThrows(IllegalArgumentException.class, () -> bridge.advance(inside, 1, -1, random, new Tally()));
        for (double delta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> bridge(true, delta));
        }
        LogDensity nan = new LogDensity() {
            @Override
            public StateSpace space() {
                return StateSpace.binary(11);
            }

            @Override
            public void logDensities(int[] states, int count, double[] logDensities) {
                logDensities[0] = Double.NaN;
            }
        };
        String message = assertThrows(IllegalArgumentException.class, () -> LatticeBridge.of(nan, false, 1))
                .getMessage();
        assertTrue(message.contains("at most 10 coordinates"), message);
        LatticeBridge broken = LatticeBridge.of(new Broken(), false, 1);
        assertThrows(IllegalStateException.class, () -> broken.logDensity(new double[] {0.5}));
        ExactDistribution single = ExactDistribution.of(StateSpace.of(2, 1), 1, 2);
        assertThrows(IllegalArgumentException.class, () -> LatticeBridge.of(new Table(single), false, 1));
    }

    private record Broken() implements LogDensity {
        @Override
        public StateSpace space() {
            return StateSpace.of(3);
        }

        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            logDensities[0] = Double.NaN;
        }
    }
}
