package org.concretescore.core.continuous;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** Data: rows of D real numbers, in columns with names. Immutable, but for the array that is lent. */
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
            throw new IllegalArgumentException(
                    "values must be rows of " + dimension + " numbers, at least one, but are " + values.length);
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
        return of(IntStream.rangeClosed(1, dimension).mapToObj(d -> "x" + d).toList(), values);
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

    @Override
    public String toString() {
        return "Vectors[" + count() + " rows of " + dimension() + "]";
    }
}
