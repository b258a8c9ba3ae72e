package org.concretescore.core.relaxation;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * A batch of Concrete variables in log space (Appendix C.3): {@code Y = log X} for {@link Concrete} X, whose
 * log-sum-exp is 0. Objectives should use this form. The package describes batches. Immutable.
 *
 * <p>With LSE for log-sum-exp over k, a sample and its log density are
 *
 * <p>\[ y_k = \frac{\log \alpha_k + G_k}{\lambda} - \mathrm{LSE} \Bigl( \frac{\log \alpha + G}{\lambda} \Bigr), \]
 *
 * <p>\[ \log \kappa(y) = \log (n-1)! + (n-1) \log \lambda + \sum_k (\log \alpha_k - \lambda y_k)
 * - n \, \mathrm{LSE}(\log \alpha - \lambda y). \]
 *
 * <p>The density is one with respect to {@code e^(-y_n) dy_1 ... dy_(n-1)} or, equivalently, to Lebesgue measure
 * on the log ratios {@code y_k - y_n}. {@link Concrete} has the density with respect to {@code dx_1 ... dx_(n-1)}. (The
 * power of lambda in the paper's Table 3 has the wrong sign, and its denominator lacks the power n.) Differences of two
 * such log densities, as in equations 24 and 25, are those of Concrete variables, because the base measure cancels.
 *
 * <p>The formula does not change when a constant is added to all of y. A row whose log-sum-exp is not 0 therefore has
 * the density of the same row normalised.
 */
public final class ExpConcrete {
    private final int n;
    private final int rows;
    private final double temperature;
    private final double[] logits;
    /** {@code log (n-1)! + (n-1) log lambda}. */
    private final double constant;

    ExpConcrete(double[] logits, int n, double temperature) {
        this.n = n;
        this.temperature = temperature;
        this.logits = logits;
        rows = logits.length / n;
        constant = LogGamma.value(n) + (n - 1) * Math.log(temperature);
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
    public static ExpConcrete of(double[] logits, int n, double temperature) {
        return new ExpConcrete(
                Parameters.logits(logits, Parameters.categories(n)), n, Parameters.temperature(temperature));
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
    public static ExpConcrete ofWeights(double[] weights, int n, double temperature) {
        return new ExpConcrete(
                Parameters.logitsOfWeights(weights, Parameters.categories(n)), n, Parameters.temperature(temperature));
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
        return temperature;
    }

    /**
     * Returns what these variables become when they are rounded, or at temperature 0 (Proposition 1b, c).
     *
     * @return the discrete variables of the same logits
     */
    public Discrete discrete() {
        return new Discrete(logits, n);
    }

    /**
     * Returns the same variables on the simplex.
     *
     * @return the law of {@code e^Y}
     */
    public Concrete exp() {
        return new Concrete(this);
    }

    /**
     * Computes samples from noise. The same noise can be used for other logits and temperatures, and for
     * {@link Discrete#transform}.
     *
     * @param gumbels independent {@link Gumbel} draws, {@code [count, n]}, finite
     * @param count number of rows
     * @param values receives {@code [count, n]}; may be the array of the noise
     * @throws IllegalArgumentException if an array is too short or a Gumbel NaN or infinite
     */
    public void transform(double[] gumbels, int count, double[] values) {
        Parameters.requireLength("gumbels", gumbels, count, n);
        Parameters.requireLength("values", values, count, n);
        for (int row = 0; row < count; row++) {
            int from = row * n;
            int logit = row % rows * n;
            for (int i = from; i < from + n; i++, logit++) {
                if (!Double.isFinite(gumbels[i])) {
                    throw Parameters.bad("gumbels", "finite", i, n, gumbels[i]);
                }
                values[i] = logits[logit] + gumbels[i];
            }
            Rows.scaledLogSoftmax(values, from, n, temperature);
        }
    }

    /**
     * Adds the pathwise gradient of samples. It turns a gradient with respect to the values of {@link #transform} into
     * one with respect to the logits, with the noise fixed (equation 7). For each row it is
     * {@code dL/dlog alpha_k = (u_k - e^(y_k) sum_i u_i) / lambda}. The gradient with respect to the noise is the same.
     *
     * @param values the result of {@link #transform}, {@code [count, n]}, finite
     * @param count number of rows
     * @param upstream u, the gradient with respect to the values, {@code [count, n]}
     * @param logitGradient the array that is added to, {@code [rows, n]}
     * @throws IllegalArgumentException if an array is too short or a value NaN or infinite
     */
    public void addPathwiseGradient(double[] values, int count, double[] upstream, double[] logitGradient) {
        Parameters.requireLength("values", values, count, n);
        Parameters.requireLength("upstream", upstream, count, n);
        Parameters.requireLength("logitGradient", logitGradient, rows, n);
        for (int row = 0; row < count; row++) {
            int from = row * n;
            int to = row % rows * n;
            int best = Rows.argMax(values, from, n);
            double others = 0;
            for (int k = 0; k < n; k++) {
                others += k == best ? 0 : upstream[from + k];
            }
            double sum = others + upstream[from + best];
            for (int k = 0; k < n; k++) {
                double y = finite(values, from + k);
                double u = upstream[from + k];
                // At low temperatures the largest value is almost 0, and 1 - e^y must not cancel.
                double gradient = k == best ? -Math.expm1(y) * u - Math.exp(y) * others : u - Math.exp(y) * sum;
                logitGradient[to + k] += gradient / temperature;
            }
        }
    }

    /**
     * Computes the log densities.
     *
     * @param values y, {@code [count, n]}, finite
     * @param count number of rows
     * @param logDensities receives {@code [count]}, in nats, with respect to {@code e^(-y_n) dy_1 ... dy_(n-1)}
     * @throws IllegalArgumentException if an array is too short or a value NaN or infinite
     */
    public void logDensities(double[] values, int count, double[] logDensities) {
        Parameters.requireLength("values", values, count, n);
        Parameters.requireLength("logDensities", logDensities, count, 1);
        double[] scratch = new double[n];
        for (int row = 0; row < count; row++) {
            logDensities[row] = logDensity(values, row * n, row, scratch);
        }
    }

    /**
     * Returns the log density of one row.
     *
     * @param from where its values begin
     * @param row the number of the row, which says which logits it belongs to
     * @param scratch receives {@code [n]} the log-softmax of {@code log alpha - lambda y}
     */
    double logDensity(double[] values, int from, int row, double[] scratch) {
        int logit = row % rows * n;
        for (int k = 0; k < n; k++) {
            scratch[k] = logits[logit + k] - temperature * finite(values, from + k);
        }
        Rows.logSoftmax(scratch, 0, n);
        double sum = constant;
        for (int k = 0; k < n; k++) {
            sum += scratch[k];
        }
        return sum;
    }

    /**
     * Adds the gradient of {@code sum_r upstream_r log kappa(y_r)}. With p the softmax of {@code log alpha - lambda y},
     * the gradient of a row is {@code 1 - n p_k} with respect to the logits, and {@code -lambda} times that with
     * respect to y. The latter treats the coordinates of y as independent variables of the formula above.
     *
     * @param values y, {@code [count, n]}, finite
     * @param count number of rows
     * @param upstream the gradient with respect to the log densities, {@code [count]}
     * @param logitGradient the array that is added to, {@code [rows, n]}
     * @param valueGradient the array that is added to, {@code [count, n]}
     * @throws IllegalArgumentException if an array is too short or a value NaN or infinite
     */
    public void addGradients(
            double[] values, int count, double[] upstream, double[] logitGradient, double[] valueGradient) {
        Parameters.requireLength("values", values, count, n);
        Parameters.requireLength("upstream", upstream, count, 1);
        Parameters.requireLength("logitGradient", logitGradient, rows, n);
        Parameters.requireLength("valueGradient", valueGradient, count, n);
        double[] scratch = new double[n];
        for (int row = 0; row < count; row++) {
            int from = row * n;
            int to = row % rows * n;
            logDensity(values, from, row, scratch);
            for (int k = 0; k < n; k++) {
                double gradient = upstream[row] * (1 - n * Math.exp(scratch[k]));
                logitGradient[to + k] += gradient;
                valueGradient[from + k] -= temperature * gradient;
            }
        }
    }

    /**
     * Rounds to the discrete variable: the category of the largest value, or the first of several. The law of the
     * states is that of {@link #discrete} (Proposition 1b).
     *
     * @param values {@code [count, n]}, finite
     * @param count number of rows
     * @param states receives {@code [count]}, each 0 to n - 1
     * @throws IllegalArgumentException if an array is too short or a value NaN or infinite
     */
    public void round(double[] values, int count, int[] states) {
        Parameters.requireLength("values", values, count, n);
        Parameters.requireLength("states", states, count, 1);
        for (int i = 0; i < count * n; i++) {
            finite(values, i);
        }
        for (int row = 0; row < count; row++) {
            states[row] = Rows.argMax(values, row * n, n);
        }
    }

    private double finite(double[] values, int i) {
        if (!Double.isFinite(values[i])) {
            throw Parameters.bad("values", "finite", i, n, values[i]);
        }
        return values[i];
    }

    @Override
    public String toString() {
        return "ExpConcrete[" + rows + " x " + n + ", temperature " + temperature + "]";
    }
}
