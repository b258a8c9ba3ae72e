package org.concretescore.nn.network;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.plan.NetworkGraph;
import org.concretescore.nn.plan.internal.ParameterCount;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Pooling2D;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Builds a network's graph layer by layer, and keeps the list of its parameters with the deviations of their initial
 * values. Images are {@code [B, H, W, C]}, because oneDNN is fastest on them.
 */
final class Layers {
    private record Parameter(String name, long[] shape, double mean, double deviation) {
        long length() {
            long length = 1;
            for (long extent : shape) {
                length *= extent;
            }
            return length;
        }
    }

    private final SameDiff graph;
    private final DataType type;
    private final int inputWidth;
    /**
     * True if the layers are only counted. Parameters then take no memory, because a description may ask for any
     * number.
     */
    private final boolean counting;

    private final List<Parameter> parameters = new ArrayList<>();
    private int parameterCount;

    /** Begins a graph with its input. */
    Layers(DataType type, int inputWidth) {
        this(type, inputWidth, false);
    }

    /** Returns a builder that knows its parameters, but can't be run. */
    static Layers counting(int inputWidth) {
        return new Layers(DataType.FLOAT, inputWidth, true);
    }

    private Layers(DataType type, int inputWidth, boolean counting) {
        Backend.select();
        this.counting = counting;
        this.graph = SameDiff.create();
        this.type = type;
        this.inputWidth = inputWidth;
        graph.placeHolder("input", type, -1, inputWidth);
    }

    SameDiff graph() {
        return graph;
    }

    SDVariable input() {
        return graph.getVariable("input");
    }

    private SDVariable parameter(String name, double mean, double deviation, long... shape) {
        parameterCount = ParameterCount.plus(parameterCount, name, shape);
        parameters.add(new Parameter(name, shape, mean, deviation));
        // The values are in the flat vector. The graph is only read.
        return counting ? graph.placeHolder(name, type, shape) : graph.var(name, Backend.zeros(type, shape));
    }

    SDVariable constant(String name, double... values) {
        return graph.constant(name, Nd4j.createFromArray(values).castTo(type));
    }

    /** Returns x W + b, with W of shape [in, out] and entries of the given deviation. */
    SDVariable dense(String name, SDVariable x, int in, int out, double deviation) {
        SDVariable weight = parameter("W" + name, 0, deviation, in, out);
        SDVariable bias = parameter("b" + name, 0, 0, out);
        return graph.nn().linear(x, weight, bias);
    }

    /** Returns a matrix of shape [in, out] without a bias, with entries of the given deviation. */
    SDVariable weights(String name, int in, int out, double deviation) {
        return parameter("W" + name, 0, deviation, in, out);
    }

    /** Returns a same-padded convolution with a square kernel and weights [size, size, in, out]. */
    SDVariable convolution(String name, SDVariable x, int size, int in, int out, double deviation) {
        return convolution(name, x, size, size, in, out, deviation);
    }

    /**
     * Returns a same-padded convolution with weights [rows, columns, in, out]. If the number of taps is even, the tap
     * at the pixel itself is the first of the middle two.
     */
    SDVariable convolution(String name, SDVariable x, int rows, int columns, int in, int out, double deviation) {
        SDVariable weight = parameter("W" + name, 0, deviation, rows, columns, in, out);
        SDVariable bias = parameter("b" + name, 0, 0, out);
        Conv2DConfig config = Conv2DConfig.builder()
                .kH(rows)
                .kW(columns)
                .sH(1)
                .sW(1)
                .paddingMode(PaddingMode.SAME)
                .dataFormat(Conv2DConfig.NHWC)
                .weightsFormat(WeightsFormat.YXIO)
                .build();
        return graph.cnn().conv2d(x, weight, bias, config);
    }

    SDVariable maxPooling(SDVariable x) {
        return graph.cnn()
                .maxPooling2d(
                        x,
                        Pooling2DConfig.builder()
                                .kH(2)
                                .kW(2)
                                .sH(2)
                                .sW(2)
                                .isNHWC(true)
                                .paddingMode(PaddingMode.VALID)
                                .type(Pooling2D.Pooling2DType.MAX)
                                .build());
    }

    SDVariable upsampling(SDVariable x) {
        return graph.cnn().upsampling2d(x, 2, 2, false);
    }

    /** Normalises each group of channels of each image to mean 0 and variance 1, then applies a gain and a bias. */
    SDVariable groupNormalisation(String name, SDVariable x, int pixels, int channels, int groups, long[] shape) {
        SDVariable gain = parameter("g" + name, 1, 0, channels);
        SDVariable bias = parameter("o" + name, 0, 0, channels);
        SDVariable grouped = x.reshape(-1, pixels, groups, channels / groups);
        SDVariable centered = grouped.sub(grouped.mean(true, 1, 3));
        SDVariable variance = graph.math().square(centered).mean(true, 1, 3);
        SDVariable normal = centered.div(graph.math().sqrt(variance.add(1e-5)));
        return normal.reshape(shape).mul(gain).add(bias);
    }

    /** Returns the graph, with the given variable as its output. */
    NetworkGraph finish(SDVariable output, int outputWidth) {
        output.rename("output");
        return new NetworkGraph(
                graph,
                "input",
                "output",
                parameters.stream().map(Parameter::name).toList(),
                inputWidth,
                outputWidth);
    }

    /** Returns the number of parameters so far. */
    int parameterCount() {
        return parameterCount;
    }

    /** Returns the initial values of all parameters so far. */
    float[] initialParameters(UniformRandomProvider random) {
        float[] values = new float[parameterCount()];
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        int at = 0;
        for (Parameter parameter : parameters) {
            for (long i = 0; i < parameter.length(); i++) {
                double draw = parameter.deviation() == 0 ? 0 : parameter.deviation() * normal.sample();
                values[at++] = (float) (parameter.mean() + draw);
            }
        }
        return values;
    }
}
