package org.concretescore.nn.plan;

import java.util.Arrays;
import java.util.Objects;
import org.concretescore.core.space.StateSpace;

/** Counts the parameters of a network before memory is taken for them: they are one flat vector, as long as an int can say. */
public final class ParameterCount {
    /** The most units of a layer: so many that no two such layers can follow each other, and sums of a few fit an int. */
    public static final int WIDEST = 1 << 24;

    private ParameterCount() {}

    /**
     * Checks the width of a layer that follows from the states.
     *
     * @param width the width, a sum that can't overflow
     * @param what whose width it is, for the message
     * @param space the states
     * @return the width
     * @throws IllegalArgumentException if it is above {@link #WIDEST}
     */
    public static int width(long width, String what, StateSpace space) {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(space, "space");
        if (width > WIDEST) {
            throw new IllegalArgumentException(
                    what + " would be " + width + " on " + space + ", at most " + WIDEST + " can be dealt with");
        }
        return (int) width;
    }

    /**
     * Adds an array of parameters.
     *
     * @param count the number of parameters before it
     * @param name what it belongs to, for the message
     * @param shape its extents
     * @return the number of parameters with it
     * @throws IllegalArgumentException if they are too many for one vector; the message names the shape
     */
    public static int plus(int count, String name, long... shape) {
        long left = Integer.MAX_VALUE - count;
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
