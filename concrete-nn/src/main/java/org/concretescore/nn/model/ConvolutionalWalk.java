package org.concretescore.nn.model;

import java.util.Arrays;
import java.util.List;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.ConvolutionalContext;

/**
 * A walk of a convolutional context over the pixels of n images. Each feature is computed once: in the vertical stack
 * as soon as the rows above are known, in the horizontal stack as soon as the preceding pixels are known. Of each map
 * that a convolution reads, two rows are kept, the row of the pixel and the row above.
 */
final class ConvolutionalWalk implements ContextWalk {
    /** The layers before the blocks. */
    private static final int FIRST = 3;
    /** The number of layers of a block: A, B, G of the vertical stack, then A, L, B, G of the horizontal one. */
    private static final int EACH = 7;

    private final ConvolutionalContext options;
    private final List<PackedLayer> layers;
    private final Activation activation;
    /** The numbers of a pixel, followed by a one, {@code [pixel][number][n]}. */
    private final float[][][] pixels;
    /**
     * The vertical stack before each block and behind the last, activated,
     * {@code [block][row % 2][column][feature][n]}.
     */
    private final float[][][][][] vertical;

    private final float[][][][][] verticalInner;
    private final float[][][][][] horizontal;
    private final float[][][][][] horizontalInner;
    /** The sums that blocks add to: a row of the vertical stack, and a pixel of the horizontal one. */
    private final float[][][] rowSums;

    private final float[][] sums;
    private final float[][] values;
    private final float[][] gates;
    /** The inputs of a layer, by reference. */
    private final float[][] taps;

    private final float[] zeros;

    ConvolutionalWalk(ConvolutionalContext options, List<PackedLayer> layers, Activation activation, int n) {
        this.options = options;
        this.layers = layers;
        this.activation = activation;
        int width = options.width();
        int features = options.features();
        pixels = new float[options.height() * width][options.channels() + 1][n];
        for (float[][] pixel : pixels) {
            Arrays.fill(pixel[options.channels()], 1);
        }
        int blocks = options.blocks();
        vertical = new float[blocks + 1][2][width][features][n];
        verticalInner = new float[blocks][2][width][features][n];
        horizontal = new float[blocks][2][width][features][n];
        horizontalInner = new float[blocks][2][width][features][n];
        rowSums = new float[width][features][n];
        sums = new float[features][n];
        values = new float[features][n];
        gates = new float[features][n];
        taps = new float[Math.max(6 * Math.max(features, options.channels() + 1), features + options.channels())][];
        zeros = new float[n];
    }

    @Override
    public float[] input(int coordinate) {
        return pixels[coordinate / options.channels()][coordinate % options.channels()];
    }

    @Override
    public void outputs(int coordinate, float[][] target) {
        int pixel = coordinate / options.channels();
        int channel = coordinate % options.channels();
        if (channel == 0) {
            int row = pixel / options.width();
            int column = pixel % options.width();
            if (column == 0) {
                computeRow(row);
            }
            computePixel(row, column);
        }
        // The sums of the last block, activated, and the preceding channels.
        int features = options.features();
        System.arraycopy(values, 0, taps, 0, features);
        System.arraycopy(pixels[pixel], 0, taps, features, options.channels() - 1);
        layers.get(layers.size() - 1).compute(channel, taps, target, 0);
    }

    /** Computes the vertical stack of a whole row, which sees the rows above it. */
    private void computeRow(int row) {
        int width = options.width();
        for (int column = 0; column < width; column++) {
            readPixels(row - 1, column, 2, 3);
            layers.get(0).compute(0, taps, rowSums[column], 0);
            activate(rowSums[column], vertical[0][row % 2][column]);
        }
        for (int block = 0; block < options.blocks(); block++) {
            int layer = FIRST + block * EACH;
            for (int column = 0; column < width; column++) {
                read(vertical[block], row, column, 3);
                float[][] inner = verticalInner[block][row % 2][column];
                layers.get(layer).compute(0, taps, inner, 0);
                activate(inner, inner);
            }
            for (int column = 0; column < width; column++) {
                read(verticalInner[block], row, column, 3);
                addGated(layer + 1, rowSums[column]);
                activate(rowSums[column], vertical[block + 1][row % 2][column]);
            }
        }
    }

    /**
     * Computes the horizontal stack of a pixel, which sees the row so far. Leaves its last sums activated in the
     * values.
     */
    private void computePixel(int row, int column) {
        readPixels(row - 1, column, 1, 3);
        layers.get(1).compute(0, taps, sums, 0);
        readPixels(row, column - 1, 2, 1);
        layers.get(2).compute(0, taps, values, 0);
        add(values, sums);
        for (int block = 0; block < options.blocks(); block++) {
            int layer = FIRST + block * EACH + 3;
            activate(sums, horizontal[block][row % 2][column]);
            read(horizontal[block], row, column, 2);
            float[][] inner = horizontalInner[block][row % 2][column];
            layers.get(layer).compute(0, taps, inner, 0);
            layers.get(layer + 1).compute(0, vertical[block + 1][row % 2][column], values, 0);
            add(values, inner);
            activate(inner, inner);
            read(horizontalInner[block], row, column, 2);
            addGated(layer + 2, sums);
        }
        activate(sums, values);
    }

    /** Adds value times gate, computed by two layers from the taps. */
    private void addGated(int layer, float[][] to) {
        layers.get(layer).compute(0, taps, values, 0);
        layers.get(layer + 1).compute(0, taps, gates, 0);
        for (int k = 0; k < to.length; k++) {
            float[] value = values[k];
            float[] gate = gates[k];
            float[] sum = to[k];
            Activation.TANH.apply(gate, 0, gate.length);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += value[i] * (1 + gate[i]);
            }
        }
    }

    private static void add(float[][] terms, float[][] to) {
        for (int k = 0; k < to.length; k++) {
            float[] term = terms[k];
            float[] sum = to[k];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += term[i];
            }
        }
    }

    private void activate(float[][] from, float[][] to) {
        for (int k = 0; k < from.length; k++) {
            System.arraycopy(from[k], 0, to[k], 0, to[k].length);
            activation.apply(to[k], 0, to[k].length);
        }
    }

    /**
     * Takes the taps of a kernel of 2 rows. The first tap of 3 columns lies one to the right, that of 2 at the column.
     */
    private void read(float[][][][] map, int row, int column, int columns) {
        int at = 0;
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < columns; j++) {
                int x = column - j + (columns - 1) / 2;
                at = take(inside(row - i, x) ? map[(row - i) % 2][x] : null, options.features(), at);
            }
        }
    }

    private void readPixels(int row, int column, int rows, int columns) {
        int at = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int x = column - j + (columns - 1) / 2;
                boolean inside = inside(row - i, x);
                at = take(inside ? pixels[(row - i) * options.width() + x] : null, options.channels() + 1, at);
            }
        }
    }

    private boolean inside(int row, int column) {
        return row >= 0 && column >= 0 && column < options.width();
    }

    /** Takes the numbers of one tap, or zeros if there is none. */
    private int take(float[][] tap, int count, int at) {
        if (tap == null) {
            Arrays.fill(taps, at, at + count, zeros);
        } else {
            System.arraycopy(tap, 0, taps, at, count);
        }
        return at + count;
    }
}
