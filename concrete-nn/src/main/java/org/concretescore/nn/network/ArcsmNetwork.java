package org.concretescore.nn.network;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.space.Counts;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.PointBatch;
import org.concretescore.nn.network.MadeNetwork.MaskedLayer;
import org.concretescore.nn.plan.NetworkGraph;
import org.concretescore.nn.plan.internal.ParameterCount;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The network of an {@link Arcsm} on vectors of D numbers. A row of input is {@code [given, x]} with 2 D numbers, and
 * with noise {@code [given, x, sigma]} with 3 D. A row of output is {@code [s_1..s_D]}, and with derivatives
 * {@code [s_1..s_D, s'_1..s'_D]}. The parameters are those of the context network, then those of the score network.
 */
public final class ArcsmNetwork implements GraphNetwork, VectorNetwork {
    /** The least number of rows of the score network in a shard. Wide activations should stay near the processor. */
    private static final int SCORE_ROWS = 1024;

    private final Arcsm options;
    private final int dimension;
    private final boolean derivatives;
    private final Memo<List<MaskedLayer>> layers;
    private final LayeredNetwork network;

    ArcsmNetwork(Arcsm options, int dimension, Answer answer) {
        Architectures.requireWidths(List.of(dimension));
        if (answer != Answer.CONDITIONALS && answer != Answer.CONDITIONALS_AND_DERIVATIVES) {
            throw new IllegalArgumentException("an autoregressive score model can't answer with " + answer);
        }
        this.options = options;
        this.dimension = dimension;
        derivatives = answer == Answer.CONDITIONALS_AND_DERIVATIVES;
        if (options.context() instanceof ConvolutionalContext image) {
            if (image.dimension() != dimension) {
                throw new IllegalArgumentException(
                        "images of " + image.height() + " x " + image.width() + " x " + image.channels() + " have "
                                + Counts.of(image.dimension(), "coordinate") + ", but dimension was " + dimension);
            }
            layers = new Memo<>(() -> new ConvolutionalStack(image, options.activation()).layers());
        } else {
            layers = new Memo<>(() -> made().layers(dimension, options.context().length()));
            ParameterCount.plus(0, "the contexts", dimension, options.context().length());
        }
        int shard = Math.max(16, Math.min(256, SCORE_ROWS / dimension));
        network = new LayeredNetwork(
                (options.noise() ? 3 : 2) * dimension, (derivatives ? 2 : 1) * dimension, shard, this::build);
    }

    private MaskedStack made() {
        return new MaskedStack(((MadeContext) options.context()).blocks(), options.activation(), true);
    }

    /** Returns the contexts of all coordinates, {@code [B D, length]}. */
    private SDVariable contexts(Layers built, SDVariable given) {
        if (options.context() instanceof ConvolutionalContext image) {
            return new ConvolutionalStack(image, options.activation()).build(built, given);
        }
        MaskedStack made = made();
        int length = options.context().length();
        double deviation = Math.sqrt(1.0 / made.widths().get(0));
        return made.build(built, given, dimension, dimension, dimension * length, deviation)
                .reshape(-1, length);
    }

    private SDVariable build(Layers built) {
        SameDiff graph = built.graph();
        SDVariable input = built.input();
        SDVariable given = graph.slice(input, new int[] {0, 0}, -1, dimension);
        SDVariable contexts = contexts(built, given);
        SDVariable x =
                graph.slice(input, new int[] {0, dimension}, -1, dimension).reshape(-1, 1);
        SDVariable sigma = options.noise()
                ? graph.slice(input, new int[] {0, 2 * dimension}, -1, dimension)
                        .reshape(-1, 1)
                : null;
        SDVariable[] scores = score(built, contexts, x, sigma, derivatives);
        SDVariable s = scores[0].reshape(-1, dimension);
        return derivatives ? graph.concat(1, s, scores[1].reshape(-1, dimension)) : s;
    }

