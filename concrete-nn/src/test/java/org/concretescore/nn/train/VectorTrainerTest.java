package org.concretescore.nn.train;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.vector.CompositeDenoising;
import org.concretescore.core.vector.CompositeScoreMatching;
import org.concretescore.core.vector.ConditionalScores;
import org.concretescore.core.vector.DenoisingScoreMatching;
import org.concretescore.core.vector.Mixture;
import org.concretescore.core.vector.MixtureLikelihood;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.SlicedScoreMatching;
import org.concretescore.core.vector.VectorObjective;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.model.ArcsmModel;
import org.concretescore.nn.model.MixtureModel;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.ConvolutionalContext;
import org.concretescore.nn.network.MixtureMade;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.ScoreMlp;
import org.concretescore.nn.network.VectorArchitecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VectorTrainerTest {
    private static final Arcsm SMALL =
            Arcsm.defaults().withContext(4, 16).withWidths(16, 16).withActivation(Activation.TANH);
    /** Of images. */
    private static final Arcsm CONVOLUTIONAL =
            SMALL.withContext(ConvolutionalContext.of(1, 2, 1).withLength(4).withBlocks(4, 1));

    private static final NoiseLevels LEVELS = NoiseLevels.geometric(1, 0.3, 3);

    /** Of the Gaussian x1 ~ N(0, 1), x2 ~ N(0.8 x1, 0.6^2), both of variance 1. */
    private static Vectors gaussian(int n) {
        UniformRandomProvider random = STREAMS.stream("gaussian");
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        float[] values = new float[2 * n];
        for (int i = 0; i < n; i++) {
            values[2 * i] = (float) normal.sample();
            values[2 * i + 1] = (float) (0.8 * values[2 * i] + 0.6 * normal.sample());
        }
        return Vectors.of(2, values);
    }

    /** The last shard of a step is not full. */
    private static TrainerOptions options(int steps) {
        return VectorTrainer.defaults()
                .withSteps(steps)
                .withBatch(64)
                .withShard(24)
                .withPatience(0);
    }

    private record Case(VectorArchitecture architecture, VectorObjective objective) {}

    private static List<Case> cases() {
        return List.of(
                new Case(SMALL, new CompositeScoreMatching(NoiseLevels.none())),
                new Case(SMALL.withNoise(true), new CompositeDenoising(LEVELS)),
                new Case(CONVOLUTIONAL.withNoise(true), new CompositeDenoising(LEVELS)),
                new Case(new ScoreMlp(Mlp.of(8).withActivation(Activation.TANH)), new SlicedScoreMatching(2, true)));
    }

    @Test
    void resultsDoNotDependOnThreads() {
        Vectors data = gaussian(100);
        for (Case c : cases()) {
            float[] one = VectorTrainer.of(options(12).withThreads(1))
                    .withValidation(data)
                    .fit(c.architecture, c.objective, data, STREAMS)
                    .model()
                    .parameters();
            float[] three = VectorTrainer.of(options(12).withThreads(3))
                    .withValidation(data)
                    .fit(c.architecture, c.objective, data, STREAMS)
                    .model()
                    .parameters();
            assertArrayEquals(one, three, c.toString());
            TrainingResult<VectorModel> whole = VectorTrainer.of(options(12).withShard(128))
                    .withValidation(data)
                    .fit(c.architecture, c.objective, data, STREAMS);
            assertEquals(12, whole.steps(), c + " in one shard that is not full");
        }
    }

    /**
     * A plan runs all of its rows: a batch smaller than what suits the network, or a little larger, must not waste
     * them.
     */
    @Test
    void aBatchIsCutEvenly() {
        Vectors data = gaussian(400);
        for (Case c : cases()) {
            int perRow = c.objective.pointsPerRow(2);
            for (int batch : new int[] {10, 300}) {
                // 256 points suit all of these networks.
                int shards = (batch * perRow + 255) / 256;
                assertArrayEquals(
                        fit(c, data, options(3).withBatch(batch).withShard(batch / shards * perRow)),
                        fit(c, data, options(3).withBatch(batch).withShard(0)),
                        c + " " + batch);
            }
        }
    }

    private static float[] fit(Case c, Vectors data, TrainerOptions options) {
        return VectorTrainer.of(options)
                .fit(c.architecture, c.objective, data, STREAMS)
                .model()
                .parameters();
    }

    /** A shard that is not full is filled up with copies of a row, which nothing is learned from. */
    @Test
    void lossesDoNotDependOnShards() {
        Vectors data = gaussian(100);
        for (Case c : cases()) {
            List<double[]> losses = new ArrayList<>();
            for (int shard : new int[] {24, 128}) {
                double[] ofSteps = new double[8];
                VectorTrainer.of(options(8).withShard(shard).withLearningRate(0.02))
                        .withListener(new TrainingListener() {
                            @Override
                            public void step(int step, int steps, double loss) {
                                ofSteps[step - 1] = loss;
                            }
                        })
                        .fit(c.architecture, c.objective, data, STREAMS);
                losses.add(ofSteps);
            }
            double size = Arrays.stream(losses.get(0)).map(Math::abs).max().orElseThrow();
            assertArrayEquals(losses.get(1), losses.get(0), 1e-4 * size, c.toString());
        }
    }

    /** A network that answers 0 has the mean square of its noise as loss, which is another one in every step. */
    @Test
    void everyStepHasNoiseOfItsOwn() {
        Set<Double> losses = new HashSet<>();
        VectorTrainer.of(options(6).withBatch(8).withLearningRate(1e-30))
                .withListener(new TrainingListener() {
                    @Override
                    public void step(int step, int steps, double loss) {
                        losses.add(loss);
                    }
                })
                .fit(
                        new ScoreMlp(Mlp.of(8).withActivation(Activation.TANH)),
                        new DenoisingScoreMatching(0.5),
                        gaussian(8),
                        STREAMS);
        assertEquals(6, losses.size());
    }

    @Test
    void listenersHearOfTheParameters() {
        List<Integer> steps = new ArrayList<>();
        List<float[]> heard = new ArrayList<>();
        float[] last = VectorTrainer.of(options(12).withValidateEvery(5))
                .withListener(new TrainingListener() {
                    @Override
                    public void parameters(int step, float[] parameters) {
                        steps.add(step);
                        heard.add(parameters.clone());
                    }
                })
                .fit(SMALL, new CompositeScoreMatching(NoiseLevels.none()), gaussian(100), STREAMS)
                .model()
                .parameters();
        assertEquals(List.of(5, 10, 12), steps);
        assertArrayEquals(last, heard.get(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void resumesToTheBit(int index, @TempDir Path directory) {
        Vectors data = gaussian(100);
        Case c = cases().get(index);
        VectorTrainer trainer = VectorTrainer.of(options(20).withValidateEvery(5));
        float[] whole = trainer.withValidation(data)
                .fit(c.architecture, c.objective, data, STREAMS)
                .model()
                .parameters();
        Path file = directory.resolve("checkpoint");
        TrainingListener stops = new TrainingListener() {
            @Override
            public void step(int step, int steps, double loss) {
                if (step == 14) {
                    throw new IllegalStateException("stopped");
                }
            }
        };
        assertThrows(IllegalStateException.class, () -> trainer.withCheckpoint(new Checkpoint(file, 6, false))
                .withValidation(data)
                .withListener(stops)
                .fit(c.architecture, c.objective, data, STREAMS));
        VectorTrainer resuming = trainer.withCheckpoint(new Checkpoint(file, 6, true));
        float[] resumed = resuming.withValidation(data)
                .fit(c.architecture, c.objective, data, STREAMS)
                .model()
                .parameters();
        assertArrayEquals(whole, resumed);
        String said = assertThrows(IllegalArgumentException.class, () -> resuming.withValidation(data)
                        .fit(c.architecture, c.objective, gaussian(99), STREAMS))
                .getMessage();
        assertTrue(said.contains("training data is 99 rows, but the checkpoint was made with 100 rows"), said);
    }

    @Test
    void anInterruptedThreadResumesToTheBit(@TempDir Path directory) {
        Vectors data = gaussian(100);
        Case c = cases().get(1);
        VectorTrainer trainer = VectorTrainer.of(options(20).withValidateEvery(5));
        TrainingResult<VectorModel> whole =
                trainer.withValidation(data).fit(c.architecture, c.objective, data, STREAMS);
        Path file = directory.resolve("checkpoint");
        // Within a step, and between a step and its validation.
        for (int at : new int[] {3, 10, 14}) {
            TrainingResult<VectorModel> stopped = trainer.withCheckpoint(new Checkpoint(file, 6, at > 3))
                    .withValidation(data)
                    .withListener(new TrainingListener() {
                        @Override
                        public void step(int step, int steps, double loss) {
                            if (step == at) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    })
                    .fit(c.architecture, c.objective, data, STREAMS);
            assertTrue(Thread.interrupted());
            assertTrue(stopped.stopped());
            assertEquals(at, stopped.steps());
        }
        TrainingResult<VectorModel> resumed = trainer.withCheckpoint(new Checkpoint(file, 6, true))
                .withValidation(data)
                .fit(c.architecture, c.objective, data, STREAMS);
        assertFalse(resumed.stopped());
        assertEquals(whole.curve(), resumed.curve());
        assertArrayEquals(whole.model().parameters(), resumed.model().parameters());
    }

    @Test
    void learnsTheConditionalScoresOfAGaussian() {
        TrainerOptions options = VectorTrainer.defaults().withSteps(600).withLearningRate(1e-2);
        TrainingResult<VectorModel> fit = VectorTrainer.of(options)
                .fit(SMALL, new CompositeScoreMatching(NoiseLevels.none()), gaussian(20_000), STREAMS);
        // At the truth: -1/2 (1 + 1/0.36).
        assertEquals(-0.5 - 0.5 / 0.36, fit.loss(), 0.1);
        try (ArcsmModel model = ArcsmModel.of(fit.model());
                ConditionalScores.Walk walk = model.walk(3)) {
            double[] x = {-1, 0, 1};
            double[] scores = new double[3];
            walk.scores(0, x, scores);
            assertArrayEquals(new double[] {1, 0, -1}, scores, 0.15);
            walk.fix(x);
            walk.scores(0, new double[] {-0.8 + 0.3, 0.3, 0.8 - 0.3}, scores);
            assertArrayEquals(new double[] {-0.3 / 0.36, -0.3 / 0.36, 0.3 / 0.36}, scores, 0.25);
        }
    }

    /** Images of 3 x 3 whose rows are chains: the first pixel ~ N(0, 1), the others ~ N(0.8 left, 0.6^2). */
    private static Vectors images(int n) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(STREAMS.stream("images"));
        float[] values = new float[9 * n];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (i % 3 == 0 ? normal.sample() : 0.8 * values[i - 1] + 0.6 * normal.sample());
        }
        return Vectors.of(9, values);
    }

    @Test
    void convolutionsLearnTheConditionalScoresOfImages() {
        Arcsm arcsm =
                SMALL.withContext(ConvolutionalContext.of(3, 3, 1).withLength(4).withBlocks(6, 1));
        Vectors data = images(10_000);
        TrainingResult<VectorModel> fit = VectorTrainer.of(
                        VectorTrainer.defaults().withSteps(200).withBatch(128).withLearningRate(2e-2))
                .fit(arcsm, new CompositeScoreMatching(NoiseLevels.none()), data, STREAMS);
        // At the truth: -1/2 for the first pixel of each row, -1/2 1/0.36 for the others.
        assertEquals(-1.5 - 3 / 0.36, fit.loss(), 0.5);
        int n = 100;
        double error = 0;
        double[] x = new double[n];
        double[] scores = new double[n];
        try (ArcsmModel model = ArcsmModel.of(fit.model());
                ConditionalScores.Walk walk = model.walk(n)) {
            for (int d = 0; d < 9; d++) {
                for (int i = 0; i < n; i++) {
                    x[i] = data.values()[9 * i + d];
                }
                walk.scores(0, x, scores);
                for (int i = 0; i < n; i++) {
                    double truth = d % 3 == 0 ? -x[i] : (0.8 * data.values()[9 * i + d - 1] - x[i]) / 0.36;
                    error += (scores[i] - truth) * (scores[i] - truth) / (9 * n);
                }
                walk.fix(x);
            }
        }
        // The mean square of the true scores is 2.2; two seeds gave 0.035 and 0.018.
        assertTrue(error < 0.1, "mean square error " + error);
    }

    @Test
    void mixturesReachTheEntropyOfAGaussian() {
        MixtureMade made = new MixtureMade(List.of(16), Activation.TANH, false, new Mixture(Mixture.Kind.GAUSSIAN, 2));
        Vectors data = gaussian(20_000);
        TrainingResult<VectorModel> fit = VectorTrainer.of(
                        VectorTrainer.defaults().withSteps(500).withLearningRate(1e-2))
                .fit(made, new MixtureLikelihood(made.mixture()), data, STREAMS);
        double entropy = Math.log(2 * Math.PI * Math.E) + Math.log(0.6);
        assertEquals(entropy, fit.loss(), 0.05);
        try (MixtureModel model = MixtureModel.of(fit.model())) {
            double[] logDensities = new double[1000];
            model.logDensities(data.values(), 1000, logDensities);
            double mean = 0;
            for (double value : logDensities) {
                mean -= value / 1000;
            }
            // The standard deviation of a log density is 1.
            assertEquals(entropy, mean, 0.15);
            float[] draws = new float[2 * 4000];
            model.sample(STREAMS.stream("draws"), 4000, draws);
            double product = 0;
            for (int i = 0; i < 4000; i++) {
                product += draws[2 * i] * draws[2 * i + 1] / 4000;
            }
            assertEquals(0.8, product, 0.12);
        }
    }

    private static void refuses(String what, Case c, Vectors validation) {
        String message = assertThrows(IllegalArgumentException.class, () -> VectorTrainer.of(options(1))
                        .withValidation(validation)
                        .fit(c.architecture, c.objective, gaussian(10), STREAMS))
                .getMessage();
        assertTrue(message.contains(what), message);
    }

    @Test
    void refusesWhatDoesNotFit() {
        VectorObjective plain = new CompositeScoreMatching(NoiseLevels.none());
        refuses("does not read", new Case(SMALL, new CompositeDenoising(LEVELS)), null);
        refuses("there are no noise levels", new Case(SMALL.withNoise(true), plain), null);
        refuses("can't answer", new Case(new ScoreMlp(Mlp.of(4).withActivation(Activation.TANH)), plain), null);
        refuses("has 1 columns, but the training data has 2", new Case(SMALL, plain), Vectors.of(1, new float[3]));
    }
}
