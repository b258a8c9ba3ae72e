package org.concretescore.nn.plan;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.nn.Printed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients of graphs of one layer or a few ops, one for each op that a score network may need. */
final class GradientsOfLayersTest {
    static {
        Backend.select();
    }

    /** A graph under construction. */
    private static final class Sketch {
        final SameDiff graph = SameDiff.create();
        final DataType type;
        final SDVariable x;
        final List<String> parameters = new ArrayList<>();

        Sketch(DataType type, int inputs) {
            this.type = type;
            x = graph.placeHolder("input", type, -1, inputs);
        }

        SDVariable p(long... shape) {
            String name = "p" + parameters.size();
            parameters.add(name);
            return graph.var(name, Nd4j.zeros(type, shape));
        }

        SDVariable positive(SDVariable v) {
            return graph.math().square(v).add(0.5);
        }
    }

    private static Function<DataType, NetworkGraph> graph(int in, int out, Function<Sketch, SDVariable> body) {
        return type -> {
            Sketch sketch = new Sketch(type, in);
            SDVariable output = body.apply(sketch);
            return new NetworkGraph(sketch.graph, "input", output.name(), sketch.parameters, in, out);
        };
    }

    private record Layer(String name, int in, int out, Function<Sketch, SDVariable> body) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Between a dense layer and a product, so that gradients come in and go on, of shape [B, n] to [B, n]. */
    private static Layer elementwise(
            String name, int n, java.util.function.BiFunction<Sketch, SDVariable, SDVariable> f) {
        return new Layer(name, n + 1, n, s -> {
            SDVariable h = s.graph.nn().linear(s.x, s.p(n + 1, n), s.p(n));
            return f.apply(s, h).mul(s.p(n));
        });
    }

    private static Layer image(
            String name,
            int h,
            int w,
            int c,
            int out,
            boolean last,
            java.util.function.BiFunction<Sketch, SDVariable, SDVariable> f) {
        return new Layer(name, h * w * c, out, s -> {
            // A product first, so that the gradient goes on to parameters.
            SDVariable x = s.x.mul(s.p(h * w * c));
            SDVariable image = last ? x.reshape(-1, h, w, c) : x.reshape(-1, c, h, w);
            return f.apply(s, image).reshape(-1, out);
        });
    }

    static Stream<Layer> layers() {
        UniformRandomProvider random = STREAMS.stream("layers");
        List<Layer> layers = new ArrayList<>();
        for (int trial = 0; trial < 2; trial++) {
            int n = 1 + random.nextInt(4);
            int m = 2 + random.nextInt(3);
            layers.add(new Layer("dense " + n + "x" + m, n, m, s -> s.graph.nn().linear(s.x, s.p(n, m), s.p(m))));
            layers.add(new Layer("dense without bias", n, m, s -> s.x.mmul(s.p(n, m))));
            layers.add(new Layer("square dense", m, m, s -> s.graph.nn().linear(s.x, s.p(m, m), s.p(m))));
            Map<String, java.util.function.BiFunction<Sketch, SDVariable, SDVariable>> functions = functions();
            functions.forEach((name, f) -> layers.add(elementwise(name + " of " + m, m, f)));
            images(layers, 2 * (1 + random.nextInt(2)), 2 * (1 + random.nextInt(3)), 1 + random.nextInt(3), random);
        }
        return layers.stream();
    }

