package org.concretescore.core.baseline;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KernelDensityTest {
    /**
     * Bits, categories of one number and of several, a coordinate of one value, more coordinates than a word has bits.
     */
    static Stream<StateSpace> spaces() {
        return Stream.of(StateSpace.binary(6), StateSpace.of(4, 4, 4), StateSpace.of(3, 1, 2, 5), StateSpace.binary(1));
    }

    private static int[] centers(StateSpace space, int count) {
        UniformRandomProvider random = STREAMS.stream("centers");
        int[] centers = new int[count * space.dimension()];
        for (int i = 0; i < centers.length; i++) {
            centers[i] = random.nextInt(space.cardinality(i % space.dimension()));
        }
        return centers;
    }

    private static KernelDensity density(StateSpace space) {
        double[][] weights = new double[space.dimension()][];
        for (int d = 0; d < weights.length; d++) {
            weights[d] = new double[space.cardinality(d)];
            Arrays.setAll(weights[d], k -> 1 + k);
        }
        return KernelDensity.fit(IndependentModel.of(space, weights), 0.3, centers(space, 7), 7);
    }

    private static double[] probabilities(KernelDensity density) {
        StateSpace space = density.space();
        int n = (int) space.enumerableSize(1 << 16, "the test");
        int[] states = new int[n * space.dimension()];
        for (int rank = 0; rank < n; rank++) {
            space.unrank(rank, states, rank * space.dimension());
        }
        double[] p = new double[n];
        density.logDensities(states, n, p);
        return Arrays.stream(p).map(Math::exp).toArray();
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void isNormalised(StateSpace space) {
        double[] p = probabilities(density(space));
        assertEquals(1, Arrays.stream(p).sum(), 1e-12);
        assertTrue(Arrays.stream(p).min().orElseThrow() > 0);
        assertEquals(0, ExactDistribution.of(density(space)).logZ(), 1e-12);
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void drawsWhatItSays(StateSpace space) {
        KernelDensity density = density(space);
        double[] p = probabilities(density);
        int n = 100_000;
        int[] states = new int[n * space.dimension()];
        density.sample(STREAMS.stream("draws"), n, states);
        long[] counts = new long[p.length];
        for (int i = 0; i < n; i++) {
            counts[(int) space.rank(states, i * space.dimension())]++;
        }
        PearsonTest.of(counts, p).require("draws on " + space);
    }

    /** Bits beyond the first word count as those within: two densities that differ by the order of the coordinates. */
    @Test
    void longRowsOfBits() {
        int dimension = 150;
        StateSpace space = StateSpace.binary(dimension);
        int[] centers = centers(space, 5);
        int[] reversed = new int[centers.length];
        for (int i = 0; i < centers.length; i++) {
            reversed[i / dimension * dimension + dimension - 1 - i % dimension] = centers[i];
        }
        IndependentModel uniform = IndependentModel.uniform(space);
        double[] forward = new double[5];
        double[] backward = new double[5];
        KernelDensity.fit(uniform, 0.1, centers, 5).logDensities(centers, 5, forward);
        KernelDensity.fit(uniform, 0.1, reversed, 5).logDensities(reversed, 5, backward);
        for (int i = 0; i < 5; i++) {
            assertEquals(forward[i], backward[i], 1e-10);
            assertTrue(forward[i] > -110, "log density " + forward[i]);
        }
    }

    /** One bit away from a center, it does not matter which one. */
    @Test
    void allBitsCount() {
        int dimension = 150;
        StateSpace space = StateSpace.binary(dimension);
        int[] centers = centers(space, 2);
        KernelDensity density = KernelDensity.fit(IndependentModel.uniform(space), 0.1, centers, 2);
        int[] states = new int[(dimension + 1) * dimension];
        for (int i = 0; i <= dimension; i++) {
            System.arraycopy(centers, 0, states, i * dimension, dimension);
            if (i < dimension) {
                states[i * dimension + i] ^= 1;
            }
        }
        double[] logs = new double[dimension + 1];
        density.logDensities(states, dimension + 1, logs);
        for (int d = 0; d < dimension; d++) {
            assertEquals(logs[0], logs[d], 1e-6, "bit " + d);
        }
        assertTrue(logs[dimension] > logs[0] + 0.1, logs[dimension] + " beside " + logs[0]);
    }

    /** Where all centers are equal, nearly all of the weight is that of the narrowest kernels, of 1/81. */
    @Test
    void equalCentersHaveNarrowKernels() {
        StateSpace space = StateSpace.binary(40);
        double[] logs = new double[1];
        KernelDensity.fit(IndependentModel.uniform(space), 0.2, new int[40 * 20], 20)
                .logDensities(new int[40], 1, logs);
        double narrowest = 0.8 * Math.pow(80.0 / 81, 40);
        assertTrue(Math.exp(logs[0]) > 0.85 * narrowest, Math.exp(logs[0]) + " beside " + narrowest);
    }

    /**
     * Centers that lie close together get narrow kernels, and scattered ones wide kernels: each is above the uniform
     * density.
     */
    @Test
    void bandwidthsFollowTheCenters() {
        int dimension = 40;
        StateSpace space = StateSpace.binary(dimension);
        UniformRandomProvider random = STREAMS.stream("bandwidths");
        for (double noise : new double[] {0.01, 0.05, 0.2}) {
            int[] centers = new int[200 * dimension];
            int[] others = new int[200 * dimension];
            Arrays.setAll(centers, i -> random.nextDouble() < noise ? 1 : 0);
            Arrays.setAll(others, i -> random.nextDouble() < noise ? 1 : 0);
            double[] logs = new double[200];
            KernelDensity.fit(IndependentModel.uniform(space), 0.2, centers, 200)
                    .logDensities(others, 200, logs);
            double entropy = -dimension * (noise * Math.log(noise) + (1 - noise) * Math.log(1 - noise));
            double mean = Arrays.stream(logs).average().orElseThrow();
            assertTrue(mean < 0 && mean > -entropy - 3.5, noise + ": " + mean + " beside " + -entropy);
        }
    }

    @Test
    void refusesWhatIsOutOfRange() {
        StateSpace space = StateSpace.of(2, 3);
        IndependentModel uniform = IndependentModel.uniform(space);
        int[] centers = {0, 2, 1, 1};
        for (double share : new double[] {0, 1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> KernelDensity.fit(uniform, share, centers, 2));
        }
        assertThrows(IllegalArgumentException.class, () -> KernelDensity.fit(uniform, 0.5, centers, 1));
        assertThrows(IllegalArgumentException.class, () -> KernelDensity.fit(uniform, 0.5, new int[] {0, 2, 1, 3}, 2));
        KernelDensity density = KernelDensity.fit(uniform, 0.5, centers, 2);
        assertThrows(IllegalArgumentException.class, () -> density.logDensities(new int[] {2, 0}, 1, new double[1]));
        assertThrows(IllegalArgumentException.class, () -> density.sample(STREAMS.stream("draws"), 2, new int[3]));
    }
}
