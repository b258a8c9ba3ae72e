package org.concretescore.core.relaxation;

/**
 * A batch of Concrete variables (Definition 1): points of the simplex that become one-hot vectors as the temperature
 * lambda goes to 0. The package describes batches. Immutable.
 *
 * <p>A sample (equation 10) and its density with respect to {@code dx_1 ... dx_(n-1)} (equation 11) are
 *
 * <p>\[ x_k = \frac{\exp((\log \alpha_k + G_k) / \lambda)}{\sum_i \exp((\log \alpha_i + G_i) / \lambda)}, \qquad
 * p(x) = (n-1)! \, \lambda^{n-1} \, \frac{\prod_k \alpha_k x_k^{-\lambda-1}}
 * {\bigl( \sum_i \alpha_i x_i^{-\lambda} \bigr)^n}. \]
 *
 * <p>At low temperatures samples reach the border of the simplex: coordinates below e-745 become 0, where there is no
 * density. {@link ExpConcrete} does not have such a border. {@code lambda <= 1/(n-1)} makes the density log-convex,
 * without modes inside (Proposition 1d).
 *
 * <pre>{@code
 * double[] logits = {Math.log(1), Math.log(2), Math.log(5)};
 * Concrete law = Concrete.of(logits, 3, 0.5); // temperature 0.5
 * double[] values = new double[2 * 3];
 * ConcreteSampler.sample(law, new RandomStreams(1).stream("noise"), 2, values); // two points of the simplex
 * double[] logDensities = new double[2];
 * law.logDensities(values, 2, logDensities);
 * }</pre>
 */
public final class Concrete {
    /** The largest distance from 1 that the sum of a row may have. */
    private static final double SUM_TOLERANCE = 1e-6;

    private final ExpConcrete log;
    private final int n;
    private final int rows;

    Concrete(ExpConcrete log) {
        this.log = log;
        n = log.n();
        rows = log.rows();
    }

    /**
     * Returns the variables with given logits.
     *
     * @param logits {@code log alpha}, {@code [rows, n]}, row-major, finite, not normalised; copied
     * @param n categories, at least 2
     * @param temperature lambda, above 0 and finite
     * @return the variables
     * @throws IllegalArgumentException if n is below 2, the logits are not rows of n, one is NaN or infinite, or the
     *     temperature is out of range
     */
    public static Concrete of(double[] logits, int n, double temperature) {
        return ExpConcrete.of(logits, n, temperature).exp();
    }

    /**
     * Returns the variables with given weights.
     *
     * @param weights alpha, {@code [rows, n]}, row-major, above 0 and finite; they need not sum to 1
     * @param n categories, at least 2
     * @param temperature lambda, above 0 and finite
     * @return the variables
     * @throws IllegalArgumentException if n is below 2, the weights are not rows of n, or a weight or the temperature
     *     is out of range
     */
    public static Concrete ofWeights(double[] weights, int n, double temperature) {
        return ExpConcrete.ofWeights(weights, n, temperature).exp();
    }

    /**
     * Returns the number of categories.
     *
     * @return n, at least 2
     */
    public int n() {
        return n;
    }

    /**
     * Returns the number of rows of logits.
     *
     * @return at least 1
     */
    public int rows() {
        return rows;
    }

    /**
     * Returns the temperature.
     *
     * @return lambda, above 0
     */
    public double temperature() {
        return log.temperature();
    }

    /**
     * Returns what these variables become when they are rounded, or at temperature 0 (Proposition 1b, c).
     *
     * @return the discrete variables of the same logits
     */
    public Discrete discrete() {
        return log.discrete();
    }

    /**
     * Returns the same variables in log space.
     *
     * @return the law of {@code log X}
     */
    public ExpConcrete log() {
        return log;
    }

    /**
     * Computes samples from noise (equation 10). The same noise can be used for other logits and temperatures, and for
     * {@link Discrete#transform}.
     *
     * @param gumbels independent {@link Gumbel} draws, {@code [count, n]}, finite
     * @param count number of rows
     * @param values receives {@code [count, n]}, each row a point of the simplex, perhaps with coordinates that are 0
     *     in double precision; may be the array of the noise
     * @throws IllegalArgumentException if an array is too short or a Gumbel NaN or infinite
     */
    public void transform(double[] gumbels, int count, double[] values) {
        log.transform(gumbels, count, values);
        for (int i = 0; i < count * n; i++) {
            values[i] = Math.exp(values[i]);
        }
    }

    /**
     * Adds the pathwise gradient of samples. It turns a gradient with respect to the values of {@link #transform} into
     * one with respect to the logits, with the noise fixed (equation 7). For each row it is
     * {@code dL/dlog alpha_k = x_k (u_k - sum_i u_i x_i) / lambda}. The gradient with respect to the noise is the same.
     *
     * @param values the result of {@link #transform}, {@code [count, n]}, each 0 to 1
     * @param count number of rows
     * @param upstream u, the gradient with respect to the values, {@code [count, n]}
     * @param logitGradient the array that is added to, {@code [rows, n]}
     * @throws IllegalArgumentException if an array is too short or a value NaN or out of range
     */
    public void addPathwiseGradient(double[] values, int count, double[] upstream, double[] logitGradient) {
        Parameters.requireLength("values", values, count, n);
        Parameters.requireLength("upstream", upstream, count, n);
        Parameters.requireLength("logitGradient", logitGradient, rows, n);
        for (int row = 0; row < count; row++) {
            int from = row * n;
            int to = row % rows * n;
            // Relative to the upstream gradient of the largest value, no term of the sum almost cancels.
            double origin = upstream[from + Rows.argMax(values, from, n)];
            double mean = 0;
            for (int i = from; i < from + n; i++) {
                mean += point(values, i) * (upstream[i] - origin);
            }
            for (int k = 0; k < n; k++) {
                logitGradient[to + k] += values[from + k] * (upstream[from + k] - origin - mean) / log.temperature();
            }
        }
    }

