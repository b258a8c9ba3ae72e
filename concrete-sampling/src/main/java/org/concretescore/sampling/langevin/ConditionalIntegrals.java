package org.concretescore.sampling.langevin;

import java.util.Arrays;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.space.Counts;
import org.concretescore.core.vector.ConditionalScores;

/**
 * Computes the log-likelihood of a model of conditional scores. The conditional densities are normalised one by one:
 *
 * <pre>{@code log q(x_d | x_<d) = E(x_d) - log of the integral of exp(E),   E' = s_d}</pre>
 *
 * <p>Both integrals follow Simpson's rule on a grid, to the fourth order. The estimate of the error is the difference
 * to the result on a grid of half as many cells, plus the mass outside of the interval, which follows from the slope of
 * the log density at each end. It is infinite if the score does not point inwards at an end.
 *
 * <p>If the calling thread is interrupted, {@link #logDensities} throws a
 * {@link org.concretescore.core.parallel.StoppedException}, because sums over some of the coordinates are not
 * densities.
 *
 * @param lower the lower end of an interval that contains the mass of every conditional density
 * @param upper the upper end
 * @param cells the number of the grid's cells, even; two nodes are evaluated for each cell
 */
public record ConditionalIntegrals(double lower, double upper, int cells) {
    /** The number of rows that are evaluated together. */
    private static final int BLOCK = 256;

    /**
     * Checks the grid.
     *
     * @param lower the lower end of an interval that contains the mass of every conditional density
     * @param upper the upper end
     * @param cells the number of the grid's cells, even; two nodes are evaluated for each cell
     * @throws IllegalArgumentException if the interval is empty or not finite, or the number of cells is odd or below 2
     */
    public ConditionalIntegrals {
        Steps.checkInterval(lower, upper);
        if (cells < 2 || cells % 2 != 0) {
            throw new IllegalArgumentException("cells must be even and at least 2, were " + cells);
        }
    }

    /**
     * Writes the log densities of rows at the last level of noise, in nats.
     *
     * @param model the model
     * @param values {@code [count, D]}, all within the interval
     * @param count the number of rows
     * @param logDensities receives {@code [count]}
     * @param errors receives an estimate of the error of each of them, {@code [count]}, in nats; may be null
     * @throws IllegalArgumentException if an array is too short, or a value is outside of the interval
     * @throws IllegalStateException if a score is NaN or infinite
     */
    public void logDensities(
            ConditionalScores model, double[] values, int count, double[] logDensities, double[] errors) {
        int dimension = model.dimension();
        if (count < 0 || values.length < (long) count * dimension || logDensities.length < count) {
            throw new IllegalArgumentException(Counts.of(count, "vector") + " of " + Counts.of(dimension, "number")
                    + " do not fit arrays of " + values.length + " and " + logDensities.length);
        }
        for (int i = 0; i < count * dimension; i++) {
            if (!(values[i] >= lower && values[i] <= upper)) {
                throw new IllegalArgumentException("row " + i / dimension + ", coordinate " + i % dimension + " is "
                        + values[i] + ", outside of (" + lower + ", " + upper + ")");
            }
        }
        for (int from = 0; from < count; from += BLOCK) {
            block(model, values, from, Math.min(BLOCK, count - from), logDensities, errors);
        }
    }

    private void block(
            ConditionalScores model, double[] values, int from, int n, double[] logDensities, double[] errors) {
        int dimension = model.dimension();
        int level = Math.max(0, model.levels().size() - 1);
        double width = (upper - lower) / cells;
        double[][] scores = new double[2 * cells + 1][n];
        double[] x = new double[n];
        double[] at = new double[n];
        double[] middle = new double[n];
        double[] atX = new double[n];
        double[] energies = new double[2 * cells + 1];
        Arrays.fill(logDensities, from, from + n, 0);
        if (errors != null) {
            Arrays.fill(errors, from, from + n, 0);
        }
        try (ConditionalScores.Walk walk = model.walk(n)) {
            for (int d = 0; d < dimension; d++) {
                for (int node = 0; node < scores.length; node++) {
                    StoppedException.throwIfInterrupted("an integration");
                    Arrays.fill(at, lower + width / 2 * node);
                    walk.scores(level, at, scores[node]);
                    requireFinite(scores[node], at, d);
                }
                for (int i = 0; i < n; i++) {
                    x[i] = values[(from + i) * dimension + d];
                    at[i] = (x[i] + lower + width * cell(x[i], width)) / 2;
                }
                walk.scores(level, at, middle);
                requireFinite(middle, at, d);
                walk.scores(level, x, atX);
                requireFinite(atX, x, d);
                for (int i = 0; i < n; i++) {
                    int cell = cell(x[i], width);
                    double beyond = x[i] - lower - width * cell;
                    double rest = beyond / 6 * (scores[2 * cell][i] + 4 * middle[i] + atX[i]);
                    double fine = logIntegral(scores, i, 1, width, energies);
                    double peak = energies[2 * cell] + rest;
                    double tails = tail(energies[0], scores[0][i], fine)
                            + tail(energies[2 * cells], -scores[2 * cells][i], fine);
                    double logDensity = peak - fine;
                    double coarse = logIntegral(scores, i, 2, width, energies);
                    logDensities[from + i] += logDensity;
                    if (errors != null) {
                        errors[from + i] +=
                                Math.abs(energies[2 * cell] + rest - coarse - logDensity) + Math.log1p(tails);
                    }
                }
                walk.fix(x);
            }
        }
    }

    private int cell(double x, double width) {
        return Math.min(cells - 1, (int) ((x - lower) / width));
    }

    /**
     * Returns the logarithm of the integral of {@code exp(E)}, and writes E, which is the integral of the score, to the
     * energies. It uses every node of the grid if the stride is 1, and every second node if the stride is 2.
     */
    private double logIntegral(double[][] scores, int row, int stride, double width, double[] energies) {
        double h = stride * width;
        double largest = 0;
        energies[0] = 0;
        for (int node = 0; node < 2 * cells; node += 2 * stride) {
            double a = scores[node][row];
            double b = scores[node + stride][row];
            double c = scores[node + 2 * stride][row];
            // These are the integrals of the parabola through the three nodes, up to its middle and to its end.
            energies[node + stride] = energies[node] + h / 24 * (5 * a + 8 * b - c);
            energies[node + 2 * stride] = energies[node] + h / 6 * (a + 4 * b + c);
            largest = Math.max(largest, Math.max(energies[node + stride], energies[node + 2 * stride]));
        }
        double sum = 0;
        for (int node = 0; node < 2 * cells; node += 2 * stride) {
            sum += Math.exp(energies[node] - largest)
                    + 4 * Math.exp(energies[node + stride] - largest)
                    + Math.exp(energies[node + 2 * stride] - largest);
        }
        return largest + Math.log(h / 6 * sum);
    }

    /** Returns the share of the mass outside of an end if the log density falls there with at least this slope. */
    private static double tail(double energy, double slope, double logIntegral) {
        return slope > 0 ? Math.exp(energy - logIntegral) / slope : Double.POSITIVE_INFINITY;
    }

    private static void requireFinite(double[] scores, double[] at, int d) {
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isFinite(scores[i])) {
                throw new IllegalStateException(
                        "the conditional score of coordinate " + d + " at " + at[i] + " is " + scores[i]);
            }
        }
    }
}
