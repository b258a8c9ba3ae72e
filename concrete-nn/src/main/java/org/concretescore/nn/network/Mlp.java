package org.concretescore.nn.network;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.plan.NetworkGraph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Multilayer perceptrons: dense layers with an activation between them. */
public final class Mlp {
    private Mlp() {}

    /**
     * The graph of a perceptron.
     *
     * @param inputWidth the width of a row of the input
     * @param widths the widths of the hidden layers, perhaps none
     * @param outputWidth the width of a row of the output
     * @param activation the function after each hidden layer
     * @return the graph; input {@code [B, inputWidth]}, output {@code [B, outputWidth]}, parameters W0, b0, W1, ... with
     *     W_i of shape {@code [in, out]}
     * @throws IllegalArgumentException if a width is below 1
     */
    public static NetworkGraph graph(int inputWidth, List<Integer> widths, int outputWidth, Activation activation) {
        Backend.select();
        List<Integer> all = layers(inputWidth, widths, outputWidth);
        SameDiff graph = SameDiff.create();
        SDVariable h = graph.placeHolder("input", DataType.FLOAT, -1, inputWidth);
        List<String> parameters = new ArrayList<>();
        int last = all.size() - 2;
        for (int i = 0; i <= last; i++) {
            SDVariable weight = graph.var("W" + i, Nd4j.zeros(DataType.FLOAT, all.get(i), all.get(i + 1)));
            SDVariable bias = graph.var("b" + i, Nd4j.zeros(DataType.FLOAT, all.get(i + 1)));
            parameters.add("W" + i);
            parameters.add("b" + i);
            h = graph.nn().linear(h, weight, bias);
            if (i < last) {
                h = activation.apply(graph, h);
            }
        }
        h.rename("output");
        return new NetworkGraph(graph, "input", "output", parameters, inputWidth, outputWidth);
    }

    private static List<Integer> layers(int inputWidth, List<Integer> widths, int outputWidth) {
        List<Integer> all = new ArrayList<>();
        all.add(inputWidth);
        all.addAll(widths);
        all.add(outputWidth);
        for (int width : all) {
            if (width < 1) {
                throw new IllegalArgumentException("every layer needs at least one unit, widths were " + all);
            }
        }
        return all;
    }

    /**
     * The number of parameters.
     *
     * @param inputWidth the width of a row of the input
     * @param widths the widths of the hidden layers
     * @param outputWidth the width of a row of the output
     * @return the length of the flat parameter vector
     * @throws ArithmeticException if it does not fit an int
     */
    public static int parameterCount(int inputWidth, List<Integer> widths, int outputWidth) {
        List<Integer> all = layers(inputWidth, widths, outputWidth);
        int count = 0;
        for (int i = 0; i + 1 < all.size(); i++) {
            count = Math.addExact(count, Math.multiplyExact(all.get(i) + 1, all.get(i + 1)));
        }
        return count;
    }

    /**
     * Initial parameters: normal weights that keep the activations' scale (variance 1/active in the first layer,
     * 2/(in + out) in the others), zero biases, and a zero last layer, so that an untrained model is the uniform
     * distribution.
     *
     * @param inputWidth the width of a row of the input
     * @param active how many entries of an input row are not 0
     * @param widths the widths of the hidden layers
     * @param outputWidth the width of a row of the output
     * @param random the generator
     * @return the flat parameter vector
     */
    public static float[] initialParameters(
            int inputWidth, int active, List<Integer> widths, int outputWidth, UniformRandomProvider random) {
        List<Integer> all = layers(inputWidth, widths, outputWidth);
        float[] parameters = new float[parameterCount(inputWidth, widths, outputWidth)];
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        int at = 0;
        for (int i = 0; i + 2 < all.size(); i++) {
            int in = all.get(i);
            int out = all.get(i + 1);
            double deviation = Math.sqrt(i == 0 ? 1.0 / active : 2.0 / (in + out));
            for (int j = 0; j < in * out; j++) {
                parameters[at++] = (float) (deviation * normal.sample());
            }
            at += out;
        }
        return parameters;
    }
}