    /**
     * Computes the log densities (equation 11).
     *
     * @param values x, {@code [count, n]}, inside the simplex: above 0, the sum of each row within 1e-6 of 1
     * @param count number of rows
     * @param logDensities receives {@code [count]}, in nats, with respect to {@code dx_1 ... dx_(n-1)}
     * @throws IllegalArgumentException if an array is too short, a value is NaN, or a row is not inside the simplex
     */
    public void logDensities(double[] values, int count, double[] logDensities) {
        Parameters.requireLength("values", values, count, n);
        Parameters.requireLength("logDensities", logDensities, count, 1);
        double[] y = new double[n];
        double[] scratch = new double[n];
        for (int row = 0; row < count; row++) {
            // dy_1 ... dy_(n-1) e^-y_n is dx_1 ... dx_(n-1) divided by the product of all coordinates.
            logDensities[row] = -logarithms(values, row, y) + log.logDensity(y, 0, row, scratch);
        }
    }

    /**
     * Adds the gradient of {@code sum_r upstream_r log p(x_r)}. With p the softmax of {@code log alpha - lambda log x},
     * the gradient of a row is {@code 1 - n p_k} with respect to the logits, and
     * {@code -(1 + lambda (1 - n p_k)) / x_k} with respect to x. The latter treats the coordinates of x as independent
     * variables of equation 11, so only its part along the simplex has a meaning.
     *
     * @param values x, {@code [count, n]}, inside the simplex: above 0, the sum of each row within 1e-6 of 1
     * @param count number of rows
     * @param upstream the gradient with respect to the log densities, {@code [count]}
     * @param logitGradient the array that is added to, {@code [rows, n]}
     * @param valueGradient the array that is added to, {@code [count, n]}
     * @throws IllegalArgumentException if an array is too short, a value is NaN, or a row is not inside the simplex
     */
    public void addGradients(
            double[] values, int count, double[] upstream, double[] logitGradient, double[] valueGradient) {
        Parameters.requireLength("values", values, count, n);
        Parameters.requireLength("upstream", upstream, count, 1);
        Parameters.requireLength("logitGradient", logitGradient, rows, n);
        Parameters.requireLength("valueGradient", valueGradient, count, n);
        double[] y = new double[n];
        double[] scratch = new double[n];
        for (int row = 0; row < count; row++) {
            int from = row * n;
            int to = row % rows * n;
            logarithms(values, row, y);
            log.logDensity(y, 0, row, scratch);
            for (int k = 0; k < n; k++) {
                double gradient = 1 - n * Math.exp(scratch[k]);
                logitGradient[to + k] += upstream[row] * gradient;
                valueGradient[from + k] -= upstream[row] * (1 + log.temperature() * gradient) / values[from + k];
            }
        }
    }

    /** Writes the logs of a row that lies inside the simplex, and returns their sum. */
    private double logarithms(double[] values, int row, double[] y) {
        double sum = 0;
        double sumOfLogs = 0;
        for (int k = 0; k < n; k++) {
            double x = values[row * n + k];
            if (!(x > 0 && x <= 1)) {
                throw Parameters.bad("values", "above 0 and at most 1", row * n + k, n, x);
            }
            sum += x;
            y[k] = Math.log(x);
            sumOfLogs += y[k];
        }
        if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
            throw new IllegalArgumentException("values must sum to 1 in each row, but row " + row + " sums to " + sum);
        }
        return sumOfLogs;
    }

    /**
     * Rounds to the discrete variable: the category of the largest value, or the first of several. The law of the
     * states is that of {@link #discrete} (Proposition 1b).
     *
     * @param values {@code [count, n]}, each 0 to 1
     * @param count number of rows
     * @param states receives {@code [count]}, each 0 to n - 1
     * @throws IllegalArgumentException if an array is too short or a value NaN or out of range
     */
    public void round(double[] values, int count, int[] states) {
        Parameters.requireLength("values", values, count, n);
        Parameters.requireLength("states", states, count, 1);
        for (int i = 0; i < count * n; i++) {
            point(values, i);
        }
        for (int row = 0; row < count; row++) {
            states[row] = Rows.argMax(values, row * n, n);
        }
    }

    private double point(double[] values, int i) {
        if (!(values[i] >= 0 && values[i] <= 1)) {
            throw Parameters.bad("values", "0 to 1", i, n, values[i]);
        }
        return values[i];
    }

    @Override
    public String toString() {
        return "Concrete[" + rows + " x " + n + ", temperature " + temperature() + "]";
    }
}
