package org.concretescore.core.noise;

import org.concretescore.core.numeric.LogSpace;

/**
 * Heat kernels {@code e^(tL)} of rings and paths with rate 1 per edge. The logarithm of every entry, however small the
 * entry is, is accurate to a few units in the last place, because ratios of entries are needed. (The sum over
 * eigenvectors is accurate only to 1e-16 of the largest entry, and the Poisson series underflows where these logarithms
 * do not.)
 *
 * <p>All are computed from the walk on the integers, whose kernel is {@code g(m) = e^(-2t) I_m(2t)} with modified
 * Bessel functions. Their ratios obey {@code I_(m+1)/I_m = 1/(2(m+1)/2t + I_(m+2)/I_(m+1))}. The downward recurrence
 * adds only positive numbers and forgets its starting value (Miller's algorithm).
 */
final class HeatKernel {
    /** Beyond this, {@code e^-x} times the number of values is negligible beside 1. */
    private static final double LONG = 60;

    private HeatKernel() {}

    /** Returns the kernel of the ring on k values. For k = 2 it would count the one edge twice. */
    static NoiseTable ring(int k, double time) {
        double[] logQ = ring(time, k);
        return NoiseTable.ofLogs(k, (x, y) -> logQ[Math.abs(x - y)]);
    }

    /** Returns the kernel of the path on k values: a ring of 2k, folded between k-1 and k, and between 2k-1 and 0. */
    static NoiseTable path(int k, double time) {
        double[] logQ = ring(time, 2 * k);
        return NoiseTable.ofLogs(k, (x, y) -> LogSpace.sum(logQ[Math.abs(x - y)], logQ[x + y + 1]));
    }

    /** Returns the logarithms of one row of a ring's kernel, by distance {@code 0..n-1}. */
    private static double[] ring(double time, int n) {
        double[] log = new double[n];
        double gap = 4 * Math.pow(Math.sin(Math.PI / n), 2);
        if (n > 1 && gap * time < LONG) {
            double[] logG = integers(time, n);
            for (int d = 0; d < n; d++) {
                // The nearest way around comes first, because it is the largest term.
                log[d] = logSum(logG, Math.min(d, n - d), Math.max(d, n - d), n);
            }
        }
        double total = 0;
        for (double value : log) {
            total += Math.exp(value - log[0]);
        }
        double shift = log[0] + Math.log(total);
        for (int d = 0; d < n; d++) {
            log[d] -= shift;
        }
        return log;
    }

    /** Returns {@code log(g(m)/g(0))} for m from 0 to where g is negligible beside {@code g(0..n)}. */
    private static double[] integers(double time, int n) {
        // Ten standard deviations, and the same again for the Poisson tail of a short time.
        double[] log = new double[n + (int) Math.ceil(10 * Math.sqrt(2 * time)) + 60];
        double scaled = 0;
        for (int m = log.length - 1; m > 0; m--) {
            // g(m)/g(m-1) = t/(m + t g(m+1)/g(m)), whose logarithm does not underflow.
            double below = m + scaled;
            log[m] = Math.log(time) - Math.log(below);
            scaled = time * (time / below);
        }
        for (int m = 1; m < log.length; m++) {
            log[m] += log[m - 1];
        }
        return log;
    }

    /** Returns the logarithm of {@code sum_i exp(log[near + i n]) + exp(log[far + i n])}. */
    private static double logSum(double[] log, int near, int far, int n) {
        double sum = 0;
        for (int m = near + n; m < log.length; m += n) {
            sum += Math.exp(log[m] - log[near]);
        }
        for (int m = far; m < log.length; m += n) {
            sum += Math.exp(log[m] - log[near]);
        }
        return log[near] + Math.log1p(sum);
    }
}
