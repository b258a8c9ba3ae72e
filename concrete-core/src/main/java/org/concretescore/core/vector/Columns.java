package org.concretescore.core.vector;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Columns of real numbers, with their names, means and standard deviations. Networks read standardised columns,
 * {@code (x - mean) / deviation}. Immutable.
 */
public final class Columns {
    private static final double RESOLUTION = 0.01;

    private final List<String> names;
    private final double[] means;
    private final double[] deviations;

    private Columns(List<String> names, double[] means, double[] deviations) {
        this.names = names;
        this.means = means;
        this.deviations = deviations;
    }

    /**
     * Returns columns with given means and deviations.
     *
     * @param names the names
     * @param means a mean for each column, finite
     * @param deviations a standard deviation for each column, above 0 and finite
     * @return the columns
     * @throws IllegalArgumentException if the numbers of arguments differ, or one is out of range
     */
    public static Columns of(List<String> names, double[] means, double[] deviations) {
        if (names.isEmpty() || means.length != names.size() || deviations.length != names.size()) {
            throw new IllegalArgumentException("there are " + names.size() + " names, " + means.length + " means and "
                    + deviations.length + " deviations");
        }
        for (int d = 0; d < means.length; d++) {
            if (!Double.isFinite(means[d])) {
                throw new IllegalArgumentException("the mean of column " + d + " is " + means[d]);
            }
            if (!(deviations[d] > 0 && deviations[d] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the deviation of column " + d + " is " + deviations[d]);
            }
        }
        return new Columns(List.copyOf(names), means.clone(), deviations.clone());
    }

    /**
     * Returns the columns of data, with their means and standard deviations.
     *
     * @param data the data
     * @return the columns
     * @throws IllegalArgumentException if a column has only one value, and so no density, or if single precision can't
     *     distinguish values that differ by {@value #RESOLUTION} of its standard deviation
     */
    public static Columns of(Vectors data) {
        int dimension = data.dimension();
        int n = data.count();
        double[] means = new double[dimension];
        double[] deviations = new double[dimension];
        float[] largest = new float[dimension];
        boolean[] varies = new boolean[dimension];
        for (int i = 0; i < n * dimension; i++) {
            int d = i % dimension;
            largest[d] = Math.max(largest[d], Math.abs(data.values()[i]));
            varies[d] |= data.values()[i] != data.values()[d];
        }
        for (int i = 0; i < n * dimension; i++) {
            means[i % dimension] += data.values()[i] / (double) n;
        }
        for (int i = 0; i < n * dimension; i++) {
            deviations[i % dimension] += Math.pow(data.values()[i] - means[i % dimension], 2) / n;
        }
        for (int d = 0; d < dimension; d++) {
            deviations[d] = Math.sqrt(deviations[d]);
            // The deviation can't tell, because equal values leave rounding errors in it.
            if (!varies[d]) {
                throw new IllegalArgumentException("column " + (d + 1) + ", '"
                        + data.names().get(d) + "', has only one value, " + data.values()[d] + " in single precision");
            }
            if (!(Math.ulp(largest[d]) <= RESOLUTION * deviations[d])) {
                throw new IllegalArgumentException("column " + (d + 1) + ", '"
                        + data.names().get(d) + "', has the standard deviation " + (float) deviations[d]
                        + " and values up to " + largest[d] + ", which single precision resolves only to "
                        + Math.ulp(largest[d])
                        + "; subtract a constant from the column");
            }
        }
        return of(data.names(), means, deviations);
    }

    /**
     * Returns the number of columns.
     *
     * @return D
     */
    public int dimension() {
        return means.length;
    }

    /**
     * Returns the names.
     *
     * @return D names
     */
    public List<String> names() {
        return names;
    }

    /**
     * Returns the means.
     *
     * @return a copy, {@code [D]}
     */
    public double[] means() {
        return means.clone();
    }

    /**
     * Returns the standard deviations.
     *
     * @return a copy, {@code [D]}
     */
    public double[] deviations() {
        return deviations.clone();
    }

    /**
     * Returns the logarithm of the density of standardising. It is added to a log density of standardised rows to give
     * that of the rows.
     *
     * @return {@code -sum_d log(deviation_d)}, in nats
     */
    public double logScale() {
        double sum = 0;
        for (double deviation : deviations) {
            sum -= Math.log(deviation);
        }
        return sum;
    }

    /**
     * Returns how far a value is from its column's mean.
     *
     * @param d the column, counted from 0
     * @param value the value
     * @return the distance in standard deviations, at least 0
     */
    public double distance(int d, double value) {
        return Math.abs(value - means[d]) / deviations[d];
    }

    /**
     * Standardises rows.
     *
     * @param data rows of these columns
     * @return new rows
     * @throws IllegalArgumentException if the number of columns differs, or a value is so far from its column's mean
     *     that single precision can't hold the result
     */
    public Vectors standardise(Vectors data) {
        if (data.dimension() != dimension()) {
            throw new IllegalArgumentException(
                    "the data has " + data.dimension() + " columns, but " + dimension() + " are expected: " + names);
        }
        float[] values = new float[data.values().length];
        for (int i = 0; i < values.length; i++) {
            int d = i % dimension();
            values[i] = (float) ((data.values()[i] - means[d]) / deviations[d]);
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("column " + names.get(d) + " has the value " + data.values()[i]
                        + ", too many standard deviations of " + deviations[d] + " from the mean " + means[d]
                        + " for single precision");
            }
        }
        return Vectors.of(names, values);
    }

    /**
     * Turns standardised rows back into the original units, in place.
     *
     * @param values {@code [n, D]}
     */
    public void restore(double[] values) {
        for (int i = 0; i < values.length; i++) {
            int d = i % dimension();
            values[i] = means[d] + deviations[d] * values[i];
        }
    }

    /** Compares by content: names, means and deviations. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Columns that
                && names.equals(that.names)
                && Arrays.equals(means, that.means)
                && Arrays.equals(deviations, that.deviations);
    }

    @Override
    public int hashCode() {
        return Objects.hash(names, Arrays.hashCode(means), Arrays.hashCode(deviations));
    }

    @Override
    public String toString() {
        return "Columns" + names;
    }
}
