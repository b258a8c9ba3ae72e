package org.concretescore.sampling.denoising;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.noise.Denoiser;
import org.concretescore.core.noise.ExactDenoiser;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.MeanTest;
import org.junit.jupiter.api.Test;

final class LikelihoodBoundsTest {
    private static final StateSpace SPACE = StateSpace.uniform(3, 3);
    private static final StateSpace MASKED = StateSpace.of(4, 3, 4);
    private static final ExactDenoiser UNIFORM =
            ExactDenoiser.of(DenoisingSamplerTest.clean(SPACE, NoiseProcess.UNIFORM), NoiseProcess.UNIFORM);
    private static final ExactDenoiser ABSORBING =
            ExactDenoiser.of(DenoisingSamplerTest.clean(MASKED, NoiseProcess.ABSORBING), NoiseProcess.ABSORBING);

    /** Posteriors of a network that learned little: by state and, with uniform noise, by level. */
    private record Random(StateSpace space, NoiseProcess noise, int seed) implements Denoiser {
        @Override
        public void posteriors(int[] states, int count, double[] levels, double[] posteriors) {
            int i = 0;
            int dimension = space.dimension();
            for (int row = 0; row < count; row++) {
                long rank = space.rank(states, row * dimension);
                for (int d = 0; d < dimension; d++) {
                    int k = space.cardinality(d);
                    int v = states[row * dimension + d];
                    double sum = 0;
                    for (int w = 0; w < k; w++) {
                        double p = Math.exp(2 * Math.sin(seed + 7.1 * rank + 13.7 * d + 3.3 * w + levels[row]));
                        boolean seen = noise == NoiseProcess.ABSORBING && v < k - 1;
                        boolean mask = noise == NoiseProcess.ABSORBING && w == k - 1;
                        posteriors[i + w] = seen ? v == w ? 1 : 0 : mask ? 0 : p;
                        sum += posteriors[i + w];
                    }
                    for (int w = 0; w < k; w++) {
                        posteriors[i + w] /= sum;
                    }
                    i += k;
                }
            }
        }
    }

    /** Many estimates for one state. */
    private static int[] copies(int[] state, int n) {
        int[] states = new int[n * state.length];
        Arrays.setAll(states, i -> state[i % state.length]);
        return states;
    }

    /** Exact conditionals: every order has the probability of the state, so that the bound is the log-likelihood. */
    @Test
    void boundsOfExactPosteriorsAreTight() {
        int n = 20_000;
        for (int[] state : new int[][] {{0, 1, 2}, {2, 0, 1}}) {
            double exact = UNIFORM.clean().logProbability((int) SPACE.rank(state, 0));
            MeanTest.of(LikelihoodBounds.continuousTime(UNIFORM, copies(state, n), n, 4, STREAMS, 2), exact)
                    .require("continuous time, " + Arrays.toString(state));
            double masked = ABSORBING.clean().logProbability((int) MASKED.rank(state, 0));
            int[] states = copies(new int[] {state[0], state[1], state[2]}, n);
            if (state[1] < 2) {
                MeanTest.of(LikelihoodBounds.anyOrder(ABSORBING, states, n, 2, STREAMS, 2), masked)
                        .require("any order, " + Arrays.toString(state));
                MeanTest.of(LikelihoodBounds.continuousTime(ABSORBING, states, n, 4, STREAMS, 2), masked)
                        .require("continuous time, absorbing, " + Arrays.toString(state));
            }
        }
    }

