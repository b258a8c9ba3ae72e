package org.concretescore.core.data;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.concretescore.core.space.StateSpace;

/**
 * Rows of discrete data, each with a weight.
 *
 * <p>The arrays are shared with the caller, not copied: do not modify what {@link #states} and {@link #weights} return.
 * Then a data set is immutable and safe for use by several threads.
 */
public final class Dataset {
    private final Schema schema;
    private final int count;
    private final int[] states;
    private final double[] weights;
    private final boolean weighted;

    private Dataset(Schema schema, int[] states, double[] weights, boolean weighted) {
        this.schema = schema;
        this.count = weights.length;
        this.states = states;
        this.weights = weights;
        this.weighted = weighted;
    }

    /**
     * Rows of weight 1.
     *
     * @param schema the columns
     * @param states {@code [count, D]}, row-major, shared with the data set
     * @param count number of rows, at least 1
     * @return the data set
     * @throws IllegalArgumentException if there is no row, the array is not of length {@code count * D}, or a value is
     *     out of its column's range
     */
    public static Dataset of(Schema schema, int[] states, int count) {
        checkStates(schema, states, count);
        return new Dataset(schema, states, ones(count), false);
    }

    /**
     * Rows with weights.
     *
     * @param schema the columns
     * @param states {@code [count, D]}, row-major, shared with the data set
     * @param weights {@code [count]}, finite, at least 0, not all 0; shared with the data set
     * @return the data set
     * @throws IllegalArgumentException if there is no row, {@code states} is not of length {@code count * D}, a value
     *     is out of its column's range, or a weight is not as said
     */
    public static Dataset of(Schema schema, int[] states, double[] weights) {
        checkStates(schema, states, weights.length);
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the weight of row " + i + " must be finite and at least 0, was " + weights[i]);
            }
        }
        Dataset dataset = new Dataset(schema, states, weights, true);
        double total = dataset.totalWeight();
        if (!(total > 0 && total < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the weights must add up to a finite sum above 0, not to " + total);
        }
        return dataset;
    }

    private static void checkStates(Schema schema, int[] states, int count) {
        int dimension = schema.space().dimension();
        if (count < 1 || states.length != (long) count * dimension) {
            throw new IllegalArgumentException(
                    "a data set needs at least one row and count * D values, was given count " + count + ", D "
                            + dimension + " and " + states.length + " values");
        }
        schema.space().check(states, count);
    }

    private static double[] ones(int count) {
        double[] weights = new double[count];
        Arrays.fill(weights, 1);
        return weights;
    }

    /**
     * What the columns are.
     *
     * @return the schema
     */
    public Schema schema() {
        return schema;
    }

    /**
     * The space that the rows are states of.
     *
     * @return the schema's space
     */
    public StateSpace space() {
        return schema.space();
    }

    /**
     * The number of rows.
     *
     * @return the count, at least 1
     */
    public int count() {
        return count;
    }

    /**
     * The rows.
     *
     * @return {@code [count, D]}, row-major; shared, do not modify
     */
    public int[] states() {
        return states;
    }

    /**
     * The weights of the rows, 1 each where none were given.
     *
     * @return {@code [count]}; shared, do not modify
     */
    public double[] weights() {
        return weights;
    }

    /**
     * Whether weights were given.
     *
     * @return false if every row has weight 1 because none were given
     */
    public boolean isWeighted() {
        return weighted;
    }

    /**
     * The sum of the weights; the number of rows where none were given.
     *
     * @return the sum, above 0 except for a {@link #slice} or a part of a {@link #split} whose rows all have weight 0
     */
    public double totalWeight() {
        return Arrays.stream(weights).sum();
    }

    /**
     * The different rows, in order of first occurrence, each with the summed weight of all its occurrences.
     *
     * @return a weighted data set without equal rows
     */
    public Dataset distinct() {
        int dimension = space().dimension();
        // Buffers compare and hash by content, and a view costs no copy of the row.
        Map<IntBuffer, Integer> seen = new HashMap<>();
        int[] distinct = new int[states.length];
        double[] sums = new double[count];
        for (int i = 0; i < count; i++) {
            int next = seen.size();
            Integer first = seen.putIfAbsent(IntBuffer.wrap(states, i * dimension, dimension), next);
            if (first == null) {
                System.arraycopy(states, i * dimension, distinct, next * dimension, dimension);
            }
            sums[first == null ? next : first] += weights[i];
        }
        int n = seen.size();
        return new Dataset(schema, Arrays.copyOf(distinct, n * dimension), Arrays.copyOf(sums, n), true);
    }

    /**
     * Some consecutive rows, copied.
     *
     * @param from the first row
     * @param to one past the last row, above {@code from}
     * @return the rows {@code from..to-1}
     * @throws IndexOutOfBoundsException if the range does not lie in {@code 0..count}
     * @throws IllegalArgumentException if the range is empty
     */
    public Dataset slice(int from, int to) {
        Objects.checkFromToIndex(from, to, count);
        if (from == to) {
            throw new IllegalArgumentException("the slice from " + from + " to " + to + " holds no row");
        }
        int dimension = space().dimension();
        return new Dataset(
                schema,
                Arrays.copyOfRange(states, from * dimension, to * dimension),
                Arrays.copyOfRange(weights, from, to),
                weighted);
    }

    /**
     * Splits the rows at random in two, for instance to hold some out for validation. Either part has at least one row,
     * and keeps its rows in the order they have here.
     *
     * @param fraction the share of rows, not of weight, that goes to the first part, above 0 and below 1
     * @param random decides which rows
     * @return the two parts
     * @throws IllegalArgumentException if the fraction is out of range or there is only one row
     */
    public Split split(double fraction, UniformRandomProvider random) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("fraction must be above 0 and below 1, was " + fraction);
        }
        if (count < 2) {
            throw new IllegalArgumentException("one row can not be split in two");
        }
        int first = (int) Math.max(1, Math.min(count - 1, Math.round(fraction * count)));
        int[] order = PermutationSampler.natural(count);
        PermutationSampler.shuffle(random, order);
        Arrays.sort(order, 0, first);
        Arrays.sort(order, first, count);
        return new Split(take(order, 0, first), take(order, first, count));
    }

    private Dataset take(int[] order, int from, int to) {
        int dimension = space().dimension();
        int[] taken = new int[(to - from) * dimension];
        double[] takenWeights = new double[to - from];
        for (int i = from; i < to; i++) {
            System.arraycopy(states, order[i] * dimension, taken, (i - from) * dimension, dimension);
            takenWeights[i - from] = weights[order[i]];
        }
        return new Dataset(schema, taken, takenWeights, weighted);
    }

    /** By content: columns, rows and weights, and whether weights were given. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Dataset that
                && weighted == that.weighted
                && schema.equals(that.schema)
                && Arrays.equals(states, that.states)
                && Arrays.equals(weights, that.weights);
    }

    @Override
    public int hashCode() {
        return Objects.hash(schema, Arrays.hashCode(states), Arrays.hashCode(weights));
    }

    /** For instance {@code Dataset[16181 rows, Schema[16 columns, 0 with labels, StateSpace[2^16]]]}. */
    @Override
    public String toString() {
        return "Dataset[" + count + (weighted ? " weighted" : "") + " rows, " + schema + "]";
    }

    /**
     * The two parts of {@link #split}.
     *
     * @param first the part that was asked for
     * @param rest all other rows
     */
    public record Split(Dataset first, Dataset rest) {}

    /**
     * A fingerprint of space, rows and weights, by which a resumed training knows its data. Names and labels of the columns
     * are no part of it.
     *
     * @return SHA-256 in hexadecimal digits
     */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            int dimension = schema.space().dimension();
            ByteBuffer space = ByteBuffer.allocate((1 + dimension) * Integer.BYTES);
            space.putInt(dimension);
            for (int d = 0; d < dimension; d++) {
                space.putInt(schema.space().cardinality(d));
            }
            digest.update(space.array());
            ByteBuffer row = ByteBuffer.allocate(dimension * Integer.BYTES + Double.BYTES);
            for (int i = 0; i < count(); i++) {
                row.clear();
                for (int d = 0; d < dimension; d++) {
                    row.putInt(states[i * dimension + d]);
                }
                row.putDouble(weights[i]);
                digest.update(row.array());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
