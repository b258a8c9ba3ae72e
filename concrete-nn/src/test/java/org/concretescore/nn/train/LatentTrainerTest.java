package org.concretescore.nn.train;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.latent.Estimator;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.internal.LatentGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LatentTrainerTest {

    /** Two clusters: bits 0..3 alike, bits 4..5 their opposites, each flipped once in 32. */
    private static Dataset clusters() {
        int rows = 256;
        int[] states = new int[rows * 6];
        var random = STREAMS.stream("clusters");
        for (int row = 0; row < rows; row++) {
            int bit = random.nextInt(2);
            for (int i = 0; i < 6; i++) {
                int flip = random.nextInt(32) == 0 ? 1 : 0;
                states[row * 6 + i] = bit ^ flip ^ (i < 4 ? 0 : 1);
            }
        }
        return Dataset.of(Schema.of(StateSpace.binary(6)), states, rows);
    }

    private static TrainingResult<LatentModel> fit(String layers, LatentObjective objective, TrainerOptions options) {
        LatentSpec spec = LatentSpec.parse(layers, 2);
        return LatentTrainer.of(options).fit(spec, objective, clusters(), STREAMS);
    }

    private static TrainerOptions options(int steps) {
        return LatentTrainer.defaults()
                .withSteps(steps)
                .withBatch(32)
                .withLearningRate(2e-2)
                .withThreads(1);
    }

    /**
     * Independent bits are worth 6 log 2 = 4.16 nats, the clusters about log 2 + 6 H(1/32) = 1.53; whoever uses a
     * latent unit for the cluster comes well below 3.
     */
    @ParameterizedTest
    @CsvSource({
        "concrete, 3, 3H~6V",
        "concrete, 1, 2H-3H-6V",
        "straight-through, 3, 3H~6V",
        "nvil, 1, 3H~6V",
        "vimco, 4, 3H~6V",
        "vimco, 4, 2H-3H~6V"
    })
    void everyEstimatorFindsTheClusters(String estimator, int samples, String layers) {
        TrainingResult<LatentModel> result = fit(
                layers,
                LatentObjective.of(Estimator.parse(estimator), samples, 2),
                options(100).withLearningRate(5e-2));
        assertFalse(result.diverged());
        double bound = result.model().bound(clusters(), 20, STREAMS, 1).mean();
        assertTrue(bound > -3, () -> "the bound is " + bound);
    }

    @Test
    void threadsDontMatterAndShardsHardly() {
        LatentObjective objective = LatentObjective.of(Estimator.NVIL, 1, 2);
        TrainerOptions options = options(5).withShard(11);
        LatentModel one = fit("2H-3H~6V", objective, options).model();
        assertEquals(one, fit("2H-3H~6V", objective, options.withThreads(3)).model());
        LatentModel whole = fit("2H-3H~6V", objective, options.withShard(32)).model();
        float[] a = one.parameters();
        float[] b = whole.parameters();
        for (int i = 0; i < a.length; i++) {
            assertEquals(a[i], b[i], 1e-3);
        }
        assertNotEquals(one, fit("2H-3H~6V", objective, options.withBatch(31)).model());
    }

    @Test
    void centersFollowTheActivities() {
        LatentSpec spec = LatentSpec.parse("2H-3H~6V", 2);
        TrainingResult<LatentModel> result = fit("2H-3H~6V", LatentObjective.of(Estimator.CONCRETE, 2, 2), options(10));
        float[] parameters = result.model().parameters();
        LatentGraph graph = new LatentGraph(spec, false);
        double size = 0;
        for (int i = graph.trained(); i < graph.centered(); i++) {
            assertTrue(Math.abs(parameters[i]) < 1);
            size += Math.abs(parameters[i]);
        }
        assertTrue(size > 0);
    }

    /**
     * With one row and one sample an activity is -1 or 1, and a center, which begins at 0, goes a tenth of the way
     * there.
     */
    @Test
    void centersAreRunningAverages() {
        LatentSpec spec = LatentSpec.parse("2H-3H~6V", 2);
        LatentGraph graph = new LatentGraph(spec, false);
        LatentObjective objective = LatentObjective.of(Estimator.NVIL, 1, 2);
        float[] one =
                fit("2H-3H~6V", objective, options(1).withBatch(1)).model().parameters();
        float[] two =
                fit("2H-3H~6V", objective, options(2).withBatch(1)).model().parameters();
        assertTrue(graph.centered() > graph.trained());
        for (int i = graph.trained(); i < graph.centered(); i++) {
            assertEquals(0.1, Math.abs(one[i]), 1e-6);
            assertEquals(0.1, Math.abs(two[i] - 0.9 * one[i]), 1e-6);
        }
    }

    @Test
    void trainingBeginsAtTheMarginals() {
        int[] states = new int[6 * 9];
        for (int i = 0; i < states.length; i++) {
            states[i] = i / 6 <= i % 6 ? 1 : 0;
        }
        LatentSpec spec = LatentSpec.parse("3H~6V", 2);
        float[] parameters = LatentTrainer.of(options(1).withLearningRate(1e-30))
                .fit(
                        spec,
                        LatentObjective.of(Estimator.NVIL, 1, 2),
                        Dataset.of(clusters().schema(), states, 9),
                        STREAMS)
                .model()
                .parameters();
        int bias = new LatentGraph(spec, false).observedBias();
        for (int i = 0; i < 6; i++) {
            // i + 1 of 9 rows are 1; one row of each kind is added.
            assertEquals(Math.log((i + 2.0) / (9 - i)), parameters[bias + i], 1e-6);
        }
    }

    /** Of equal rows, the loss differs from step to step, and from one row to many, by its noise alone. */
    @Test
    void rowsAndStepsHaveNoiseOfTheirOwn() {
        List<Double> losses = new ArrayList<>();
        List<Double> ofMany = new ArrayList<>();
        Dataset same = Dataset.of(clusters().schema(), new int[6 * 8], 8);
        for (int rows : new int[] {1, 8}) {
            LatentTrainer.of(options(5).withBatch(rows).withLearningRate(1e-30))
                    .withListener(new TrainingListener() {
                        @Override
                        public void step(int step, int steps, double loss) {
                            (rows == 1 ? losses : ofMany).add(loss);
                        }
                    })
                    .fit(LatentSpec.parse("3H~6V", 2), LatentObjective.of(Estimator.VIMCO, 2, 2), same, STREAMS);
        }
        // Two samples of three bits: a few losses may be equal, five of them are not.
        assertTrue(losses.stream().distinct().count() > 1, losses.toString());
        assertTrue(ofMany.stream().distinct().count() > 1, ofMany.toString());
        assertTrue(Math.abs(losses.get(0) - ofMany.get(0)) > 1e-4, losses + " and " + ofMany);
    }

    @Test
    void validationKeepsTheBest() {
        Dataset data = clusters();
        TrainingResult<LatentModel> result = LatentTrainer.of(options(20).withValidateEvery(5))
                .withValidation(data.slice(0, 50))
                .fit(LatentSpec.parse("3H~6V", 2), LatentObjective.of(Estimator.VIMCO, 2, 2), data, STREAMS);
        assertEquals(4, result.curve().size());
        double best = result.curve().stream()
                .mapToDouble(point -> point.validation())
                .min()
                .orElseThrow();
        assertEquals(best, result.validation());
    }

    @Test
    void structuredModelsPredict() {
        TrainingResult<LatentModel> result = fit(
                "4V-3H-2V",
                LatentObjective.of(Estimator.CONCRETE, 3, 2),
                options(100).withLearningRate(5e-2));
        // Two independent bits are worth 1.39 nats, given the others 2 H(1/32) + a little = 0.28.
        double bound = result.model().bound(clusters(), 20, STREAMS, 1).mean();
        assertTrue(bound > -0.7, () -> "the bound is " + bound);
    }

    @Test
    void objectivesAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> LatentObjective.of(Estimator.NVIL, 2, 2));
        LatentObjective vimco = LatentObjective.of(Estimator.VIMCO, 2, 2);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> vimco.withRelaxation(Relaxation.CONCRETE))
                .getMessage()
                .contains("vimco is for the relaxation discrete, was given concrete"));
        assertThrows(IllegalArgumentException.class, () -> LatentTrainer.of(options(1))
                .fit(LatentSpec.parse("3H~5V", 2), vimco, clusters(), STREAMS));
    }
}
