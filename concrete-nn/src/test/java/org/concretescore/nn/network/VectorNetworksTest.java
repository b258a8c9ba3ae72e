package org.concretescore.nn.network;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.Mixture;
import org.concretescore.core.vector.PointBatch;
import org.concretescore.nn.plan.CompiledNetwork;
import org.concretescore.nn.plan.GradientCheck;
import org.concretescore.nn.plan.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

final class VectorNetworksTest {
    private static final int D = 3;
    private static final int BATCH = 4;

    private final UniformRandomProvider random = STREAMS.stream("vectors");

    static List<Arcsm> architectures() {
        Arcsm small = Arcsm.defaults().withContext(3, 8, 8).withWidths(7, 5);
        return List.of(
                small,
                small.withNoise(true),
                small.withActivation(Activation.TANH).withWidths(4),
                small.withActivation(Activation.SOFTPLUS).withNoise(true),
                small.withActivation(Activation.ELU));
    }

    static List<MixtureMade> mixtures() {
        return List.of(
                new MixtureMade(List.of(9), Activation.TANH, false, new Mixture(Mixture.Kind.LOGISTIC, 2)),
                new MixtureMade(List.of(8, 8), Activation.SILU, true, new Mixture(Mixture.Kind.GAUSSIAN, 3)));
    }

    private double[] uniform(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    /** Rows of input; noise must be above 0. */
    private double[] rows(VectorNetwork network, int batch) {
        double[] rows = uniform(batch * network.inputWidth());
        if (network.inputWidth() == 3 * D) {
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i % (3 * D) >= 2 * D ? (float) (0.6 + 0.4 * rows[i]) : rows[i];
            }
        }
        return rows;
    }

    private double[] masked(Network network) {
        float[] keep = new float[network.parameterCount()];
        Arrays.fill(keep, 1);
        network.applyMask(0, keep);
        double[] parameters = uniform(keep.length);
        for (int i = 0; i < keep.length; i++) {
            parameters[i] *= keep[i];
        }
        return parameters;
    }

