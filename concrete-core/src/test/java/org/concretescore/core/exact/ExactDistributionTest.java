package org.concretescore.core.exact;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactDistributionTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static ExactDistribution of(double... weights) {
        return ExactDistribution.of(StateSpace.of(weights.length), weights);
    }

    private static LogDensity density(double... logs) {
        return new LogDensity() {
            @Override
            public StateSpace space() {
                return StateSpace.of(logs.length);
            }

            @Override
            public void logDensities(int[] states, int count, double[] logDensities) {
                assertTrue(count <= logDensities.length);
                for (int i = 0; i < count; i++) {
                    logDensities[i] = logs[states[i]];
                }
            }
        };
    }

    @Test
    void scoresByHand() {
        ExactDistribution p = of(1, 2, 5);
        ScoreModel chain = p.score(Graphs.chain(p.space()));
        assertArrayEquals(new double[] {Math.log(2)}, chain.logRatios(0), 1e-15);
        assertArrayEquals(new double[] {Math.log(2.5)}, chain.logRatios(1), 1e-15);
        assertArrayEquals(new double[] {-INFINITY}, chain.logRatios(2));
        double[] out = new double[3];
        chain.scores(new int[] {0, 1, 2}, 3, out);
        assertArrayEquals(new double[] {1, 1.5, -1}, out, 1e-15);
        chain.ratios(new int[] {0, 1, 2}, 3, out);
        assertArrayEquals(new double[] {2, 2.5, 0}, out, 1e-15);
        assertArrayEquals(
                new double[] {Math.log(2.5), Math.log(0.5)},
                p.score(Graphs.complete(p.space())).logRatios(1),
                1e-15);
        // One up and one down in each coordinate, on two by two states that is a flip.
        ExactDistribution q = ExactDistribution.of(StateSpace.binary(2), 1, 2, 3, 4);
        assertArrayEquals(
                new double[] {Math.log(4.0 / 2), Math.log(1.0 / 2)},
                q.score(Graphs.grid(q.space())).logRatios(0, 1),
                1e-15);
    }

    @Test
    void scoresWhereTheProbabilityVanishes() {
        ScoreModel score = of(1, 0, 0).score(Graphs.cycleForward(StateSpace.of(3)));
        assertEquals(-INFINITY, score.logRatios(0)[0]);
        assertEquals(Double.NaN, score.logRatios(1)[0]);
        assertEquals(INFINITY, score.logRatios(2)[0]);
    }

    @Test
    void numbersByHand() {
        ExactDistribution p = of(1, 2, 5);
        assertArrayEquals(new double[] {0.125, 0.25, 0.625}, p.probabilities(), 1e-16);
        assertEquals(0.625, p.probability(2), 1e-16);
        assertEquals(Math.log(8), p.logZ(), 1e-15);
        assertEquals(3 * Math.log(2) - 0.25 * Math.log(2) - 0.625 * Math.log(5), p.entropy(), 1e-15);
        assertEquals(
                Math.log(16),
                ExactDistribution.of(
                                StateSpace.binary(4), new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1})
                        .entropy(),
                1e-15);
        assertEquals(0, of(0, 3).entropy());
        double[] logs = new double[3];
        p.logDensities(new int[] {2, 0, 1}, 3, logs);
        assertArrayEquals(new double[] {Math.log(0.625), Math.log(0.125), Math.log(0.25)}, logs, 1e-15);
    }

    @Test
    void whoIsInterruptedEnumeratesNothing() {
        ExactDistribution p = of(1, 2, 5);
        ScoreModel score = p.score(Graphs.chain(p.space()));
        Thread.currentThread().interrupt();
        assertThrows(StoppedException.class, () -> ExactDistribution.of(p));
        assertThrows(StoppedException.class, () -> ExactDistribution.ofScores(score));
        assertTrue(Thread.interrupted());
    }

    @Test
    void divergencesByHand() {
        ExactDistribution half = of(1, 1);
        ExactDistribution quarter = of(1, 3);
        assertEquals(0.5 * Math.log(4.0 / 3), half.kl(quarter), 1e-16);
        assertEquals(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), quarter.kl(half), 1e-16);
        assertEquals(0.25, half.tv(quarter), 1e-16);
        assertEquals(0.25, quarter.tv(half), 1e-16);
        assertEquals(0, half.kl(half));
        assertEquals(0, half.tv(half));
        assertEquals(INFINITY, half.kl(of(1, 0)));
        assertEquals(Math.log(2), of(1, 0).kl(half), 1e-15);
        assertEquals(1, of(1, 0).tv(of(0, 1)));
    }

    @Test
    void tinyDivergencesKeepTheirDigits() {
        UniformRandomProvider random = STREAMS.stream("kl");
        StateSpace space = StateSpace.of(50);
        for (double size : new double[] {1e-3, 1e-6, 1e-9}) {
            ExactDistribution p = TestDistributions.random(space, 1, random);
            double[] tilt = TestDistributions.normals(50, size, random);
            double mean = 0;
            for (int i = 0; i < 50; i++) {
                mean += p.probability(i) * tilt[i];
            }
            double[] weights = new double[50];
            double expected = 0;
            for (int i = 0; i < 50; i++) {
                double x = tilt[i] - mean;
                weights[i] = p.probability(i) * (1 + x);
                expected += p.probability(i) * (x * x / 2 - x * x * x / 3);
            }
            // The next term of the series is of relative size x^2; rounding of q leaves 1e-16 in x.
            assertEquals(1, p.kl(ExactDistribution.of(space, weights)) / expected, 30 * size * size + 1e-15 / size);
        }
    }

    /** A ratio of two probabilities may be beyond the largest double. */
    @Test
    void divergencesOfBarelyPossibleStates() {
        ExactDistribution p = ExactDistribution.of(density(0, -744));
        ExactDistribution q = of(1, 1);
        assertTrue(p.probability(1) > 0 && Double.isInfinite(0.5 / p.probability(1)));
        assertEquals(Math.log(2), p.kl(q), 1e-15);
        assertEquals(0.5 * (Math.log(0.5) - p.logProbability(1) + Math.log(0.5)), q.kl(p), 1e-12);
        // Nor does it matter whether there is a double for the probability.
        assertEquals(1000 / 2.0 - Math.log(2), q.kl(ExactDistribution.of(density(0, -1000))), 1e-12);
    }

    @Test
    void distributionsOnDifferentSpacesCannotBeCompared() {
        ExactDistribution p = ExactDistribution.of(StateSpace.binary(2), 1, 1, 1, 1);
        ExactDistribution q = of(1, 1, 1, 1);
        String expected = "distributions on StateSpace[2^2] and StateSpace[4] can't be compared";
        assertEquals(expected, messageOf(() -> p.kl(q)));
        assertEquals(expected, messageOf(() -> p.tv(q)));
        assertEquals(
                "the distribution is on StateSpace[4], but the graph on StateSpace[2^2]",
                messageOf(() -> q.score(Graphs.grid(p.space()))));
    }

    @Test
    void badWeightsAreRefused() {
        StateSpace space = StateSpace.of(3);
        assertEquals(
                "weight of state 1 must be finite and not negative, was NaN",
                messageOf(() -> ExactDistribution.of(space, 1, Double.NaN, 1)));
        assertEquals(
                "weight of state 2 must be finite and not negative, was -1.0E-9",
                messageOf(() -> ExactDistribution.of(space, 1, 1, -1e-9)));
        assertEquals(
                "weight of state 0 must be finite and not negative, was Infinity",
                messageOf(() -> ExactDistribution.of(space, INFINITY, 1, 1)));
        assertEquals("all 3 weights are 0", messageOf(() -> ExactDistribution.of(space, 0, 0, 0)));
        assertEquals("2 weights were given for StateSpace[3]", messageOf(() -> ExactDistribution.of(space, 1, 1)));
        assertEquals(
                "4 weights were given for StateSpace[3]", messageOf(() -> ExactDistribution.of(space, 1, 1, 1, 1)));
        assertThrows(IllegalArgumentException.class, () -> ExactDistribution.of(StateSpace.uniform(100, 10), 1, 1));
    }

    @Test
    void weightsOfAnySize() {
        assertArrayEquals(
                new double[] {0.5, 0.25, 0.25}, of(1e308, 5e307, 5e307).probabilities(), 1e-15);
        assertEquals(Math.log(2) + Math.log(1e308), of(1e308, 5e307, 5e307).logZ(), 1e-12);
        assertArrayEquals(
                new double[] {0.5, 0.5}, of(Double.MIN_VALUE, Double.MIN_VALUE).probabilities());
    }

    @Test
    void probabilitiesAreCopied() {
        double[] weights = {1, 1};
        ExactDistribution p = of(weights);
        weights[0] = 100;
        p.probabilities()[1] = 100;
        assertArrayEquals(new double[] {0.5, 0.5}, p.probabilities());
    }

    @Test
    void extremeLogDensities() {
        for (double shift : new double[] {1e4, -1e4}) {
            ExactDistribution p = ExactDistribution.of(density(shift, shift - 1, shift - 2));
            double z = 1 + Math.exp(-1) + Math.exp(-2);
            assertArrayEquals(new double[] {1 / z, Math.exp(-1) / z, Math.exp(-2) / z}, p.probabilities(), 1e-15);
            assertEquals(shift + Math.log(z), p.logZ(), 1e-11);
        }
        ExactDistribution p = ExactDistribution.of(density(1e4, -1e4, Double.NEGATIVE_INFINITY));
        assertArrayEquals(new double[] {1, 0, 0}, p.probabilities());
        assertEquals(1e4, p.logZ());
        assertEquals("log density of state 1 is NaN", messageOf(() -> ExactDistribution.of(density(0, Double.NaN))));
        assertEquals("log density of state 0 is Infinity", messageOf(() -> ExactDistribution.of(density(INFINITY, 0))));
        assertEquals(
                "the density is 0 everywhere", messageOf(() -> ExactDistribution.of(density(-INFINITY, -INFINITY))));
    }

    /** More states than are asked for at once. */
    @Test
    void densitiesAreEvaluatedInBatches() {
        double[] logs = TestDistributions.normals(10_000, 1, STREAMS.stream("batches"));
        ExactDistribution p = ExactDistribution.of(density(logs));
        double z = Arrays.stream(logs).map(Math::exp).sum();
        for (int rank : new int[] {0, 4095, 4096, 8191, 8192, 9999}) {
            assertEquals(Math.exp(logs[rank]) / z, p.probability(rank), 1e-16);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> ExactDistribution.of(new LogDensity() {
                    @Override
                    public StateSpace space() {
                        return StateSpace.binary(23);
                    }

                    @Override
                    public void logDensities(int[] states, int count, double[] logDensities) {}
                }));
    }

    /** Theorem 1. */
    @ParameterizedTest
    @MethodSource("org.concretescore.core.graph.TestGraphs#connected")
    void scoresDetermineTheDistribution(Neighborhood graph) {
        ExactDistribution p = TestDistributions.random(graph.space(), 2, STREAMS.stream("completeness of " + graph));
        assertArrayEquals(
                p.probabilities(), ExactDistribution.ofScores(p.score(graph)).probabilities(), 1e-12);
    }

    @Test
    void withoutConnectionScoresDetermineNothing() {
        StateSpace space = StateSpace.of(4);
        ScoreModel score = of(1, 2, 3, 4).score(Graphs.parse("edges(0>1,2>3)", space));
        String message = messageOf(() -> ExactDistribution.ofScores(score));
        assertTrue(
                message.startsWith("recovering a distribution from its scores needs a weakly connected graph"),
                message);
        assertEquals(
                "log ratio from state 1 to state 2 is -Infinity",
                messageOf(() -> ExactDistribution.ofScores(of(1, 1, 0, 1).score(Graphs.chain(space)))));
        // Against the direction of the edge.
        assertEquals(
                "log ratio from state 0 to state 2 is -Infinity",
                messageOf(() -> ExactDistribution.ofScores(of(1, 1, 0, 1).score(Graphs.star(space)))));
    }

    /** Documented: breadth first from state 0, edges walked both ways. */
    @Test
    void inconsistentScoresAreFollowedBreadthFirst() {
        Neighborhood cycle = Graphs.cycleForward(StateSpace.of(4));
        ExactDistribution p = ExactDistribution.ofScores(TableScore.of(cycle, new double[] {1, 1, 9, 1}));
        // 0 to 1 along, 0 to 3 against, 1 to 2 along; 2 to 3 is not asked.
        assertArrayEquals(ExactDistribution.of(density(0, 1, 2, -1)).probabilities(), p.probabilities(), 1e-15);
    }

    @Test
    void frequencies() {
        ExactDistribution p =
                ExactDistribution.ofSamples(StateSpace.of(2, 2), new int[] {0, 1, 1, 1, 0, 1, 0, 0, 7}, 4);
        assertArrayEquals(new double[] {0.25, 0.5, 0, 0.25}, p.probabilities());
        assertEquals(
                "state 1, coordinate 0: value 2 is not in 0..1",
                messageOf(() -> ExactDistribution.ofSamples(StateSpace.of(2), new int[] {0, 2}, 2)));
        assertThrows(
                IllegalArgumentException.class, () -> ExactDistribution.ofSamples(StateSpace.of(2), new int[0], 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 2})
    void samplesFollowTheDistribution(double spread) {
        UniformRandomProvider random = STREAMS.stream("sample", (long) spread);
        StateSpace space = StateSpace.of(3, 2, 2);
        double[] weights = TestDistributions.random(space, spread, random).probabilities();
        weights[5] = 0;
        ExactDistribution p = ExactDistribution.of(space, weights);
        int n = 200_000;
        int[] samples = p.sample(n, random);
        PearsonTest.of(samples, n, p).require("samples of " + p);
    }

    /** By summing over the binomial distribution of every state's count. */
    @ParameterizedTest
    @CsvSource({"1,1,2,5", "2,1,2,5", "4,1,2,5", "8,1,2,5", "7,1,1,1", "3,0,1,0", "12,1e-9,1,3"})
    void expectedTvByEnumeration(int draws, double a, double b, double c) {
        ExactDistribution p = of(a, b, c);
        double expected = 0;
        for (double value : p.probabilities()) {
            double choose = 1;
            for (int k = 0; k <= draws; k++) {
                double chance = choose * Math.pow(value, k) * Math.pow(1 - value, draws - k);
                expected += chance * Math.abs(k - draws * value) / draws / 2;
                choose = choose * (draws - k) / (k + 1);
            }
        }
        assertEquals(expected, p.expectedTv(draws), 1e-14);
    }

    @Test
    void expectedTvBySimulation() {
        UniformRandomProvider random = STREAMS.stream("tv");
        ExactDistribution p = TestDistributions.random(StateSpace.of(16), 1, random);
        int trials = 4000;
        int draws = 100;
        double[] tv = new double[trials];
        for (int i = 0; i < trials; i++) {
            tv[i] = p.tv(ExactDistribution.ofSamples(p.space(), p.sample(draws, random), draws));
        }
        MeanTest.of(tv, p.expectedTv(draws)).require("total variation");
    }

    @Test
    void expectedTvOfManyDraws() {
        // sqrt(2/(pi n)) sum sqrt(p(1-p)) / 2, with an error of relative order 1/n.
        int draws = Integer.MAX_VALUE;
        double expected = Math.sqrt(2 / (Math.PI * draws)) * Math.sqrt(0.09);
        assertEquals(1, of(1, 9).expectedTv(draws) / expected, 1e-6);
        assertEquals(0, of(0, 1).expectedTv(draws));
        assertEquals("draws must be at least 1, was 0", messageOf(() -> of(1, 1).expectedTv(0)));
    }

    private static String messageOf(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    @Test
    void scoresOfStatesTooRareForADoubleAreKept() {
        StateSpace space = StateSpace.of(3);
        ExactDistribution p = ExactDistribution.of(new LogDensity() {
            @Override
            public StateSpace space() {
                return space;
            }

            @Override
            public void logDensities(int[] states, int count, double[] logDensities) {
                for (int i = 0; i < count; i++) {
                    logDensities[i] = -1000 * states[i];
                }
            }
        });
        assertEquals(0, p.probability(2));
        assertEquals(-2000, p.logProbability(2), 1e-9);
        assertEquals(-1000, p.score(Graphs.grid(space)).logRatios(1)[0], 1e-9);
    }
}
