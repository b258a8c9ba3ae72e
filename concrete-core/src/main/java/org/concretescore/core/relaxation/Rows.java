package org.concretescore.core.relaxation;

/** Functions of a row of numbers. */
final class Rows {
    private Rows() {}

    /** Returns the index of the largest value, or the first of several. */
    static int argMax(double[] v, int from, int n) {
        int best = from;
        for (int i = from + 1; i < from + n; i++) {
            if (v[i] > v[best]) {
                best = i;
            }
        }
        return best - from;
    }

    /**
     * Replaces v by {@code v - log sum exp v}. The largest entry keeps its digits longest, because it is computed as
     * {@code -log1p} of the sum of the others.
     */
    static void logSoftmax(double[] v, int from, int n) {
        scaledLogSoftmax(v, from, n, 1);
    }

    /** Replaces v by the log-softmax of {@code v / temperature}. Takes differences before it divides. */
    static void scaledLogSoftmax(double[] v, int from, int n, double temperature) {
        int best = from + argMax(v, from, n);
        double largest = v[best];
        double rest = 0;
        for (int i = from; i < from + n; i++) {
            v[i] = (v[i] - largest) / temperature;
            if (i != best) {
                rest += Math.exp(v[i]);
            }
        }
        double logSum = Math.log1p(rest);
        for (int i = from; i < from + n; i++) {
            v[i] -= logSum;
        }
    }
}
