package org.concretescore.core.vector;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.concretescore.core.space.Counts;

/**
 * Data: rows of D real numbers, in columns with names. Immutable, but for the array that is lent.
 *
 * <pre>{@code
 * double[][] rows = {{0.1, 1.7}, {0.3, 1.2}, {0.2, 1.5}};
 * Vectors data = Vectors.of(rows);
 * Vectors.Split split = data.split(0.67, new RandomStreams(1).stream("split")); // two rows and one
 * }</pre>
 */
public final class Vectors {
    private final List<String> names;
    private final float[] values;

    private Vectors(List<String> names, float[] values) {
        this.names = names;
        this.values = values;
    }

    /**
     * Rows in columns of given names.
     *
     * @param names the names of the columns, at least one
     * @param values {@code [n, D]}, row-major, at least one row, all finite; not copied
     * @return the data
     * @throws IllegalArgumentException if there is no column or no row, the last row is not whole, or a value is NaN or
     *     infinite
     */
    public static Vectors of(List<String> names, float[] values) {
        int dimension = names.size();
        if (dimension == 0) {
            throw new IllegalArgumentException("names must not be empty");
        }
        if (values.length == 0 || values.length % dimension != 0) {
            throw new IllegalArgumentException("values must be rows of " + Counts.of(dimension, "number")
                    + ", at least one, but are " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "row " + i / dimension + ", column " + i % dimension + " is " + values[i]);
            }
        }
        return new Vectors(List.copyOf(names), values);
    }

    /**
     * Rows in columns named x1, x2 and so on.
     *
     * @param dimension D, at least 1
     * @param values {@code [n, D]}, row-major, at least one row, all finite; not copied
     * @return the data
     * @throws IllegalArgumentException if there is no column or no row, the last row is not whole, or a value is NaN or
     *     infinite
     */
    public static Vectors of(int dimension, float[] values) {
        return of(defaultNames(dimension), values);
    }

    /**
     * Rows in columns named x1, x2 and so on.
     *
     * @param rows {@code [n][D]}, at least one row, all of one length, all finite in single precision; copied
     * @return the data
     * @throws IllegalArgumentException if it is not so, naming row and column, counted from 1
     */
    public static Vectors of(double[][] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("there is no row");
        }
        int dimension = rows[0] == null ? 0 : rows[0].length;
        if (dimension == 0) {
            throw new IllegalArgumentException("row 1 " + (rows[0] == null ? "is null" : "has no value"));
        }
        if ((long) rows.length * dimension > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    rows.length + " rows of " + dimension + " values are more than the 2^31 that can be held");
        }
        float[] values = new float[rows.length * dimension];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] == null || rows[i].length != dimension) {
                throw new IllegalArgumentException("row " + (i + 1)
                        + (rows[i] == null
                                ? " is null"
                                : " has " + Counts.of(rows[i].length, "value") + " instead of " + dimension));
            }
            for (int d = 0; d < dimension; d++) {
                float value = (float) rows[i][d];
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException("row " + (i + 1) + ", column " + (d + 1) + ": " + rows[i][d]
                            + (Double.isFinite(rows[i][d]) ? " is too large for single precision" : " is not finite"));
                }
                values[i * dimension + d] = value;
            }
        }
        return of(dimension, values);
    }

    /**
     * What columns without names are called.
     *
     * @param dimension the number of columns
     * @return x1, x2 and so on
     */
    public static List<String> defaultNames(int dimension) {
        return IntStream.rangeClosed(1, dimension).mapToObj(d -> "x" + d).toList();
    }

    /**
     * The length of a row.
     *
     * @return D
     */
    public int dimension() {
        return names.size();
    }

    /**
     * The number of rows.
     *
     * @return n
     */
    public int count() {
        return values.length / names.size();
    }

    /**
     * The names of the columns.
     *
     * @return D names
     */
    public List<String> names() {
        return names;
    }

    /**
     * The values.
     *
     * @return {@code [n, D]}, the array itself, not to be changed
     */
    public float[] values() {
        return values;
    }

    /**
     * Splits the rows at random in two, for instance to hold some out for validation. Either part has at least one
     * row, and keeps its rows in the order they have here.
     *
     * @param fraction the share of rows that goes to the first part, above 0 and below 1
     * @param random decides which rows
     * @return the two parts
     * @throws IllegalArgumentException if the fraction is out of range or there is only one row
     */
    public Split split(double fraction, UniformRandomProvider random) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("fraction must be above 0 and below 1, was " + fraction);
        }
        int n = count();
        if (n < 2) {
            throw new IllegalArgumentException("one row can not be split in two");
        }
        int first = (int) Math.max(1, Math.min(n - 1, Math.round(fraction * n)));
        int[] order = PermutationSampler.natural(n);
        PermutationSampler.shuffle(random, order);
        Arrays.sort(order, 0, first);
        Arrays.sort(order, first, n);
        return new Split(take(order, 0, first), take(order, first, n));
    }

    private Vectors take(int[] order, int from, int to) {
        int dimension = dimension();
        float[] taken = new float[(to - from) * dimension];
        for (int i = from; i < to; i++) {
            System.arraycopy(values, order[i] * dimension, taken, (i - from) * dimension, dimension);
        }
        return new Vectors(names, taken);
    }

    /**
     * The two parts of {@link #split}.
     *
     * @param first the part that was asked for
     * @param rest all other rows
     */
    public record Split(Vectors first, Vectors rest) {}

    /**
     * A fingerprint of the values, by which a checkpoint knows its data again. It does not depend on the names.
     *
     * @return SHA-256 in hexadecimal digits
     */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer row = ByteBuffer.allocate(dimension() * Float.BYTES);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(dimension()).array());
            for (int i = 0; i < values.length; i += dimension()) {
                row.asFloatBuffer().put(values, i, dimension());
                digest.update(row.array());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** By content: names and values. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Vectors that && names.equals(that.names) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Vectors[" + Counts.of(count(), "row") + " of " + dimension() + "]";
    }
}
