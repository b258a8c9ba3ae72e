package org.concretescore.nn.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.plan.NetworkGraph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The network of a {@link Made} on some states. The graph is that of a dense network: masks are applied to the flat
 * vectors of parameters and gradients, once a step, instead of to each weight in each replica.
 *
 * <p>A unit of degree m sees the first m coordinates of the order: a connection from a unit of degree a to a hidden unit
 * of degree b is kept if b is at least a, to an output of the coordinate in place b (from 1) if b is above a.
 */
public final class MadeNetwork implements GraphNetwork {
    private final LayeredNetwork dense;
    private final Made made;
    private final StateSpace space;
    /** The coordinate of each input, and of each output. */
    private final int[] inputCoordinate;

    private final int[] outputCoordinate;
    private final List<Mask> masks = new ArrayList<>();

    /** One order and the degrees of all hidden layers. */
    private record Mask(int[] order, int[] place, List<int[]> degrees) {}

    MadeNetwork(Made made, StateSpace space, Encoding encoding) {
        if (Made.outputWidth(space) == 0) {
            throw new IllegalArgumentException(space + " has a single state, so there is nothing to learn");
        }
        this.made = made;
        this.space = space;
        dense = new LayeredNetwork(encoding.width(space), Made.outputWidth(space), 64, this::build);
        inputCoordinate = coordinates(inputWidth(), d -> encoding.width(StateSpace.of(space.cardinality(d))));
        outputCoordinate = coordinates(outputWidth(), d -> Made.outputs(space.cardinality(d)));
        RandomStreams streams = new RandomStreams(made.maskSeed());
        for (int m = 0; m < made.masks(); m++) {
            masks.add(mask(streams.stream("mask", m)));
        }
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

    private Mask mask(UniformRandomProvider random) {
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
        List<int[]> degrees = new ArrayList<>();
        int highest = Math.max(1, dimension - 1);
        for (int width : made.widths()) {
            if (made.residual() && !degrees.isEmpty()) {
                // What a block adds to must see as much as what is added.
                degrees.add(degrees.get(0));
                continue;
            }
            int[] layer = new int[width];
            for (int k = 0; k < width; k++) {
                layer[k] = made.masks() == 1 ? k % highest + 1 : random.nextInt(highest) + 1;
            }
            degrees.add(layer);
        }
        return new Mask(order, place, degrees);
    }

    /**
     * The architecture.
     *
     * @return widths and masks
     */
    public Made made() {
        return made;
    }

    /**
     * The order in which a mask generates the coordinates.
     *
     * @param mask the mask
     * @return a permutation of the coordinates
     */
    public int[] order(int mask) {
        return masks.get(mask).order.clone();
    }

    /**
     * The degrees of the units of the hidden layers, or of the residual stream.
     *
     * @param mask the mask
     * @param layer the layer, from 0
     * @return how many coordinates of the order each unit may see
     */
    public int[] degrees(int mask, int layer) {
        return masks.get(mask).degrees.get(layer).clone();
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
        SDVariable h = layers.input();
        int in = inputWidth();
        int dimension = space.dimension();
        List<Integer> widths = made.widths();
        if (made.residual()) {
            int width = widths.get(0);
            h = layers.dense("0", h, in, width, Math.sqrt(2.0 / dimension));
            for (int i = 0; i < widths.size(); i++) {
                SDVariable inner = made.activation().apply(layers.graph(), h);
                inner = layers.dense(i + 1 + "a", inner, width, width, Math.sqrt(4.0 / width));
                inner = made.activation().apply(layers.graph(), inner);
                h = h.add(layers.dense(i + 1 + "b", inner, width, width, 0.1 * Math.sqrt(4.0 / width)));
            }
            h = made.activation().apply(layers.graph(), h);
            return layers.dense("out", h, width, outputWidth(), 0);
        }
        for (int i = 0; i < widths.size(); i++) {
            int out = widths.get(i);
            // About half of the connections are masked.
            double deviation = i == 0 ? Math.sqrt(2.0 / dimension) : Math.sqrt(4.0 / (in + out));
            h = made.activation().apply(layers.graph(), layers.dense(String.valueOf(i), h, in, out, deviation));
            in = out;
        }
        return layers.dense("out", h, in, outputWidth(), 0);
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
    public void applyMask(int index, float[] vector) {
        Mask mask = masks.get(index);
        int[] previous = degreesOf(inputCoordinate, mask);
        int at = 0;
        int layers = made.widths().size();
        for (int i = 0; i < layers; i++) {
            int[] next = mask.degrees.get(i);
            if (made.residual()) {
                if (i == 0) {
                    at = clear(vector, at, previous, next, 0);
                }
                at = clear(vector, at, next, next, 0);
                at = clear(vector, at, next, next, 0);
            } else {
                at = clear(vector, at, previous, next, 0);
            }
            previous = next;
        }
        clear(vector, at, previous, degreesOf(outputCoordinate, mask), 1);
    }

    /** The places, from 1, of the coordinates that inputs or outputs belong to. */
    private static int[] degreesOf(int[] coordinates, Mask mask) {
        return Arrays.stream(coordinates).map(d -> mask.place[d]).toArray();
    }

    /** Clears the weights of one layer whose output's degree is below that of their input plus a margin. */
    private static int clear(float[] vector, int at, int[] in, int[] out, int margin) {
        for (int degree : in) {
            int least = degree + margin;
            for (int k = 0; k < out.length; k++) {
                if (out[k] < least) {
                    vector[at + k] = 0;
                }
            }
            at += out.length;
        }
        return at + out.length;
    }
}
