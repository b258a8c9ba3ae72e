package org.concretescore.nn.network;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.vector.Answer;
import org.concretescore.nn.plan.CompiledNetwork;
import org.concretescore.nn.plan.CompiledPlan;
import org.concretescore.nn.plan.GradientCheck;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** What {@link VectorNetworksTest} asks of every context, on images. */
final class ConvolutionalContextTest {
    private final UniformRandomProvider random = STREAMS.stream("images");

    private static Arcsm arcsm(int height, int width, int channels, int features, int blocks) {
        return Arcsm.defaults()
                .withContext(new ConvolutionalContext(3, height, width, channels, features, blocks))
                .withWidths(5);
    }

    /** Blocks enough for the last pixel to see the first. */
    static List<Arcsm> architectures() {
        return List.of(
                arcsm(4, 5, 1, 3, 2),
                arcsm(3, 2, 2, 2, 1).withNoise(true),
                arcsm(2, 2, 3, 2, 1).withActivation(Activation.TANH),
                arcsm(1, 4, 1, 2, 1).withActivation(Activation.SOFTPLUS),
                arcsm(4, 1, 2, 2, 1).withActivation(Activation.ELU).withNoise(true));
    }

    private static ArcsmNetwork network(Arcsm arcsm, Answer answer) {
        return arcsm.network(((ConvolutionalContext) arcsm.context()).dimension(), answer);
    }