    private static double[] run(GraphNetwork network, double[] parameters, double[] rows) {
        try (CompiledNetwork open = CompiledNetwork.of(network.graph(DataType.DOUBLE))) {
            open.setParameters(parameters);
            int batch = rows.length / network.inputWidth();
            double[] outputs = new double[batch * network.outputWidth()];
            open.compile(batch, Pass.FORWARD).forward(rows, batch, outputs);
            return outputs;
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void derivativesAreCentralDifferences(Arcsm arcsm) {
        ArcsmNetwork network = arcsm.network(D, Answer.CONDITIONALS_AND_DERIVATIVES);
        double[] parameters = masked(network);
        double[] rows = rows(network, BATCH);
        double[] outputs = run(network, parameters, rows);
        double step = 1e-6;
        for (int d = 0; d < D; d++) {
            double[] up = rows.clone();
            double[] down = rows.clone();
            for (int row = 0; row < BATCH; row++) {
                up[row * network.inputWidth() + D + d] += step;
                down[row * network.inputWidth() + D + d] -= step;
            }
            double[] above = run(network, parameters, up);
            double[] below = run(network, parameters, down);
            for (int row = 0; row < BATCH; row++) {
                double expected = (above[row * 2 * D + d] - below[row * 2 * D + d]) / (2 * step);
                assertEquals(expected, outputs[row * 2 * D + D + d], 1e-8 * (1 + Math.abs(expected)));
            }
        }
        double[] scores = run(arcsm.network(D, Answer.CONDITIONALS), parameters, rows);
        for (int row = 0; row < BATCH; row++) {
            for (int d = 0; d < D; d++) {
                assertEquals(outputs[row * 2 * D + d], scores[row * D + d], 1e-12);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void gradientsOfScoresAndDerivatives(Arcsm arcsm) {
        for (Answer answer : List.of(Answer.CONDITIONALS, Answer.CONDITIONALS_AND_DERIVATIVES)) {
            ArcsmNetwork network = arcsm.network(D, answer);
            GradientCheck.check(arcsm + ", " + answer, network::graph, BATCH, random, rows(network, BATCH));
        }
    }

    @ParameterizedTest
    @MethodSource("mixtures")
    void gradientsOfMixtures(MixtureMade made) {
        GraphNetwork network = (GraphNetwork) made.network(D, Answer.MIXTURES);
        GradientCheck.check(made.toString(), network::graph, BATCH, random);
    }

    /**
     * What coordinate d answers changes with its own x and noise and with what is given before it, and nothing else.
     */
    @ParameterizedTest
    @MethodSource("architectures")
    void scoresDependOnWhatTheyMay(Arcsm arcsm) {
        ArcsmNetwork network = arcsm.network(D, Answer.CONDITIONALS_AND_DERIVATIVES);
        double[] parameters = masked(network);
        double[] rows = rows(network, 1);
        double[] outputs = run(network, parameters, rows);
        for (int input = 0; input < rows.length; input++) {
            double[] moved = rows.clone();
            moved[input] += 0.1;
            double[] after = run(network, parameters, moved);
            for (int output = 0; output < 2 * D; output++) {
                int d = output % D;
                boolean may = input < D ? input < d : input % D == d;
                if (may) {
                    assertNotEquals(outputs[output], after[output], "input " + input + ", output " + output);
                } else {
                    assertEquals(outputs[output], after[output], "input " + input + ", output " + output);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("mixtures")
    void mixturesDependOnWhatTheyMay(MixtureMade made) {
        GraphNetwork network = (GraphNetwork) made.network(D, Answer.MIXTURES);
        double[] parameters = masked(network);
        double[] rows = uniform(D);
        double[] outputs = run(network, parameters, rows);
        int each = made.mixture().parameters();
        for (int input = 0; input < D; input++) {
            double[] moved = rows.clone();
            moved[input] += 0.1;
            double[] after = run(network, parameters, moved);
            for (int output = 0; output < outputs.length; output++) {
                assertEquals(input < output / each, outputs[output] != after[output], input + ", " + output);
            }
        }
    }

    /** The score network alone, on the contexts that the masked layers make, written out. */
    @ParameterizedTest
    @MethodSource("architectures")
    void scoreNetworkHasTheLastParameters(Arcsm arcsm) {
        ArcsmNetwork network = arcsm.network(D, Answer.CONDITIONALS);
        GraphNetwork alone = network.scoreNetwork();
        double[] parameters = masked(network);
        int end =
                network.contextLayers().get(network.contextLayers().size() - 1).end();
        assertEquals(parameters.length, end + alone.parameterCount());
        // All weights of the context 0: then it is the output's bias alone.
        Arrays.fill(parameters, 0, end, 0);
        int width = arcsm.context().length();
        for (int k = end - D * width; k < end; k++) {
            parameters[k] = 2 * random.nextDouble() - 1;
        }
        double[] rows = rows(network, 1);
        double[] expected = run(network, parameters, rows);
        double[] tail = Arrays.copyOfRange(parameters, end, parameters.length);
        for (int d = 0; d < D; d++) {
            double[] row = new double[alone.inputWidth()];
            System.arraycopy(parameters, end - D * width + d * width, row, 0, width);
            row[width] = rows[D + d];
            if (arcsm.noise()) {
                row[width + 1] = rows[2 * D + d];
            }
            assertEquals(expected[d], run(alone, tail, row)[0], 1e-12);
        }
    }

    @Test
    void jointScoresHaveProductsWithTheirJacobian() {
        ScoreMlp mlp = new ScoreMlp(Mlp.of(6, 5).withActivation(Activation.TANH));
        GraphNetwork plain = (GraphNetwork) mlp.network(D, Answer.SCORES);
        VectorNetwork products = mlp.network(D, Answer.SCORES_AND_PRODUCTS);
        double[] parameters = uniform(plain.parameterCount());
        PointBatch points = new PointBatch(D);
        float[] row = {0.5f, -0.25f, 0.75f};
        for (int i = 0; i < 2; i++) {
            points.add(row, 0, 1);
        }
        double[] v = {1, -1, 0.5};
        System.arraycopy(v, 0, points.direction(), D, D);
        float[] encoded = new float[2 * D];
        products.encode(points, 1, 1, encoded);
        assertArrayEquals(new float[] {0.5f, -0.25f, 0.75f, 1, -1, 0.5f}, encoded);
        double[] rows = new double[2 * D];
        Arrays.setAll(rows, i -> encoded[i]);
        double[] outputs = run((GraphNetwork) products, parameters, rows);
        double[] up = new double[D];
        double[] down = new double[D];
        for (int d = 0; d < D; d++) {
            up[d] = row[d] + 1e-6 * v[d];
            down[d] = row[d] - 1e-6 * v[d];
        }
        double[] above = run(plain, parameters, up);
        double[] below = run(plain, parameters, down);
        for (int d = 0; d < D; d++) {
            assertEquals((above[d] - below[d]) / 2e-6, outputs[D + d], 1e-8);
        }
    }

    @Test
    void pointsBecomeRows() {
        PointBatch points = new PointBatch(2);
        points.add(new float[] {1, 2}, 0, 1);
        points.given()[0] = 3;
        points.sigma()[1] = 4;
        float[] rows = new float[6];
        Arcsm noisy = Arcsm.defaults().withNoise(true);
        noisy.network(2, Answer.CONDITIONALS).encode(points, 0, 1, rows);
        assertArrayEquals(new float[] {3, 2, 1, 2, 0, 4}, rows);
        mixtures().get(0).network(2, Answer.MIXTURES).encode(points, 0, 1, rows);
        assertArrayEquals(new float[] {1, 2}, Arrays.copyOf(rows, 2));
    }

    @Test
    void untrainedMixturesHaveDifferentMeansAndTheMasksHold() {
        VectorNetwork network = mixtures().get(1).network(D, Answer.MIXTURES);
        float[] parameters = network.initialParameters(random);
        float[] again = parameters.clone();
        network.applyMask(0, again);
        assertArrayEquals(parameters, again);
        double[] values = new double[parameters.length];
        Arrays.setAll(values, i -> parameters[i]);
        double[] outputs = run((GraphNetwork) network, values, uniform(D));
        assertArrayEquals(new double[] {0, 0, 0, -1, 0, 1, 0, 0, 0}, Arrays.copyOf(outputs, 9), 1e-7);
    }

    @Test
    void descriptionsAreRead() {
        for (VectorArchitecture architecture : List.of(
                Arcsm.defaults().withNoise(true),
                mixtures().get(1),
                new ScoreMlp(Mlp.of(6, 5).withActivation(Activation.TANH)))) {
            assertEquals(architecture, Architectures.parseVector(architecture.describe()));
        }
    }

    private static void refuses(String what, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(what), message);
    }

    @Test
    void refusesWhatCannotBe() {
        refuses("equal width, was [8, 9]", () -> Arcsm.defaults().withContext(4, 8, 9));
        refuses("equal width, was []", () -> Arcsm.defaults().withContext(4));
        refuses("were [0]", () -> Arcsm.defaults().withContext(0, 8));
        refuses("at least one hidden layer", () -> Arcsm.defaults().withWidths());
        refuses("relu", () -> Arcsm.defaults().withActivation(Activation.RELU));
        refuses("relu", () -> new ScoreMlp(Mlp.of(4).withActivation(Activation.RELU)));
        refuses("SCORES", () -> Arcsm.defaults().network(2, Answer.SCORES));
        refuses("were [0]", () -> Arcsm.defaults().network(0, Answer.CONDITIONALS));
        refuses("CONDITIONALS", () -> mixtures().get(0).network(2, Answer.CONDITIONALS));
        refuses("MIXTURES", () -> new ScoreMlp(Mlp.of(4)).network(2, Answer.MIXTURES));
    }
}
