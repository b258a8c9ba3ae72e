package org.concretescore.core.latent;

/**
 * The multi-sample bound on {@code log p(x)} (equation 8), in nats:
 *
 * <p>\[ L_m = \log \frac{1}{m} \sum_{i=1}^m \frac{p(x, z_i)}{q(z_i | x)}, \qquad z_i \sim q(z | x). \]
 *
 * <p>Its expectation rises with m towards {@code log p(x)}. At m = 1 it is the evidence lower bound.
 *
 * <pre>{@code
 * double[] logWeights = {-3.1, -2.4, -5.0}; // log p(x, z) - log q(z | x) of three samples z
 * double bound = MultiSampleBound.ofRow(logWeights, 0, 3); // -3.0, above their mean, -3.5
 * }</pre>
 *
 * @param mean the mean of the bound over the data rows, in nats per row; a log-likelihood, so usually negative. NaN if
 *     a model's answers are NaN
 * @param standardError the standard error of the mean, from the differences between rows, which include the randomness
 *     of the samples; NaN for a single row, or if the mean is not finite
 * @param rows the number of data rows, at least 1
 * @param samples m, at least 1
 */
public record MultiSampleBound(double mean, double standardError, int rows, int samples) {
    /**
     * Checks the numbers.
     *
     * @param mean in nats per row
     * @param standardError of the mean, or NaN
     * @param rows at least 1
     * @param samples at least 1
     * @throws IllegalArgumentException if there are no rows or samples
     */
    public MultiSampleBound {
        requireAtLeastOne("rows", rows);
        requireAtLeastOne("samples", samples);
    }

    /**
     * Returns the mean bound of some data rows.
     *
     * @param bounds the bound of each row, {@code [rows]}, not NaN; a model that finds a row impossible has
     *     {@code -infinity}
     * @param samples m
     * @return mean and standard error
     * @throws IllegalArgumentException if there are no rows or samples, or a bound is NaN or {@code +infinity}
     */
    public static MultiSampleBound meanOf(double[] bounds, int samples) {
        requireAtLeastOne("bounds", bounds.length);
        double sum = 0;
        for (int row = 0; row < bounds.length; row++) {
            sum += requireLog("bounds", row, bounds[row]);
        }
        double mean = sum / bounds.length;
        double squares = 0;
        for (double bound : bounds) {
            squares += (bound - mean) * (bound - mean);
        }
        double error = bounds.length > 1 ? Math.sqrt(squares / (bounds.length - 1.0) / bounds.length) : Double.NaN;
        return new MultiSampleBound(mean, error, bounds.length, samples);
    }

    /**
     * Returns the bound of one data row. It neither overflows nor underflows, however large or small the weights are.
     *
     * @param logWeights holds the log weights; {@code -infinity} is a weight of 0
     * @param from the index of the first log weight
     * @param samples m, the number of log weights
     * @return {@code log (1/m) sum exp}; {@code -infinity} if all weights are 0
     * @throws IllegalArgumentException if m is below 1, or a log weight is NaN or {@code +infinity}
     * @throws IndexOutOfBoundsException if the array ends before the last
     */
    public static double ofRow(double[] logWeights, int from, int samples) {
        requireAtLeastOne("samples", samples);
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + samples; i++) {
            largest = Math.max(largest, requireLog("logWeights", i, logWeights[i]));
        }
        if (largest == Double.NEGATIVE_INFINITY) {
            return largest;
        }
        double sum = 0;
        for (int i = from; i < from + samples; i++) {
            sum += Math.exp(logWeights[i] - largest);
        }
        return largest + Math.log(sum / samples);
    }

    private static void requireAtLeastOne(String name, int count) {
        if (count < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, were " + count);
        }
    }

    private static double requireLog(String name, int index, double value) {
        if (!(value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + "[" + index + "] must be a logarithm below infinity, was " + value);
        }
        return value;
    }
}
