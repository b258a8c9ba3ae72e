package org.concretescore.core.space;

import java.util.Arrays;
import java.util.Objects;

/**
 * A finite product space of {@code D} coordinates. Coordinate {@code d} takes the values {@code 0..K_d-1}.
 *
 * <p>A state is {@code D} consecutive entries of an {@code int[]}. A batch of states is one flat row-major array of
 * shape {@code [B, D]}. Nothing is boxed. States are numbered in lexicographic order, in which the last coordinate runs
 * fastest; see {@link #rank} and {@link #unrank}.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * <pre>{@code
 * StateSpace space = StateSpace.of(2, 3); // two coordinates, with the values 0..1 and 0..2
 * int[] state = new int[2];
 * space.unrank(4, state, 0); // {1, 1}
 * long rank = space.rank(new int[] {1, 1}, 0); // 4 of 6
 * }</pre>
 */
public final class StateSpace {
    private final int[] cardinalities;
    /** True if all coordinates have the same number of values. */
    private final boolean uniform;
    /** The number of states, or -1 if it does not fit a long. */
    private final long size;

    private StateSpace(int[] cardinalities) {
        this.cardinalities = cardinalities;
        long product = 1;
        for (int k : cardinalities) {
            if (product > Long.MAX_VALUE / k) {
                product = -1;
                break;
            }
            product *= k;
        }
        this.size = product;
        this.uniform = Arrays.stream(cardinalities).allMatch(k -> k == cardinalities[0]);
    }

    /**
     * Returns a space with the given number of values for each coordinate.
     *
     * @param cardinalities {@code K_d} for each coordinate, each at least 1
     * @return the space
     * @throws IllegalArgumentException if there is no coordinate, or a coordinate does not have a value
     */
    public static StateSpace of(int... cardinalities) {
        if (cardinalities.length == 0) {
            throw new IllegalArgumentException("a state space needs at least one coordinate");
        }
        for (int d = 0; d < cardinalities.length; d++) {
            if (cardinalities[d] < 1) {
                throw new IllegalArgumentException(
                        "coordinate " + d + " needs at least one value, was given " + cardinalities[d]);
            }
        }
        return new StateSpace(cardinalities.clone());
    }

