package org.concretescore.core.relaxation;

import java.util.Objects;
import org.concretescore.core.space.Counts;

/** Checks the arguments of the distributions of this package. */
final class Parameters {
    private Parameters() {}

    /** Returns a copy of {@code [rows, n]} finite logits. */
    static double[] logits(double[] logits, int n) {
        Objects.requireNonNull(logits, "logits");
        requireRows("logits", logits.length, n);
        for (int i = 0; i < logits.length; i++) {
            if (!Double.isFinite(logits[i])) {
                throw new IllegalArgumentException("logits must be finite, but " + place(i, n) + " is " + logits[i]);
            }
        }
        return logits.clone();
    }

    /** Returns the logs of {@code [rows, n]} positive weights. */
    static double[] logitsOfWeights(double[] weights, int n) {
        Objects.requireNonNull(weights, "weights");
        requireRows("weights", weights.length, n);
        double[] logits = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] > 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "weights must be above 0 and finite, but " + place(i, n) + " is " + weights[i]);
            }
            logits[i] = Math.log(weights[i]);
        }
        return logits;
    }

    private static void requireRows(String name, int length, int n) {
        if (n < 1 || length == 0 || length % n != 0) {
            throw new IllegalArgumentException(
                    name + " must be one or more rows of " + n + ", was an array of " + length + " values");
        }
    }

    static int categories(int n) {
        if (n < 2) {
            throw new IllegalArgumentException("n must be at least 2 categories, was " + n);
        }
        return n;
    }

    static double temperature(double temperature) {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("temperature must be above 0 and finite, was " + temperature);
        }
        return temperature;
    }

    static void requireLength(String name, double[] array, int count, int width) {
        Objects.requireNonNull(array, name);
        requireLength(name, array.length, count, width);
    }

    static void requireLength(String name, int[] array, int count, int width) {
        Objects.requireNonNull(array, name);
        requireLength(name, array.length, count, width);
    }

    private static void requireLength(String name, int length, int count, int width) {
        if (count < 0 || length < (long) count * width) {
            throw new IllegalArgumentException(name + " holds " + Counts.of(length, "value") + ", too few for "
                    + Counts.of(count, "row") + " of " + width);
        }
    }

    static IllegalArgumentException bad(String name, String must, int i, int n, double value) {
        return new IllegalArgumentException(name + " must be " + must + ", but " + place(i, n) + " is " + value);
    }

    /** Returns a state if it is in range, and throws otherwise. */
    static int state(int state, int row, int n) {
        if (state < 0 || state >= n) {
            throw new IllegalArgumentException("states must be 0 to " + (n - 1) + ", but row " + row + " is " + state);
        }
        return state;
    }

    private static String place(int i, int n) {
        return n == 1 ? "row " + i : "row " + i / n + ", category " + i % n;
    }
}