    private float[] uniform(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    private float[] rows(ArcsmNetwork network, int batch) {
        float[] rows = uniform(batch * network.inputWidth());
        int d = network.dimension();
        for (int i = 0; i < rows.length; i++) {
            // Noise is above 0.
            rows[i] = i % network.inputWidth() >= 2 * d ? 0.6f + 0.4f * rows[i] : rows[i];
        }
        return rows;
    }

    private float[] masked(Network network) {
        float[] parameters = uniform(network.parameterCount());
        network.applyMask(0, parameters);
        return parameters;
    }

    /** A test of a function; a change by rounding may be as large as said. */
    private interface Dependence {
        void accept(UnaryOperator<double[]> run, double rounding);
    }

    /**
     * In double, by ND4J's own convolutions, and in float, by those that train. A convolution may be computed in
     * transformed tiles, so that pixels which cancel out leave a rounding.
     */
    private void withRunners(ArcsmNetwork network, float[] parameters, Dependence test) {
        try (CompiledNetwork open = CompiledNetwork.of(network.graph(DataType.DOUBLE))) {
            open.setParameters(doubles(parameters));
            CompiledPlan plan = open.compile(1, Pass.FORWARD);
            double[] outputs = new double[network.outputWidth()];
            test.accept(
                    row -> {
                        plan.forward(row, 1, outputs);
                        return outputs.clone();
                    },
                    1e-12);
        }
        try (ScoreNetwork open = network.open()) {
            open.setParameters(parameters);
            Plan plan = open.plan(1, Pass.FORWARD);
            float[] outputs = new float[network.outputWidth()];
            float[] input = new float[network.inputWidth()];
            test.accept(
                    row -> {
                        for (int i = 0; i < input.length; i++) {
                            input[i] = (float) row[i];
                        }
                        plan.forward(input, 1, outputs);
                        return doubles(outputs);
                    },
                    2e-6);
        }
    }

    /**
     * Every pair: what coordinate d answers changes with all that is given before it, its own x and noise, nothing
     * else.
     */
    @ParameterizedTest
    @MethodSource("architectures")
    void scoresDependOnWhatTheyMay(Arcsm arcsm) {
        ArcsmNetwork network = network(arcsm, Answer.CONDITIONALS_AND_DERIVATIVES);
        int dimension = network.dimension();
        float[] row = rows(network, 1);
        withRunners(network, masked(network), (run, rounding) -> {
            double[] outputs = run.apply(doubles(row));
            for (int input = 0; input < row.length; input++) {
                double[] moved = doubles(row);
                moved[input] += 0.5;
                double[] after = run.apply(moved);
                for (int output = 0; output < outputs.length; output++) {
                    int d = output % dimension;
                    boolean may = input < dimension ? input < d : input % dimension == d;
                    String where = "input " + input + ", output " + output;
                    double change = Math.abs(after[output] - outputs[output]);
                    assertEquals(may, change > rounding, () -> where + " changes by " + change);
                }
            }
        });
    }

    /** How far a pixel in the middle of a large image sees: as the documentation says, and without holes. */
    @ParameterizedTest
    @CsvSource({"1", "2"})
    void seesAllThatIsNear(int blocks) {
        int up = 3 + 2 * blocks;
        int side = 1 + 2 * blocks;
        int height = up + 2;
        int width = 2 * side + 4;
        ArcsmNetwork network = network(arcsm(height, width, 1, 2, blocks), Answer.CONDITIONALS);
        int y = up + 1;
        int x = side + 2;
        double[] row = doubles(rows(network, 1));
        double[] parameters = doubles(masked(network));
        try (CompiledNetwork open = CompiledNetwork.of(network.graph(DataType.DOUBLE))) {
            open.setParameters(parameters);
            CompiledPlan plan = open.compile(1, Pass.FORWARD);
            double[] outputs = new double[network.outputWidth()];
            plan.forward(row, 1, outputs);
            double base = outputs[y * width + x];
            int highest = y;
            int leftmost = x;
            int leftInRow = x;
            int rightmost = 0;
            for (int j = 0; j < height * width; j++) {
                double[] moved = row.clone();
                moved[j] += 0.5;
                plan.forward(moved, 1, outputs);
                boolean seen = Math.abs(outputs[y * width + x] - base) > 1e-12;
                int above = y - j / width;
                int to = j % width - x;
                if (seen) {
                    highest = Math.min(highest, j / width);
                    leftmost = Math.min(leftmost, j % width);
                    leftInRow = above == 0 ? Math.min(leftInRow, j % width) : leftInRow;
                    rightmost = Math.max(rightmost, j % width);
                }
                boolean near = above <= up - 1 && Math.abs(to) <= side && (above > 0 || above == 0 && to < 0);
                assertTrue(seen || !near, "pixel " + above + " up, " + to + " to the right");
            }
            assertArrayEquals(
                    new int[] {y - up, x - side - 1, x - side, x + side},
                    new int[] {highest, leftmost, leftInRow, rightmost});
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void derivativesAreCentralDifferences(Arcsm arcsm) {
        ArcsmNetwork network = network(arcsm, Answer.CONDITIONALS_AND_DERIVATIVES);
        int dimension = network.dimension();
        double[] row = doubles(rows(network, 1));
        try (CompiledNetwork open = CompiledNetwork.of(network.graph(DataType.DOUBLE))) {
            open.setParameters(doubles(masked(network)));
            CompiledPlan plan = open.compile(1, Pass.FORWARD);
            double[] outputs = new double[2 * dimension];
            double[] above = new double[2 * dimension];
            double[] below = new double[2 * dimension];
            plan.forward(row, 1, outputs);
            double step = 1e-6;
            for (int d = 0; d < dimension; d++) {
                double[] moved = row.clone();
                moved[dimension + d] += step;
                plan.forward(moved, 1, above);
                moved[dimension + d] -= 2 * step;
                plan.forward(moved, 1, below);
                double expected = (above[d] - below[d]) / (2 * step);
                assertEquals(expected, outputs[dimension + d], 1e-8 * (1 + Math.abs(expected)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void gradientsOfScoresAndDerivatives(Arcsm arcsm) {
        ArcsmNetwork network = network(arcsm, Answer.CONDITIONALS_AND_DERIVATIVES);
        int batch = 2;
        float[] rows = rows(network, batch);
        GradientCheck.check(arcsm.toString(), network::graph, batch, random, doubles(rows));
        // SameDiff takes the same convolutions in float as a plan; in double there are others.
        float[] parameters = masked(network);
        float[] seed = uniform(batch * network.outputWidth());
        double[] expected = new double[parameters.length];
        float[] actual = new float[parameters.length];
        try (CompiledNetwork exact = CompiledNetwork.of(network.graph(DataType.DOUBLE));
                ScoreNetwork open = network.open()) {
            exact.setParameters(doubles(parameters));
            CompiledPlan plan = exact.compile(batch, Pass.TRAINING);
            plan.forward(doubles(rows), batch, new double[seed.length]);
            plan.backward(doubles(seed), expected);
            open.setParameters(parameters);
            Plan quick = open.plan(batch, Pass.TRAINING);
            quick.forward(rows, batch, new float[seed.length]);
            quick.backward(seed, actual);
        }
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertArrayEquals(expected, doubles(actual), 1e-5 * (1 + largest));
    }

    /** The score network's parameters are the last; what is before them belongs to layers side by side. */
    @ParameterizedTest
    @MethodSource("architectures")
    void layersFillTheVector(Arcsm arcsm) {
        ArcsmNetwork network = network(arcsm, Answer.CONDITIONALS);
        ConvolutionalContext context = (ConvolutionalContext) arcsm.context();
        int at = 0;
        for (MadeNetwork.MaskedLayer layer : network.contextLayers()) {
            assertEquals(at, layer.offset());
            at = layer.end();
        }
        assertEquals(4 + 7 * context.blocks(), network.contextLayers().size());
        assertEquals(network.parameterCount(), at + network.scoreNetwork().parameterCount());
        float[] parameters = network.initialParameters(random);
        float[] again = parameters.clone();
        network.applyMask(0, again);
        assertArrayEquals(parameters, again);
    }

    @Test
    void descriptionsAreRead() {
        for (Arcsm arcsm : architectures()) {
            assertEquals(arcsm, Architectures.parseVector(arcsm.describe()));
        }
        // As files of the first version describe a MADE.
        Map<String, String> first = Map.of(
                "name",
                "arcsm",
                "blocks",
                "8,8",
                "context",
                "3",
                "widths",
                "7,5",
                "activation",
                "silu",
                "noise",
                "true");
        assertEquals(
                Arcsm.defaults().withContext(3, 8, 8).withWidths(7, 5).withNoise(true),
                Architectures.parseVector(first));
    }

    private static void refuses(String what, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(what), message);
    }

    @Test
    void refusesWhatCannotBe() {
        ConvolutionalContext context = ConvolutionalContext.of(3, 4, 2);
        refuses("length must be at least 1, was 0", () -> context.withLength(0));
        refuses("blocks must be 1 to 1024, was 0", () -> context.withBlocks(8, 0));
        refuses("features must be at least 1, was -1", () -> context.withBlocks(-1, 2));
        refuses("height must be at least 1, was 0", () -> ConvolutionalContext.of(0, 4, 1));
        refuses("width must be at least 1, was 0", () -> ConvolutionalContext.of(4, 0, 1));
        refuses("channels must be at least 1, was 0", () -> ConvolutionalContext.of(4, 4, 0));
        refuses("65536 x 65536 x 1 has too many", () -> ConvolutionalContext.of(65536, 65536, 1));
        refuses(
                "images of 3 x 4 x 2 have 24 coordinates, but dimension was 12",
                () -> Arcsm.defaults().withContext(context).network(12, Answer.CONDITIONALS));
    }
}
