package org.concretescore.nn.latent;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.latent.Estimator;
import org.concretescore.core.latent.MultiSampleBound;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedLatent;
import org.concretescore.nn.latent.internal.LatentGraph;
import org.concretescore.nn.latent.internal.LatentRows;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.train.LatentObjective;
import org.concretescore.nn.train.LatentTrainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LatentModelTest {

    static LatentModel model(LatentSpec spec, double scale) {
        return model(spec, scale, STREAMS);
    }

    private static LatentModel model(LatentSpec spec, double scale, RandomStreams streams) {
        UniformRandomProvider random = streams.stream("model");
        float[] parameters = new float[new LatentGraph(spec, false).parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) (scale * (2 * random.nextDouble() - 1));
        }
        float[] mean = new float[spec.sourceWidth()];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = random.nextFloat();
        }
        return LatentModel.of(spec, parameters, mean);
    }

    /** All rows of so many bits. */
    static Dataset everything(int bits) {
        int[] states = new int[bits << bits];
        for (int row = 0; row < 1 << bits; row++) {
            for (int bit = 0; bit < bits; bit++) {
                states[row * bits + bit] = row >> bit & 1;
            }
        }
        return Dataset.of(Schema.of(StateSpace.binary(bits)), states, 1 << bits);
    }

    /**
     * The log weights and log posteriors of every latent state: noise of plus or minus 1000 drives each to its place.
     */
    private static double[][] byState(LatentModel model, int[] states, int row) {
        LatentSpec spec = model.spec();
        int n = spec.arity();
        int nodes = 0;
        for (int layer = 0; layer < spec.layers(); layer++) {
            nodes += spec.nodes(layer);
        }
        int count = (int) Math.round(Math.pow(n, nodes));
        LatentRows rows = new LatentRows(spec, model.mean(), Relaxation.DISCRETE, Temperatures.forArity(n), count);
        float[] input = new float[rows.width()];
        rows.data(states, row * spec.dataWidth(), true, input, 0);
        for (int state = 0; state < count; state++) {
            int rest = state;
            int from = spec.sourceWidth() + spec.observed();
            for (int layer = 0; layer < spec.layers(); layer++) {
                int logits = spec.logits(layer);
                for (int node = 0; node < spec.nodes(layer); node++) {
                    int value = rest % n;
                    rest /= n;
                    if (n == 2) {
                        input[from + state * logits + node] = value == 1 ? 1000 : -1000;
                    } else {
                        input[from + state * logits + node * n + value] = 1000;
                    }
                }
                from += count * logits;
            }
        }
        float[] outputs = new float[2 * count + 1];
        try (ScoreNetwork network = new LatentGraph(spec, false)
                .open(LatentGraph.Output.WEIGHTS, Relaxation.DISCRETE, Temperatures.forArity(n), count, false)) {
            network.setParameters(model.parameters());
            try (Plan plan = network.plan(1, Pass.FORWARD)) {
                plan.forward(input, 1, outputs);
            }
        }
        double[][] found = new double[2][count];
        for (int i = 0; i < count; i++) {
            found[0][i] = outputs[i];
            found[1][i] = outputs[count + i];
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource({"3H~4V,2", "2H-3H~4V,2", "4H-3V,4", "3H-3H~3V,8"})
    void weightsOfAllStatesAreADistribution(String notation, int arity) {
        LatentSpec spec = LatentSpec.parse(notation, arity);
        LatentModel model = model(spec, 1);
        Dataset all = everything(spec.observed());
        double total = 0;
        for (int row = 0; row < all.count(); row++) {
            double[][] found = byState(model, all.states(), row);
            double posterior = 0;
            double probability = 0;
            for (int state = 0; state < found[0].length; state++) {
                posterior += Math.exp(found[1][state]);
                // E_q exp(logWeight) = sum_z p(x, z).
                probability += Math.exp(found[0][state] + found[1][state]);
            }
            assertEquals(1, posterior, 1e-5);
            total += probability;
        }
        assertEquals(1, total, 1e-5);
    }

    @ParameterizedTest
    @CsvSource({"2V-3H~3V,2", "2V-4H-2H-3V,4"})
    void predictionsAreADistribution(String notation, int arity) {
        LatentSpec spec = LatentSpec.parse(notation, arity);
        LatentModel model = model(spec, 1);
        Dataset all = everything(spec.dataWidth());
        double[] totals = new double[1 << spec.given()];
        for (int row = 0; row < all.count(); row++) {
            double[][] found = byState(model, all.states(), row);
            for (int state = 0; state < found[0].length; state++) {
                totals[row % totals.length] += Math.exp(found[0][state] + found[1][state]);
            }
        }
        for (double total : totals) {
            assertEquals(1, total, 1e-5);
        }
    }

    /**
     * The bound of many samples against enumeration, which tells the variance of a weight and its largest distance
     * from the mean: by Bernstein's inequality, 1 false alarm in 10^9 seeds or less. The model is always the same,
     * since for another the samples might tell less.
     */
    @Test
    void boundOfManySamplesIsTheLogLikelihood() {
        LatentSpec spec = LatentSpec.parse("2H-3H~4V", 2);
        LatentModel model = model(spec, 0.5, new RandomStreams(1));
        Dataset row = everything(4).slice(5, 6);
        double[][] found = byState(model, row.states(), 0);
        double mean = 0;
        double square = 0;
        double largest = 0;
        for (int state = 0; state < found[0].length; state++) {
            mean += Math.exp(found[0][state] + found[1][state]);
            square += Math.exp(2 * found[0][state] + found[1][state]);
            largest = Math.max(largest, Math.exp(found[0][state]));
        }
        int samples = 20_000;
        // n t^2 = 2 log(2/alarm) (variance + distance t/3), solved for t.
        double level = Math.log(2e9);
        double linear = 2 * level * Math.max(mean, largest - mean) / 3;
        double off =
                (linear + Math.sqrt(linear * linear + 8 * samples * level * (square - mean * mean))) / (2 * samples);
        double bound = model.bound(row, samples, STREAMS, 1).mean();
        double rounding = 1e-5;
        String range = Math.log(mean - off) + " to " + Math.log(mean + off);
        assertTrue(bound >= Math.log(mean - off) - rounding && bound <= Math.log(mean + off) + rounding, range);
        assertTrue(off < 0.1 * mean, "a blunt test: " + range);
    }

    /** Biases of 95, zeros everywhere else, and rows of zeros: -95 a bit, or almost, whatever the latent bits are. */
    @ParameterizedTest
    @ValueSource(ints = {7, 8, 127, 784})
    void boundsOfImprobableRowsAreFinite(int width) {
        LatentSpec spec = LatentSpec.parse("3H-" + width + "V", 2);
        LatentGraph graph = new LatentGraph(spec, false);
        float[] parameters = new float[graph.parameterCount()];
        Arrays.fill(parameters, graph.observedBias(), graph.observedBias() + width, 95);
        LatentModel model = LatentModel.of(spec, parameters, new float[width]);
        Dataset zeros = Dataset.of(Schema.of(StateSpace.binary(width)), new int[2 * width], 2);
        assertEquals(-95.0 * width, model.bound(zeros, 3, STREAMS, 1).mean(), 1e-6 * 95 * width);
    }

    @Test
    void boundsOfParametersThatOverflowAreNoNumbers() {
        LatentSpec spec = LatentSpec.parse("3H~4V", 2);
        MultiSampleBound bound = model(spec, 3e38).bound(everything(4), 3, STREAMS, 2);
        assertTrue(Double.isNaN(bound.mean()) && Double.isNaN(bound.standardError()), bound::toString);
    }

    @Test
    void boundsDependOnNeitherThreadsNorOtherRows() {
        LatentModel model = model(LatentSpec.parse("4H~5V", 2), 1);
        Dataset all = everything(5);
        MultiSampleBound one = model.bound(all, 70, STREAMS, 1);
        assertEquals(one, model.bound(all, 70, STREAMS, 3));
        MultiSampleBound first = model.bound(all.slice(0, 1), 70, STREAMS, 1);
        double others = 0;
        assertEquals(first.mean(), model.bound(all.slice(0, 1), 70, STREAMS, 2).mean());
        for (int row = 0; row < 3; row++) {
            others += model.bound(all.slice(0, row + 1), 70, STREAMS, 1).mean() * (row + 1)
                    - (row == 0
                            ? 0
                            : model.bound(all.slice(0, row), 70, STREAMS, 1).mean() * row);
        }
        assertEquals(model.bound(all.slice(0, 3), 70, STREAMS, 1).mean() * 3, others, 1e-4);
    }

    @Test
    void equalRowsHaveNoiseOfTheirOwn() {
        LatentModel model = model(LatentSpec.parse("4H~5V", 2), 1);
        Dataset zeros = Dataset.of(everything(5).schema(), new int[5 * 40], 40);
        MultiSampleBound bound = model.bound(zeros, 1, STREAMS, 1);
        assertTrue(bound.standardError() > 1e-3, bound::toString);
    }

    /** Means against enumeration; 20000 means of a bit between 0 and 1, so 6 errors of 1/2 at most: below 1e-8. */
    @Test
    void ancestralMeansAreThoseOfTheModel() {
        LatentSpec spec = LatentSpec.parse("2H-3H~4V", 2);
        LatentModel model = model(spec, 1);
        Dataset all = everything(4);
        double[] expected = new double[4];
        for (int row = 0; row < all.count(); row++) {
            double[][] found = byState(model, all.states(), row);
            for (int state = 0; state < found[0].length; state++) {
                for (int bit = 0; bit < 4; bit++) {
                    expected[bit] += all.states()[row * 4 + bit] * Math.exp(found[0][state] + found[1][state]);
                }
            }
        }
        int count = 20_000;
        float[] means = model.ancestralMeans(count, STREAMS);
        double[] actual = new double[4];
        for (int i = 0; i < means.length; i++) {
            actual[i % 4] += means[i] / count;
        }
        assertArrayEquals(expected, actual, 6 * 0.5 / Math.sqrt(count));
    }

    @Test
    void completionsReadTheGivenUnitsOnly() {
        LatentModel model = model(LatentSpec.parse("2V-4H~3V", 2), 1);
        Dataset all = everything(5);
        float[] means = model.means(all, 2, STREAMS);
        assertEquals(all.count() * 2 * 3, means.length);
        int[] cleared = all.states().clone();
        for (int i = 0; i < cleared.length; i++) {
            cleared[i] = i % 5 < 2 ? cleared[i] : 0;
        }
        assertArrayEquals(means, model.means(Dataset.of(all.schema(), cleared, all.count()), 2, STREAMS));
        assertThrows(IllegalArgumentException.class, () -> model.ancestralMeans(1, STREAMS));
    }

    @Test
    void aFileHoldsTheModel(@TempDir Path folder) throws IOException {
        LatentModel model = model(LatentSpec.parse("4H-2H~3V", 4), 1);
        Path file = folder.resolve("model");
        ModelFile.save(file, new SavedLatent(model, Map.of("seed", "7")));
        assertEquals(model, ModelFile.loadLatent(file).model());
        assertEquals(Map.of("seed", "7"), ModelFile.loadLatent(file).notes());
        new Archive(1, Map.of("layers", "4H-2H~3V", "arity", "2"), java.util.List.of(model.parameters(), model.mean()))
                .save(file, null, "CONLATNT");
        assertTrue(assertThrows(DataException.class, () -> ModelFile.loadLatent(file))
                .getMessage()
                .contains("parameters must have"));
    }

    @Test
    void badArgumentsAreRefused() {
        LatentModel model = model(LatentSpec.parse("4H~5V", 2), 1);
        Dataset all = everything(5);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> model.bound(all, 0, STREAMS, 1))
                .getMessage()
                .contains("samples must be at least 1, was 0"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> model.bound(everything(4), 1, STREAMS, 1))
                .getMessage()
                .contains("5 columns"));
        assertThrows(IllegalArgumentException.class, () -> model.bound(all, 1, STREAMS, 0));
        float[] parameters = model.parameters();
        parameters[3] = Float.NaN;
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> LatentModel.of(model.spec(), parameters, model.mean()))
                .getMessage()
                .contains("parameters[3] must be finite, was NaN"));
    }

    @Test
    void samplesThatNoArrayHoldsAreRefused() {
        LatentSpec spec = LatentSpec.parse("4H~784V", 2);
        LatentGraph graph = new LatentGraph(spec, false);
        LatentModel model = LatentModel.of(spec, new float[graph.parameterCount()], new float[784]);
        Dataset rows = Dataset.of(Schema.of(StateSpace.binary(784)), new int[2 * 784], 2);
        assertRefused(
                "samples must be at most 16777216, was 2147483647",
                () -> model.bound(rows, Integer.MAX_VALUE, STREAMS, 1));
        assertRefused("samples must be at most 16777216", () -> model.means(rows, 715_827_883, STREAMS));
        assertRefused("samples must be fewer for 1 row of 4H~784V", () -> model.means(rows, 1 << 24, STREAMS));
        assertRefused(
                "rows and samples must be fewer for 784 units, were 2147483647 and 1",
                () -> model.ancestralMeans(Integer.MAX_VALUE, STREAMS));
        LatentTrainer trainer = LatentTrainer.of(LatentTrainer.defaults());
        for (int m : new int[] {67_108_865, 1_073_741_824, Integer.MAX_VALUE}) {
            LatentObjective objective = LatentObjective.of(Estimator.CONCRETE, m, 2);
            String message = "samples must be fewer for 1 row of 4H~784V, were " + m;
            assertRefused(message, () -> trainer.requireFit(spec, objective));
            assertRefused(message, () -> trainer.fit(spec, objective, rows, STREAMS));
        }
        LatentTrainer vast = LatentTrainer.of(LatentTrainer.defaults().withBatch(Integer.MAX_VALUE));
        assertRefused(
                "batch must be at most 2739137 for rows of 784 bits and 1 sample",
                () -> vast.requireFit(spec, LatentObjective.of(Estimator.CONCRETE, 1, 2)));
    }

    private static void assertRefused(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
