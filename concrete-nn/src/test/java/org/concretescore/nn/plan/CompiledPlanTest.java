package org.concretescore.nn.plan;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.Pointer;
import org.concretescore.nn.Printed;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class CompiledPlanTest {
    private static final int IN = 3;
    private static final int OUT = 2;
    private static final int BATCH = 5;
    private static final Mlp NETWORK = Mlp.of(7, 6);

    private final UniformRandomProvider random = STREAMS.stream("plan");

    private static NetworkGraph graph(Activation activation) {
        return NETWORK.withActivation(activation).network(IN, IN, OUT).graph(DataType.FLOAT);
    }

    private float[] uniform(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithSameDiffAndFiniteDifferences(Activation activation) {
        NetworkGraph network = graph(activation);
        float[] parameters = uniform(network.parameterCount());
        float[] rows = uniform(BATCH * IN);
        float[] seed = uniform(BATCH * OUT);
        float[] outputs = new float[BATCH * OUT];
        float[] gradient = new float[parameters.length];
        try (CompiledNetwork compiled = CompiledNetwork.of(network)) {
            Plan plan = compiled.plan(BATCH, Pass.TRAINING);
            compiled.setParameters(parameters);
            plan.forward(rows, BATCH, outputs);
            plan.backward(seed, gradient);

            // SameDiff's own session on a second graph with the same parameters.
            NetworkGraph reference = graph(activation);
            SameDiff graph = reference.graph();
            int at = 0;
            for (String name : reference.parameters()) {
                long[] shape = graph.getVariable(name).getShape();
                int length = (int) Nd4j.createUninitialized(shape).length();
                float[] part = java.util.Arrays.copyOfRange(parameters, at, at + length);
                graph.getVariable(name).setArray(Nd4j.create(part, shape, 'c'));
                at += length;
            }
            SDVariable g = graph.placeHolder("g", DataType.FLOAT, BATCH, OUT);
            graph.getVariable("output").mul(g).sum().markAsLoss();
            Map<String, INDArray> feed = Map.of(
                    "input", Nd4j.create(rows, new long[] {BATCH, IN}, 'c'),
                    "g", Nd4j.create(seed, new long[] {BATCH, OUT}, 'c'));
            assertArrayEquals(graph.outputSingle(feed, "output").dup('c').data().asFloat(), outputs, 1e-5f);
            Map<String, INDArray> expected =
                    Printed.dropped(() -> graph.calculateGradients(feed, reference.parameters()));
            at = 0;
            for (String name : reference.parameters()) {
                float[] part = expected.get(name).dup('c').data().asFloat();
                assertArrayEquals(part, java.util.Arrays.copyOfRange(gradient, at, at + part.length), 2e-5f, name);
                at += part.length;
            }

            // Central differences along random directions; the step is the best for float arithmetic.
            float[] moved = new float[parameters.length];
            float[] other = new float[outputs.length];
            for (int trial = 0; trial < 10; trial++) {
                float[] direction = uniform(parameters.length);
                double slope = 0;
                for (int i = 0; i < direction.length; i++) {
                    slope += (double) direction[i] * gradient[i];
                }
                double difference = 0;
                for (int sign = -1; sign <= 1; sign += 2) {
                    for (int i = 0; i < moved.length; i++) {
                        moved[i] = parameters[i] + sign * 1e-3f * direction[i];
                    }
                    compiled.setParameters(moved);
                    plan.forward(rows, BATCH, other);
                    for (int i = 0; i < other.length; i++) {
                        difference += sign * (double) seed[i] * other[i];
                    }
                }
                assertEquals(slope, difference / 2e-3, 2e-2 * (1 + Math.abs(slope)));
            }
        }
    }

    @Test
    void memoryIsAFixedPartAndOneARow() {
        NetworkGraph network = graph(Activation.TANH);
        try (CompiledNetwork compiled = CompiledNetwork.of(network)) {
            long[] bytes = new long[3];
            for (int i = 0; i < 3; i++) {
                bytes[i] = compiled.compile(10 + 20 * i, Pass.TRAINING).bytes();
            }
            assertEquals(bytes[1] - bytes[0], bytes[2] - bytes[1]);
            // Input, both layers before and after the activation, the output, and gradients of all but the input.
            long least = Float.BYTES * (IN + 2 * 13 + OUT + 2 * 13 + OUT);
            assertTrue(bytes[1] - bytes[0] >= 20 * least, "a row takes " + (bytes[1] - bytes[0]) / 20);
            assertTrue(compiled.compile(10, Pass.FORWARD).bytes() < bytes[0]);
        }
    }

    @Test
    void allocatesNothingNativeAfterTheFirstRun() {
        NetworkGraph network =
                Mlp.of(64, 64).withActivation(Activation.TANH).network(2, 2, 4).graph(DataType.FLOAT);
        float[] rows = uniform(32 * 2);
        float[] seed = uniform(32 * 4);
        float[] outputs = new float[32 * 4];
        float[] gradient = new float[network.parameterCount()];
        try (CompiledNetwork compiled = CompiledNetwork.of(network)) {
            Plan plan = compiled.plan(32, Pass.TRAINING);
            compiled.setParameters(uniform(gradient.length));
            plan.forward(rows, 32, outputs);
            plan.backward(seed, gradient);
            // Every Pointer that owns native memory counts here; the collector may only lower it.
            long before = Pointer.totalBytes();
            long count = Pointer.totalCount();
            for (int i = 0; i < 200; i++) {
                plan.forward(rows, 32, outputs);
                plan.backward(seed, gradient);
            }
            assertTrue(Pointer.totalBytes() <= before, "bytes");
            assertTrue(Pointer.totalCount() <= count, "pointers");
        }
    }

    @Test
    void refusesBadUse() {
        NetworkGraph network = graph(Activation.TANH);
        CompiledNetwork compiled = CompiledNetwork.of(network);
        Plan plan = compiled.plan(2, Pass.FORWARD);
        assertMessage("runs 2 rows, was given 3", () -> plan.forward(new float[9], 3, new float[6]));
        assertMessage(
                "the input needs 6 values, but the array has 5", () -> plan.forward(new float[5], 2, new float[4]));
        assertMessage(
                "the output needs 4 values, but the array has 3", () -> plan.forward(new float[6], 2, new float[3]));
        int count = network.parameterCount();
        assertThrows(IllegalStateException.class, () -> plan.backward(new float[4], new float[count]));
        assertThrows(IllegalStateException.class, () -> plan.inputGradients(new float[4], new float[6]));
        assertMessage("parameters, was given 1", () -> compiled.setParameters(new float[1]));
        float[] bad = new float[count];
        bad[count - 1] = Float.NaN;
        assertMessage("parameter " + (count - 1) + " is NaN", () -> compiled.setParameters(bad));
        bad[count - 1] = 0;
        bad[3] = Float.NEGATIVE_INFINITY;
        assertMessage("parameter 3 is -Infinity", () -> compiled.setParameters(bad));
        assertMessage("batch must be at least 1, was 0", () -> compiled.plan(0, Pass.FORWARD));
        plan.close();
        plan.close();
        assertThrows(IllegalStateException.class, () -> plan.forward(new float[6], 2, new float[4]));
        Plan other = compiled.plan(2, Pass.FORWARD);
        compiled.close();
        compiled.close();
        assertThrows(IllegalStateException.class, () -> other.forward(new float[6], 2, new float[4]));
        assertThrows(IllegalStateException.class, () -> compiled.setParameters(new float[count]));
        assertThrows(IllegalStateException.class, () -> compiled.plan(2, Pass.FORWARD));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
