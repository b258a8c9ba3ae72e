package org.concretescore.core.relaxation;

import org.concretescore.core.numeric.LogSpace;

/**
 * A batch of binary Concrete variables (Definition 2): numbers of (0, 1) that become bits as the temperature lambda
 * goes to 0. The package describes batches. Immutable.
 *
 * <p>A sample (equation 16) and its density with respect to {@code dx} (equation 17) are
 *
 * <p>\[ x = \frac{1}{1 + \exp(-(\log \alpha + L) / \lambda)}, \qquad
 * p(x) = \frac{\lambda \alpha \, x^{-\lambda-1} (1-x)^{-\lambda-1}}
 * {\bigl( \alpha x^{-\lambda} + (1-x)^{-\lambda} \bigr)^2}. \]
 *
 * <p>At low temperatures samples reach 0 or 1 in double precision, where there is no density. {@link LogitBinConcrete}
 * does not have such a border. {@code lambda <= 1} makes the density log-convex (Proposition 2d).
 */
public final class BinConcrete {
    private final LogitBinConcrete logit;

    BinConcrete(LogitBinConcrete logit) {
        this.logit = logit;
    }

    /**
     * Returns the variables with given logits.
     *
     * @param logits {@code log alpha = log P(1)/P(0)}, {@code [rows]}, finite; copied
     * @param temperature lambda, above 0 and finite
     * @return the variables
     * @throws IllegalArgumentException if there is no logit, one is NaN or infinite, or the temperature is out of range
     */
    public static BinConcrete of(double[] logits, double temperature) {
        return LogitBinConcrete.of(logits, temperature).sigmoid();
    }

    /**
     * Returns the variables with given weights.
     *
     * @param weights {@code alpha = P(1)/P(0)}, {@code [rows]}, above 0 and finite
     * @param temperature lambda, above 0 and finite
     * @return the variables
     * @throws IllegalArgumentException if there is no weight, or a weight or the temperature is out of range
     */
    public static BinConcrete ofWeights(double[] weights, double temperature) {
        return LogitBinConcrete.ofWeights(weights, temperature).sigmoid();
    }

    /**
     * Returns the number of logits.
     *
     * @return at least 1
     */
    public int rows() {
        return logit.rows();
    }

    /**
     * Returns the temperature.
     *
     * @return lambda, above 0
     */
    public double temperature() {
        return logit.temperature();
    }

    /**
     * Returns what these variables become when they are rounded, or at temperature 0 (Proposition 2b, c).
     *
     * @return the bits of the same logits
     */
    public Bernoulli discrete() {
        return logit.discrete();
    }

    /**
     * Returns the logits of these variables.
     *
     * @return the law of {@code log X/(1-X)}
     */
    public LogitBinConcrete logit() {
        return logit;
    }

    /**
     * Computes samples from noise (equation 16). The same noise can be used for other logits and temperatures, and for
     * {@link Bernoulli#transform}.
     *
     * @param logistics independent {@link Logistic} draws, {@code [count]}, finite
     * @param count number of values
     * @param values receives {@code [count]}, 0 to 1; may be the array of the noise
     * @throws IllegalArgumentException if an array is too short or a noise NaN or infinite
     */
    public void transform(double[] logistics, int count, double[] values) {
        logit.transform(logistics, count, values);
        for (int row = 0; row < count; row++) {
            values[row] = LogSpace.sigmoid(values[row]);
        }
    }

