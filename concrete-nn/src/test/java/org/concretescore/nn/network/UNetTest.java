package org.concretescore.nn.network;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.plan.CompiledNetwork;
import org.concretescore.nn.plan.CompiledPlan;
import org.concretescore.nn.plan.NetworkGraph;
import org.concretescore.nn.plan.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

final class UNetTest {

    private static double[] run(GraphNetwork network, double[] parameters, double[] rows) {
        int batch = rows.length / network.inputWidth();
        double[] outputs = new double[batch * network.outputWidth()];
        try (CompiledNetwork compiled = CompiledNetwork.of(network.graph(DataType.DOUBLE))) {
            compiled.setParameters(parameters);
            CompiledPlan plan = compiled.compile(batch, Pass.FORWARD);
            plan.forward(rows, batch, outputs);
        }
        return outputs;
    }

    private static double[] uniform(UniformRandomProvider random, int n) {
        return random.doubles(n, -1, 1).toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "28, 28, 1, 2, ORDINAL, 784, 784",
        "28, 28, 1, 2, CATEGORY, 784, 784",
        "28, 28, 1, 4, CATEGORY, 3136, 2352",
        "32, 32, 3, 2, ORDINAL, 3072, 3072",
        "32, 32, 3, 4, ORDINAL, 3072, 9216",
        "32, 32, 3, 4, CATEGORY, 12288, 9216"
    })
    void shapes(int height, int width, int channels, int k, Encoding encoding, int inputs, int outputs) {
        StateSpace space = StateSpace.uniform(height * width * channels, k);
        UNet unet = UNet.of(height, width, channels).withLevels(2, 3, 4);
        assertEquals(outputs, Graphs.hamming(space).slots());
        for (int out : new int[] {outputs, 1}) {
            GraphNetwork network = (GraphNetwork) unet.network(space, encoding, out);
            assertEquals(inputs, network.inputWidth());
            assertEquals(out, network.outputWidth());
            UniformRandomProvider random = STREAMS.stream("shapes");
            double[] values = run(network, uniform(random, network.parameterCount()), uniform(random, 2 * inputs));
            assertEquals(2 * out, values.length);
            assertTrue(Arrays.stream(values).allMatch(Double::isFinite));
        }
    }

    /** A parameter's place in the flat vector. */
    private static int offset(NetworkGraph graph, String wanted) {
        int at = 0;
        for (String name : graph.parameters()) {
            if (name.equals(wanted)) {
                return at;
            }
            at += (int) graph.length(name);
        }
        throw new IllegalArgumentException(wanted);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, ORDINAL", "3, 2, ORDINAL", "3, 4, ORDINAL", "1, 4, CATEGORY", "3, 4, CATEGORY"})
    void outputsAreTheSlotsOfTheGraph(int channels, int k, Encoding encoding) {
        int height = 3;
        int width = 2;
        int pixels = height * width * channels;
        StateSpace space = StateSpace.uniform(pixels, k);
        Neighborhood graph = Graphs.hamming(space);
        UNet unet = new UNet(height, width, channels, List.of(channels), Activation.TANH, 0, false);
        GraphNetwork network = (GraphNetwork) unet.network(space, encoding, graph.slots());
        NetworkGraph description = network.graph(DataType.DOUBLE);
        int inputsPerPixel = encoding.width(space) / pixels;
        int slots = k - 1;
        // Only the middle of each kernel: feature c is a function of channel c of the same pixel, and so is output c.
        double[] parameters = new double[network.parameterCount()];
        int in = channels * inputsPerPixel;
        for (int c = 0; c < channels; c++) {
            for (int q = 0; q < inputsPerPixel; q++) {
                int row = 4 * in + c * inputsPerPixel + q;
                parameters[offset(description, "Wdown0a") + row * channels + c] = 0.2 * (q + 1);
            }
            parameters[offset(description, "Wdown0b") + (4 * channels + c) * channels + c] = 1;
            for (int s = 0; s < slots; s++) {
                parameters[offset(description, "Wout") + c * channels * slots + c * slots + s] = s + 1;
            }
        }
        int[] states = new int[(pixels + 1) * pixels];
        for (int d = 0; d < pixels; d++) {
            states[(d + 1) * pixels + d] = 1;
        }
        float[] rows = new float[(pixels + 1) * network.inputWidth()];
        encoding.encode(space, states, 0, pixels + 1, rows);
        double[] exact = new double[rows.length];
        Arrays.setAll(exact, i -> rows[i]);
        double[] outputs = run(network, parameters, exact);
        int[] neighbor = new int[pixels];
        for (int d = 0; d < pixels; d++) {
            for (int slot = 0; slot < graph.slots(); slot++) {
                assertTrue(graph.neighbor(states, 0, slot, neighbor, 0));
                boolean ofPixel = neighbor[d] != 0;
                double base = outputs[slot];
                double changed = outputs[(d + 1) * graph.slots() + slot];
                // Rows at several places of a batch are rounded in several ways.
                assertEquals(ofPixel, Math.abs(base - changed) > 1e-9, "pixel " + d + ", slot " + slot);
                // The last weights tell the slots of a coordinate apart.
                double unit = outputs[slot / slots * slots];
                assertEquals((slot % slots + 1) * unit, base, 1e-12);
            }
        }
    }

    private static double[] withoutBiases(GraphNetwork network, UniformRandomProvider random) {
        NetworkGraph graph = network.graph(DataType.DOUBLE);
        double[] parameters = uniform(random, network.parameterCount());
        for (String name : graph.parameters()) {
            if (name.startsWith("b")) {
                int at = offset(graph, name);
                Arrays.fill(parameters, at, at + (int) graph.length(name), 0);
            }
        }
        return parameters;
    }

    /** Without biases, an empty image has empty features: the border is far from what a small figure can reach. */
    @Test
    void shiftsOfAFigureShiftTheOutputs() {
        int size = 40;
        UNet unet = UNet.of(size, size, 1).withLevels(2, 2).withActivation(Activation.RELU);
        GraphNetwork network = unet.network(1, size * size);
        UniformRandomProvider random = STREAMS.stream("shift");
        double[] parameters = withoutBiases(network, random);
        int[][] places = {{18, 18}, {20, 14}, {19, 18}};
        double[] figure = uniform(random, 9);
        double[] rows = new double[places.length * size * size];
        for (int i = 0; i < places.length; i++) {
            for (int j = 0; j < 9; j++) {
                rows[(i * size + places[i][0] + j / 3) * size + places[i][1] + j % 3] = figure[j];
            }
        }
        double[] outputs = run(network, parameters, rows);
        assertTrue(Arrays.stream(outputs, 0, size * size).anyMatch(v -> v != 0));
        double byTwo = 0;
        double byOne = 0;
        for (int y = 4; y < size - 4; y++) {
            for (int x = 4; x < size - 4; x++) {
                double value = outputs[y * size + x];
                byTwo = Math.max(byTwo, Math.abs(value - outputs[(size + y + 2) * size + x - 4]));
                byOne = Math.max(byOne, Math.abs(value - outputs[(2 * size + y + 1) * size + x]));
            }
        }
        assertEquals(0, byTwo, 1e-12);
        // Pooling in steps of 2 can't follow a shift of 1: were it 0, the test would see nothing of the lower level.
        assertTrue(byOne > 1e-3, "difference " + byOne);
    }

    @Test
    void permutedChannelsGivePermutedOutputs() {
        int[] order = {2, 0, 1};
        UNet unet = UNet.of(4, 4, 3).withLevels(2, 3).withActivation(Activation.TANH);
        int slots = 2;
        GraphNetwork network = unet.network(1, 4 * 4 * 3 * slots);
        NetworkGraph graph = network.graph(DataType.DOUBLE);
        UniformRandomProvider random = STREAMS.stream("channels");
        double[] parameters = uniform(random, network.parameterCount());
        double[] permuted = parameters.clone();
        int pixels = 16;
        double[] image = uniform(random, 3 * pixels);
        double[] other = new double[image.length];
        int first = offset(graph, "Wdown0a");
        int last = offset(graph, "Wout");
        int bias = offset(graph, "bout");
        for (int c = 0; c < 3; c++) {
            System.arraycopy(image, order[c] * pixels, other, c * pixels, pixels);
            for (int tap = 0; tap < 9; tap++) {
                System.arraycopy(parameters, first + (tap * 3 + order[c]) * 2, permuted, first + (tap * 3 + c) * 2, 2);
            }
            for (int f = 0; f < 2; f++) {
                System.arraycopy(
                        parameters, last + (f * 3 + order[c]) * slots, permuted, last + (f * 3 + c) * slots, slots);
            }
            System.arraycopy(parameters, bias + order[c] * slots, permuted, bias + c * slots, slots);
        }
        double[] expected = run(network, parameters, image);
        double[] actual = run(network, permuted, other);
        int block = pixels * slots;
        for (int c = 0; c < 3; c++) {
            assertArrayEquals(
                    Arrays.copyOfRange(expected, order[c] * block, (order[c] + 1) * block),
                    Arrays.copyOfRange(actual, c * block, (c + 1) * block),
                    1e-12);
        }
    }
}
