package org.concretescore.core.noise;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class DenoiserTest {
    private static final StateSpace SPACE = StateSpace.of(3, 2, 4);

    /** A random distribution of clean states; with absorbing noise, none of them holds a mask. */
    static ExactDistribution clean(StateSpace space, NoiseProcess noise) {
        UniformRandomProvider random = STREAMS.stream("clean");
        int[] state = new int[space.dimension()];
        return ExactDistribution.of(
                space,
                IntStream.range(0, (int) space.size())
                        .mapToDouble(rank -> {
                            space.unrank(rank, state, 0);
                            boolean masked = IntStream.range(0, state.length)
                                    .anyMatch(d -> state[d] == space.cardinality(d) - 1);
                            double weight = Math.exp(3 * random.nextDouble());
                            return noise == NoiseProcess.ABSORBING && masked ? 0 : weight;
                        })
                        .toArray());
    }

    static Stream<Arguments> levels() {
        return Stream.of(NoiseProcess.values())
                .flatMap(noise -> Stream.of(1e-6, 0.03, 0.5, 0.97, 1.0).map(level -> Arguments.of(noise, level)));
    }

    private static int[] states() {
        int n = (int) SPACE.size();
        int[] states = new int[n * SPACE.dimension()];
        for (int rank = 0; rank < n; rank++) {
            SPACE.unrank(rank, states, rank * SPACE.dimension());
        }
        return states;
    }

    private static double[] constant(double level) {
        double[] levels = new double[(int) SPACE.size()];
        Arrays.fill(levels, level);
        return levels;
    }

    @ParameterizedTest
    @MethodSource("levels")
    void scoresAreThoseOfTheNoisyDistribution(NoiseProcess noise, double level) {
        ExactDistribution clean = clean(SPACE, noise);
        ScoreModel score = ExactDenoiser.of(clean, noise).at(level);
        ExactDistribution noisy = noise.noisy(clean, level);
        int[] y = new int[SPACE.dimension()];
        int compared = 0;
        for (int rank = 0; rank < SPACE.size(); rank++) {
            if (noisy.probability(rank) == 0) {
                continue;
            }
            int[] x = new int[SPACE.dimension()];
            SPACE.unrank(rank, x, 0);
            double[] ratios = new double[score.neighborhood().slots()];
            score.ratios(x, 1, ratios);
            for (int slot = 0; slot < ratios.length; slot++) {
                double expected = score.neighborhood().neighbor(x, 0, slot, y, 0)
                        ? noisy.probability((int) SPACE.rank(y, 0)) / noisy.probability(rank)
                        : 0;
                assertEquals(expected, ratios[slot], 1e-9 * (1 + expected), rank + ", slot " + slot);
                compared++;
            }
        }
        assertTrue(compared > 0);
    }

    @ParameterizedTest
    @MethodSource("levels")
    void ratiosGiveThePosteriorsBack(NoiseProcess noise, double level) {
        ExactDenoiser exact = ExactDenoiser.of(clean(SPACE, noise), noise);
        ScoreDenoiser inverse = ScoreDenoiser.of(SPACE, noise, exact::at);
        double[] levels = {level};
        if (level == 1) {
            assertTrue(assertThrows(
                            IllegalArgumentException.class,
                            () -> inverse.posteriors(new int[] {2, 1, 3}, 1, levels, new double[9]))
                    .getMessage()
                    .contains("begin at a level below 1"));
            return;
        }
        ExactDistribution noisy = noise.noisy(exact.clean(), level);
        double[] expected = new double[exact.width()];
        double[] actual = new double[exact.width()];
        int[] x = new int[SPACE.dimension()];
        for (int rank = 0; rank < SPACE.size(); rank++) {
            if (noisy.probability(rank) > 0) {
                SPACE.unrank(rank, x, 0);
                exact.posteriors(x, 1, levels, expected);
                inverse.posteriors(x, 1, levels, actual);
                assertArrayEquals(expected, actual, 1e-8, noise + " " + Arrays.toString(x));
            }
        }
    }

    /** Whatever a network answers, ratios with uniform noise stay within the bounds of the noise itself. */
    @Test
    void ratiosAreBoundedByTheNoise() {
        double level = 0.2;
        UniformRandomProvider random = STREAMS.stream("bounded");
        Denoiser wild = new Denoiser() {
            @Override
            public StateSpace space() {
                return SPACE;
            }

            @Override
            public NoiseProcess noise() {
                return NoiseProcess.UNIFORM;
            }

            @Override
            public void posteriors(int[] states, int count, double[] levels, double[] posteriors) {
                int i = 0;
                while (i < count * width()) {
                    for (int k : SPACE.cardinalities()) {
                        Arrays.fill(posteriors, i, i + k, 0);
                        posteriors[i + random.nextInt(k)] = 1;
                        i += k;
                    }
                }
            }
        };
        double[] ratios = new double[(int) SPACE.size() * 6];
        wild.at(level).ratios(states(), (int) SPACE.size(), ratios);
        double most = (1 - level + level / 4) / (level / 4);
        for (double ratio : ratios) {
            assertTrue(ratio >= 1 / most - 1e-12 && ratio <= most + 1e-12, ratio + "");
        }
    }

    @ParameterizedTest
    @MethodSource("levels")
    void noiseIsDrawnByItsLaw(NoiseProcess noise, double level) {
        ExactDistribution clean = clean(SPACE, noise);
        int n = 20_000;
        int[] states = clean.sample(n, STREAMS.stream("clean states"));
        UniformRandomProvider random = STREAMS.stream("noise");
        for (int i = 0; i < n; i++) {
            noise.perturb(SPACE, states, i * 3, states, i * 3, level, random);
        }
        PearsonTest.of(states, n, noise.noisy(clean, level)).require(noise + " at level " + level);
    }

    @Test
    void levelsCompose() {
        for (NoiseProcess noise : NoiseProcess.values()) {
            ExactDistribution clean = clean(SPACE, noise);
            ExactDistribution once = noise.noisy(clean, 0.7);
            ExactDistribution twice = noise.noisy(noise.noisy(clean, 0.2), NoiseProcess.between(0.2, 0.7));
            assertArrayEquals(once.probabilities(), twice.probabilities(), 1e-14, noise + "");
        }
        assertEquals(1e-20, NoiseProcess.between(0, 1e-20));
        assertEquals(1, NoiseProcess.between(0.5, 1));
        assertEquals(0, NoiseProcess.between(1, 1));
        assertThrows(IllegalArgumentException.class, () -> NoiseProcess.between(0.5, 0.4));
        assertThrows(IllegalArgumentException.class, () -> NoiseProcess.between(0, Double.NaN));
    }

    @Test
    void refusals() {
        ExactDistribution masked = clean(SPACE, NoiseProcess.UNIFORM);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> ExactDenoiser.of(masked, NoiseProcess.ABSORBING))
                .getMessage();
        assertTrue(message.contains("[0, 0, 3] has a positive probability and its coordinate 2 is masked"), message);
        assertThrows(IllegalArgumentException.class, () -> NoiseProcess.ABSORBING.requireSpace(StateSpace.of(1, 2)));
        ExactDenoiser exact = ExactDenoiser.of(masked, NoiseProcess.UNIFORM);
        for (double level : new double[] {0, -1, 1.01, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> exact.at(level));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> exact.posteriors(states(), 24, constant(level), new double[24 * 9]));
        }
        ScoreDenoiser other = ScoreDenoiser.of(SPACE, NoiseProcess.UNIFORM, level -> masked.score(Graphs.grid(SPACE)));
        assertThrows(IllegalArgumentException.class, () -> other.at(0.5));
    }
}
