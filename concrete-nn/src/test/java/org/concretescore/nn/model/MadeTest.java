package org.concretescore.nn.model;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.objective.Likelihood;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.MadeNetwork;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class MadeTest {
    private static final StateSpace MIXED = StateSpace.of(3, 1, 2, 5, 2);

    /** All that changes what is connected with what, and each activation once. */
    static Stream<NetworkSpec> specs() {
        List<NetworkSpec> specs = new ArrayList<>();
        Activation[] activations = Activation.values();
        for (Made.Order order : Made.Order.values()) {
            for (int masks : new int[] {1, 3}) {
                for (Made made : List.of(
                        Made.of(),
                        Made.of(7),
                        Made.of(9, 6, 11),
                        Made.of(8).withResidual(true),
                        Made.of(6, 6).withResidual(true))) {
                    specs.add(NetworkSpec.made(Graphs.hamming(MIXED))
                            .withEncoding(specs.size() % 2 == 0 ? Encoding.CATEGORY : Encoding.ORDINAL)
                            .withArchitecture(made.withOrder(order)
                                    .withMasks(masks)
                                    .withActivation(activations[specs.size() % activations.length])));
                }
            }
        }
        specs.add(NetworkSpec.made(Graphs.cycle(StateSpace.of(5))).withArchitecture(Made.of(4)));
        specs.add(NetworkSpec.made(Graphs.hamming(StateSpace.binary(7))).withArchitecture(Made.of(20, 20)));
        return specs.stream();
    }

    /** Large enough for conditional probabilities that differ much, and nowhere 0. */
    private static float[] parameters(NetworkSpec spec) {
        UniformRandomProvider random = STREAMS.stream("parameters");
        float[] parameters = new float[spec.network().parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = 1.5f * (random.nextFloat() - 0.5f);
        }
        return parameters;
    }

    private static NormalisedNetwork model(NetworkSpec spec) {
        return (NormalisedNetwork) spec.model(parameters(spec));
    }

    private static int[] allStates(StateSpace space) {
        int n = (int) space.size();
        int[] states = new int[n * space.dimension()];
        for (int rank = 0; rank < n; rank++) {
            space.unrank(rank, states, rank * space.dimension());
        }
        return states;
    }

    /** For each column of a row, its coordinate. */
    private static int[] coordinates(StateSpace space, java.util.function.IntUnaryOperator width) {
        return IntStream.range(0, space.dimension())
                .flatMap(d -> IntStream.generate(() -> d).limit(width.applyAsInt(space.cardinality(d))))
                .toArray();
    }

    /**
     * The Jacobian is exactly 0 where an output must not look, for a product with a weight of 0 is 0 whatever the
     * input; and with all degrees present it is not 0 elsewhere.
     */
    @ParameterizedTest
    @MethodSource("specs")
    void outputsDependOnWhatIsBeforeThemAlone(NetworkSpec spec) {
        StateSpace space = spec.graph().space();
        MadeNetwork network = (MadeNetwork) spec.network();
        int in = network.inputWidth();
        int out = network.outputWidth();
        int[] inputOf = coordinates(space, k -> spec.encoding().width(StateSpace.of(k)));
        int[] outputOf = coordinates(space, k -> k == 1 ? 0 : k == 2 ? 1 : k);
        assertEquals(in, inputOf.length);
        assertEquals(out, outputOf.length);
        for (int mask = 0; mask < network.masks(); mask++) {
            int[] order = network.order(mask);
            int[] place = new int[order.length];
            for (int i = 0; i < order.length; i++) {
                place[order[i]] = i;
            }
            float[] parameters = parameters(spec);
            network.applyMask(mask, parameters);
            boolean[][] linked = new boolean[order.length][order.length];
            try (ScoreNetwork open = network.open()) {
                open.setParameters(parameters);
                // Not rows of states: the property holds for any input.
                UniformRandomProvider random = STREAMS.stream("rows");
                int trials = 4;
                Plan plan = open.plan(in, Pass.FORWARD);
                for (int trial = 0; trial < trials; trial++) {
                    float[] rows = new float[in * in];
                    for (int i = 0; i < in; i++) {
                        rows[i] = 2 * random.nextFloat() - 1;
                    }
                    for (int row = 1; row < in; row++) {
                        System.arraycopy(rows, 0, rows, row * in, in);
                    }
                    float[] before = new float[in * out];
                    plan.forward(rows, in, before);
                    // Row i with another input i, at the same place: kernels round the last rows in another way than
                    // the first.
                    for (int i = 0; i < in; i++) {
                        rows[i * in + i] += 0.5f;
                    }
                    float[] after = new float[in * out];
                    plan.forward(rows, in, after);
                    for (int i = 0; i < in; i++) {
                        for (int k = 0; k < out; k++) {
                            float change = after[i * out + k] - before[i * out + k];
                            if (place[inputOf[i]] >= place[outputOf[k]]) {
                                assertEquals(0, change, "input " + i + ", output " + k + ", mask " + mask);
                            } else {
                                linked[inputOf[i]][outputOf[k]] |= change != 0;
                            }
                        }
                    }
                }
            }
            // Degrees drawn at random for few units may leave a pair without a path, and so may dead units.
            if (network.masks() == 1 && network.made().activation() != Activation.RELU) {
                for (int j = 1; j < order.length; j++) {
                    for (int i = 0; i < j; i++) {
                        assertTrue(
                                linked[order[i]][order[j]] || space.cardinality(order[j]) == 1,
                                order[j] + " does not see " + order[i]);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void probabilitiesSumToOne(NetworkSpec spec) {
        StateSpace space = spec.graph().space();
        int n = (int) space.size();
        try (NormalisedNetwork model = model(spec)) {
            double[] mean = new double[n];
            double[] logs = new double[n];
            int masks = spec.network().masks();
            for (int mask = 0; mask < masks; mask++) {
                model.component(mask).logDensities(allStates(space), n, logs);
                assertEquals(1, Arrays.stream(logs).map(Math::exp).sum(), 1e-5);
                for (int i = 0; i < n; i++) {
                    mean[i] += Math.exp(logs[i]) / masks;
                }
            }
            model.logDensities(allStates(space), n, logs);
            assertArrayEquals(mean, Arrays.stream(logs).map(Math::exp).toArray(), 1e-9);
            double spread = Arrays.stream(logs).max().getAsDouble()
                    - Arrays.stream(logs).min().getAsDouble();
            assertTrue(spread > 0.3, "log densities differ by " + spread + " only");
        }
    }

    /** The probability with which a state was drawn is the one that the network itself gives it. */
    @ParameterizedTest
    @MethodSource("specs")
    void ancestralSamplingFollowsTheConditionals(NetworkSpec spec) {
        // More than two blocks, the last one short.
        int count = 150;
        int dimension = spec.graph().space().dimension();
        try (NormalisedNetwork model = model(spec)) {
            for (int mask = 0; mask < spec.network().masks(); mask++) {
                int[] states = new int[count * dimension];
                double[] sampled = new double[count];
                double[] exact = new double[count];
                model.sampler(mask).sample(STREAMS.stream("draw"), count, states, sampled);
                spec.graph().space().check(states, count);
                model.component(mask).logDensities(states, count, exact);
                assertArrayEquals(exact, sampled, 1e-4);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void frequenciesAreTheProbabilities(NetworkSpec spec) {
        StateSpace space = spec.graph().space();
        int count = 20_000;
        try (NormalisedNetwork model = model(spec)) {
            ExactDistribution p = ExactDistribution.of(model);
            int[] states = new int[count * space.dimension()];
            model.sample(STREAMS.stream("draw"), count, states);
            // The first half alone must do, too: a mixture may not come in the order of its masks.
            for (int part : new int[] {count, count / 2}) {
                PearsonTest.of(states, part, p).require(part + " samples of " + spec);
            }
        }
    }

    @Test
    void samplesDependOnGeneratorAndCountAlone() {
        NetworkSpec spec = NetworkSpec.made(Graphs.hamming(MIXED))
                .withArchitecture(Made.of(9, 6).withMasks(2));
        try (NormalisedNetwork model = model(spec)) {
            int[] expected = new int[1000 * 5];
            model.sample(STREAMS.stream("draw", 3), 1000, expected);
            IntStream.range(0, 8).parallel().forEach(i -> {
                int[] states = new int[1000 * 5];
                model.sample(STREAMS.stream("draw", 3), 1000, states);
                assertArrayEquals(expected, states);
            });
            model.sample(STREAMS.stream("draw"), 0, new int[0]);
            int[] small = new int[9];
            UniformRandomProvider random = STREAMS.stream("draw");
            assertThrows(IllegalArgumentException.class, () -> model.sample(random, 2, small));
            assertThrows(IllegalArgumentException.class, () -> model.sample(random, -1, small));
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void masksClearWhatTheyMustAndNothingElse(NetworkSpec spec) {
        MadeNetwork network = (MadeNetwork) spec.network();
        for (int mask = 0; mask < network.masks(); mask++) {
            float[] once = new float[network.parameterCount()];
            Arrays.fill(once, 1);
            network.applyMask(mask, once);
            float[] twice = once.clone();
            network.applyMask(mask, twice);
            assertArrayEquals(once, twice);
            int end = 0;
            for (MadeNetwork.MaskedLayer layer : network.layers(mask)) {
                assertEquals(end, layer.offset());
                end = layer.end();
                for (int bias = end - layer.outputDegrees().length; bias < end; bias++) {
                    assertEquals(1, once[bias], "a bias is never masked");
                }
                for (int i = 0; i < layer.inputDegrees().length; i++) {
                    for (int k = 0; k < layer.outputDegrees().length; k++) {
                        assertEquals(
                                layer.inputDegrees()[i] <= layer.outputDegrees()[k] ? 1 : 0,
                                once[layer.offset() + i * layer.outputDegrees().length + k]);
                    }
                }
            }
            assertEquals(once.length, end);
        }
    }

    @Test
    void theHeadsGradientEqualsDifferences() {
        ConditionalsHead head = new ConditionalsHead(MIXED);
        UniformRandomProvider random = STREAMS.stream("head");
        int width = Made.outputWidth(MIXED);
        int count = 20;
        int[] states = new int[count * 5];
        float[] outputs = new float[count * width];
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            MIXED.unrank(random.nextInt(60), states, i * 5);
            weights[i] = random.nextDouble() - 0.5;
        }
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = 6 * (random.nextFloat() - 0.5f);
        }
        float[] gradients = new float[outputs.length];
        head.gradients(states, 0, count, outputs, weights, gradients);
        double[] logs = new double[count];
        // A power of two: outputs, which are floats, move by no other step than this one, and all else is double.
        double step = 1.0 / 1024;
        for (int i = 0; i < outputs.length; i++) {
            float before = Math.round(outputs[i] * 4096) / 4096f;
            outputs[i] = before;
        }
        head.gradients(states, 0, count, outputs, weights, gradients);
        for (int i = 0; i < outputs.length; i++) {
            float before = outputs[i];
            double difference = 0;
            for (int sign = -1; sign <= 1; sign += 2) {
                outputs[i] = (float) (before + sign * step);
                head.logDensities(states, 0, count, outputs, logs);
                for (int row = 0; row < count; row++) {
                    difference += sign * weights[row] * logs[row];
                }
            }
            outputs[i] = before;
            // Error of the difference: step^2/6 times a third derivative of at most 0.1.
            assertEquals(difference / (2 * step), gradients[i], 1e-7, "output " + i);
        }
    }

    @Test
    void extremeLogitsAreNoNaN() {
        // 1100 coordinates, so that the product of factors is cut, too.
        int[] cardinalities = new int[1100];
        Arrays.setAll(cardinalities, d -> d % 10 == 0 ? 3 : 2);
        StateSpace space = StateSpace.of(cardinalities);
        ConditionalsHead head = new ConditionalsHead(space);
        int width = Made.outputWidth(space);
        int[] states = new int[1100];
        for (float size : new float[] {0, 1e-30f, 1e4f, 3e38f}) {
            float[] outputs = new float[width];
            for (int i = 0; i < width; i++) {
                outputs[i] = i % 2 == 0 ? size : -size;
            }
            double[] logs = new double[1];
            float[] gradients = new float[width];
            head.logDensities(states, 0, 1, outputs, logs);
            head.gradients(states, 0, 1, outputs, new double[] {1}, gradients);
            assertTrue(Double.isFinite(logs[0]) && logs[0] < 0, "log density " + logs[0] + " at " + size);
            if (size == 0) {
                assertEquals(-990 * Math.log(2) - 110 * Math.log(3), logs[0], 1e-9);
            }
            for (float gradient : gradients) {
                assertTrue(Math.abs(gradient) <= 1, "gradient " + gradient + " at " + size);
            }
        }
    }

    private static final ExactDistribution P =
            ExactDistribution.of(StateSpace.of(3, 2, 2), 5, 1, 2, 0.5, 3, 1, 1, 4, 0.3, 2, 2, 1);

    private static Dataset population() {
        return Dataset.of(Schema.of(P.space()), allStates(P.space()), P.probabilities());
    }

    @ParameterizedTest
    @CsvSource({
        "likelihood,1,false",
        "likelihood,2,false",
        "likelihood,1,true",
        "likelihood,3,true",
        "csm,1,false",
        "ratio,2,true"
    })
    void learnsAPopulation(String objective, int masks, boolean residual) {
        NetworkSpec spec = NetworkSpec.made(Graphs.hamming(P.space()))
                .withArchitecture(Made.of(32, 32)
                        .withMasks(masks)
                        .withResidual(residual)
                        .withOrder(masks > 1 ? Made.Order.SHUFFLED : Made.Order.NATURAL));
        TrainingResult<NeuralModel> result = Trainer.of(TrainerOptions.defaults()
                        .withSteps(1000)
                        .withLearningRate(5e-3)
                        .withThreads(1))
                .fit(
                        spec,
                        Objectives.parse(objective, Unit.LOG_RATIO, ObjectiveOptions.defaults()),
                        population(),
                        STREAMS);
        assertFalse(result.diverged());
        try (NormalisedNetwork model = (NormalisedNetwork) result.model()) {
            double kl = P.kl(ExactDistribution.of(model));
            assertTrue(kl < 1e-3, "KL " + kl);
        }
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        NetworkSpec spec = NetworkSpec.made(Graphs.hamming(P.space()))
                .withArchitecture(Made.of(150, 150).withMasks(2));
        float[][] parameters = new float[3][];
        for (int i = 0; i < 3; i++) {
            TrainerOptions options =
                    TrainerOptions.defaults().withSteps(6).withShard(5).withThreads(i + 1);
            TrainingResult<NeuralModel> result =
                    Trainer.of(options).withValidation(population()).fit(spec, new Likelihood(), population(), STREAMS);
            try (NeuralModel model = result.model()) {
                parameters[i] = model.parameters();
            }
        }
        assertArrayEquals(parameters[0], parameters[1]);
        assertArrayEquals(parameters[0], parameters[2]);
    }

    @Test
    void aFileKeepsTheMasks(@TempDir Path folder) throws Exception {
        NetworkSpec spec = NetworkSpec.made(Graphs.hamming(MIXED))
                .withArchitecture(new Made(List.of(8, 8), Activation.ELU, true, Made.Order.SHUFFLED, 3, 42));
        int n = (int) MIXED.size();
        double[] before = new double[n];
        double[] after = new double[n];
        Path file = folder.resolve("made.csm");
        try (NormalisedNetwork model = model(spec)) {
            model.logDensities(allStates(MIXED), n, before);
            ModelFile.save(file, new SavedScores(model, Schema.of(MIXED), Map.of()));
        }
        try (NormalisedNetwork model =
                (NormalisedNetwork) ModelFile.loadScores(file).model()) {
            assertEquals(spec.architecture(), model.spec().architecture());
            assertEquals(Family.NORMALISED, model.spec().family());
            model.logDensities(allStates(MIXED), n, after);
            assertArrayEquals(before, after);
        }
        // The seed of the masks matters, so that the test above can fail.
        NetworkSpec other =
                spec.withArchitecture(new Made(List.of(8, 8), Activation.ELU, true, Made.Order.SHUFFLED, 3, 43));
        try (NormalisedNetwork model = (NormalisedNetwork) other.model(parameters(spec))) {
            model.logDensities(allStates(MIXED), n, after);
            assertNotEquals(before[1], after[1]);
        }
    }

    /**
     * Of twenty units the masks of one network have degrees of their own, also where the order of coordinates is one.
     */
    @ParameterizedTest
    @EnumSource
    void masksDiffer(Made.Order order) {
        MadeNetwork network = (MadeNetwork) NetworkSpec.made(Graphs.hamming(StateSpace.binary(7)))
                .withArchitecture(Made.of(20, 20).withOrder(order).withMasks(3))
                .network();
        float[][] kept = new float[3][network.parameterCount()];
        for (int mask = 0; mask < 3; mask++) {
            Arrays.fill(kept[mask], 1);
            network.applyMask(mask, kept[mask]);
            for (int other = 0; other < mask; other++) {
                assertFalse(Arrays.equals(kept[mask], kept[other]), mask + " and " + other);
            }
        }
    }

    /**
     * Untrained, the model is the product of the columns' marginals, of the data with a pseudo-count: also with masks.
     */
    @ParameterizedTest
    @CsvSource({"1,false", "3,true"})
    void trainingBeginsAtTheMarginals(int masks, boolean residual) {
        NetworkSpec spec = NetworkSpec.made(Graphs.hamming(MIXED))
                .withArchitecture(
                        Made.of(8, 8).withMasks(masks).withResidual(residual).withOrder(Made.Order.SHUFFLED));
        int[] rows = new int[MIXED.dimension() * 7];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i * i % MIXED.cardinality(i % MIXED.dimension());
        }
        Dataset data = Dataset.of(Schema.of(MIXED), rows, 7);
        TrainingResult<NeuralModel> result = Trainer.of(TrainerOptions.defaults()
                        .withSteps(1)
                        .withLearningRate(1e-12)
                        .withThreads(1)
                        .withAveraging(0))
                .fit(spec, new Likelihood(), data, STREAMS);
        try (NormalisedNetwork model = (NormalisedNetwork) result.model()) {
            ExactDistribution marginals = ExactDistribution.of(IndependentModel.of(data));
            ExactDistribution begun = ExactDistribution.of(model);
            assertEquals(0, begun.tv(marginals), 1e-6);
            assertTrue(begun.tv(ExactDistribution.of(MIXED, uniform(MIXED))) > 0.05);
        }
    }

    private static double[] uniform(StateSpace space) {
        double[] weights = new double[(int) space.size()];
        Arrays.fill(weights, 1);
        return weights;
    }

    @Test
    void refusals() {
        StateSpace one = StateSpace.of(1, 1);
        assertMessage("single state", () -> Made.of(4).network(one, Encoding.CATEGORY, 0));
        assertMessage("does not have edges", () -> NetworkSpec.made(Graphs.hamming(one)));
        assertMessage("has 9 outputs, not 4", () -> Made.of(4).network(StateSpace.of(4, 5), Encoding.ORDINAL, 4));
        assertMessage("equal width, was [4, 5]", () -> Made.of(4, 5).withResidual(true));
        assertMessage("equal width, was []", () -> Made.of().withResidual(true));
        assertMessage("masks must be 1 to 1024, was 0", () -> Made.of(4).withMasks(0));
        NetworkSpec made = NetworkSpec.made(Graphs.hamming(MIXED)).withArchitecture(Made.of(6));
        assertMessage("normalised", () -> made.withFamily(Family.TIED));
        assertMessage("raw head", () -> made.withHead(Unit.SCORE));
        float[] parameters = parameters(made);
        assertMessage("parameters", () -> made.model(new float[3]));
        // Weight 5 leads from the first input to the last unit; a weight that the mask hides must be a number, too.
        MadeNetwork network = (MadeNetwork) made.network();
        float[] ones = new float[parameters.length];
        Arrays.fill(ones, 1);
        network.applyMask(0, ones);
        int hidden = IntStream.range(0, ones.length)
                .filter(i -> ones[i] == 0)
                .findFirst()
                .orElseThrow();
        parameters[hidden] = Float.NaN;
        assertMessage("parameter " + hidden + " is NaN", () -> made.model(parameters));
        NetworkSpec energy = NetworkSpec.energy(Graphs.hamming(P.space()));
        assertMessage("needs a normalised density", () -> Trainer.of(TrainerOptions.defaults())
                .fit(energy, new Likelihood(), population(), STREAMS));
        NetworkSpec free = NetworkSpec.mlp(Graphs.hamming(P.space()));
        assertMessage("needs a normalised density", () -> Trainer.of(TrainerOptions.defaults())
                .fit(free, new Likelihood(), population(), STREAMS));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