    /** The discrete-time bound by enumeration of all noisy states. */
    private static double discrete(Denoiser denoiser, NoiseSchedule schedule, int[] clean) {
        StateSpace space = denoiser.space();
        int n = (int) space.size();
        double[] one = new double[n];
        one[(int) space.rank(clean, 0)] = 1;
        ExactDistribution point = ExactDistribution.of(space, one);
        ExactDenoiser known = ExactDenoiser.of(point, denoiser.noise());
        FactorisedStep forward = FactorisedStep.of(known, Predictor.ANCESTRAL);
        FactorisedStep model = FactorisedStep.of(denoiser, Predictor.ANCESTRAL);
        double bound = 0;
        int[] state = new int[space.dimension()];
        for (int i = 0; i < schedule.steps(); i++) {
            ExactDistribution noisy = denoiser.noise().noisy(point, schedule.level(i));
            for (int rank = 0; rank < n; rank++) {
                if (noisy.probability(rank) > 0) {
                    space.unrank(rank, state, 0);
                    double[] q = new double[n];
                    double[] p = new double[n];
                    forward.addLaw(state, 0, schedule.level(i), schedule.level(i + 1), 1, q);
                    model.addLaw(state, 0, schedule.level(i), schedule.level(i + 1), 1, p);
                    for (int y = 0; y < n; y++) {
                        bound -= q[y] == 0 ? 0 : noisy.probability(rank) * q[y] * Math.log(q[y] / p[y]);
                    }
                }
            }
        }
        return bound;
    }

    @Test
    void discreteTimeIsTheSumOfTheDivergences() {
        int n = 20_000;
        NoiseSchedule schedule = NoiseSchedule.cosine(5);
        for (Denoiser denoiser : new Denoiser[] {
            UNIFORM,
            ABSORBING,
            new Random(SPACE, NoiseProcess.UNIFORM, 3),
            new Random(MASKED, NoiseProcess.ABSORBING, 4)
        }) {
            int[] state = {1, 0, 2};
            double[] estimates = LikelihoodBounds.discreteTime(denoiser, schedule, copies(state, n), n, 3, STREAMS, 2);
            MeanTest.of(estimates, discrete(denoiser, schedule, state)).require(denoiser + "");
        }
    }

    /** A schedule that begins below level 1 pays for the law that its samplers start from. */
    @Test
    void theStartIsPaidFor() {
        NoiseSchedule schedule = NoiseSchedule.of(0.5, 0);
        int[] state = {1, 0, 2};
        int n = 20_000;
        double divergence = 3 * (2.0 / 3 * Math.log(2) + 2 * (1.0 / 6) * Math.log(0.5));
        MeanTest.of(
                        LikelihoodBounds.discreteTime(UNIFORM, schedule, copies(state, n), n, 1, STREAMS, 2),
                        discrete(UNIFORM, schedule, state) - divergence)
                .require("start");
        assertEquals(
                Double.NEGATIVE_INFINITY,
                LikelihoodBounds.discreteTime(ABSORBING, schedule, state, 1, 1, STREAMS, 1)[0]);
    }

    /** The any-order bound by enumeration of all masks. */
    private static double anyOrder(Denoiser denoiser, int[] clean) {
        StateSpace space = denoiser.space();
        int dimension = space.dimension();
        double bound = 0;
        double[] posteriors = new double[denoiser.width()];
        for (int set = 1; set < 1 << dimension; set++) {
            int[] state = clean.clone();
            int masked = Integer.bitCount(set);
            for (int d = 0; d < dimension; d++) {
                state[d] = (set >> d & 1) == 1 ? space.cardinality(d) - 1 : clean[d];
            }
            denoiser.posteriors(state, 1, new double[] {(double) masked / dimension}, posteriors);
            int offset = 0;
            double ways = 1;
            for (int i = 0; i < masked; i++) {
                ways = ways * (dimension - i) / (i + 1);
            }
            for (int d = 0; d < dimension; d++) {
                bound += (set >> d & 1) == 1 ? Math.log(posteriors[offset + clean[d]]) / masked / ways : 0;
                offset += space.cardinality(d);
            }
        }
        return bound;
    }

