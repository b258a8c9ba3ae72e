package org.concretescore.core.vector;

import java.util.Arrays;

/**
 * The points at which an objective needs a model's answers. Each point is a vector x of D numbers with a weight in the
 * loss. Beside it there are three more vectors of D numbers, and most objectives need few of them: the coordinates that
 * the conditional scores are given (x itself, unless x is noisy), a direction, and the noise of each coordinate. A
 * batch is filled, answered and cleared again. It keeps its arrays.
 */
public final class PointBatch {
    private final int dimension;
    private int size;
    private double[] x;
    private double[] given;
    private double[] direction;
    private double[] sigma;
    private double[] weights;

    /**
     * Makes an empty batch.
     *
     * @param dimension D, at least 1
     * @throws IllegalArgumentException if it is below 1
     */
    public PointBatch(int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension must be at least 1, was " + dimension);
        }
        this.dimension = dimension;
        weights = new double[16];
        x = new double[16 * dimension];
        given = x.clone();
        direction = x.clone();
        sigma = x.clone();
    }

    /** Removes all points. */
    public void clear() {
        size = 0;
    }

    /**
     * Adds a point. Its x and its given coordinates are the row; its direction and its noise are 0.
     *
     * @param rows holds the row
     * @param row the number of the row, {@code rows[row * D ..]}
     * @param weight its weight in the loss
     * @return its number; the caller changes the other vectors in the arrays
     */
    public int add(float[] rows, int row, double weight) {
        if (size == weights.length) {
            weights = Arrays.copyOf(weights, 2 * size);
            x = Arrays.copyOf(x, 2 * x.length);
            given = Arrays.copyOf(given, x.length);
            direction = Arrays.copyOf(direction, x.length);
            sigma = Arrays.copyOf(sigma, x.length);
        }
        int at = size * dimension;
        for (int d = 0; d < dimension; d++) {
            x[at + d] = rows[row * dimension + d];
        }
        System.arraycopy(x, at, given, at, dimension);
        Arrays.fill(direction, at, at + dimension, 0);
        Arrays.fill(sigma, at, at + dimension, 0);
        weights[size] = weight;
        return size++;
    }

    /**
     * Returns the number of points.
     *
     * @return n
     */
    public int size() {
        return size;
    }

    /**
     * Returns the number of coordinates.
     *
     * @return D
     */
    public int dimension() {
        return dimension;
    }

    /**
     * Returns the points.
     *
     * @return {@code [n, D]}, the array itself, which may be longer and is replaced by {@link #add}
     */
    public double[] x() {
        return x;
    }

    /**
     * Returns the coordinates that the conditional scores are given: the score of coordinate d reads the entries before
     * d.
     *
     * @return {@code [n, D]}, as {@link #x}
     */
    public double[] given() {
        return given;
    }

    /**
     * Returns the directions of derivatives, or for denoising the added noise in standard deviations.
     *
     * @return {@code [n, D]}, as {@link #x}
     */
    public double[] direction() {
        return direction;
    }

    /**
     * Returns the standard deviation of the noise in each coordinate, 0 for none.
     *
     * @return {@code [n, D]}, as {@link #x}
     */
    public double[] sigma() {
        return sigma;
    }

    /**
     * Returns the weight of a point.
     *
     * @param point its number
     * @return its weight in the loss
     */
    public double weight(int point) {
        return weights[point];
    }
}
