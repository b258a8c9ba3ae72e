package org.concretescore.nn.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.plan.NetworkGraph;
import org.concretescore.nn.plan.internal.ParameterCount;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The network of a {@link Made} on some states. The graph is that of a dense network. Masks are applied to the flat
 * vectors of parameters and gradients, once per step, instead of to each weight in each replica.
 *
 * <p>The degree of a unit is the number of coordinates of the order that it may see. The input of the coordinate in
 * place p (from 1) has degree p, an output of that coordinate has degree p - 1, and a hidden unit has a degree from 1
 * to D - 1. A connection is kept if its end has at least the degree of its beginning.
 */
public final class MadeNetwork implements GraphNetwork {
    private final LayeredNetwork dense;
    private final MaskedStack stack;
    private final Made made;
    private final StateSpace space;
    private final Encoding encoding;
    private final Memo<List<Mask>> masks = new Memo<>(this::draw);

    /** An order, and the dense layers that it leaves. */
    private record Mask(int[] order, List<MaskedLayer> layers) {}

    /**
     * A dense layer {@code x W + b} behind a mask. The flat vector holds its W, {@code [inputs, outputs]} row-major,
     * then its b.
     *
     * @param offset where the layer begins in the flat vector
     * @param inputDegrees the degrees of its inputs
     * @param outputDegrees the degrees of its outputs; a weight is kept if this is at least the degree of its input
     */
    public record MaskedLayer(int offset, int[] inputDegrees, int[] outputDegrees) {
        /**
         * Returns where the next layer begins.
         *
         * @return a place in the flat vector
         */
        public int end() {
            return ParameterCount.plus(offset, "a masked layer", inputDegrees.length + 1, outputDegrees.length);
        }

        /** Clears the weights that the mask removes. */
        void clear(float[] vector) {
            int at = offset;
            for (int degree : inputDegrees) {
                for (int k = 0; k < outputDegrees.length; k++) {
                    if (outputDegrees[k] < degree) {
                        vector[at + k] = 0;
                    }
                }
                at += outputDegrees.length;
            }
        }
    }

    MadeNetwork(Made made, StateSpace space, Encoding encoding) {
        if (Made.outputWidth(space) == 0) {
            throw new IllegalArgumentException(space + " has a single state, so there is nothing to learn");
        }
        Architectures.requireWidths(List.of(encoding.width(space), Made.outputWidth(space)));
        this.made = made;
        this.space = space;
        stack = new MaskedStack(made.widths(), made.activation(), made.residual());
        dense = new LayeredNetwork(encoding.width(space), Made.outputWidth(space), shard(made, space), this::build);
        this.encoding = encoding;
    }

    private List<Mask> draw() {
        int[] inputs = coordinates(inputWidth(), d -> encoding.width(StateSpace.of(space.cardinality(d))));
        int[] outputs = coordinates(outputWidth(), d -> Made.outputs(space.cardinality(d)));
        RandomStreams streams = new RandomStreams(made.maskSeed());
        List<Mask> drawn = new ArrayList<>();
        for (int m = 0; m < made.masks(); m++) {
            drawn.add(mask(inputs, outputs, streams.stream("mask", m)));
        }
        return drawn;
    }

    /** Chooses rows that fit the cache beside wide layers, but more rows for narrow layers, where calls count. */
    private static int shard(Made made, StateSpace space) {
        int widest = made.widths().stream().mapToInt(w -> w).max().orElse(0);
        return Math.max(widest, Made.outputWidth(space)) < 400 ? 256 : 64;
    }

    private int[] coordinates(int width, java.util.function.IntUnaryOperator widthOf) {
        int[] coordinates = new int[width];
        int at = 0;
        for (int d = 0; d < space.dimension(); d++) {
            int next = at + widthOf.applyAsInt(d);
            Arrays.fill(coordinates, at, next, d);
            at = next;
        }
        return coordinates;
    }

    /** Makes a mask from the coordinate of each input and of each output. */
    private Mask mask(int[] inputCoordinate, int[] outputCoordinate, UniformRandomProvider random) {
        int dimension = space.dimension();
        int[] order = new int[dimension];
        for (int i = 0; i < dimension; i++) {
            int j = made.order() == Made.Order.SHUFFLED ? random.nextInt(i + 1) : i;
            order[i] = order[j];
            order[j] = i;
        }
        int[] place = new int[dimension];
        for (int i = 0; i < dimension; i++) {
            place[order[i]] = i + 1;
        }
        int[] inputs = Arrays.stream(inputCoordinate).map(d -> place[d]).toArray();
        int[] outputs = Arrays.stream(outputCoordinate).map(d -> place[d] - 1).toArray();
        return new Mask(
                order, stack.layers(inputs, stack.hidden(dimension, made.masks() == 1 ? null : random), outputs));
    }

    /**
     * Returns the architecture.
     *
     * @return widths and masks
     */
    public Made made() {
        return made;
    }

    /**
     * Returns the order in which a mask generates the coordinates.
     *
     * @param mask the mask
     * @return a permutation of the coordinates
     */
    public int[] order(int mask) {
        return masks.get().get(mask).order.clone();
    }

    /**
     * Returns the dense layers behind a mask, from input to output. Those of a residual network are {@code W} into the
     * stream, then for each block {@code W a} and {@code W' a}, then the output layer.
     *
     * @param mask the mask
     * @return the layers; their arrays are not to be changed
     */
    public List<MaskedLayer> layers(int mask) {
        return masks.get().get(mask).layers;
    }

    @Override
    public int inputWidth() {
        return dense.inputWidth();
    }

    @Override
    public int outputWidth() {
        return dense.outputWidth();
    }

    @Override
    public int parameterCount() {
        return dense.parameterCount();
    }

    @Override
    public int shard() {
        return dense.shard();
    }

    @Override
    public NetworkGraph graph(DataType type) {
        return dense.graph(type);
    }

    @Override
    public int masks() {
        return made.masks();
    }

    private SDVariable build(Layers layers) {
        return stack.build(layers, layers.input(), inputWidth(), space.dimension(), outputWidth(), 0);
    }

    @Override
    public float[] initialParameters(UniformRandomProvider random) {
        float[] parameters = dense.initialParameters(random);
        if (masks() == 1) {
            applyMask(0, parameters);
        }
        return parameters;
    }

    @Override
    public void beginAt(float[] parameters, IndependentModel marginals) {
        // The last layer's weights are 0. Its biases are the last parameters: a logit for two values, else log weights.
        int at = parameters.length - outputWidth();
        for (int d = 0; d < space.dimension(); d++) {
            int k = space.cardinality(d);
            if (k == 2) {
                parameters[at++] = (float) Math.log(marginals.probability(d, 1) / marginals.probability(d, 0));
            }
            for (int value = 0; k > 2 && value < k; value++) {
                parameters[at++] = (float) Math.log(marginals.probability(d, value));
            }
        }
    }

    @Override
    public void applyMask(int index, float[] vector) {
        masks.get().get(index).layers.forEach(layer -> layer.clear(vector));
    }
}