    private static Map<String, java.util.function.BiFunction<Sketch, SDVariable, SDVariable>> functions() {
        Map<String, java.util.function.BiFunction<Sketch, SDVariable, SDVariable>> f = new LinkedHashMap<>();
        f.put("tanh", (s, x) -> s.graph.math().tanh(x));
        f.put("sigmoid", (s, x) -> s.graph.nn().sigmoid(x));
        f.put("softplus", (s, x) -> s.graph.nn().softplus(x));
        f.put("softsign", (s, x) -> s.graph.nn().softsign(x));
        f.put("elu", (s, x) -> s.graph.nn().elu(x));
        f.put("selu", (s, x) -> s.graph.nn().selu(x));
        f.put("gelu", (s, x) -> s.graph.nn().gelu(x));
        f.put("swish", (s, x) -> s.graph.nn().swish(x));
        f.put("relu", (s, x) -> s.graph.nn().relu(x, 0));
        f.put("relu above 0.3", (s, x) -> s.graph.nn().relu(x, 0.3));
        f.put("relu6", (s, x) -> s.graph.nn().relu6(x, 0));
        f.put("leaky relu", (s, x) -> s.graph.nn().leakyRelu(x, 0.1));
        f.put("hard tanh", (s, x) -> s.graph.nn().hardTanh(x));
        f.put("hard sigmoid", (s, x) -> s.graph.nn().hardSigmoid(x));
        f.put("exp", (s, x) -> s.graph.math().exp(x));
        f.put("log", (s, x) -> s.graph.math().log(s.positive(x)));
        f.put("log1p", (s, x) -> s.graph.math().log1p(s.positive(x)));
        f.put("sqrt", (s, x) -> s.graph.math().sqrt(s.positive(x)));
        f.put("rsqrt", (s, x) -> s.graph.math().rsqrt(s.positive(x)));
        f.put("reciprocal", (s, x) -> s.graph.math().reciprocal(s.positive(x)));
        f.put("square", (s, x) -> s.graph.math().square(x));
        f.put("cube", (s, x) -> s.graph.math().cube(x));
        f.put("pow 3", (s, x) -> s.graph.math().pow(x, 3));
        f.put("abs", (s, x) -> s.graph.math().abs(x));
        f.put("neg", (s, x) -> s.graph.math().neg(x));
        f.put("sin", (s, x) -> s.graph.math().sin(x));
        f.put("cos", (s, x) -> s.graph.math().cos(x));
        f.put("erf", (s, x) -> s.graph.math().erf(x));
        f.put("atan", (s, x) -> s.graph.math().atan(x));
        f.put("log sigmoid", (s, x) -> s.graph.nn().logSigmoid(x));
        f.put("softmax", (s, x) -> s.graph.nn().softmax(x, 1));
        f.put("log softmax", (s, x) -> s.graph.nn().logSoftmax(x));
        f.put(
                "scalar arithmetic",
                (s, x) -> x.add(1.5).mul(2).sub(0.25).div(3).rsub(1).add(4).rdiv(2));
        f.put("broadcast row", (s, x) -> x.add(s.p(x.getShape() == null ? 1 : 1))
                .mul(s.p(1)));
        f.put("broadcast column", (s, x) -> x.mul(x.sum(true, 1)).add(x.mean(true, 1)));
        f.put("minus, over", (s, x) -> s.p(1).sub(x).div(s.positive(x)));
        f.put(
                "larger, smaller",
                (s, x) -> s.graph.math().max(x, x.mul(-0.5)).add(s.graph.math().min(x, x.mul(0.3))));
        f.put("over itself", (s, x) -> x.mul(x).add(x));
        f.put("reduce", (s, x) -> x.mul(x.max(true, 1))
                .add(x.min(true, 1))
                .sub(x.mean(true, 1))
                .mul(x.sum(true, 1)));
        f.put("norms", (s, x) -> x.div(x.norm2(true, 1)).add(x.norm1(true, 1)));
        f.put("squeeze", (s, x) -> s.graph.squeeze(s.graph.expandDims(x, 1), 1));
        f.put("identity", (s, x) -> s.graph.identity(s.graph.identity(x)));
        f.put("permute", (s, x) -> s.graph.permute(s.graph.permute(x, 1, 0).mul(1.5), 1, 0));
        f.put("concat", (s, x) -> s.graph
                .slice(s.graph.concat(1, x, x.mul(2)), new int[] {0, 1}, -1, 2)
                .sum(true, 1)
                .add(x));
        f.put("stack", (s, x) -> s.graph.stack(1, x, s.graph.math().square(x)).sum(1));
        f.put("tile", (s, x) -> s.graph.tile(x, 1, 3).sum(true, 1).mul(x));
        f.put("merge", (s, x) -> s.graph
                .math()
                .mergeAdd(new SDVariable[] {x, x.mul(3), s.graph.math().tanh(x)}));
        f.put("reverse", (s, x) -> s.graph.reverse(x, 1).mul(x));
        f.put("layer normalisation by hand", (s, x) -> {
            SDVariable centered = x.sub(x.mean(true, 1));
            return centered.div(s.graph
                    .math()
                    .sqrt(s.graph.math().square(centered).mean(true, 1).add(1e-2)));
        });
        f.put("batched product", (s, x) -> s.graph
                .mmul(
                        s.graph.expandDims(x, 2),
                        s.graph.expandDims(s.graph.math().tanh(x), 1))
                .sum(2));
        return f;
    }