    /**
     * Returns a space whose coordinates all have the same number of values.
     *
     * @param dimension number of coordinates, at least 1
     * @param cardinality number of values of each coordinate, at least 1
     * @return the space
     * @throws IllegalArgumentException if either is below 1
     */
    public static StateSpace uniform(int dimension, int cardinality) {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension must be at least 1, was " + dimension);
        }
        int[] k = new int[dimension];
        Arrays.fill(k, cardinality);
        return of(k);
    }

    /**
     * Returns the space of bit vectors.
     *
     * @param dimension number of bits, at least 1
     * @return the space
     */
    public static StateSpace binary(int dimension) {
        return uniform(dimension, 2);
    }

    /**
     * Returns the number of coordinates.
     *
     * @return {@code D}
     */
    public int dimension() {
        return cardinalities.length;
    }

    /**
     * Returns the number of values of a coordinate.
     *
     * @param coordinate the coordinate, {@code 0..D-1}
     * @return {@code K_d}
     */
    public int cardinality(int coordinate) {
        return cardinalities[coordinate];
    }

    /**
     * Returns the numbers of values of all coordinates.
     *
     * @return a copy, of length {@code D}
     */
    public int[] cardinalities() {
        return cardinalities.clone();
    }

    /**
     * Returns whether every coordinate has two values.
     *
     * @return true for bit vectors
     */
    public boolean isBinary() {
        for (int k : cardinalities) {
            if (k != 2) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the number of states.
     *
     * @return the exact number
     * @throws ArithmeticException if it does not fit a long; call {@link #hasAtMost} first
     */
    public long size() {
        if (size < 0) {
            throw new ArithmeticException("the number of states of " + this + " does not fit a long");
        }
        return size;
    }

    /**
     * Returns whether the number of states is at most a limit. Never overflows.
     *
     * @param limit the limit
     * @return true if {@code size() <= limit}
     */
    public boolean hasAtMost(long limit) {
        return size >= 0 && size <= limit;
    }

    /**
     * Returns the number of states as an int, for code that enumerates them.
     *
     * @param limit the largest number of states that is acceptable
     * @param purpose the purpose of the enumeration; the message of the exception begins with it
     * @return the number of states
     * @throws IllegalArgumentException if there are more than {@code limit} states
     */
    public int enumerableSize(int limit, String purpose) {
        if (!hasAtMost(limit)) {
            throw new IllegalArgumentException(purpose + " enumerates every state, at most " + limit + "; " + this
                    + " has " + (size < 0 ? "2^63 or more" : Long.toString(size)));
        }
        return (int) size;
    }

    /**
     * Returns the number of a state in lexicographic order.
     *
     * @param states holds the state
     * @param at where it begins
     * @return the rank, {@code 0..size()-1}
     * @throws ArithmeticException if the ranks of this space do not fit a long
     * @throws IllegalArgumentException if a value is out of its range; the message names coordinate and value
     */
    public long rank(int[] states, int at) {
        if (size < 0) {
            size();
        }
        long rank = 0;
        int outside = 0;
        for (int d = 0; d < cardinalities.length; d++) {
            int k = cardinalities[d];
            int value = states[at + d];
            outside |= value | (k - 1 - value);
            rank = rank * k + value;
        }
        if (outside < 0) {
            refuse(states, at, 1, 0);
        }
        return rank;
    }

    /**
     * Writes the state of a rank.
     *
     * @param rank the rank, {@code 0..size()-1}
     * @param states receives the state
     * @param at where the state begins
     * @throws IllegalArgumentException if there is no such rank
     */
    public void unrank(long rank, int[] states, int at) {
        if (rank < 0 || size >= 0 && rank >= size) {
            throw new IllegalArgumentException(
                    "rank must be in 0.." + (size < 0 ? "" : size - 1) + " on " + this + ", was " + rank);
        }
        for (int d = cardinalities.length - 1; d >= 0; d--) {
            states[at + d] = (int) (rank % cardinalities[d]);
            rank /= cardinalities[d];
        }
    }

    /**
     * Checks that every value of a batch lies in its range.
     *
     * @param states {@code [count, D]}
     * @param count number of states
     * @throws IllegalArgumentException if a value does not; the message names row, coordinate and value
     */
    public void check(int[] states, int count) {
        check(states, 0, count);
    }

    /**
     * Checks that every value of some states of a batch lies in its range.
     *
     * @param states holds the states, row-major
     * @param from the first state to check
     * @param count number of states to check
     * @throws IllegalArgumentException if a value does not (the message names row, coordinate and value), or if there
     *     are too few states
     */
    public void check(int[] states, int from, int count) {
        Objects.requireNonNull(states, "states");
        int dimension = cardinalities.length;
        if (from < 0 || count < 0 || states.length < ((long) from + count) * dimension) {
            throw new IllegalArgumentException(Counts.of(count, "state") + " of " + Counts.of(dimension, "coordinate")
                    + (from == 0 ? "" : ", the first of them state " + from + ",") + " do not fit an array of "
                    + states.length);
        }
        // The sign says whether any value lies outside: one pass of vector instructions, without a branch per value.
        int outside = 0;
        int begin = from * dimension;
        int end = begin + count * dimension;
        if (uniform) {
            int largest = cardinalities[0] - 1;
            for (int i = begin; i < end; i++) {
                outside |= states[i] | (largest - states[i]);
            }
        } else {
            for (int i = begin; i < end; i += dimension) {
                for (int d = 0; d < dimension; d++) {
                    int value = states[i + d];
                    outside |= value | (cardinalities[d] - 1 - value);
                }
            }
        }
        if (outside < 0) {
            refuse(states, begin, count, from);
        }
    }

    /**
     * Checks a batch of states and the room for the answers about them. Every method that answers a batch makes this
     * check first. It costs one pass over the states, which is little compared with any answer.
     *
     * @param states {@code [count, D]}
     * @param count number of states, 0 or more
     * @param name the name of the answers, for the message
     * @param answers receives {@code [count, width]}
     * @param width the number of answers about one state
     * @throws IllegalArgumentException if a value is out of range (the message names row, coordinate and value), or if
     *     an array is too short
     */
    public void check(int[] states, int count, String name, double[] answers, int width) {
        check(states, count);
        Objects.requireNonNull(answers, name);
        if (answers.length < (long) count * width) {
            throw new IllegalArgumentException(
                    name + " must have room for " + count + " x " + width + " numbers, has " + answers.length);
        }
    }

    /** Names the first value that is out of range, among states that begin at the given place and number. */
    private void refuse(int[] states, int at, int count, int first) {
        int dimension = cardinalities.length;
        for (int i = 0; i < count * dimension; i++) {
            int k = cardinalities[i % dimension];
            int value = states[at + i];
            if (value < 0 || value >= k) {
                throw new IllegalArgumentException("state " + (first + i / dimension) + ", coordinate " + i % dimension
                        + ": value " + value + " is not in 0.." + (k - 1));
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateSpace space && Arrays.equals(cardinalities, space.cardinalities);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cardinalities);
    }

    /** Returns a text like {@code StateSpace[2^16]} or {@code StateSpace[3, 5, 2]}. */
    @Override
    public String toString() {
        int first = cardinalities[0];
        boolean same = Arrays.stream(cardinalities).allMatch(k -> k == first);
        if (same && cardinalities.length > 1) {
            return "StateSpace[" + first + "^" + cardinalities.length + "]";
        }
        if (cardinalities.length <= 8) {
            return "StateSpace" + Arrays.toString(cardinalities);
        }
        return "StateSpace[" + Counts.of(cardinalities.length, "coordinate") + " of "
                + Arrays.stream(cardinalities).min().getAsInt() + " to "
                + Arrays.stream(cardinalities).max().getAsInt() + " values]";
    }
}
