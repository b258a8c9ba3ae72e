package org.concretescore.core.data;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * Rows of discrete data, each with a weight.
 *
 * <p>The arrays are shared with the caller and not copied. If nobody modifies the arrays, which {@link #states} and
 * {@link #weights} return, then a data set is immutable and safe for use by several threads.
 *
 * <pre>{@code
 * int[][] rows = {{0, 2}, {1, 0}, {1, 1}};
 * Dataset counts = Dataset.of(rows); // columns of 2 and of 3 categories
 * Object[][] table = {{"red", 2}, {"blue", 4}, {"red", 4}};
 * Dataset cars = Dataset.ofRows(List.of("color", "doors"), Arrays.stream(table));
 * List<String> colors = cars.schema().labels(0); // [blue, red]
 * }</pre>
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
     * Makes a data set of rows of weight 1.
     *
     * @param schema the columns
     * @param states {@code [count, D]}, row-major, shared with the data set
     * @param count number of rows, at least 1
     * @return the data set
     * @throws IllegalArgumentException if there is no row, the length of the array is not {@code count * D}, or a value
     *     is out of its column's range
     */
    public static Dataset of(Schema schema, int[] states, int count) {
        checkStates(schema, states, count);
        return new Dataset(schema, states, ones(count), false);
    }

    /**
     * Makes a data set of rows with weights.
     *
     * @param schema the columns
     * @param states {@code [count, D]}, row-major, shared with the data set
     * @param weights {@code [count]}, finite, at least 0, not all 0, with a finite sum; shared with the data set
     * @return the data set
     * @throws IllegalArgumentException if there is no row, the length of {@code states} is not {@code count * D}, a
     *     value is out of its column's range, or the weights do not fulfil these conditions
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

    /**
     * Makes a data set of rows of weight 1. The columns are named {@code x1}, {@code x2} and so on. As in a CSV file of
     * integers, the number of categories of a column is its largest value plus one, at least 2 and at most 2^24.
     *
     * @param rows {@code [count][D]}, at least one, all of the same length, values from 0; copied
     * @return the data set
     * @throws IllegalArgumentException if the rows do not fulfil these conditions; the message names row and column,
     *     counted from 1
     */
    public static Dataset of(int[][] rows) {
        return Rows.of(rows);
    }

    /**
     * Makes a data set of rows of weight 1 in given columns, for instance those of the training data.
     *
     * @param schema the columns
     * @param rows {@code [count][D]}, at least one, all of the same length, values {@code 0..K_d-1}; copied
     * @return the data set
     * @throws IllegalArgumentException if the rows do not fulfil these conditions; the message names row and column,
     *     counted from 1
     */
    public static Dataset of(Schema schema, int[][] rows) {
        return Rows.of(schema, rows);
    }

    /**
     * Makes a data set of rows of texts or other objects. See {@link #ofRows(List, Stream, CsvOptions)}.
     *
     * @param names the names of the columns
     * @param rows one value for each column
     * @return the data set
     * @throws IllegalArgumentException if a row is refused; the message names row and column
     */
    public static Dataset ofRows(List<String> names, Stream<? extends Object[]> rows) {
        return ofRows(names, rows, CsvOptions.defaults());
    }

    /**
     * Makes a data set of rows of texts or other objects by the rules of a CSV file. A column of integers holds the
     * integers from 0, and any other column holds labels, in sorted order. The values {@code null}, the empty text,
     * {@code NA}, {@code NaN}, {@code nan} and {@code ?} are missing values and refused. A row may hold Strings, whole
     * numbers, Booleans, Characters and enum constants; each stands for its text. Real numbers are refused, except as
     * weights.
     *
     * @param names the names of the columns, including that of the weights
     * @param rows one value for each column. The stream is read once, in order, and closed; the arrays are not kept
     * @param options the schema that the rows must have, or numbers of categories, and the column of weights; the
     *     header option is not used
     * @return the data set
     * @throws IllegalArgumentException if there is no row, a row is {@code null}, too long or too short, a value is
     *     refused (the message names row and column, rows counted from 1), or the columns do not fit the options
     */
    public static Dataset ofRows(List<String> names, Stream<? extends Object[]> rows, CsvOptions options) {
        return Rows.of(names, rows, options);
    }

    /**
     * Makes a data set of records, with one column for each component. See {@link #ofRecords(Class, Stream,
     * CsvOptions)}.
     *
     * @param <R> the type of the records
     * @param type the class of the records
     * @param records the rows
     * @return the data set
     * @throws IllegalArgumentException if a row is refused; the message names row and column
     */
    public static <R extends Record> Dataset ofRecords(Class<R> type, Stream<? extends R> records) {
        return ofRecords(type, records, CsvOptions.defaults());
    }

    /**
     * Makes a data set of records. Each component becomes a column of the same name. The constants of an enum are the
     * labels of its column, in their order and including those that do not occur. The labels of a boolean are {@code
     * false} and {@code true}. Whole numbers, Strings and characters become categories as in {@link #ofRows(List,
     * Stream, CsvOptions)}. To use objects of another kind, declare a record and map the objects to it: {@code
     * people.map(p -> new Row(p.city(), p.age() / 10))}.
     *
     * @param <R> the type of the records
     * @param type the class of the records; if it is in a module, its package must be exported or open to this module
     * @param records the rows. The stream is read once, in order, and closed
     * @param options the schema that the rows must have, or numbers of categories, and the component that is the
     *     weight, which may be a real number; the header option is not used
     * @return the data set
     * @throws IllegalArgumentException if a component has another type, there is no row, a row or value is {@code null}
     *     or refused (the message names row and column, rows counted from 1), or the columns do not fit the options
     */
    public static <R extends Record> Dataset ofRecords(Class<R> type, Stream<? extends R> records, CsvOptions options) {
        return Rows.of(type, records, options);
    }

    /**
     * Makes a data set of the rows of a query. See {@link #of(ResultSet, CsvOptions)}.
     *
     * @param results the rows
     * @return the data set
     * @throws IllegalArgumentException if a row is refused; the message names row and column
     * @throws SQLException if the rows can't be fetched
     */
    public static Dataset of(ResultSet results) throws SQLException {
        return of(results, CsvOptions.defaults());
    }

    /**
     * Makes a data set of the rows of a query. The columns have the names that the query gives them ({@code AS}).
     * Texts, whole numbers and booleans become categories as in {@link #ofRows(List, Stream, CsvOptions)}, so that a
     * table gives the same data set as a CSV file of its rows. Values of other types and {@code NULL} are refused.
     *
     * @param results the rows, which are read from the next one to the last; it is not closed
     * @param options the schema that the rows must have, or numbers of categories, and the column of weights, for
     *     instance that of a {@code COUNT(*)}; the header option is not used
     * @return the data set
     * @throws IllegalArgumentException if there is no row, a value is refused (the message names row and column, rows
     *     counted from 1), or the columns do not fit the options
     * @throws SQLException if the rows can't be fetched
     */
    public static Dataset of(ResultSet results, CsvOptions options) throws SQLException {
        return Rows.of(results, options);
    }

    private static void checkStates(Schema schema, int[] states, int count) {
        int dimension = schema.space().dimension();
        if (count < 1 || states.length != (long) count * dimension) {
            throw new IllegalArgumentException(
                    "a data set needs at least one row and count * D values, was given count " + count + ", D "
                            + dimension + " and " + Counts.of(states.length, "value"));
        }
        schema.space().check(states, count);
    }

    private static double[] ones(int count) {
        double[] weights = new double[count];
        Arrays.fill(weights, 1);
        return weights;
    }

    /**
     * Returns the description of the columns.
     *
     * @return the schema
     */
    public Schema schema() {
        return schema;
    }

    /**
     * Returns the space whose states are the rows.
     *
     * @return the schema's space
     */
    public StateSpace space() {
        return schema.space();
    }

    /**
     * Returns the number of rows.
     *
     * @return the count, at least 1
     */
    public int count() {
        return count;
    }

    /**
     * Returns the rows.
     *
     * @return {@code [count, D]}, row-major; shared, must not be modified
     */
    public int[] states() {
        return states;
    }

    /**
     * Returns the weights of the rows. All are 1 if none were given.
     *
     * @return {@code [count]}; shared, must not be modified
     */
    public double[] weights() {
        return weights;
    }

    /**
     * Returns whether weights were given.
     *
     * @return false if every row has weight 1 because none were given
     */
    public boolean isWeighted() {
        return weighted;
    }

    /**
     * Returns the sum of the weights, which is the number of rows if none were given.
     *
     * @return the sum, above 0 except for a {@link #slice} or a part of a {@link #split} whose rows all have weight 0
     */
    public double totalWeight() {
        return Arrays.stream(weights).sum();
    }

    /**
     * Returns the different rows in order of first occurrence, each with the summed weight of all its occurrences.
     *
     * @return a weighted data set without equal rows
     */
    public Dataset distinct() {
        int dimension = space().dimension();
        // Buffers compare and hash by content, and a view does not copy the row.
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
     * Returns a copy of consecutive rows.
     *
     * @param from the first row
     * @param to the end, which is excluded and above {@code from}
     * @return the rows {@code from..to-1}
     * @throws IndexOutOfBoundsException if the range does not lie in {@code 0..count}
     * @throws IllegalArgumentException if the range is empty
     */
    public Dataset slice(int from, int to) {
        Objects.checkFromToIndex(from, to, count);
        if (from == to) {
            throw new IllegalArgumentException("the slice from " + from + " to " + to + " is empty");
        }
        int dimension = space().dimension();
        return new Dataset(
                schema,
                Arrays.copyOfRange(states, from * dimension, to * dimension),
                Arrays.copyOfRange(weights, from, to),
                weighted);
    }

    /**
     * Splits the rows at random into two parts, for instance to hold out rows for validation. Each part has at least
     * one row and keeps the order of its rows.
     *
     * @param fraction the share of rows, not of weight, in the first part; above 0 and below 1
     * @param random the generator that chooses the rows
     * @return the two parts
     * @throws IllegalArgumentException if the fraction is out of range or there is only one row
     */
    public Split split(double fraction, UniformRandomProvider random) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("fraction must be above 0 and below 1, was " + fraction);
        }
        if (count < 2) {
            throw new IllegalArgumentException("one row can't be split into two parts");
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

    /** Compares by content: columns, rows and weights, and whether weights were given. */
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

    /** Returns a text like {@code Dataset[16181 rows, Schema[16 columns, 0 with labels, StateSpace[2^16]]]}. */
    @Override
    public String toString() {
        return "Dataset[" + count + (weighted ? " weighted" : "") + " rows, " + schema + "]";
    }

    /**
     * The two parts of {@link #split}.
     *
     * @param first the part of the given fraction
     * @param rest all other rows
     */
    public record Split(Dataset first, Dataset rest) {}

    /**
     * Returns a fingerprint of space, rows and weights, by which a resumed training recognises its data. The names and
     * labels of the columns are not part of it.
     *
     * @return the SHA-256 digest in hexadecimal digits
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
