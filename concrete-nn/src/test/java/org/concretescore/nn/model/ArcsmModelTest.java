package org.concretescore.nn.model;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.ConditionalScores;
import org.concretescore.core.vector.Mixture;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.PointBatch;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedVectors;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.ArcsmNetwork;
import org.concretescore.nn.network.ConvolutionalContext;
import org.concretescore.nn.network.MixtureMade;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.ScoreNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ArcsmModelTest {
    private static final int D = 5;
    private static final int N = 7;
    private static final Arcsm SMALL = Arcsm.defaults().withContext(6, 20, 20).withWidths(12, 8);

    private final UniformRandomProvider random = STREAMS.stream("walks");

    static List<Arcsm> architectures() {
        return List.of(
                SMALL,
                SMALL.withNoise(true),
                // The image is wider than a kernel, and no divisor of the batch; one channel, several, one column, one
                // row.
                SMALL.withContext(new ConvolutionalContext(6, 4, 5, 1, 5, 2)).withNoise(true),
                SMALL.withContext(new ConvolutionalContext(5, 3, 4, 3, 4, 1)).withActivation(Activation.TANH),
                SMALL.withContext(new ConvolutionalContext(4, 4, 1, 1, 3, 2)),
                SMALL.withContext(new ConvolutionalContext(4, 1, 4, 2, 3, 1)));
    }

    private static int dimension(Arcsm arcsm) {
        return arcsm.context() instanceof ConvolutionalContext image ? image.dimension() : D;
    }

    private VectorModel model(boolean noise) {
        return model(SMALL.withNoise(noise));
    }

    private VectorModel model(Arcsm arcsm) {
        int dimension = dimension(arcsm);
        ArcsmNetwork network = arcsm.network(dimension, Answer.CONDITIONALS);
        float[] parameters = new float[network.parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = random.nextFloat() - 0.5f;
        }
        network.applyMask(0, parameters);
        NoiseLevels levels = arcsm.noise() ? NoiseLevels.of(1, 0.5, 0.25) : NoiseLevels.none();
        return VectorModel.of(arcsm, dimension, levels, parameters);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void walksAnswerAsTheWholeNetworkDoes(Arcsm arcsm) {
        VectorModel model = model(arcsm);
        int dimension = model.dimension();
        ArcsmNetwork network = arcsm.network(dimension, Answer.CONDITIONALS);
        int level = arcsm.noise() ? 1 : 0;
        PointBatch points = new PointBatch(dimension);
        for (int i = 0; i < N; i++) {
            int point = points.add(new float[dimension], 0, 1);
            for (int d = 0; d < dimension; d++) {
                points.x()[point * dimension + d] = 2 * random.nextFloat() - 1;
                points.given()[point * dimension + d] = 2 * random.nextFloat() - 1;
                points.sigma()[point * dimension + d] = 0.5;
            }
        }
        float[] rows = new float[N * network.inputWidth()];
        float[] expected = new float[N * dimension];
        network.encode(points, 0, N, rows);
        try (ScoreNetwork open = network.open()) {
            open.setParameters(model.parameters());
            open.plan(N, Pass.FORWARD).forward(rows, N, expected);
        }
        try (ArcsmModel scores = ArcsmModel.of(model)) {
            assertEquals(dimension, scores.dimension());
            // Twice, so that a plan is used again.
            for (int round = 0; round < 2; round++) {
                try (ConditionalScores.Walk walk = scores.walk(N)) {
                    double[] x = new double[N];
                    double[] answers = new double[N];
                    for (int d = 0; d < dimension; d++) {
                        int at = d;
                        assertEquals(d, walk.coordinate());
                        walk.scores(level, new double[N], answers);
                        Arrays.setAll(x, i -> points.x()[i * dimension + at]);
                        walk.scores(level, x, answers);
                        for (int i = 0; i < N; i++) {
                            assertEquals(expected[i * dimension + d], answers[i], 1e-5 * (1 + Math.abs(answers[i])));
                        }
                        walk.fix(given(points, d));
                    }
                    assertThrows(IllegalStateException.class, () -> walk.scores(level, x, answers));
                    assertThrows(IllegalStateException.class, () -> walk.fix(x));
                }
            }
        }
    }

    private static double[] given(PointBatch points, int d) {
        int dimension = points.dimension();
        double[] given = new double[N];
        Arrays.setAll(given, i -> points.given()[i * dimension + d]);
        return given;
    }

    @Test
    void filesHoldTheModel(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("model");
        List<Arcsm> architectures =
                List.of(SMALL, SMALL.withNoise(true), SMALL.withContext(new ConvolutionalContext(4, 1, 5, 1, 3, 2)));
        for (Arcsm arcsm : architectures) {
            VectorModel model = model(arcsm);
            Columns columns =
                    Columns.of(List.of("a", "b,c", "", "=", "\u00e4"), new double[] {1, 2, 3, 4, 1e-30}, new double[] {
                        1, 2, 3, 4, 0.1
                    });
            ModelFile.save(file, new SavedVectors(model, columns, Map.of("seed", "7", "what", "ü = 1")));
            assertEquals(Optional.of(SavedVectors.class), ModelFile.kind(file));
            SavedVectors loaded = ModelFile.loadVectors(file);
            assertEquals(model.architecture(), loaded.model().architecture());
            assertEquals(model.levels(), loaded.model().levels());
            assertArrayEquals(model.parameters(), loaded.model().parameters());
            assertEquals(columns.names(), loaded.columns().names());
            assertEquals(Map.of("seed", "7", "what", "ü = 1"), loaded.notes());
            assertArrayEquals(columns.means(), loaded.columns().means());
            assertArrayEquals(columns.deviations(), loaded.columns().deviations());
        }
    }

    private static void refuses(String what, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(what), message);
    }

    @Test
    void refusesWhatDoesNotFit() {
        VectorModel model = model(false);
        refuses("reads noise", () -> VectorModel.of(SMALL.withNoise(true), D, NoiseLevels.none(), new float[1]));
        refuses("parameter 1 is NaN", () -> VectorModel.of(SMALL, D, NoiseLevels.none(), new float[] {0, Float.NaN}));
        refuses("3 parameters", () -> ArcsmModel.of(VectorModel.of(SMALL, D, NoiseLevels.none(), new float[3])));
        MixtureMade made = new MixtureMade(List.of(4), Activation.TANH, false, new Mixture(Mixture.Kind.LOGISTIC, 1));
        refuses(
                "the model must be an arcsm, was ",
                () -> ArcsmModel.of(VectorModel.of(made, D, NoiseLevels.none(), new float[3])));
        refuses("3 parameters", () -> MixtureModel.of(VectorModel.of(made, D, NoiseLevels.none(), new float[3])));
        refuses("the model must be a mixture-made, was ", () -> MixtureModel.of(model));
        try (ArcsmModel scores = ArcsmModel.of(model)) {
            refuses("rows must be at least 1, were 0", () -> scores.walk(0));
        }
        try (ArcsmModel scores = ArcsmModel.of(model(true))) {
            ConditionalScores.Walk walk = scores.walk(3);
            double[] three = new double[3];
            for (int level : new int[] {-1, 3}) {
                refuses("level must be 0 to 2, was " + level, () -> walk.scores(level, three, three));
            }
            refuses(
                    "x must have room for 3 numbers, one per vector, has 2",
                    () -> walk.scores(0, new double[2], three));
            refuses("scores must have room for 3 numbers", () -> walk.scores(0, three, new double[2]));
            refuses("x must have room for 3 numbers", () -> walk.fix(new double[2]));
            assertEquals(0, walk.coordinate());
            walk.close();
        }
    }
}
