package org.concretescore.nn.model;

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
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.TaylorScore;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Architecture;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.GraphNetwork;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.SameDiffArchitecture;
import org.concretescore.nn.network.UNet;
import org.concretescore.nn.plan.CompiledNetwork;
import org.concretescore.nn.plan.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Gradients of networks with respect to the one-hot state: what they are, and in which places they lie. */
final class StateGradientsTest {
    private static final StateSpace MIXED = StateSpace.of(2, 1, 5, 3, 2);
    private static final double STEP = 1e-6;

    private static float[] parameters(NetworkSpec spec) {
        float[] parameters = spec.network().initialParameters(STREAMS.stream("parameters"));
        UniformRandomProvider random = STREAMS.stream("test");
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += 0.6f * (random.nextFloat() - 0.5f);
        }
        return parameters;
    }

    private static int[] states(StateSpace space, int count) {
        int dimension = space.dimension();
        int[] states = new int[count * dimension];
        UniformRandomProvider random = STREAMS.stream("states");
        for (int i = 0; i < states.length; i++) {
            states[i] = random.nextInt(space.cardinality(i % dimension));
        }
        return states;
    }

    /** The input for a one-hot state that may be anything, written down anew. */
    private static double[] encode(NetworkSpec spec, double[] hot, double noiseLevel) {
        StateSpace space = spec.graph().space();
        double[] row = new double[spec.network().inputWidth()];
        int at = 0;
        int out = 0;
        for (int d = 0; d < space.dimension(); d++) {
            int k = space.cardinality(d);
            if (k > 2 && spec.encoding() == Encoding.CATEGORY) {
                System.arraycopy(hot, at, row, out, k);
                out += k;
            } else {
                for (int value = 0; value < k && k > 1; value++) {
                    row[out] += hot[at + value] * (-1 + 2.0 * value / (k - 1));
                }
                out++;
            }
            at += k;
        }
        if (spec.architecture().readsNoiseLevel()) {
            row[out++] = noiseLevel;
        }
        assertEquals(row.length, out);
        return row;
    }

    /** The log density of a one-hot state that may be anything, of a MADE from its outputs. */
    private static double conditionals(StateSpace space, double[] hot, double[] outputs) {
        double sum = 0;
        int at = 0;
        int in = 0;
        for (int d = 0; d < space.dimension(); d++) {
            int k = space.cardinality(d);
            double[] weights = new double[k];
            if (k == 2) {
                weights[1] = outputs[in++];
            } else if (k > 2) {
                System.arraycopy(outputs, in, weights, 0, k);
                in += k;
            }
            double total = 0;
            for (int value = 0; value < k; value++) {
                sum += hot[at + value] * weights[value];
                total += Math.exp(weights[value]);
            }
            sum -= Math.log(total);
            at += k;
        }
        return sum;
    }

    /** Log densities of one-hot states in double precision. */
    private static double[] reference(NetworkSpec spec, float[] parameters, double noiseLevel, List<double[]> hots) {
        GraphNetwork network = (GraphNetwork) spec.network();
        int width = network.inputWidth();
        int outputWidth = network.outputWidth();
        double[] rows = new double[hots.size() * width];
        for (int i = 0; i < hots.size(); i++) {
            System.arraycopy(encode(spec, hots.get(i), noiseLevel), 0, rows, i * width, width);
        }
        double[] sums = new double[hots.size()];
        for (int mask = 0; mask < network.masks(); mask++) {
            float[] masked = parameters.clone();
            network.applyMask(mask, masked);
            double[] outputs = new double[hots.size() * outputWidth];
            try (CompiledNetwork compiled = CompiledNetwork.of(network.graph(DataType.DOUBLE))) {
                compiled.setParameters(IntStream.range(0, masked.length)
                        .mapToDouble(i -> masked[i])
                        .toArray());
                compiled.compile(hots.size(), Pass.FORWARD).forward(rows, hots.size(), outputs);
            }
            for (int i = 0; i < sums.length; i++) {
                double[] out = Arrays.copyOfRange(outputs, i * outputWidth, (i + 1) * outputWidth);
                double log = spec.family() == Family.TIED
                        ? out[0]
                        : conditionals(spec.graph().space(), hots.get(i), out);
                sums[i] += Math.exp(log);
            }
        }
        return Arrays.stream(sums).map(s -> Math.log(s / network.masks())).toArray();
    }

    private static double[] hot(StateSpace space, int[] states, int row) {
        double[] hot = new double[GradientDensity.inputs(space)];
        int at = 0;
        for (int d = 0; d < space.dimension(); d++) {
            hot[at + states[row * space.dimension() + d]] = 1;
            at += space.cardinality(d);
        }
        return hot;
    }

    /** All entries against central differences in double precision. */
    private static void check(NetworkSpec spec, double noiseLevel) {
        StateSpace space = spec.graph().space();
        int count = 4;
        int[] states = states(space, count);
        int inputs = GradientDensity.inputs(space);
        float[] parameters = parameters(spec);
        double[] logs = new double[count + 1];
        double[] gradients = new double[count * inputs + 1];
        logs[count] = gradients[count * inputs] = 7;
        double[] expectedLogs = new double[count];
        try (NeuralModel model = spec.model(parameters)) {
            GradientDensity density = spec.architecture().readsNoiseLevel()
                    ? ((EnergyNetwork) model).density(noiseLevel)
                    : (GradientDensity) model;
            assertEquals(space, density.space());
            density.gradients(states, count, logs, gradients);
            density.logDensities(states, count, expectedLogs);
        }
        assertEquals(7, logs[count]);
        assertEquals(7, gradients[count * inputs]);
        assertArrayEquals(expectedLogs, Arrays.copyOf(logs, count), spec + ": the same pass forward");
        for (int row = 0; row < count; row++) {
            double[] hot = hot(space, states, row);
            List<double[]> moved = Stream.concat(
                            IntStream.range(0, 2 * inputs).mapToObj(i -> {
                                double[] other = hot.clone();
                                other[i / 2] += i % 2 == 0 ? STEP : -STEP;
                                return other;
                            }),
                            Stream.of(hot))
                    .toList();
            double[] values = reference(spec, parameters, noiseLevel, moved);
            assertEquals(values[2 * inputs], logs[row], 1e-5 * (1 + Math.abs(logs[row])), spec.toString());
            double[] differences = new double[inputs];
            double[] actual = Arrays.copyOfRange(gradients, row * inputs, (row + 1) * inputs);
            double largest = 1;
            for (int d = 0, at = 0; d < space.dimension(); at += space.cardinality(d++)) {
                for (int i = at; i < at + space.cardinality(d); i++) {
                    differences[i] = (values[2 * i] - values[2 * i + 1]) / (2 * STEP);
                    largest = Math.max(largest, Math.abs(differences[i]));
                }
            }
            assertArrayEquals(differences, actual, 1e-5 * largest, spec + ", state " + row);
        }
    }

    private static NetworkSpec energy(StateSpace space, Architecture architecture, Encoding encoding) {
        return new NetworkSpec(Family.TIED, Graphs.hamming(space), architecture, encoding, Unit.LOG_RATIO);
    }

    private static NetworkSpec made(StateSpace space, Made architecture, Encoding encoding) {
        return new NetworkSpec(Family.NORMALISED, Graphs.hamming(space), architecture, encoding, Unit.LOG_RATIO);
    }

    @ParameterizedTest
    @EnumSource
    void perceptrons(Activation activation) {
        for (Encoding encoding : Encoding.values()) {
            for (StateSpace space : List.of(MIXED, StateSpace.binary(6), StateSpace.of(4))) {
                check(energy(space, Mlp.of(7, 5).withActivation(activation), encoding), 0);
            }
        }
    }

    @Test
    void noiseLevelsAreNoCoordinates() {
        for (Encoding encoding : Encoding.values()) {
            for (double level : new double[] {0, 0.7, -2}) {
                check(energy(MIXED, Mlp.of(6).withNoiseLevel(true), encoding), level);
            }
        }
    }

    @Test
    void images() {
        for (Encoding encoding : Encoding.values()) {
            for (boolean level : new boolean[] {false, true}) {
                UNet unet = UNet.of(4, 4, 1)
                        .withLevels(2, 3)
                        .withActivation(Activation.SILU)
                        .withNoiseLevel(level);
                check(energy(StateSpace.uniform(16, 3), unet, encoding), 0.4);
            }
        }
    }

    static Stream<Made> mades() {
        return Stream.of(
                Made.of(),
                Made.of(9, 8),
                Made.of(6, 6).withResidual(true).withActivation(Activation.SILU),
                Made.of(9).withMasks(3).withOrder(Made.Order.SHUFFLED));
    }

    @ParameterizedTest
    @MethodSource("mades")
    void normalisedModels(Made made) {
        for (Encoding encoding : Encoding.values()) {
            for (StateSpace space : List.of(MIXED, StateSpace.binary(5), StateSpace.of(3))) {
                check(made(space, made, encoding), 0);
            }
        }
    }

    @Test
    void aComponentOfAMixtureHasItsOwn() {
        NetworkSpec spec = made(MIXED, Made.of(9).withMasks(2), Encoding.CATEGORY);
        int inputs = GradientDensity.inputs(MIXED);
        int[] states = states(MIXED, 3);
        try (NormalisedNetwork model = (NormalisedNetwork) spec.model(parameters(spec))) {
            double[][] logs = new double[3][3];
            double[][] gradients = new double[3][3 * inputs];
            model.gradients(states, 3, logs[2], gradients[2]);
            for (int mask = 0; mask < 2; mask++) {
                model.component(mask).gradients(states, 3, logs[mask], gradients[mask]);
            }
            for (int i = 0; i < 3 * inputs; i++) {
                int row = i / inputs;
                double p = 1 / (1 + Math.exp(logs[1][row] - logs[0][row]));
                assertEquals(p * gradients[0][i] + (1 - p) * gradients[1][i], gradients[2][i], 1e-12);
            }
        }
    }

    /** What is linear in the one-hot state is Taylor's first order, slot by slot. */
    private static void checkLinear(NetworkSpec spec) {
        StateSpace space = spec.graph().space();
        Neighborhood graph = spec.graph();
        int count = 20;
        int[] states = states(space, count);
        try (NeuralModel model = spec.model(parameters(spec))) {
            GradientDensity density = (GradientDensity) model;
            double[] exact = new double[count * graph.slots()];
            double[] taylor = exact.clone();
            TiedScore.of(density, graph).logRatios(states, count, exact);
            TaylorScore.of(density).logRatios(states, count, taylor);
            assertTrue(Arrays.stream(exact).anyMatch(r -> Math.abs(r) > 0.3), spec.toString());
            assertArrayEquals(exact, taylor, 2e-6, spec.toString());
        }
    }

    @Test
    void linearNetworksAreTheirTaylorScore() {
        for (Encoding encoding : Encoding.values()) {
            checkLinear(energy(MIXED, Mlp.of(), encoding));
            int width = encoding.width(MIXED);
            SameDiff sd = SameDiff.create();
            SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, width);
            x.mmul("out", sd.var("w", DataType.FLOAT, width, 1));
            checkLinear(energy(MIXED, SameDiffArchitecture.of(sd, "x", "out"), encoding));
        }
    }

    /** The batch is larger than the largest plan, and evaluated in parts on several threads. */
    @Test
    void batchesAndThreads() {
        for (NetworkSpec spec :
                List.of(energy(MIXED, Mlp.of(12), Encoding.CATEGORY), made(MIXED, Made.of(12), Encoding.CATEGORY))) {
            int inputs = GradientDensity.inputs(MIXED);
            int count = 700;
            int[] states = states(MIXED, count);
            try (NeuralModel model = spec.model(parameters(spec))) {
                GradientDensity density = (GradientDensity) model;
                double[] logs = new double[count];
                double[] gradients = new double[count * inputs];
                density.gradients(states, count, logs, gradients);
                IntStream.range(0, 6).parallel().forEach(i -> {
                    double[] itsLogs = new double[count];
                    double[] its = new double[count * inputs];
                    if (i % 3 == 0) {
                        density.logDensities(states, count, itsLogs);
                    } else {
                        density.gradients(states, count, itsLogs, its);
                        assertArrayEquals(gradients, its);
                    }
                    assertArrayEquals(logs, itsLogs);
                });
                // Batches of other sizes run on other plans: equal up to the order of float sums.
                for (int n : new int[] {0, 1, 8, 9, 64, 65, 512, 513}) {
                    double[] itsLogs = new double[n];
                    double[] its = new double[n * inputs];
                    density.gradients(states, n, itsLogs, its);
                    assertArrayEquals(Arrays.copyOf(logs, n), itsLogs, 1e-5);
                    assertArrayEquals(Arrays.copyOf(gradients, n * inputs), its, 1e-5);
                }
                // The last states alone: a part of a batch is about its own states.
                int tail = 100;
                int[] last = Arrays.copyOfRange(states, (count - tail) * MIXED.dimension(), states.length);
                double[] lastLogs = new double[tail];
                double[] lastGradients = new double[tail * inputs];
                density.gradients(last, tail, lastLogs, lastGradients);
                assertArrayEquals(Arrays.copyOfRange(logs, count - tail, count), lastLogs, 1e-5);
                assertArrayEquals(
                        Arrays.copyOfRange(gradients, (count - tail) * inputs, count * inputs), lastGradients, 1e-5);
            }
        }
    }

    @Test
    void aGraphThatSameDiffDifferentiatesWronglyKeepsItsDensity() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, MIXED.dimension());
        sd.cumsum("out", x.mmul(sd.var("w", DataType.FLOAT, MIXED.dimension(), 1)), false, false, 1);
        NetworkSpec spec = energy(MIXED, SameDiffArchitecture.of(sd, "x", "out"), Encoding.ORDINAL);
        try (EnergyNetwork model = (EnergyNetwork) spec.model(parameters(spec))) {
            double[] before = new double[1];
            double[] after = new double[1];
            int[] state = {1, 0, 4, 2, 0};
            model.logDensities(state, 1, before);
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> model.gradients(state, 1, new double[1], new double[GradientDensity.inputs(MIXED)]))
                    .getMessage();
            assertTrue(message.contains("gradient of the op 'cumsum' is wrong"), message);
            model.logDensities(state, 1, after);
            assertArrayEquals(before, after);
        }
    }

    @Test
    void refusals() {
        NetworkSpec spec = energy(MIXED, Mlp.of(4), Encoding.ORDINAL);
        EnergyNetwork model = (EnergyNetwork) spec.model(parameters(spec));
        int inputs = GradientDensity.inputs(MIXED);
        assertThrows(
                NullPointerException.class, () -> model.gradients(new int[MIXED.dimension()], 1, new double[1], null));
        model.gradients(new int[MIXED.dimension()], 1, new double[1], new double[inputs]);
        model.close();
        assertThrows(
                IllegalStateException.class,
                () -> model.gradients(new int[MIXED.dimension()], 1, new double[1], new double[inputs]));
    }
}