    /**
     * Returns the scores, and the derivatives if they are needed, from rows of context, coordinate, and noise or null.
     */
    private SDVariable[] score(Layers built, SDVariable contexts, SDVariable x, SDVariable sigma, boolean slopes) {
        SameDiff graph = built.graph();
        int width = options.widths().get(0);
        int inputs = options.context().length() + (sigma == null ? 1 : 2);
        double deviation = Math.sqrt(1.0 / inputs);
        SDVariable z = built.dense("c", contexts, options.context().length(), width, deviation);
        // x counts for more than one number of the context, because the score depends on it most.
        SDVariable weights = built.weights("x", 1, width, 1);
        z = z.add(x.mmul(weights));
        if (sigma != null) {
            z = z.add(graph.math().log(sigma).mmul(built.weights("sigma", 1, width, 0.5)));
        }
        // The tangent of x is 1. A product with ones has faster gradients than a broadcast.
        SDVariable tangent = slopes ? x.mul(0).add(1).mmul(weights) : null;
        for (int i = 1; ; i++) {
            if (slopes) {
                SDVariable[] both = options.activation().applyWithSlope(graph, z);
                z = both[0];
                tangent = tangent.mul(both[1]);
            } else {
                z = options.activation().apply(graph, z);
            }
            boolean last = i == options.widths().size();
            int out = last ? 1 : options.widths().get(i);
            String name = last ? "s" : "s" + i;
            z = built.dense(name, z, width, out, last ? 0 : Math.sqrt(2.0 / (width + out)));
            if (slopes) {
                tangent = tangent.mmul(graph.getVariable("W" + name));
            }
            if (last) {
                break;
            }
            width = out;
        }
        if (sigma != null) {
            z = z.div(sigma);
            tangent = slopes ? tangent.div(sigma) : null;
        }
        return new SDVariable[] {z, tangent};
    }

    /**
     * Returns the score network alone, from rows {@code [c, x]}, or {@code [c, x, sigma]} with noise, to the score. Its
     * parameters are the last ones of this network.
     *
     * @return a network of one output
     */
    public GraphNetwork scoreNetwork() {
        int width = options.context().length();
        return new LayeredNetwork(width + (options.noise() ? 2 : 1), 1, 256, built -> {
            SameDiff graph = built.graph();
            SDVariable input = built.input();
            SDVariable sigma = options.noise() ? graph.slice(input, new int[] {0, width + 1}, -1, 1) : null;
            return score(
                    built,
                    graph.slice(input, new int[] {0, 0}, -1, width),
                    graph.slice(input, new int[] {0, width}, -1, 1),
                    sigma,
                    false)[0];
        });
    }

    /**
     * Returns the architecture.
     *
     * @return widths and noise
     */
    public Arcsm options() {
        return options;
    }

    /**
     * Returns the number of coordinates.
     *
     * @return D
     */
    public int dimension() {
        return dimension;
    }

    /**
     * Returns the layers of the context network, from input to output. Those of a MADE are {@code W} into the stream,
     * then for each block {@code W a} and {@code W' a}, then the output layer. A convolution is a dense layer without a
     * mask, from the inputs of its taps, row by row of the kernel and feature by feature of a tap, to the features of a
     * pixel. The convolutions are: 2 x 3, 1 x 3 and 2 x 1 taps into the stacks; then for each block three of 2 x 3 taps
     * of the vertical stack, and for the horizontal stack 2 x 2, one tap of the vertical stack, 2 x 2 and 2 x 2; then
     * the output layer on a pixel.
     *
     * @return the layers; their arrays are not to be changed
     */
    public List<MaskedLayer> contextLayers() {
        return layers.get();
    }

    @Override
    public void encode(PointBatch points, int from, int count, float[] rows) {
        int at = 0;
        for (int point = from; point < from + count; point++) {
            at = copy(points.given(), point, rows, at);
            at = copy(points.x(), point, rows, at);
            if (options.noise()) {
                at = copy(points.sigma(), point, rows, at);
            }
        }
    }

    private int copy(double[] values, int point, float[] rows, int at) {
        for (int d = 0; d < dimension; d++) {
            rows[at + d] = (float) values[point * dimension + d];
        }
        return at + dimension;
    }

    @Override
    public int inputWidth() {
        return network.inputWidth();
    }

    @Override
    public int outputWidth() {
        return network.outputWidth();
    }

    @Override
    public int parameterCount() {
        return network.parameterCount();
    }

    @Override
    public int shard() {
        return network.shard();
    }

    @Override
    public NetworkGraph graph(DataType type) {
        return network.graph(type);
    }

    @Override
    public float[] initialParameters(UniformRandomProvider random) {
        float[] parameters = network.initialParameters(random);
        applyMask(0, parameters);
        return parameters;
    }

    @Override
    public void applyMask(int mask, float[] vector) {
        layers.get().forEach(layer -> layer.clear(vector));
    }
}
