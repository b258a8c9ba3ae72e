package org.concretescore.core.relaxation;

/**
 * A batch of logits of {@link BinConcrete} variables (Appendix C.3.2), the paper's {@code Logistic(log alpha, lambda)}.
 * Objectives should use this form. The package describes batches. Immutable.
 *
 * <p>A sample (equation 26) and its log density with respect to {@code dy} are
 *
 * <pre>
 *   y = (log alpha + L) / lambda
 *   log g(y) = log lambda - lambda y + log alpha - 2 log(1 + exp(-lambda y + log alpha))
 * </pre>
 */
public final class LogitBinConcrete {
    private final double temperature;
    private final double logTemperature;
    private final double[] logits;

    LogitBinConcrete(double[] logits, double temperature) {
        this.logits = logits;
        this.temperature = temperature;
        logTemperature = Math.log(temperature);
    }

    /**
     * Returns the variables with given logits.
     *
     * @param logits {@code log alpha = log P(1)/P(0)}, {@code [rows]}, finite; copied
     * @param temperature lambda, above 0 and finite
     * @return the variables
     * @throws IllegalArgumentException if there is no logit, one is NaN or infinite, or the temperature is out of range
     */
    public static LogitBinConcrete of(double[] logits, double temperature) {
        return new LogitBinConcrete(Parameters.logits(logits, 1), Parameters.temperature(temperature));
    }

    /**
     * Returns the variables with given weights.
     *
     * @param weights {@code alpha = P(1)/P(0)}, {@code [rows]}, above 0 and finite
     * @param temperature lambda, above 0 and finite
     * @return the variables
     * @throws IllegalArgumentException if there is no weight, or a weight or the temperature is out of range
     */
    public static LogitBinConcrete ofWeights(double[] weights, double temperature) {
        return new LogitBinConcrete(Parameters.logitsOfWeights(weights, 1), Parameters.temperature(temperature));
    }

    /**
     * Returns the number of logits.
     *
     * @return at least 1
     */
    public int rows() {
        return logits.length;
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
     * Returns what these variables become when they are rounded, or at temperature 0 (Proposition 2b, c).
     *
     * @return the bits of the same logits
     */
    public Bernoulli discrete() {
        return new Bernoulli(logits);
    }

    /**
     * Returns the same variables on (0, 1).
     *
     * @return the law of {@code 1 / (1 + e^-Y)}
     */
    public BinConcrete sigmoid() {
        return new BinConcrete(this);
    }

    /**
     * Computes samples from noise (equation 26). The same noise can be used for other logits and temperatures, and for
     * {@link Bernoulli#transform}.
     *
     * @param logistics independent {@link Logistic} draws, {@code [count]}, finite
     * @param count number of values
     * @param values receives {@code [count]}; may be the array of the noise
     * @throws IllegalArgumentException if an array is too short or a noise NaN or infinite
     */
    public void transform(double[] logistics, int count, double[] values) {
        Parameters.requireLength("logistics", logistics, count, 1);
        Parameters.requireLength("values", values, count, 1);
        for (int row = 0; row < count; row++) {
            if (!Double.isFinite(logistics[row])) {
                throw Parameters.bad("logistics", "finite", row, 1, logistics[row]);
            }
            values[row] = (logits[row % logits.length] + logistics[row]) / temperature;
        }
    }

    /**
     * Adds the pathwise gradient of samples. It turns a gradient with respect to the values of {@link #transform} into
     * one with respect to the logits, with the noise fixed: {@code dL/dlog alpha = u / lambda}. The gradient with
     * respect to the noise is the same.
     *
     * @param count number of values
     * @param upstream u, the gradient with respect to the values, {@code [count]}
     * @param logitGradient the array that is added to, {@code [rows]}
     * @throws IllegalArgumentException if an array is too short
     */
    public void addPathwiseGradient(int count, double[] upstream, double[] logitGradient) {
        Parameters.requireLength("upstream", upstream, count, 1);
        Parameters.requireLength("logitGradient", logitGradient, logits.length, 1);
        for (int row = 0; row < count; row++) {
            logitGradient[row % logits.length] += upstream[row] / temperature;
        }
    }

    /**
     * Computes the log densities.
     *
     * @param values y, {@code [count]}, finite
     * @param count number of values
     * @param logDensities receives {@code [count]}, in nats
     * @throws IllegalArgumentException if an array is too short or a value NaN or infinite
     */
    public void logDensities(double[] values, int count, double[] logDensities) {
        Parameters.requireLength("values", values, count, 1);
        Parameters.requireLength("logDensities", logDensities, count, 1);
        for (int row = 0; row < count; row++) {
            logDensities[row] = logDensity(finite(values, row), row);
        }
    }

    double logDensity(double y, int row) {
        return logTemperature + Logistic.logDensity(noise(y, row));
    }

    /** Returns the derivative with respect to y. With respect to the logit it is -1/lambda times this. */
    double derivative(double y, int row) {
        return temperature * Logistic.derivative(noise(y, row));
    }

    /** Returns the logistic noise that led to y. */
    private double noise(double y, int row) {
        return temperature * y - logits[row % logits.length];
    }

    /**
     * Adds the gradient of {@code sum_r upstream_r log g(y_r)}. It is {@code t = tanh((lambda y - log alpha) / 2)} with
     * respect to the logit and {@code -lambda t} with respect to y.
     *
     * @param values y, {@code [count]}, finite
     * @param count number of values
     * @param upstream the gradient with respect to the log densities, {@code [count]}
     * @param logitGradient the array that is added to, {@code [rows]}
     * @param valueGradient the array that is added to, {@code [count]}
     * @throws IllegalArgumentException if an array is too short or a value NaN or infinite
     */
    public void addGradients(
            double[] values, int count, double[] upstream, double[] logitGradient, double[] valueGradient) {
        Parameters.requireLength("values", values, count, 1);
        Parameters.requireLength("upstream", upstream, count, 1);
        Parameters.requireLength("logitGradient", logitGradient, logits.length, 1);
        Parameters.requireLength("valueGradient", valueGradient, count, 1);
        for (int row = 0; row < count; row++) {
            double gradient = upstream[row] * derivative(finite(values, row), row);
            logitGradient[row % logits.length] -= gradient / temperature;
            valueGradient[row] += gradient;
        }
    }

    /**
     * Rounds to bits: 1 where y is 0 or above. The law of the states is that of {@link #discrete} (Proposition 2b).
     *
     * @param values {@code [count]}, finite
     * @param count number of values
     * @param states receives {@code [count]}, each 0 or 1
     * @throws IllegalArgumentException if an array is too short or a value NaN or infinite
     */
    public void round(double[] values, int count, int[] states) {
        Parameters.requireLength("values", values, count, 1);
        Parameters.requireLength("states", states, count, 1);
        for (int row = 0; row < count; row++) {
            states[row] = finite(values, row) >= 0 ? 1 : 0;
        }
    }

    private static double finite(double[] values, int row) {
        if (!Double.isFinite(values[row])) {
            throw Parameters.bad("values", "finite", row, 1, values[row]);
        }
        return values[row];
    }

    @Override
    public String toString() {
        return "LogitBinConcrete[" + logits.length + ", temperature " + temperature + "]";
    }
}
