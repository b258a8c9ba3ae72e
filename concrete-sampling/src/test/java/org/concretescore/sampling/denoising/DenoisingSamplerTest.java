package org.concretescore.sampling.denoising;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.noise.Denoiser;
import org.concretescore.core.noise.ExactDenoiser;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.noise.ScoreDenoiser;
import org.concretescore.core.score.SymmetrizedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Gibbs;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.Tally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class DenoisingSamplerTest {
    private static final Denoiser UNIFORM =
            ExactDenoiser.of(clean(StateSpace.uniform(3, 3), NoiseProcess.UNIFORM), NoiseProcess.UNIFORM);
    private static final Denoiser ABSORBING =
            ExactDenoiser.of(clean(StateSpace.of(4, 3, 4), NoiseProcess.ABSORBING), NoiseProcess.ABSORBING);

    /** Two kinds of states that the noise mixes up, and all others rarely; with absorbing noise none holds a mask. */
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
                            boolean likely = Arrays.stream(state).sum() % 3 == 1;
                            double weight = (likely ? 10 : 1) * (0.5 + random.nextDouble());
                            return noise == NoiseProcess.ABSORBING && masked ? 0 : weight;
                        })
                        .toArray());
    }

    private static ExactDistribution truth(Denoiser denoiser) {
        return ((ExactDenoiser) denoiser).clean();
    }

    private static double distance(Denoiser denoiser, Predictor predictor, int steps) {
        NoiseSchedule schedule = NoiseSchedule.cosine(steps);
        return DenoisingSampler.of(FactorisedStep.of(denoiser, predictor), schedule)
                .law()
                .tv(truth(denoiser));
    }

    static Stream<Arguments> predictors() {
        return Stream.of(UNIFORM, ABSORBING)
                .flatMap(denoiser -> Stream.of(Predictor.ANCESTRAL, Predictor.EULER, Predictor.TAU_LEAPING)
                        .map(predictor -> Arguments.of(denoiser, predictor)));
    }

    /** Twice the steps halve the distance. */
    @ParameterizedTest
    @MethodSource("predictors")
    void predictorsAreOfFirstOrder(Denoiser denoiser, Predictor predictor) {
        double coarse = distance(denoiser, predictor, 64);
        double fine = distance(denoiser, predictor, 128);
        double finest = distance(denoiser, predictor, 256);
        assertTrue(coarse < 0.05 && coarse > 1e-4, coarse + "");
        assertEquals(2, coarse / fine, 0.25);
        assertEquals(2, fine / finest, 0.15);
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void chainsObeyTheLaw(Denoiser denoiser, Predictor predictor) {
        DenoisingSampler sampler = DenoisingSampler.of(FactorisedStep.of(denoiser, predictor), NoiseSchedule.linear(5));
        int[] samples = sampler.sample(20_000, STREAMS, 2);
        PearsonTest.of(samples, 20_000, sampler.law()).require(sampler + "");
    }

    @Test
    void oneCoordinateAtATimeIsExact() {
        DenoisingSampler exact = DenoisingSampler.of(OrderedStep.of(ABSORBING), NoiseSchedule.linear(3));
        assertTrue(exact.law().tv(truth(ABSORBING)) < 1e-12, exact + "");
        // All at once they are independent, as with the ancestral step.
        DenoisingSampler once = DenoisingSampler.of(OrderedStep.of(ABSORBING), NoiseSchedule.linear(1));
        DenoisingSampler ancestral =
                DenoisingSampler.of(FactorisedStep.of(ABSORBING, Predictor.ANCESTRAL), NoiseSchedule.linear(1));
        assertArrayEquals(ancestral.law().probabilities(), once.law().probabilities(), 1e-14);
        DenoisingSampler two = DenoisingSampler.of(OrderedStep.of(ABSORBING), NoiseSchedule.linear(2));
        double distance = two.law().tv(truth(ABSORBING));
        assertTrue(distance > 1e-3 && distance < once.law().tv(truth(ABSORBING)), distance + "");
        int[] samples = two.sample(20_000, STREAMS, 1);
        PearsonTest.of(samples, 20_000, two.law()).require(two + "");
    }

    /** Coordinates that are given stay, and the others follow the conditional distribution. */
    @Test
    void infillingDrawsFromTheConditionalDistribution() {
        StateSpace space = ABSORBING.space();
        double[] conditional = new double[(int) space.size()];
        int[] state = new int[3];
        for (int rank = 0; rank < conditional.length; rank++) {
            space.unrank(rank, state, 0);
            conditional[rank] = state[1] == 0 ? truth(ABSORBING).probability(rank) : 0;
        }
        int n = 20_000;
        int[] given = new int[3 * n];
        Arrays.setAll(given, i -> i % 3 == 1 ? 0 : 3);
        // Two masked coordinates in 8 steps of a linear schedule are unmasked one by one.
        for (int steps : new int[] {3, 8}) {
            Chains chains = Chains.startingAt(space, given, n, STREAMS, "given");
            DenoisingSampler.of(OrderedStep.of(ABSORBING), NoiseSchedule.linear(steps))
                    .run(chains, 2);
            PearsonTest.of(chains.states(), n, ExactDistribution.of(space, conditional))
                    .require(steps + " steps");
        }
    }

    /** Between two levels the process is exact: the law of the upper level becomes that of the lower one. */
    @Test
    void theJumpProcessIsExactInContinuousTime() {
        int n = 20_000;
        for (double[] levels : new double[][] {{0.9, 0.3}, {0.3, 0.02}, {0.02, 0.001}}) {
            int[] states = NoiseProcess.UNIFORM.noisy(truth(UNIFORM), levels[0]).sample(n, STREAMS.stream("upper"));
            Chains chains = Chains.startingAt(UNIFORM.space(), states, n, STREAMS, "jumps");
            ReverseJumps.of(UNIFORM).advance(chains, 0, n, levels[0], levels[1]);
            PearsonTest.of(chains.states(), n, NoiseProcess.UNIFORM.noisy(truth(UNIFORM), levels[1]))
                    .require(Arrays.toString(levels));
        }
    }

    /** The two ancestral steps at its ends cost a distance of about 1e-4. */
    @Test
    void jumpsFromEndToEnd() {
        DenoisingSampler sampler =
                DenoisingSampler.of(ReverseJumps.of(UNIFORM), NoiseSchedule.of(1, 0.999, 0.01, 1e-3, 0));
        PearsonTest.of(sampler.sample(20_000, STREAMS, 2), 20_000, truth(UNIFORM))
                .require("jumps");
        assertTrue(assertThrows(IllegalArgumentException.class, sampler::law)
                .getMessage()
                .contains("can't be written down"));
    }

    /** A state's path, given where it starts, is the reverse of the forward process: checked for one pair of levels. */
    @Test
    void jumpsFromOneStateFollowThePosterior() {
        int n = 20_000;
        double level = 0.6;
        double lower = 0.2;
        StateSpace space = UNIFORM.space();
        int[] start = {2, 0, 1};
        ExactDistribution below = NoiseProcess.UNIFORM.noisy(truth(UNIFORM), lower);
        double g = NoiseProcess.between(lower, level);
        double[] posterior = new double[27];
        int[] state = new int[3];
        for (int rank = 0; rank < 27; rank++) {
            space.unrank(rank, state, 0);
            posterior[rank] = below.probability(rank);
            for (int d = 0; d < 3; d++) {
                posterior[rank] *= NoiseProcess.UNIFORM.probability(3, state[d], start[d], g);
            }
        }
        int[] states = new int[3 * n];
        Arrays.setAll(states, i -> start[i % 3]);
        Chains chains = Chains.startingAt(space, states, n, STREAMS, "posterior");
        ReverseJumps.of(UNIFORM).advance(chains, 0, n, level, lower);
        PearsonTest.of(chains.states(), n, ExactDistribution.of(space, posterior))
                .require("from one state");
    }

    @Test
    void correctorsBringTheLawNearer() {
        NoiseSchedule schedule = NoiseSchedule.cosine(6);
        for (Denoiser denoiser : List.of(UNIFORM, ABSORBING)) {
            DenoisingSampler plain = DenoisingSampler.of(FactorisedStep.of(denoiser, Predictor.ANCESTRAL), schedule);
            DenoisingSampler corrected = denoiser == UNIFORM
                    ? plain.withCorrector(Gibbs::of, 30)
                    : plain.withCorrector(score -> MetropolisHastings.of(SymmetrizedScore.of(score)), 30);
            double before = plain.law().tv(truth(denoiser));
            double after = corrected.law().tv(truth(denoiser));
            assertTrue(after < 0.75 * before, corrected + ": " + before + ", " + after);
            PearsonTest.of(corrected.sample(5000, STREAMS, 2), 5000, corrected.law())
                    .require(corrected + "");
        }
    }

    /** The paper's sampler: kernels alone, level by level. */
    @Test
    void noiseAnnealedKernels() {
        NoiseSchedule schedule = NoiseSchedule.geometric(1, 0.003, 8);
        DenoisingSampler annealed = DenoisingSampler.of(FactorisedStep.of(UNIFORM, Predictor.NONE), schedule)
                .withCorrector(MetropolisHastings::of, 40);
        assertTrue(annealed.law().tv(truth(UNIFORM)) < 0.02, annealed.law().tv(truth(UNIFORM)) + "");
        Tally tally = annealed.run(annealed.start(100, STREAMS), 1);
        assertEquals(100 * 7 * 40, tally.proposals());
    }

    /** Ratios and posteriors are two readings of one model. */
    @ParameterizedTest
    @EnumSource(NoiseProcess.class)
    void scoresSampleAsPosteriorsDo(NoiseProcess noise) {
        Denoiser exact = noise == NoiseProcess.UNIFORM ? UNIFORM : ABSORBING;
        ScoreDenoiser scores = ScoreDenoiser.of(exact.space(), noise, exact::at);
        NoiseSchedule schedule = NoiseSchedule.geometric(0.9, 0.01, 6);
        for (Predictor predictor : Predictor.values()) {
            assertArrayEquals(
                    DenoisingSampler.of(FactorisedStep.of(exact, predictor), schedule)
                            .law()
                            .probabilities(),
                    DenoisingSampler.of(FactorisedStep.of(scores, predictor), schedule)
                            .law()
                            .probabilities(),
                    1e-9);
        }
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        DenoisingSampler sampler = DenoisingSampler.of(
                        FactorisedStep.of(UNIFORM, Predictor.TAU_LEAPING), NoiseSchedule.linear(7))
                .withCorrector(MetropolisHastings::of, 3);
        int[] one = sampler.sample(200, STREAMS, 1);
        assertArrayEquals(one, sampler.sample(200, STREAMS, 4));
        assertArrayEquals(Arrays.copyOf(one, 3 * 70), sampler.sample(70, STREAMS, 2));
    }

    @Test
    void refusals() {
        assertThrows(IllegalArgumentException.class, () -> OrderedStep.of(UNIFORM));
        assertThrows(IllegalArgumentException.class, () -> ReverseJumps.of(ABSORBING));
        assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.of(1));
        assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.of(1, 0.5));
        assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.of(0.5, 0.5, 0));
        assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.of(1.5, 0));
        assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.of(Double.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.linear(0));
        assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.geometric(1, 0, 5));
        assertThrows(IllegalArgumentException.class, () -> NoiseSchedule.geometric(1, 0.1, 1));
        DenoisingSampler sampler =
                DenoisingSampler.of(FactorisedStep.of(UNIFORM, Predictor.ANCESTRAL), NoiseSchedule.linear(2));
        assertThrows(IllegalArgumentException.class, () -> sampler.sample(0, STREAMS, 1));
        assertThrows(IllegalArgumentException.class, () -> sampler.sample(1, STREAMS, 0));
        assertThrows(IllegalArgumentException.class, () -> sampler.withCorrector(Gibbs::of, 0));
        Chains other = Chains.atRandom(StateSpace.binary(3), 2, STREAMS, "other");
        assertThrows(IllegalArgumentException.class, () -> sampler.run(other, 1));
    }
}
