package org.concretescore.nn.train;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.noise.Denoiser;
import org.concretescore.core.noise.ExactDenoiser;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.objective.CrossEntropy;
import org.concretescore.core.objective.DenoisingObjective;
import org.concretescore.core.objective.EdgeBatch;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.objective.ScoreEntropy;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.model.DenoiserNetwork;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.model.PosteriorHead;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class DenoiserNetworkTest {
    /** Clean states have a value less with absorbing noise. */
    private static final StateSpace SPACE = StateSpace.of(4, 3, 2);

    private static ExactDistribution clean(NoiseProcess noise) {
        UniformRandomProvider random = STREAMS.stream("clean");
        int[] state = new int[SPACE.dimension()];
        return ExactDistribution.of(
                SPACE,
                IntStream.range(0, (int) SPACE.size())
                        .mapToDouble(rank -> {
                            SPACE.unrank(rank, state, 0);
                            boolean masked = IntStream.range(0, state.length)
                                    .anyMatch(d -> state[d] == SPACE.cardinality(d) - 1);
                            double weight = Math.exp(3 * random.nextDouble());
                            return noise == NoiseProcess.ABSORBING && masked ? 0 : weight;
                        })
                        .toArray());
    }

    private static Objective edges(NoiseProcess noise) {
        List<Noise> levels = noise == NoiseProcess.UNIFORM
                ? List.of(Noise.uniform(0.2), Noise.uniform(0.7))
                : List.of(Noise.absorbing(0.2), Noise.absorbing(0.7));
        return DenoisingObjective.full(new ScoreEntropy(), levels);
    }

    /** Answers are those of the posteriors, and gradients are those of finite differences. */
    @ParameterizedTest
    @CsvSource({"UNIFORM,true", "UNIFORM,false", "ABSORBING,true", "ABSORBING,false"})
    void gradientsOfTheHead(NoiseProcess noise, boolean posteriors) {
        UniformRandomProvider random = STREAMS.stream("head");
        Objective objective = posteriors ? new CrossEntropy(noise) : edges(noise);
        EdgeBatch edges = new EdgeBatch(noise.graph(SPACE), false);
        ExactDistribution clean = clean(noise);
        int[] rows = clean.sample(6, random);
        double[] weights = {1, 2, 0.5, 1, 1, 3};
        objective.select(edges, rows, 0, 6, weights, random);
        PosteriorHead head = new PosteriorHead(noise.graph(SPACE));
        float[] outputs = new float[edges.stateCount() * head.outputWidth()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) (2 * random.nextDouble() - 1);
        }
        double[] values = new double[edges.size()];
        double[] gradient = new double[edges.size()];
        head.answers(edges, posteriors, outputs, values);
        objective.lossAndGradient(edges, values, gradient);
        float[] actual = new float[outputs.length];
        head.addGradients(edges, posteriors, outputs, gradient, actual);
        int moved = 0;
        for (int i = 0; i < outputs.length; i++) {
            float at = outputs[i];
            outputs[i] = at + 0.01f;
            double up = loss(objective, edges, head, posteriors, outputs);
            double upper = outputs[i];
            outputs[i] = at - 0.01f;
            double down = loss(objective, edges, head, posteriors, outputs);
            double expected = (up - down) / (upper - outputs[i]);
            outputs[i] = at;
            assertEquals(expected, actual[i], 1e-3 * (1 + Math.abs(expected)), noise + " output " + i);
            moved += expected != 0 ? 1 : 0;
        }
        assertTrue(moved > 5, moved + "");
    }

    private static double loss(
            Objective objective, EdgeBatch edges, PosteriorHead head, boolean posteriors, float[] outputs) {
        double[] values = new double[edges.size()];
        head.answers(edges, posteriors, outputs, values);
        return objective.lossAndGradient(edges, values, new double[edges.size()]);
    }

    private static NetworkSpec spec(NoiseProcess noise) {
        return NetworkSpec.denoiser(SPACE, noise, Mlp.of(64, 64).withNoiseLevel(true));
    }

    private static DenoiserNetwork trained(NoiseProcess noise, Objective objective, int steps) {
        ExactDistribution clean = clean(noise);
        Dataset data = Dataset.of(Schema.of(SPACE), clean.sample(20_000, STREAMS.stream("data")), 20_000);
        TrainerOptions options = TrainerOptions.defaults()
                .withSteps(steps)
                .withBatch(512)
                .withLearningRate(5e-3)
                .withAveraging(0.99);
        NeuralModel model =
                Trainer.of(options).fit(spec(noise), objective, data, STREAMS).model();
        return (DenoiserNetwork) model;
    }

    /** The mean divergence of the posteriors from the exact ones, in the noisy distribution of a level. */
    private static double divergence(Denoiser denoiser, ExactDistribution clean, double level) {
        ExactDenoiser exact = ExactDenoiser.of(clean, denoiser.noise());
        ExactDistribution noisy = denoiser.noise().noisy(clean, level);
        double[] p = new double[exact.width()];
        double[] q = new double[exact.width()];
        int[] state = new int[SPACE.dimension()];
        double sum = 0;
        for (int rank = 0; rank < SPACE.size(); rank++) {
            if (noisy.probability(rank) > 0) {
                SPACE.unrank(rank, state, 0);
                exact.posteriors(state, 1, new double[] {level}, p);
                denoiser.posteriors(state, 1, new double[] {level}, q);
                for (int i = 0; i < p.length; i++) {
                    sum += p[i] == 0 ? 0 : noisy.probability(rank) * p[i] * Math.log(p[i] / q[i]);
                }
            }
        }
        return sum;
    }

    /** The divergence is small, and a fifth at most of that of the untrained network, whose posteriors are uniform. */
    private static void requireLearned(DenoiserNetwork model, NoiseProcess noise, double level, double most) {
        double learned = divergence(model, clean(noise), level);
        float[] parameters = spec(noise).network().initialParameters(STREAMS.stream("untrained"));
        try (NeuralModel network = spec(noise).model(parameters)) {
            DenoiserNetwork untrained = (DenoiserNetwork) network;
            double before = divergence(untrained, clean(noise), level);
            String what = noise + " at level " + level + ": " + learned + ", untrained " + before;
            assertTrue(learned < most && learned < 0.2 * before, what);
        }
    }

    @ParameterizedTest
    @EnumSource(NoiseProcess.class)
    void crossEntropyLearnsThePosteriors(NoiseProcess noise) {
        try (DenoiserNetwork model = trained(noise, new CrossEntropy(noise), 600)) {
            double[] levels = noise == NoiseProcess.UNIFORM ? new double[] {0.05, 0.4, 0.9} : new double[] {0.4, 0.9};
            for (double level : levels) {
                requireLearned(model, noise, level, 0.04);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(NoiseProcess.class)
    void objectivesOnEdgesTrainTheSameOutputs(NoiseProcess noise) {
        try (DenoiserNetwork model = trained(noise, edges(noise), 600)) {
            requireLearned(model, noise, 0.7, 0.08);
        }
    }

    @Test
    void theModelIsSavedAndLoaded(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("denoiser.model");
        int[] states = {3, 2, 1, 0, 1, 1};
        double[] levels = {1, 0.3};
        double[] before = new double[18];
        double[] after = new double[18];
        try (DenoiserNetwork model = trained(NoiseProcess.ABSORBING, new CrossEntropy(NoiseProcess.ABSORBING), 3)) {
            model.posteriors(states, 2, levels, before);
            ModelFile.save(file, new SavedScores(model, Schema.of(SPACE), Map.of()));
            assertThrows(IllegalStateException.class, model::score);
        }
        try (DenoiserNetwork loaded =
                (DenoiserNetwork) ModelFile.loadScores(file).model()) {
            loaded.posteriors(states, 2, levels, after);
        }
        assertArrayEquals(before, after);
        // Masked: its clean values; seen: this value.
        assertEquals(1, Arrays.stream(after, 0, 3).sum(), 1e-6);
        assertEquals(0, after[3]);
        assertArrayEquals(new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0}, overwriteMasked(after));
    }

    /** The last coordinate of the second state is masked and has one clean value. */
    private static double[] overwriteMasked(double[] posteriors) {
        double[] second = Arrays.copyOfRange(posteriors, 9, 18);
        assertEquals(1, second[7]);
        second[7] = 0;
        return second;
    }

    @Test
    void refusals() {
        Mlp reads = Mlp.of(8).withNoiseLevel(true);
        assertThrows(
                IllegalArgumentException.class, () -> NetworkSpec.denoiser(SPACE, NoiseProcess.UNIFORM, Mlp.of(8)));
        assertThrows(
                IllegalArgumentException.class,
                () -> NetworkSpec.denoiser(StateSpace.of(1, 2), NoiseProcess.ABSORBING, reads));
        NetworkSpec uniform = NetworkSpec.denoiser(SPACE, NoiseProcess.UNIFORM, reads);
        for (Objective wrong : List.of(
                Objectives.csm(),
                Objectives.likelihood(),
                new CrossEntropy(NoiseProcess.ABSORBING),
                edges(NoiseProcess.ABSORBING),
                Objectives.dcsm(Noise.uniform(0.1)))) {
            assertThrows(IllegalArgumentException.class, () -> Trainer.requireFit(uniform, wrong), wrong + "");
        }
        NetworkSpec free = NetworkSpec.mlp(Graphs.hamming(SPACE)).withArchitecture(reads);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Trainer.requireFit(free, new CrossEntropy(NoiseProcess.UNIFORM)))
                .getMessage();
        assertTrue(message.contains("use a denoiser"), message);
    }
}
