package org.concretescore.core.numeric;

import java.util.Objects;

/** Functions of logarithms that do not overflow or lose digits, whatever their arguments. */
public final class LogSpace {
    private LogSpace() {}

    /**
     * Returns {@code log(1 + e^x)}.
     *
     * @param x any number
     * @return the softplus function of x; NaN for NaN
     */
    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /**
     * Returns {@code 1 / (1 + e^-x)}.
     *
     * @param x any number
     * @return the logistic function of x; its relative error is small on both sides
     */
    public static double sigmoid(double x) {
        if (x >= 0) {
            return 1 / (1 + Math.exp(-x));
        }
        double e = Math.exp(x);
        return e / (1 + e);
    }

    /**
     * Returns {@code log(e^a + e^b)}.
     *
     * @param a a logarithm
     * @param b a logarithm
     * @return the logarithm of the sum; {@code -infinity} if both are
     */
    public static double sum(double a, double b) {
        double largest = Math.max(a, b);
        // The difference of two equal infinities is not a number.
        return Double.isInfinite(largest) ? largest : largest + Math.log1p(Math.exp(-Math.abs(a - b)));
    }

    /**
     * Returns {@code log sum_i e^(logs[i])}.
     *
     * @param logs logarithms
     * @return the logarithm of the sum; {@code -infinity} if there are none
     */
    public static double sum(double[] logs) {
        return sum(logs, 0, logs.length);
    }

    /**
     * Returns {@code log sum_i e^(logs[i])} over some consecutive entries.
     *
     * @param logs holds the logarithms
     * @param from the index of the first logarithm
     * @param to the index of the last logarithm, plus one
     * @return the logarithm of the sum; {@code -infinity} if there are none
     */
    public static double sum(double[] logs, int from, int to) {
        Objects.checkFromToIndex(from, to, logs.length);
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, logs[i]);
        }
        if (Double.isInfinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.exp(logs[i] - largest);
        }
        return largest + Math.log(sum);
    }

    /**
     * Returns {@code log sum_i e^(logs[i])} over some consecutive entries.
     *
     * @param logs holds the logarithms
     * @param from the index of the first logarithm
     * @param to the index of the last logarithm, plus one
     * @return the logarithm of the sum; {@code -infinity} if there are none
     */
    public static double sum(float[] logs, int from, int to) {
        Objects.checkFromToIndex(from, to, logs.length);
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, logs[i]);
        }
        if (Double.isInfinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.exp(logs[i] - largest);
        }
        return largest + Math.log(sum);
    }
}
