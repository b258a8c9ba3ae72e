package org.concretescore.nn.network;

import java.util.Arrays;
import java.util.Locale;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.plan.internal.ParameterCount;

/**
 * The way in which a state becomes the input of a network. In both encodings, a coordinate of two values is one number,
 * -1 or 1, and the input is linear in the one-hot state.
 */
public enum Encoding {
    /** One number per coordinate. Its values 0..K-1 are spread evenly over -1..1. */
    ORDINAL,
    /**
     * One unit vector of length K per coordinate. The rows of the first layer's weights are then a learned embedding of
     * the categories.
     */
    CATEGORY;

    /**
     * Returns an encoding by its name in lower case.
     *
     * @param name for instance {@code ordinal}
     * @return the encoding
     * @throws IllegalArgumentException if there is no encoding of this name
     */
    public static Encoding parse(String name) {
        return Names.parse(Encoding.class, name);
    }

    private boolean isUnitVector(int cardinality) {
        return this == CATEGORY && cardinality > 2;
    }

    /**
     * Returns the number of inputs for a state.
     *
     * @param space the states
     * @return the width of a row
     */
    public int width(StateSpace space) {
        long width = 0;
        for (int d = 0; d < space.dimension(); d++) {
            width += isUnitVector(space.cardinality(d)) ? space.cardinality(d) : 1;
        }
        return ParameterCount.width(width, "inputs by " + this, space);
    }

    /**
     * Encodes a batch.
     *
     * @param space the states
     * @param states holds the states, row-major
     * @param from the first state
     * @param count the number of states
     * @param rows receives {@code [count, width]}
     * @throws IllegalArgumentException if a value is out of range (the message names row, coordinate and value), or if
     *     an array is too short
     */
    public void encode(StateSpace space, int[] states, int from, int count, float[] rows) {
        space.check(states, from, count);
        requireRoom("rows", rows.length, count, width(space));
        int dimension = space.dimension();
        int out = 0;
        int in = from * dimension;
        for (int row = 0; row < count; row++) {
            for (int d = 0; d < dimension; d++) {
                int k = space.cardinality(d);
                int value = states[in++];
                if (k == 2) {
                    // Bits are common, and a division for each takes as long as a thin network.
                    rows[out++] = (value << 1) - 1;
                } else if (isUnitVector(k)) {
                    Arrays.fill(rows, out, out + k, 0);
                    rows[out + value] = 1;
                    out += k;
                } else {
                    rows[out++] = number(value, k);
                }
            }
        }
    }

    private static void requireRoom(String name, int length, long count, int width) {
        if (length < count * width) {
            throw new IllegalArgumentException(
                    name + " must have room for " + count + " x " + width + " numbers, has " + length);
        }
    }

    private static float number(int value, int cardinality) {
        return cardinality == 1 ? 0 : 2f * value / (cardinality - 1) - 1;
    }

    /**
     * Computes gradients with respect to the one-hot state from those with respect to encoded rows. By the chain rule,
     * the derivative g of a coordinate's number becomes g times the number of each value. The derivatives of a unit
     * vector stay as they are.
     *
     * @param space the states
     * @param rowGradients {@code [count, stride]}
     * @param stride the distance between the beginnings of rows, at least the width; the rest of a row is ignored
     * @param from the first row of the result
     * @param count the number of rows
     * @param gradients rows of one-hot inputs as in {@link org.concretescore.core.score.GradientDensity}; receives
     *     those from {@code from} to {@code from + count - 1}
     * @throws IllegalArgumentException if an array is too short, or the rows overlap
     */
    public void oneHotGradients(
            StateSpace space, float[] rowGradients, int stride, int from, int count, double[] gradients) {
        int width = width(space);
        if (stride < width) {
            throw new IllegalArgumentException("stride must be at least " + width + ", was " + stride);
        }
        if (from < 0 || count < 0) {
            throw new IllegalArgumentException("from and count must be at least 0, were " + from + " and " + count);
        }
        requireRoom("rowGradients", rowGradients.length, count, stride);
        requireRoom("gradients", gradients.length, (long) from + count, GradientDensity.inputs(space));
        int dimension = space.dimension();
        int out = from * GradientDensity.inputs(space);
        for (int row = 0; row < count; row++) {
            int in = row * stride;
            for (int d = 0; d < dimension; d++) {
                int k = space.cardinality(d);
                if (isUnitVector(k)) {
                    for (int value = 0; value < k; value++) {
                        gradients[out++] = rowGradients[in++];
                    }
                } else {
                    double g = rowGradients[in++];
                    for (int value = 0; value < k; value++) {
                        gradients[out++] = g * number(value, k);
                    }
                }
            }
        }
    }

    /** Returns the name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
