package org.concretescore.core.exact;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.numeric.LogSpace;

/**
 * Exact answers for {@code p(x) ~ exp(J #{edges with equal ends} + sum_i f(x_i))} on a torus, from the transfer matrix
 * T between its rows: {@code Z = trace T^height}, and the first row of a sample has the law of the diagonal of {@code
 * T^height}. T is a Kronecker power between two diagonals. The diagonal of its power does not change when the row
 * is rotated, so one row of each orbit is enough. All numbers are sums of positive numbers, so the results are exact
 * except for rounding.
 *
 * <p>With {@code N = values^width} rows, this takes {@code N^2 height values / 2} multiplications once, and {@code
 * height * N * width * values} multiplications and {@code height * N} numbers of memory per sample.
 */
final class TorusTransfer {
    /** The largest number of states that a row may have. */
    static final int MOST_ROWS = 1 << 14;

    private final int width;
    private final int height;
    private final int values;
    private final KroneckerPower between;
    /** The square roots of the weights of single rows, divided by the largest. */
    private final double[] halfRows;

    private final double[] cumulative;
    private final double logZ;
    private final double meanAgreeing;
    private final double meanField;

    /**
     * Solves the torus.
     *
     * @param fields {@code [values]}: f
     */
    private TorusTransfer(int width, int height, int values, double coupling, double[] fields) {
        this.width = width;
        this.height = height;
        this.values = values;
        // Both weights are divided by the larger one, so that no power overflows.
        double scale = Math.max(coupling, 0);
        between = new KroneckerPower(width, values, Math.exp(coupling - scale), Math.exp(-scale));
        int n = between.size();
        int[] agreeing = new int[n];
        double[] field = new double[n];
        double[] logRows = new double[n];
        for (int row = 0; row < n; row++) {
            int last = row / (n / values);
            for (int c = 0, rest = row, previous = last; c < width; c++, rest /= values) {
                int value = rest % values;
                agreeing[row] += value == previous ? 1 : 0;
                field[row] += fields[value];
                previous = value;
            }
            logRows[row] = coupling * agreeing[row] + field[row];
        }
        double largest = Arrays.stream(logRows).max().orElseThrow();
        halfRows =
                Arrays.stream(logRows).map(log -> Math.exp((log - largest) / 2)).toArray();

        double[] logDiagonal = new double[n];
        double[] agreeingBetween = new double[n];
        Walk walk = new Walk();
        for (int row = 0; row < n; row++) {
            if (isFirstOfOrbit(row)) {
                walk.around(row);
                for (int turned = row, k = 0; k < width; k++, turned = rotate(turned)) {
                    logDiagonal[turned] = walk.logDiagonal;
                    agreeingBetween[turned] = walk.agreeing;
                }
            }
        }
        double logSum = LogSpace.sum(logDiagonal);
        cumulative = Draws.cumulative(logDiagonal, logSum);
        double sumAgreeing = 0;
        double sumField = 0;
        for (int row = 0; row < n; row++) {
            double p = Math.exp(logDiagonal[row] - logSum);
            sumAgreeing += p * (agreeing[row] + agreeingBetween[row]);
            sumField += p * field[row];
        }
        logZ = logSum + height * (largest + width * scale);
        meanAgreeing = height * sumAgreeing;
        meanField = height * sumField;
    }

    /**
     * Solves the torus.
     *
     * @param name what is solved, for the message
     * @throws IllegalStateException if a row has more than {@link #MOST_ROWS} states
     */
    static TorusTransfer of(Object name, int width, int height, int values, double coupling, double... fields) {
        double rows = Math.pow(values, width);
        if (!(rows <= MOST_ROWS)) {
            throw new IllegalStateException(name + " does not have exact answers: its shorter side of " + width
                    + " has " + values + "^" + width + " states, but at most " + MOST_ROWS + " can be handled");
        }
        return new TorusTransfer(width, height, values, coupling, fields);
    }

    double logZ() {
        return logZ;
    }

    /** Returns the expected number of edges with equal ends. */
    double meanAgreeing() {
        return meanAgreeing;
    }

    /** Returns the expected sum of f over the sites. */
    double meanField() {
        return meanField;
    }

    /**
     * Draws independent states. The first row comes from the diagonal of {@code T^height}, each further row from {@code
     * T(row before, .) T^(what remains)(., first row)}.
     *
     * @param across the distance of neighbors within a row of T in a state
     * @param down the distance of neighbors in two rows
     */
    void sample(UniformRandomProvider random, int count, int[] states, int across, int down) {
        int n = between.size();
        double[][] back = new double[height][n];
        double[] weights = new double[n];
        for (int s = 0; s < count; s++) {
            int at = s * width * height;
            int first = Draws.indexOfCumulative(random, cumulative);
            Arrays.fill(back[0], 0);
            back[0][first] = 1;
            for (int k = 1; k < height; k++) {
                System.arraycopy(back[k - 1], 0, back[k], 0, n);
                step(back[k]);
            }
            write(first, states, at, across);
            for (int i = 1, row = first; i < height; i++) {
                between.row(row, weights);
                double[] rest = back[height - i];
                for (int y = 0; y < n; y++) {
                    weights[y] *= halfRows[y] * rest[y];
                }
                row = Draws.index(random, weights);
                write(row, states, at + i * down, across);
            }
        }
    }

    private void write(int row, int[] states, int at, int across) {
        for (int c = 0, rest = row; c < width; c++, rest /= values) {
            states[at + c * across] = rest % values;
        }
    }

    private int rotate(int row) {
        return row / values + row % values * (between.size() / values);
    }

    private boolean isFirstOfOrbit(int row) {
        for (int turned = rotate(row); turned != row; turned = rotate(turned)) {
            if (turned < row) {
                return false;
            }
        }
        return true;
    }

    /** Multiplies by T, divides by the largest entry, and returns the logarithm of that entry. */
    private double step(double[] vector) {
        scale(vector);
        between.apply(vector);
        scale(vector);
        double largest = 0;
        for (double entry : vector) {
            largest = Math.max(largest, entry);
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= largest;
        }
        return Math.log(largest);
    }

    private void scale(double[] vector) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= halfRows[i];
        }
    }

    /** A walk once around the torus, from a row back to it. */
    private final class Walk {
        private final double[] left = new double[between.size()];
        private final double[] right = new double[between.size()];
        private final double[] agreement = new double[between.size()];
        /** The logarithm of the diagonal's entry. */
        private double logDiagonal;
        /** The mean number of agreeing edges between two rows given this row, averaged over the rows. */
        private double agreeing;

        void around(int row) {
            Arrays.fill(left, 0);
            left[row] = 1;
            double logLeft = 0;
            // T is symmetric, so half of the height - 1 steps are taken from each side, with the one between them.
            int half = (height - 1) / 2;
            for (int k = 0; k < half; k++) {
                logLeft += step(left);
            }
            System.arraycopy(left, 0, right, 0, left.length);
            double logRight = logLeft;
            if (height - 1 > 2 * half) {
                logRight += step(right);
            }
            scale(right);
            between.applyWithAgreement(right, agreement);
            double product = 0;
            double weighted = 0;
            for (int i = 0; i < left.length; i++) {
                double weight = left[i] * halfRows[i];
                product += weight * right[i];
                weighted += weight * agreement[i];
            }
            logDiagonal = logLeft + logRight + Math.log(product);
            agreeing = weighted / product;
        }
    }
}
