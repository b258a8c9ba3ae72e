package org.concretescore.core.score;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * Some coordinates of a space, held at given values. A {@link ConditionalScore} and a {@link ConditionalDensity} are
 * conditioned on them. The other coordinates, in their order, are a space of their own. Immutable.
 */
public final class Clamping {
    private final StateSpace full;
    private final StateSpace space;
    private final int[] free;
    /** A state of the full space; its free coordinates are 0. */
    private final int[] template;

    private Clamping(StateSpace full, int[] free, int[] template) {
        this.full = full;
        this.free = free;
        this.template = template;
        this.space = StateSpace.of(Arrays.stream(free).map(full::cardinality).toArray());
    }

    /**
     * Clamps coordinates.
     *
     * @param full the space
     * @param coordinates the coordinates to clamp, distinct, at least one fewer than there are
     * @param values the value of each
     * @return the clamping
     * @throws IllegalArgumentException if the arrays differ in length, a coordinate does not exist or comes twice, a
     *     value is out of range, or no coordinate is left
     */
    public static Clamping of(StateSpace full, int[] coordinates, int[] values) {
        if (coordinates.length != values.length) {
            throw new IllegalArgumentException("clamping " + Counts.of(coordinates.length, "coordinate")
                    + " needs as many values, was given " + values.length);
        }
        int dimension = full.dimension();
        boolean[] clamped = new boolean[dimension];
        int[] template = new int[dimension];
        for (int i = 0; i < coordinates.length; i++) {
            int d = coordinates[i];
            if (d < 0 || d >= dimension) {
                throw new IllegalArgumentException("clamped coordinate " + d + " is not in 0.." + (dimension - 1));
            }
            if (clamped[d]) {
                throw new IllegalArgumentException("coordinate " + d + " is clamped twice");
            }
            if (values[i] < 0 || values[i] >= full.cardinality(d)) {
                throw new IllegalArgumentException("clamped coordinate " + d + ": value " + values[i] + " is not in 0.."
                        + (full.cardinality(d) - 1));
            }
            clamped[d] = true;
            template[d] = values[i];
        }
        if (coordinates.length == dimension) {
            throw new IllegalArgumentException(
                    "all " + dimension + " coordinates are clamped: no coordinate is left to sample");
        }
        int[] free = IntStream.range(0, dimension).filter(d -> !clamped[d]).toArray();
        return new Clamping(full, free, template);
    }

    /**
     * Returns the space of all coordinates.
     *
     * @return the space
     */
    public StateSpace full() {
        return full;
    }

    /**
     * Returns the space of the free coordinates.
     *
     * @return the space, of F coordinates
     */
    public StateSpace space() {
        return space;
    }

    /**
     * Returns the free coordinates.
     *
     * @return a copy, {@code [F]}, ascending: coordinate i of {@link #space} is coordinate {@code free()[i]} of
     *     {@link #full}
     */
    public int[] free() {
        return free.clone();
    }

    /**
     * Completes states with the clamped values.
     *
     * @param states {@code [count, F]}, row-major
     * @param count number of states, 0 or more
     * @param fullStates receives {@code [count, D]}
     * @throws IllegalArgumentException if a value is out of range, or an array too short
     */
    public void expand(int[] states, int count, int[] fullStates) {
        space.check(states, count);
        requireRoom("fullStates", fullStates, count, template.length);
        for (int row = 0; row < count; row++) {
            System.arraycopy(template, 0, fullStates, row * template.length, template.length);
            write(states, row * free.length, fullStates, row * template.length);
        }
    }

    /**
     * Extracts the free coordinates of states.
     *
     * @param fullStates {@code [count, D]}, row-major; their clamped coordinates are ignored
     * @param count number of states, 0 or more
     * @param states receives {@code [count, F]}
     * @throws IllegalArgumentException if a value is out of range, or an array too short
     */
    public void restrict(int[] fullStates, int count, int[] states) {
        full.check(fullStates, count);
        requireRoom("states", states, count, free.length);
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < free.length; i++) {
                states[row * free.length + i] = fullStates[row * template.length + free[i]];
            }
        }
    }

    private static void requireRoom(String name, int[] states, int count, int width) {
        if (states.length < (long) count * width) {
            throw new IllegalArgumentException(
                    name + " must have room for " + count + " x " + width + " numbers, has " + states.length);
        }
    }

    /** Returns a full state with the clamped values in place, which {@link #write} completes. */
    int[] template() {
        return template.clone();
    }

    /** Writes the free coordinates of one state into a full state that holds the clamped values. */
    void write(int[] states, int at, int[] fullStates, int fullAt) {
        for (int i = 0; i < free.length; i++) {
            fullStates[fullAt + free[i]] = states[at + i];
        }
    }

    /** Checks that a model that is conditioned is on the full space. */
    void requireSpace(StateSpace other) {
        if (!full.equals(other)) {
            throw new IllegalArgumentException("coordinates of " + full + " are clamped, but the model is on " + other);
        }
    }

    /** Compares by content: the space, the free coordinates and the values of the others. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Clamping that
                && full.equals(that.full)
                && Arrays.equals(free, that.free)
                && Arrays.equals(template, that.template);
    }

    @Override
    public int hashCode() {
        return Objects.hash(full, Arrays.hashCode(free), Arrays.hashCode(template));
    }

    /** Returns a text like {@code Clamping[3 of 16 coordinates]}. */
    @Override
    public String toString() {
        return "Clamping[" + (template.length - free.length) + " of " + Counts.of(template.length, "coordinate") + "]";
    }
}
