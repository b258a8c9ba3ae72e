package org.concretescore.core.relaxation;

/** What is done with a row of numbers. */
final class Rows {
    private Rows() {}

    /** The first of the largest. */
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
     * Replaces v by {@code v - log sum exp v}. The largest entry is the last to lose digits: it is {@code -log1p} of what
     * the others sum to.
     */
    static void logSoftmax(double[] v, int from, int n) {
        scaledLogSoftmax(v, from, n, 1);
    }

    /** The log-softmax of {@code v / temperature}; differences are taken before the division. */
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
