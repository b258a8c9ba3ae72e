package org.concretescore.core.noise;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.graph.NeighborhoodContract;
import org.concretescore.core.graph.TestGraphs;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NoiseKernelTest {

    /** q by rank of the clean and the noisy state, from the probabilities of single coordinates. */
    private static double[][] matrix(NoiseKernel kernel) {
        StateSpace space = kernel.space();
        int[] states = TestDistributions.states(space);
        int n = (int) space.size();
        int dimension = space.dimension();
        double[][] q = new double[n][n];
        for (int x = 0; x < n; x++) {
            for (int y = 0; y < n; y++) {
                q[x][y] = 1;
                for (int d = 0; d < dimension; d++) {
                    q[x][y] *= kernel.probability(d, states[x * dimension + d], states[y * dimension + d]);
                }
            }
        }
        return q;
    }

    @ParameterizedTest
    @MethodSource("org.concretescore.core.noise.TestNoises#all")
    void ratiosAreQuotientsOfProbabilities(NoiseKernel kernel) {
        double[][] q = matrix(kernel);
        int[] states = TestDistributions.states(kernel.space());
        int dimension = kernel.space().dimension();
        for (int x = 0; x < q.length; x++) {
            for (int y = 0; y < q.length; y++) {
                double logQ = kernel.logProbability(states, x * dimension, states, y * dimension);
                assertEquals(q[x][y], Math.exp(logQ), q[x][y] * 1e-12);
                for (int z = 0; q[x][y] > 0 && z < q.length; z++) {
                    double ratio = kernel.ratio(states, x * dimension, states, y * dimension, states, z * dimension);
                    assertEquals(q[x][z] / q[x][y], ratio, ratio * 1e-12);
                }
            }
        }
    }

    /** Where the probabilities themselves are no longer doubles. */
    @Test
    void ratiosOfTinyProbabilities() {
        StateSpace space = StateSpace.of(1000, 2);
        NoiseKernel kernel = Noise.ordinal(1e-3).on(space);
        int[] x = {0, 0};
        int[] y = {900, 1};
        int[] z = {901, 1};
        assertEquals(0, kernel.probability(0, 0, 900));
        assertTrue(kernel.isPositive());
        assertTrue(kernel.logProbability(x, 0, y, 0) < -10_000);
        // The leading term t/d; the walk's exits change it by less than t.
        assertEquals(1e-3 / 901, kernel.ratio(x, 0, y, 0, z, 0), 1e-3 / 901 * 2e-3);
        assertEquals(1, kernel.ratio(x, 0, y, 0, y, 0));
    }

    @Test
    void positiveKernels() {
        TestNoises.positive().forEach(kernel -> assertTrue(kernel.isPositive(), kernel::toString));
        for (NoiseKernel kernel : List.of(
                Noise.absorbing(0.3).on(StateSpace.of(2, 3)),
                Noise.absorbing(0.3).on(StateSpace.of(2)),
                Noise.triangular().on(StateSpace.of(2, 3)))) {
            assertFalse(kernel.isPositive(), kernel::toString);
        }
    }

    /** From every clean state. */
    @ParameterizedTest
    @MethodSource("org.concretescore.core.noise.TestNoises#all")
    void drawsFollowTheProbabilities(NoiseKernel kernel) {
        StateSpace space = kernel.space();
        double[][] q = matrix(kernel);
        int dimension = space.dimension();
        UniformRandomProvider random =
                STREAMS.stream("perturb", kernel.toString().hashCode());
        int draws = 20_000;
        int[] room = new int[2 * dimension + 3];
        for (int x = 0; x < q.length; x++) {
            long[] counts = new long[q.length];
            space.unrank(x, room, 1);
            for (int i = 0; i < draws; i++) {
                kernel.perturb(room, 1, room, dimension + 2, random);
                counts[(int) space.rank(room, dimension + 2)]++;
            }
            assertEquals(x, space.rank(room, 1));
            assertEquals(0, room[0] + room[dimension + 1] + room[2 * dimension + 2], "written outside of the state");
            PearsonTest.of(counts, q[x]).require(kernel + " from state " + x);
        }
    }

    /**
     * The smallest and the largest uniform number draw values that can occur; the place may be the clean state's own.
     */
    @ParameterizedTest
    @MethodSource("org.concretescore.core.noise.TestNoises#all")
    void extremeDrawsAreInRange(NoiseKernel kernel) {
        StateSpace space = kernel.space();
        int[] states = TestDistributions.states(space);
        int[] noisy = states.clone();
        int dimension = space.dimension();
        for (long bits : new long[] {0, -1}) {
            for (int at = 0; at < states.length; at += dimension) {
                System.arraycopy(states, at, noisy, at, dimension);
                kernel.perturb(noisy, at, noisy, at, () -> bits);
                assertTrue(kernel.logProbability(states, at, noisy, at) > Double.NEGATIVE_INFINITY);
            }
            space.check(noisy, (int) space.size());
        }
    }

    /** However a row's sum was rounded, the largest uniform number draws no value behind the last that can occur. */
    @Test
    void whatIsTooSmallForADoubleIsNotDrawn() {
        int k = 300;
        for (double time : new double[] {1e-3, 0.1, 0.3, 0.7, 1}) {
            NoiseKernel kernel = Noise.ordinal(time).on(StateSpace.of(k));
            assertEquals(0, kernel.probability(0, 0, k - 1));
            int[] y = new int[1];
            for (int x = 0; x < k; x++) {
                kernel.perturb(new int[] {x}, 0, y, 0, () -> -1);
                assertTrue(kernel.probability(0, x, y[0]) > 0, kernel + ": " + x + " became " + y[0]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.concretescore.core.noise.TestNoises#all")
    void theNoisyDistributionIsTheSumOverCleanStates(NoiseKernel kernel) {
        ExactDistribution p = TestDistributions.random(kernel.space(), 2, STREAMS.stream("noisy"));
        double[][] q = matrix(kernel);
        double[] expected = new double[q.length];
        for (int x = 0; x < q.length; x++) {
            for (int y = 0; y < q.length; y++) {
                expected[y] += p.probability(x) * q[x][y];
            }
        }
        assertArrayEquals(expected, kernel.noisy(p).probabilities(), 1e-14);
    }

    @Test
    void aDistributionOnAnotherSpaceIsRefused() {
        NoiseKernel kernel = Noise.uniform(0.1).on(StateSpace.of(2, 3));
        assertEquals(
                "the distribution is on StateSpace[6], but the noise on StateSpace[2, 3]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> kernel.noisy(ExactDistribution.of(StateSpace.of(6), 1, 1, 1, 1, 1, 1)))
                        .getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> kernel.probability(1, 1, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> kernel.probability(0, 2, 0));
    }

    /**
     * {@code sum_x p(x) q(y|x) [q(z|x)/q(y|x)] / p~(z)} on the edges of a graph, in its order: 1 where D-CSM is right.
     */
    private static double[] denoised(NoiseKernel kernel, ExactDistribution p, Neighborhood graph) {
        int[] states = TestDistributions.states(kernel.space());
        int dimension = kernel.space().dimension();
        ExactDistribution noisy = kernel.noisy(p);
        return NeighborhoodContract.edges(graph).stream()
                .mapToDouble(edge -> {
                    double sum = 0;
                    int y = edge.source() * dimension;
                    int z = edge.target() * dimension;
                    for (int x = 0; x < states.length; x += dimension) {
                        double weight =
                                p.probability(x / dimension) * Math.exp(kernel.logProbability(states, x, states, y));
                        // A state that x can't become is never drawn.
                        sum += weight > 0 ? weight * kernel.ratio(states, x, states, y, states, z) : 0;
                    }
                    return sum / noisy.probability(edge.target());
                })
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("org.concretescore.core.noise.TestNoises#positive")
    void denoisingWithAPositiveKernelGivesTheNoisyRatioOnEveryGraph(NoiseKernel kernel) {
        ExactDistribution p = TestDistributions.random(kernel.space(), 2, STREAMS.stream("denoised"));
        TestGraphs.on(kernel.space()).forEach(graph -> {
            for (double relative : denoised(kernel, p, graph)) {
                assertEquals(1, relative, 1e-12, () -> kernel + ", " + graph);
            }
        });
    }

    @Test
    void denoisingWithAbsorbingNoiseIsRightOnTheUnmaskingEdgesOnly() {
        StateSpace space = StateSpace.of(3, 2, 4);
        NoiseKernel kernel = Noise.absorbing(0.3).on(space);
        ExactDistribution p = TestDistributions.random(space, 2, STREAMS.stream("absorbing"));
        double[] relative = denoised(kernel, p, Graphs.unmask(space));
        // Coordinate d is masked in 1/K_d of the 24 states, each with K_d - 1 edges: 16 + 12 + 18.
        assertEquals(46, relative.length);
        for (double value : relative) {
            assertEquals(1, value, 1e-13);
        }
        // Between two real values of a coordinate no clean state reaches both: all of the ratio is missing.
        double[] onAll =
                denoised(Noise.absorbing(0.3).on(StateSpace.of(3)), uniform(3), Graphs.hamming(StateSpace.of(3)));
        // Edges 0>1, 0>2 (mask), 1>2, 1>0, 2>0, 2>1; p~(mask) = 1/3 + 2/3 0.3 = 8/15, of which state 0 gave 1/10.
        assertArrayEquals(new double[] {0, 0.1875, 0.1875, 0, 1, 1}, onAll, 1e-14);
    }

    /**
     * What is documented in Noise.triangular: the minimiser on a grid of five equal values, without any other error.
     */
    @Test
    void denoisingWithTriangularNoiseIsBiased() {
        StateSpace space = StateSpace.of(5);
        NoiseKernel kernel = Noise.triangular().on(space);
        double[] relative = denoised(kernel, uniform(5), Graphs.chain(space));
        // From y to y + 1 the clean state y + 2 is missing, a quarter; the last edge misses none.
        assertArrayEquals(new double[] {0.75, 0.75, 0.75, 1}, relative, 1e-14);

        ExactDistribution p = TestDistributions.random(space, 2, STREAMS.stream("triangular"));
        double[] biased = denoised(kernel, p, Graphs.chain(space));
        for (int y = 0; y < 4; y++) {
            double missing = y + 2 < 5 ? p.probability(y + 2) / 4 : 0;
            assertEquals(1 - missing / kernel.noisy(p).probability(y + 1), biased[y], 1e-13);
        }
    }

    private static ExactDistribution uniform(int k) {
        double[] ones = new double[k];
        Arrays.fill(ones, 1);
        return ExactDistribution.of(StateSpace.of(k), ones);
    }
}
