package org.concretescore.sampling.annealing;

/**
 * The logarithm of a mean of exponentials.
 *
 * @param value {@code log mean exp(l)}
 * @param standardError its standard error by the delta method; NaN for fewer than two numbers
 * @param effectiveSampleSize {@code (sum w)^2 / sum w^2} with {@code w = exp(l)}
 */
record LogMean(double value, double standardError, double effectiveSampleSize) {
    /** Returns the log mean of the numbers at {@code from..to-1}, each multiplied by a sign. */
    static LogMean of(double[] logs, int from, int to, int sign) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, sign * logs[i]);
        }
        int n = to - from;
        if (largest == Double.NEGATIVE_INFINITY) {
            return new LogMean(largest, Double.NaN, 0);
        }
        double sum = 0;
        double squares = 0;
        for (int i = from; i < to; i++) {
            double w = Math.exp(sign * logs[i] - largest);
            sum += w;
            squares += w * w;
        }
        double effective = sum * sum / squares;
        // The weights' variance over their squared mean is n/ESS - 1; rounding must not make it negative.
        double error = n > 1 ? Math.sqrt(Math.max(0, n / effective - 1) / (n - 1)) : Double.NaN;
        return new LogMean(largest + Math.log(sum / n), error, effective);
    }
}