    /**
     * Adds the pathwise gradient of samples. It turns a gradient with respect to the values of {@link #transform} into
     * one with respect to the logits, with the noise fixed: {@code dL/dlog alpha = u x (1-x) / lambda}. The gradient
     * with respect to the noise is the same.
     *
     * @param values the result of {@link #transform}, {@code [count]}, each 0 to 1
     * @param count number of values
     * @param upstream u, the gradient with respect to the values, {@code [count]}
     * @param logitGradient the array that is added to, {@code [rows]}
     * @throws IllegalArgumentException if an array is too short or a value NaN or out of range
     */
    public void addPathwiseGradient(double[] values, int count, double[] upstream, double[] logitGradient) {
        Parameters.requireLength("values", values, count, 1);
        Parameters.requireLength("upstream", upstream, count, 1);
        Parameters.requireLength("logitGradient", logitGradient, rows(), 1);
        for (int row = 0; row < count; row++) {
            double x = point(values, row);
            logitGradient[row % rows()] += upstream[row] * x * (1 - x) / temperature();
        }
    }

    /**
     * Computes the log densities (equation 17).
     *
     * @param values x, {@code [count]}, above 0 and below 1
     * @param count number of values
     * @param logDensities receives {@code [count]}, in nats
     * @throws IllegalArgumentException if an array is too short or a value NaN or out of range
     */
    public void logDensities(double[] values, int count, double[] logDensities) {
        Parameters.requireLength("values", values, count, 1);
        Parameters.requireLength("logDensities", logDensities, count, 1);
        for (int row = 0; row < count; row++) {
            double x = inside(values, row);
            double logX = Math.log(x);
            double logRest = Math.log1p(-x);
            logDensities[row] = logit.logDensity(logX - logRest, row) - logX - logRest;
        }
    }

    /**
     * Adds the gradient of {@code sum_r upstream_r log p(x_r)}. With {@code t = tanh((lambda y - log alpha) / 2)} and
     * {@code y = log x/(1-x)}, it is t with respect to the logit and {@code (2x - 1 - lambda t) / (x (1-x))} with
     * respect to x.
     *
     * @param values x, {@code [count]}, above 0 and below 1
     * @param count number of values
     * @param upstream the gradient with respect to the log densities, {@code [count]}
     * @param logitGradient the array that is added to, {@code [rows]}
     * @param valueGradient the array that is added to, {@code [count]}
     * @throws IllegalArgumentException if an array is too short or a value NaN or out of range
     */
    public void addGradients(
            double[] values, int count, double[] upstream, double[] logitGradient, double[] valueGradient) {
        Parameters.requireLength("values", values, count, 1);
        Parameters.requireLength("upstream", upstream, count, 1);
        Parameters.requireLength("logitGradient", logitGradient, rows(), 1);
        Parameters.requireLength("valueGradient", valueGradient, count, 1);
        for (int row = 0; row < count; row++) {
            double x = inside(values, row);
            double derivative = logit.derivative(Math.log(x) - Math.log1p(-x), row);
            logitGradient[row % rows()] -= upstream[row] * derivative / temperature();
            valueGradient[row] += upstream[row] * (derivative - 1 + 2 * x) / (x * (1 - x));
        }
    }

    /**
     * Rounds to bits: 1 where x is 1/2 or above. The law of the states is that of {@link #discrete} (Proposition 2b).
     *
     * @param values {@code [count]}, each 0 to 1
     * @param count number of values
     * @param states receives {@code [count]}, each 0 or 1
     * @throws IllegalArgumentException if an array is too short or a value NaN or out of range
     */
    public void round(double[] values, int count, int[] states) {
        Parameters.requireLength("values", values, count, 1);
        Parameters.requireLength("states", states, count, 1);
        for (int row = 0; row < count; row++) {
            states[row] = point(values, row) >= 0.5 ? 1 : 0;
        }
    }

    private static double inside(double[] values, int row) {
        if (!(values[row] > 0 && values[row] < 1)) {
            throw Parameters.bad("values", "above 0 and below 1", row, 1, values[row]);
        }
        return values[row];
    }

    private static double point(double[] values, int row) {
        if (!(values[row] >= 0 && values[row] <= 1)) {
            throw Parameters.bad("values", "0 to 1", row, 1, values[row]);
        }
        return values[row];
    }

    @Override
    public String toString() {
        return "BinConcrete[" + rows() + ", temperature " + temperature() + "]";
    }
}
