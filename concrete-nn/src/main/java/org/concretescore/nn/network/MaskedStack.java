package org.concretescore.nn.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.nn.network.MadeNetwork.MaskedLayer;
import org.concretescore.nn.plan.internal.ParameterCount;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The dense layers of a masked network: those of a perceptron, or a layer that widens the input and residual blocks
 * {@code h + W' a(W a(h))} (Durkan and Nash 2019), followed by the output layer.
 */
record MaskedStack(List<Integer> widths, Activation activation, boolean residual) {
    /** Returns the degrees of the hidden layers: in turn, or drawn if there is a generator. */
    List<int[]> hidden(int dimension, UniformRandomProvider random) {
        List<int[]> degrees = new ArrayList<>();
        int highest = Math.max(1, dimension - 1);
        for (int width : widths) {
            if (residual && !degrees.isEmpty()) {
                // The stream that a block adds to must see as much as the term that is added.
                degrees.add(degrees.get(0));
                continue;
            }
            int[] layer = new int[width];
            for (int k = 0; k < width; k++) {
                layer[k] = random == null ? k % highest + 1 : random.nextInt(highest) + 1;
            }
            degrees.add(layer);
        }
        return degrees;
    }

    /** Returns the dense layers in the order in which {@link #build} makes them. */
    List<MaskedLayer> layers(int[] inputs, List<int[]> hidden, int[] outputs) {
        List<MaskedLayer> layers = new ArrayList<>();
        int[] previous = inputs;
        int at = 0;
        for (int[] next : hidden) {
            // A residual network has one layer that widens the input, then two per block.
            int count = !residual ? 1 : layers.isEmpty() ? 3 : 2;
            for (int i = 0; i < count; i++) {
                MaskedLayer layer = new MaskedLayer(at, previous, next);
                layers.add(layer);
                at = layer.end();
                previous = next;
            }
        }
        layers.add(new MaskedLayer(at, previous, outputs));
        return List.copyOf(layers);
    }

    /**
     * Returns the layers for D numbers in their order. Each number has the same number of outputs, which see the
     * preceding numbers.
     */
    List<MaskedLayer> layers(int dimension, int outputsEach) {
        int[] inputs = new int[dimension];
        Arrays.setAll(inputs, d -> d + 1);
        int[] outputs = new int[ParameterCount.plus(0, "an output", dimension, outputsEach)];
        Arrays.setAll(outputs, k -> k / outputsEach);
        return layers(inputs, hidden(dimension, null), outputs);
    }

    /**
     * Builds the layers as a graph. In each row about {@code active} of the inputs are not 0. The weights of the output
     * begin with the given deviation.
     */
    SDVariable build(Layers layers, SDVariable input, int inputs, int active, int outputs, double lastDeviation) {
        SDVariable h = input;
        int in = inputs;
        if (residual) {
            int width = widths.get(0);
            h = layers.dense("0", h, in, width, Math.sqrt(2.0 / active));
            for (int i = 0; i < widths.size(); i++) {
                SDVariable inner = activation.apply(layers.graph(), h);
                inner = layers.dense(i + 1 + "a", inner, width, width, Math.sqrt(4.0 / width));
                inner = activation.apply(layers.graph(), inner);
                h = h.add(layers.dense(i + 1 + "b", inner, width, width, 0.1 * Math.sqrt(4.0 / width)));
            }
            h = activation.apply(layers.graph(), h);
            return layers.dense("out", h, width, outputs, lastDeviation);
        }
        for (int i = 0; i < widths.size(); i++) {
            int out = widths.get(i);
            // The masks remove about half of the connections.
            double deviation = i == 0 ? Math.sqrt(2.0 / active) : Math.sqrt(4.0 / (in + out));
            h = activation.apply(layers.graph(), layers.dense(String.valueOf(i), h, in, out, deviation));
            in = out;
        }
        return layers.dense("out", h, in, outputs, lastDeviation);
    }
}
