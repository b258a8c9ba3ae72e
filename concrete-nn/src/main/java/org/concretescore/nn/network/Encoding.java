package org.concretescore.nn.network;

import java.util.Arrays;
import java.util.Locale;
import org.concretescore.core.space.StateSpace;

/**
 * How a state becomes the input of a network. Under both, a coordinate of two values is one number, -1 or 1.
 */
public enum Encoding {
    /** One number a coordinate: its values 0..K-1 spread evenly over -1..1. */
    ORDINAL,
    /**
     * One unit vector of length K a coordinate, so that the rows of the first layer's weights are a learned embedding of
     * the categories.
     */
    CATEGORY;

    /**
     * An encoding by its name in lower case.
     *
     * @param name for instance {@code ordinal}
     * @return the encoding
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Encoding parse(String name) {
        return Names.parse(Encoding.class, name);
    }

    private boolean isUnitVector(int cardinality) {
        return this == CATEGORY && cardinality > 2;
    }

    /**
     * The number of inputs for a state.
     *
     * @param space the states
     * @return the width of a row
     */
    public int width(StateSpace space) {
        int width = 0;
        for (int d = 0; d < space.dimension(); d++) {
            width += isUnitVector(space.cardinality(d)) ? space.cardinality(d) : 1;
        }
        return width;
    }

    /**
     * Encodes a batch.
     *
     * @param space the states
     * @param states holds the states, row-major
     * @param from the first state
     * @param count the number of states
     * @param rows receives {@code [count, width]}
     */
    public void encode(StateSpace space, int[] states, int from, int count, float[] rows) {
        int dimension = space.dimension();
        int out = 0;
        int in = from * dimension;
        for (int row = 0; row < count; row++) {
            for (int d = 0; d < dimension; d++) {
                int k = space.cardinality(d);
                int value = states[in++];
                if (k == 2) {
                    // Bits are many, and a division each takes as long as a thin network.
                    rows[out++] = (value << 1) - 1;
                } else if (isUnitVector(k)) {
                    Arrays.fill(rows, out, out + k, 0);
                    rows[out + value] = 1;
                    out += k;
                } else {
                    rows[out++] = k == 1 ? 0 : 2f * value / (k - 1) - 1;
                }
            }
        }
    }

    /** The name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
