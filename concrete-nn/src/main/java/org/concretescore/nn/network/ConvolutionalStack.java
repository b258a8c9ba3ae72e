package org.concretescore.nn.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.concretescore.nn.network.MadeNetwork.MaskedLayer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The graph of a {@link ConvolutionalContext}. With a the activation and * a convolution, a block of the vertical stack
 * v and of the horizontal stack h is
 *
 * <pre>{@code
 * u = a(A * a(v))                v = v + (B * u) (1 + tanh(G * u))
 * u = a(A * a(h) + L a(v))       h = h + (B * u) (1 + tanh(G * u))
 * }</pre>
 *
 * <p>Inside, images are rotated by half a turn. The preceding pixels then lie below and to the right of a pixel. A
 * convolution of even size with padding to the same size looks there, so no shift costs a copy. A tap
 * {@code (i, j)} of a kernel of k columns reads what was the pixel {@code (y - i, x - j + (k - 1) / 2)}.
 */
record ConvolutionalStack(ConvolutionalContext options, Activation activation) {
    /**
     * Returns the layers in the order of {@link #build}. A convolution is a dense layer without a mask from the inputs
     * of its taps. First come 2 x 3, 1 x 3 and 2 x 1 taps of pixels and a one, into v and twice into h; then for each
     * block A, B, G of 2 x 3 taps, and A, L, B, G of 2 x 2 taps, where L has one tap; then the output layer.
     */
    List<MaskedLayer> layers() {
        int inputs = options.channels() + 1;
        int features = options.features();
        List<Integer> widths = new ArrayList<>(List.of(6 * inputs, 3 * inputs, 2 * inputs));
        for (int block = 0; block < options.blocks(); block++) {
            for (int taps : new int[] {6, 6, 6, 4, 1, 4, 4}) {
                widths.add(taps * features);
            }
        }
        List<MaskedLayer> layers = new ArrayList<>();
        int at = 0;
        for (int width : widths) {
            MaskedLayer layer = new MaskedLayer(at, new int[width], new int[features]);
            layers.add(layer);
            at = layer.end();
        }
        // The output reads the features, then all channels of the pixel except the last, which no output may see.
        int[] read = new int[features + options.channels() - 1];
        Arrays.setAll(read, k -> Math.max(0, k - features + 1));
        int[] outputs = new int[Math.multiplyExact(options.channels(), options.length())];
        Arrays.setAll(outputs, k -> k / options.length());
        layers.add(new MaskedLayer(at, read, outputs));
        return List.copyOf(layers);
    }

    /** Returns the contexts, {@code [B D, length]}, of images {@code [B, D]}. */
    SDVariable build(Layers layers, SDVariable given) {
        SameDiff graph = layers.graph();
        int height = options.height();
        int width = options.width();
        int channels = options.channels();
        int pixels = height * width;
        SDVariable image = given.reshape(-1, pixels, channels);
        SDVariable turned = graph.reverse(image, 1);
        SDVariable ones =
                graph.slice(turned, new int[] {0, 0, 0}, -1, pixels, 1).mul(0).add(1);
        // A channel of ones distinguishes the border from pixels of value 0.
        int inputs = channels + 1;
        turned = graph.concat(2, turned, ones);
        SDVariable above = shifted(graph, turned.reshape(-1, pixels * inputs), pixels * inputs, width * inputs)
                .reshape(-1, height, width, inputs);
        SDVariable left = shifted(graph, turned.reshape(-1, width * inputs), width * inputs, inputs)
                .reshape(-1, height, width, inputs);
        int features = options.features();
        SDVariable v = layers.convolution("v0", above, 2, 3, inputs, features, Math.sqrt(2.0 / (6 * inputs)));
        SDVariable h = layers.convolution("u0", above, 1, 3, inputs, features, Math.sqrt(2.0 / (5 * inputs)))
                .add(layers.convolution("l0", left, 2, 1, inputs, features, Math.sqrt(2.0 / (5 * inputs))));
        SDVariable active = activation.apply(graph, v);
        double deviation = Math.sqrt(2.0 / (6 * features));
        double joint = Math.sqrt(2.0 / (5 * features));
        for (int block = 1; block <= options.blocks(); block++) {
            SDVariable inner = layers.convolution("v" + block + "a", active, 2, 3, features, features, deviation);
            v = v.add(gated(layers, "v" + block, inner, 3));
            active = activation.apply(graph, v);
            inner = layers.convolution("h" + block + "a", activation.apply(graph, h), 2, 2, features, features, joint)
                    .add(layers.convolution("h" + block + "l", active, 1, 1, features, features, joint));
            h = h.add(gated(layers, "h" + block, inner, 2));
        }
        SDVariable read = graph.reverse(activation.apply(graph, h).reshape(-1, pixels, features), 1);
        if (channels > 1) {
            read = graph.concat(2, read, graph.slice(image, new int[] {0, 0, 0}, -1, pixels, channels - 1));
        }
        int readEach = features + channels - 1;
        return layers.dense(
                        "out",
                        read.reshape(-1, readEach),
                        readEach,
                        channels * options.length(),
                        Math.sqrt(1.0 / features))
                .reshape(-1, options.length());
    }

    /** Moves rows of numbers by some places to the left, and fills the end with zeros. */
    private static SDVariable shifted(SameDiff graph, SDVariable rows, int numbers, int places) {
        SDVariable zeros = graph.slice(rows, new int[] {0, 0}, -1, places).mul(0);
        return graph.slice(graph.concat(1, rows, zeros), new int[] {0, places}, -1, numbers);
    }

    /** Returns the term that a block adds. It is small at first, so that the block then does little. */
    private SDVariable gated(Layers layers, String name, SDVariable inner, int columns) {
        int features = options.features();
        SDVariable u = activation.apply(layers.graph(), inner);
        double deviation = 0.1 * Math.sqrt(2.0 / (2 * columns * features));
        SDVariable value = layers.convolution(name + "b", u, 2, columns, features, features, deviation);
        SDVariable gate = layers.convolution(name + "g", u, 2, columns, features, features, deviation);
        // 1 + tanh is twice a sigmoid of twice its argument. oneDNN has tanh.
        return value.mul(layers.graph().math().tanh(gate).add(1));
    }
}