    private static Conv2DConfig convolution(int size, boolean same, boolean last) {
        return Conv2DConfig.builder()
                .kH(size)
                .kW(size)
                .sH(1)
                .sW(1)
                .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
                .dataFormat(last ? Conv2DConfig.NHWC : Conv2DConfig.NCHW)
                .weightsFormat(WeightsFormat.YXIO)
                .build();
    }

    private static void images(List<Layer> layers, int h, int w, int c, UniformRandomProvider random) {
        int out = 1 + random.nextInt(3);
        for (boolean last : new boolean[] {false, true}) {
            String format = " of " + h + "x" + w + "x" + c + (last ? " NHWC" : " NCHW");
            for (int size : new int[] {1, 3}) {
                for (boolean same : new boolean[] {false, true}) {
                    int rows = same ? h : h - size + 1;
                    int columns = same ? w : w - size + 1;
                    if (rows > 0 && columns > 0) {
                        layers.add(image(
                                "convolution " + size + (same ? " same" : " valid") + format,
                                h,
                                w,
                                c,
                                rows * columns * out,
                                last,
                                (s, x) -> s.graph
                                        .cnn()
                                        .conv2d(x, s.p(size, size, c, out), s.p(out), convolution(size, same, last))));
                    }
                }
            }
            Pooling2DConfig pooling = Pooling2DConfig.builder()
                    .kH(2)
                    .kW(2)
                    .sH(2)
                    .sW(2)
                    .isNHWC(last)
                    .paddingMode(PaddingMode.VALID)
                    .build();
            layers.add(image("max pooling" + format, h, w, c, h * w * c / 4, last, (s, x) -> s.graph
                    .cnn()
                    .maxPooling2d(x, pooling)));
            layers.add(image("avg pooling" + format, h, w, c, h * w * c / 4, last, (s, x) -> s.graph
                    .cnn()
                    .avgPooling2d(x, pooling)));
            layers.add(image("doubling" + format, h, w, c, h * w * c * 4, last, (s, x) -> s.graph
                    .cnn()
                    .upsampling2d(x, 2, 2, !last)
                    .mul(1.5)));
            layers.add(image("tripling" + format, h, w, c, h * w * c * 9, last, (s, x) -> s.graph
                    .cnn()
                    .upsampling2d(x, 3, 3, !last)));
            layers.add(image("doubling one way" + format, h, w, c, h * w * c * 2, last, (s, x) -> s.graph
                    .cnn()
                    .upsampling2d(x, 2, 1, !last)));
            layers.add(image("bias of a channel" + format, h, w, c, h * w * c, last, (s, x) -> s.graph
                    .nn()
                    .biasAdd(x, s.p(c), !last)));
        }
        layers.add(image("layer normalisation", h, w, c + 1, h * w * (c + 1), true, (s, x) -> s.graph
                .nn()
                .layerNorm(x, s.p(c + 1), s.p(c + 1), false, 3)));
        layers.add(image("group normalisation", h, w, 2 * c, h * w * 2 * c, true, (s, x) -> {
            SDVariable g = x.reshape(-1, h * w, 2, c);
            SDVariable centered = g.sub(g.mean(true, 1, 3));
            SDVariable variance = s.graph.math().square(centered).mean(true, 1, 3);
            return centered.div(s.graph.math().sqrt(variance.add(1e-3)))
                    .reshape(-1, h, w, 2 * c)
                    .mul(s.p(2 * c))
                    .add(s.p(2 * c));
        }));
        layers.add(image("slices and permutation", h, w, 2, h * w, true, (s, x) -> {
            SDVariable a = s.graph.slice(x, new int[] {0, 0, 0, 0}, -1, h, w, 1);
            SDVariable b = s.graph.slice(x, new int[] {0, 0, 0, 1}, -1, h, w, 1);
            return s.graph.permute(a.mul(b), 0, 2, 1, 3);
        }));
        layers.add(image(
                "channels added to a noise shift",
                h,
                w,
                c,
                h * w * c,
                true,
                (s, x) -> x.add(s.graph.math().tanh(x.mean(1, 2)).reshape(-1, 1, 1, c))));
        layers.add(image("batched products", h, w, c, h * h, true, (s, x) -> {
            SDVariable rows = x.reshape(-1, h, w * c);
            return s.graph.mmul(rows, rows, false, true, false);
        }));
        layers.add(image("embedding of a pixel", h, w, c, 3, true, (s, x) -> x.reshape(-1, h * w * c)
                .mmul(s.p(h * w * c, 3))));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void gradientOf(Layer layer) {
        UniformRandomProvider random = STREAMS.stream(layer.name);
        Function<DataType, NetworkGraph> graph = graph(layer.in, layer.out, layer.body);
        if (layer.name.endsWith("NHWC") && (layer.name.contains("doubling") || layer.name.contains("tripling"))) {
            // ND4J's own gradient of upsampling is wrong with channels last; the plan does without that op.
            GradientCheck.checkInDouble(layer.name, graph, 2 + random.nextInt(2), random);
        } else {
            GradientCheck.check(layer.name, graph, 2 + random.nextInt(2), random);
        }
    }

    private static double[] run(Function<DataType, NetworkGraph> build, Pass pass, double[] p, double[] x, double[] g) {
        try (CompiledNetwork network = CompiledNetwork.of(build.apply(DataType.DOUBLE))) {
            network.setParameters(p);
            NetworkGraph graph = network.description();
            int batch = x.length / graph.inputWidth();
            CompiledPlan plan = network.compile(batch, pass);
            double[] gradient = new double[pass == Pass.TRAINING ? p.length : x.length];
            plan.forward(x, batch, new double[batch * graph.outputWidth()]);
            plan.backward(g, gradient);
            return gradient;
        }
    }

    @Test
    void theInputItselfAsOutput() {
        double[] none = {};
        double[] x = {1, 2, 3, 4};
        double[] g = {5, 6, 7, 8};
        assertArrayEquals(g, run(graph(2, 2, s -> s.x), Pass.INPUT_GRADIENT, none, x, g));
        assertArrayEquals(g, run(graph(2, 2, s -> s.graph.identity(s.x)), Pass.INPUT_GRADIENT, none, x, g));
        assertArrayEquals(
                g, run(graph(2, 2, s -> s.x.reshape(-1, 1, 2).reshape(-1, 2)), Pass.INPUT_GRADIENT, none, x, g));
        assertArrayEquals(none, run(graph(2, 2, s -> s.x), Pass.TRAINING, none, x, g));
    }

    @Test
    void oneGradientOfTwoParameters() {
        // The gradients of the terms of a sum are one and the same variable.
        double[] p = {1, 2, 3, 4};
        double[] x = {1, 1, 1, 1};
        double[] g = {5, 6, 7, 8};
        double[] expected = {12, 14, 12, 14};
        assertArrayEquals(
                expected,
                run(graph(2, 2, s -> s.x.add(s.graph.math().mergeAdd(s.p(2), s.p(2)))), Pass.TRAINING, p, x, g));
        assertArrayEquals(expected, run(graph(2, 2, s -> s.x.add(s.p(2)).add(s.p(2))), Pass.TRAINING, p, x, g));
    }

    @Test
    void theGradientOfAParameterIsAReshape() {
        double[] p = {1, 2, 3, 4, 5, 6};
        double[] x = {1, 1, 1, 1};
        double[] g = {5, 6, 7, 8};
        double[] gradient = run(
                graph(2, 2, s -> s.x.mmul(s.p(4).reshape(2, 2))
                        .add(s.p(2).reshape(1, 2).reshape(2))),
                Pass.TRAINING,
                p,
                x,
                g);
        assertArrayEquals(new double[] {12, 14, 12, 14, 12, 14}, gradient);
    }

    @Test
    void aParameterUsedTwice() {
        UniformRandomProvider random = STREAMS.stream("twice");
        GradientCheck.check(
                "used twice",
                graph(3, 3, s -> {
                    SDVariable w = s.p(3, 3);
                    SDVariable h = s.graph.math().tanh(s.x.mmul(w));
                    return h.mmul(w).add(h.mmul(s.graph.permute(w, 1, 0)));
                }),
                3,
                random);
    }

    @Test
    void anUnusedParameterHasGradientZero() {
        double[] p = {1, 2, 3, 4};
        double[] gradient = run(
                graph(2, 2, s -> s.p(2).mul(0.5).name() == null ? s.x : s.x.mul(s.p(2))),
                Pass.TRAINING,
                p,
                new double[] {1, 2},
                new double[] {3, 4});
        assertArrayEquals(new double[] {0, 0, 3, 8}, gradient);
        // Of an output without parameters, and without the input.
        assertArrayEquals(
                new double[2],
                run(
                        graph(2, 2, s -> s.p(2) == null ? s.x : s.x.mul(2)),
                        Pass.TRAINING,
                        new double[2],
                        new double[2],
                        new double[2]));
        assertArrayEquals(
                new double[2],
                run(
                        graph(2, 2, s -> s.p(1, 2).mul(2)),
                        Pass.INPUT_GRADIENT,
                        new double[2],
                        new double[2],
                        new double[2]));
    }

    @Test
    void aLossOfTheGraphsOwnDoesNotCount() {
        Function<DataType, NetworkGraph> graph = graph(2, 2, s -> {
            SDVariable out = s.x.mul(s.p(2));
            out.norm2().markAsLoss();
            return out;
        });
        assertArrayEquals(
                new double[] {3, 8},
                run(graph, Pass.TRAINING, new double[] {1, 2}, new double[] {1, 2}, new double[] {3, 4}));
    }

    @Test
    void embedding() {
        // A product with unit vectors: the gradient of gather came out wrong.
        UniformRandomProvider random = STREAMS.stream("embedding");
        GradientCheck.check(
                "embedding", graph(8, 6, s -> s.x.reshape(-1, 4).mmul(s.p(4, 3)).reshape(-1, 6)), 3, random);
        Map<String, Function<Sketch, SDVariable>> wrong = Map.of(
                "gather",
                        s -> s.graph
                                .gather(s.p(2, 2), s.x.castTo(DataType.INT32), 0)
                                .sum(2),
                "cumsum", s -> s.graph.cumsum(s.x.mul(s.p(2)), false, false, 1));
        wrong.forEach((name, body) -> {
            try (CompiledNetwork network = CompiledNetwork.of(graph(2, 2, body).apply(DataType.FLOAT))) {
                String message = assertThrows(IllegalArgumentException.class, () -> network.plan(2, Pass.TRAINING))
                        .getMessage();
                assertTrue(message.contains("gradient of the op '" + name + "' is wrong"), message);
                network.plan(2, Pass.FORWARD).forward(new float[4], 2, new float[4]);
            }
        });
    }

    private static final Function<DataType, NetworkGraph> UNSUPPORTED = graph(3, 5, s -> {
        SDVariable h = s.graph.nn().linear(s.x, s.p(3, 5), s.p(5));
        SDVariable spread = s.graph.expandDims(s.graph.standardDeviation(h, false, 1), 1);
        return s.graph.nn().linear(s.graph.math().tanh(h.div(spread)), s.p(5, 5), s.p(5));
    });

    @Test
    void poolingsThatShareAConfigurationAreRefused() {
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 4);
        SDVariable image = graph.reshape(x, -1, 1, 2, 2);
        var config = Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).build();
        SDVariable both =
                graph.cnn().maxPooling2d(image, config).add(graph.cnn().avgPooling2d(image, config));
        SDVariable y = graph.reshape("y", both, -1, 1);
        NetworkGraph shared = new NetworkGraph(graph, "x", y.name(), List.of(), 4, 1);
        try (CompiledNetwork network = CompiledNetwork.of(shared)) {
            String message = assertThrows(IllegalArgumentException.class, () -> network.plan(1, Pass.INPUT_GRADIENT))
                    .getMessage();
            assertTrue(message.contains("share one Pooling2DConfig"), message);
        }
    }

    @Test
    void whatCanNotBeCompiledRunsThroughSameDiffWithOneWarning() throws Exception {
        UniformRandomProvider random = STREAMS.stream("unsupported");
        NetworkGraph graph = UNSUPPORTED.apply(DataType.FLOAT);
        float[] p = floats(random, graph.parameterCount());
        float[] x = floats(random, 4 * 3);
        float[] g = floats(random, 4 * 5);
        float[] outputs = new float[20];
        float[] gradient = new float[p.length];
        float[] inputGradient = new float[12];
        try (CompiledNetwork network = CompiledNetwork.of(graph)) {
            network.setParameters(p);
            Plan[] plans = new Plan[3];
            String log = Printed.by(() -> {
                for (Pass pass : Pass.values()) {
                    plans[pass.ordinal()] = network.plan(4, pass);
                }
            });
            assertEquals(1, log.split("can't be compiled", -1).length - 1, log);
            plans[0].forward(x, 4, outputs);
            float[] alone = outputs.clone();
            plans[1].forward(x, 4, outputs);
            plans[1].backward(g, gradient);
            plans[2].forward(x, 4, outputs);
            plans[2].inputGradients(g, inputGradient);
            assertArrayEquals(alone, outputs, 1e-6f);
            assertThrows(IllegalArgumentException.class, () -> plans[0].forward(x, 5, outputs));
            assertThrows(IllegalArgumentException.class, () -> plans[0].forward(x, 4, new float[19]));
            assertThrows(IllegalArgumentException.class, () -> plans[1].backward(new float[19], gradient));
            assertThrows(IllegalArgumentException.class, () -> plans[1].backward(g, new float[1]));
            assertThrows(IllegalStateException.class, () -> plans[1].inputGradients(g, inputGradient));

            // Central differences of this very plan.
            double expected = 0;
            double slope = 0;
            float[] d = floats(random, p.length);
            float[] moved = new float[p.length];
            for (int sign = -1; sign <= 1; sign += 2) {
                for (int i = 0; i < p.length; i++) {
                    moved[i] = p[i] + sign * 1e-3f * d[i];
                }
                network.setParameters(moved);
                plans[0].forward(x, 4, outputs);
                for (int i = 0; i < 20; i++) {
                    expected += sign * g[i] * outputs[i] / 2e-3;
                }
            }
            for (int i = 0; i < p.length; i++) {
                slope += d[i] * gradient[i];
            }
            assertEquals(expected, slope, 1e-2 * (1 + Math.abs(expected)));
        }
        // The same by hand, in double precision.
        double[] byHand = new double[20];
        for (int row = 0; row < 4; row++) {
            double[] h = new double[5];
            for (int j = 0; j < 5; j++) {
                h[j] = p[15 + j];
                for (int i = 0; i < 3; i++) {
                    h[j] += x[row * 3 + i] * p[i * 5 + j];
                }
            }
            double mean = Arrays.stream(h).average().orElseThrow();
            double deviation = Math.sqrt(
                    Arrays.stream(h).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
            for (int k = 0; k < 5; k++) {
                byHand[row * 5 + k] = p[45 + k];
                for (int j = 0; j < 5; j++) {
                    byHand[row * 5 + k] += Math.tanh(h[j] / deviation) * p[20 + j * 5 + k];
                }
            }
        }
        try (CompiledNetwork network = CompiledNetwork.of(UNSUPPORTED.apply(DataType.FLOAT))) {
            network.setParameters(p);
            Plan plan = network.plan(4, Pass.FORWARD);
            plan.forward(x, 4, outputs);
            for (int i = 0; i < 20; i++) {
                assertEquals(byHand[i], outputs[i], 1e-4);
            }
        }
    }

    @Test
    void refusesRandomOps() {
        Function<DataType, NetworkGraph> graph =
                graph(2, 2, s -> s.x.add(s.graph.random().normal(0, 1, s.type, 1, 2)));
        try (CompiledNetwork network = CompiledNetwork.of(graph.apply(DataType.DOUBLE))) {
            String message = assertThrows(IllegalArgumentException.class, () -> network.compile(2, Pass.FORWARD))
                    .getMessage();
            assertTrue(message.contains("can't be compiled"), message);
        }
    }

    private static float[] floats(UniformRandomProvider random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }
}
