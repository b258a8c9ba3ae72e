package org.concretescore.nn.plan.internal;

import java.util.Arrays;
import java.util.Objects;
import org.concretescore.core.space.StateSpace;

/**
 * Counts the parameters of a network before memory is taken for them. They are one flat vector, whose length must fit
 * an int.
 */
public final class ParameterCount {
    /**
     * The largest number of units of a layer. Two such layers can't follow each other, and sums of a few fit an int.
     */
    public static final int WIDEST = 1 << 24;

    private ParameterCount() {}

    /**
     * Checks the width of a layer that is computed from the states.
     *
     * @param width the width, a sum that can't overflow
     * @param what the layer, for the message
     * @param space the states
     * @return the width
     * @throws IllegalArgumentException if it is above {@link #WIDEST}
     */
    public static int width(long width, String what, StateSpace space) {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(space, "space");
        if (width > WIDEST) {
            throw new IllegalArgumentException(
                    what + " would be " + width + " on " + space + ", but at most " + WIDEST + " are possible");
        }
        return (int) width;
    }

    /**
     * Adds an array of parameters.
     *
     * @param count the number of parameters before it
     * @param name the layer, for the message
     * @param shape its extents
     * @return the number of parameters with it
     * @throws IllegalArgumentException if they are too many for one vector; the message names the shape
     */
    public static int plus(int count, String name, long... shape) {
        long left = (long) Integer.MAX_VALUE - count;
        for (long extent : shape) {
            left /= Math.max(1, extent);
        }
        if (left == 0) {
            throw new IllegalArgumentException(name + " of shape " + Arrays.toString(shape)
                    + " takes the network beyond " + Integer.MAX_VALUE + " parameters");
        }
        return count + (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
}