    /** Both bounds of a thousand random models, for all states, against the law of the sampler that they bound. */
    @Test
    void boundsAreNeverAboveTheLaw() {
        int[] state = new int[3];
        double gap = 0;
        for (int seed = 0; seed < 500; seed++) {
            Denoiser absorbing = new Random(MASKED, NoiseProcess.ABSORBING, seed);
            ExactDistribution ordered = DenoisingSampler.of(OrderedStep.of(absorbing), NoiseSchedule.linear(3))
                    .law();
            for (int rank = 0; rank < MASKED.size(); rank++) {
                MASKED.unrank(rank, state, 0);
                if (state[0] < 3 && state[1] < 2 && state[2] < 3) {
                    double bound = anyOrder(absorbing, state);
                    assertTrue(bound <= ordered.logProbability(rank) + 1e-12, absorbing + " " + rank);
                    gap = Math.max(gap, ordered.logProbability(rank) - bound);
                }
            }
        }
        assertTrue(gap > 0.1, gap + "");
        NoiseSchedule schedule = NoiseSchedule.cosine(3);
        for (int seed = 0; seed < 500; seed++) {
            Denoiser uniform = new Random(SPACE, NoiseProcess.UNIFORM, seed);
            ExactDistribution law = DenoisingSampler.of(FactorisedStep.of(uniform, Predictor.ANCESTRAL), schedule)
                    .law();
            SPACE.unrank(seed % 27, state, 0);
            double bound = discrete(uniform, schedule, state);
            assertTrue(bound <= law.logProbability(seed % 27) + 1e-12, uniform + "");
        }
    }

    @Test
    void anyOrderIsTheMeanOverMasks() {
        int n = 20_000;
        Denoiser denoiser = new Random(MASKED, NoiseProcess.ABSORBING, 9);
        int[] state = {1, 0, 2};
        for (int draws : new int[] {1, 5}) {
            MeanTest.of(
                            LikelihoodBounds.anyOrder(denoiser, copies(state, n), n, draws, STREAMS, 2),
                            anyOrder(denoiser, state))
                    .require(draws + " draws");
        }
    }

    /** With many steps the discrete bound comes near the continuous one, also for a model of other data. */
    @Test
    void continuousTimeIsTheLimit() {
        double[] weights = UNIFORM.clean().probabilities();
        Arrays.setAll(weights, rank -> weights[rank] * (1 + rank % 4));
        Denoiser denoiser = ExactDenoiser.of(ExactDistribution.of(SPACE, weights), NoiseProcess.UNIFORM);
        int[] state = {1, 0, 2};
        double fine = discrete(denoiser, NoiseSchedule.cosine(400), state);
        double finer = discrete(denoiser, NoiseSchedule.cosine(800), state);
        int n = 40_000;
        double[] estimates = LikelihoodBounds.continuousTime(denoiser, copies(state, n), n, 8, STREAMS, 2);
        double mean = Arrays.stream(estimates).average().orElseThrow();
        double limit = 2 * finer - fine;
        assertEquals(limit, mean, 0.02, "steps 400: " + fine + ", 800: " + finer);
    }

    @Test
    void refusalsAndThreads() {
        int[] states = copies(new int[] {1, 0, 2}, 100);
        assertArrayEquals(
                LikelihoodBounds.anyOrder(ABSORBING, states, 100, 3, STREAMS, 1),
                LikelihoodBounds.anyOrder(ABSORBING, states, 100, 3, STREAMS, 3));
        assertThrows(
                IllegalArgumentException.class, () -> LikelihoodBounds.anyOrder(UNIFORM, states, 100, 3, STREAMS, 1));
        assertThrows(
                IllegalArgumentException.class, () -> LikelihoodBounds.anyOrder(ABSORBING, states, 100, 0, STREAMS, 1));
        int[] masked = {1, 2, 2};
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> LikelihoodBounds.anyOrder(ABSORBING, masked, 1, 1, STREAMS, 1))
                .getMessage();
        assertTrue(message.contains("coordinate 1 of state 0 does"), message);
    }
}
