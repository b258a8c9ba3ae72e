package org.concretescore.nn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks check a batch once a call, as all models do: an encoding would take any number. */
final class BatchDoorsTest {
    private static String refusal(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    /** More states than one plan takes are cut into parts, on whatever threads. */
    @Test
    void aLargeEvaluationEndsWhenItsThreadIsInterrupted() {
        Neighborhood bits = Graphs.hamming(StateSpace.binary(4));
        NetworkSpec spec = NetworkSpec.energy(bits).withArchitecture(Mlp.of(4));
        int many = 100 * spec.network().shard();
        try (NeuralModel model = spec.model(spec.network().initialParameters(new RandomStreams(1).stream("doors")))) {
            GradientDensity density = (GradientDensity) model;
            double[] logs = new double[many];
            Thread.currentThread().interrupt();
            assertThrows(StoppedException.class, () -> density.logDensities(new int[4 * many], many, logs));
            density.logDensities(new int[4], 1, logs);
            assertTrue(Thread.interrupted());
            density.logDensities(new int[4 * many], many, logs);
            assertEquals(logs[0], logs[many - 1], 1e-5);
        }
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void anEncodingRefusesWhatIsNoBatch(Encoding encoding) {
        // By category 3 + 1 inputs, by order 1 + 1; a noise level behind them.
        Neighborhood graph = Graphs.hamming(StateSpace.of(3, 2));
        int width = encoding == Encoding.CATEGORY ? 4 : 2;
        for (boolean level : new boolean[] {false, true}) {
            NetworkSpec spec = NetworkSpec.mlp(graph)
                    .withEncoding(encoding)
                    .withArchitecture(Mlp.of(4).withNoiseLevel(level));
            int inputs = width + (level ? 1 : 0);
            float[] rows = new float[2 * inputs];
            spec.encode(new int[6], 1, 2, 0.5, rows);
            assertEquals(
                    "state 2, coordinate 1: value 2 is not in 0..1",
                    refusal(() -> spec.encode(new int[] {9, 9, 0, 0, 0, 2}, 1, 2, 0.5, rows)));
            assertEquals(
                    "2 states of 2 coordinates, the first of them state 1, do not fit an array of 5",
                    refusal(() -> spec.encode(new int[5], 1, 2, 0.5, rows)));
            assertEquals(
                    "rows must have room for 2 x " + inputs + " numbers"
                            + (level ? ", including a noise level behind each state" : "") + ", has "
                            + (2 * inputs - 1),
                    refusal(() -> spec.encode(new int[6], 1, 2, 0.5, new float[2 * inputs - 1])));
            assertEquals(
                    "rowGradients must have room for 2 x " + inputs + " numbers, has " + (2 * inputs - 1),
                    refusal(() -> spec.oneHotGradients(new float[2 * inputs - 1], 1, 2, new double[15])));
            assertEquals(
                    "gradients must have room for 3 x 5 numbers, has 14",
                    refusal(() -> spec.oneHotGradients(rows, 1, 2, new double[14])));
            spec.oneHotGradients(rows, 1, 2, new double[15]);
        }
    }

    @Test
    void rowsOfGradientsDoNotOverlap() {
        StateSpace space = StateSpace.binary(3);
        assertEquals(
                "stride must be at least 3, was 2",
                refusal(() -> Encoding.ORDINAL.oneHotGradients(space, new float[9], 2, 0, 3, new double[18])));
        assertEquals(
                "from and count must be at least 0, were 0 and -1",
                refusal(() -> Encoding.ORDINAL.oneHotGradients(space, new float[9], 3, 0, -1, new double[18])));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aNetworkRefusesWhatIsNoBatch(Family family) {
        Neighborhood bits = Graphs.hamming(StateSpace.binary(4));
        boolean denoises = family == Family.DENOISER;
        NetworkSpec spec = family == Family.NORMALISED
                ? NetworkSpec.made(bits).withArchitecture(Made.of(4))
                : NetworkSpec.mlp(bits)
                        .withArchitecture(Mlp.of(4).withNoiseLevel(denoises))
                        .withFamily(family);
        float[] parameters = spec.network().initialParameters(new RandomStreams(1).stream("doors"));
        try (NeuralModel model = spec.model(parameters)) {
            int[] wrong = {0, 5, -1, 0};
            String named = "state 0, coordinate 1: value 5 is not in 0..1";
            ScoreModel score = denoises ? model.score(0.5) : model.score();
            assertEquals(named, refusal(() -> score.logRatios(wrong, 1, new double[4])));
            assertEquals(
                    "logRatios must have room for 2 x 4 numbers, has 7",
                    refusal(() -> score.logRatios(new int[8], 2, new double[7])));
            if (model instanceof GradientDensity density) {
                assertEquals(named, refusal(() -> density.logDensities(wrong, 1, new double[1])));
                assertEquals(named, refusal(() -> density.gradients(wrong, 1, new double[1], new double[8])));
                assertEquals(
                        "gradients must have room for 1 x 8 numbers, has 7",
                        refusal(() -> density.gradients(new int[4], 1, new double[1], new double[7])));
            }
        }
    }
}
