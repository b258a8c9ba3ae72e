package org.concretescore.sampling.annealing;

import java.util.Arrays;

/**
 * The shape of the largest weights: a generalised Pareto distribution is fitted to the weights above a threshold (Zhang and
 * Stephens 2009), as in Pareto smoothed importance sampling (Vehtari et al. 2024). A shape above 0.5 says that the weights'
 * variance may be infinite, one above 0.7 that their mean can't be estimated from so few.
 */
final class ParetoTail {
    private ParetoTail() {}

    /**
     * The shape of the tail of weights {@code exp(sign * log)}.
     *
     * @return the shape k; negative infinity if fewer than 5 weights differ from the threshold, so that there is no tail
     */
    static double shape(double[] logWeights, int sign) {
        int n = logWeights.length;
        double[] logs = new double[n];
        for (int i = 0; i < n; i++) {
            logs[i] = sign * logWeights[i];
        }
        Arrays.sort(logs);
        int tail = (int) Math.ceil(Math.min(n / 5.0, 3 * Math.sqrt(n)));
        double largest = logs[n - 1];
        double threshold = Math.exp(logs[n - 1 - tail] - largest);
        double[] excess = new double[tail];
        int m = 0;
        for (int i = n - tail; i < n; i++) {
            double x = Math.exp(logs[i] - largest) - threshold;
            if (x > 0) {
                excess[m++] = x;
            }
        }
        return m < 5 ? Double.NEGATIVE_INFINITY : fit(Arrays.copyOf(excess, m));
    }

    /** The posterior mean of Zhang and Stephens, drawn a little towards 0.5 as Vehtari et al. do; numbers above 0, ascending. */
    private static double fit(double[] x) {
        int n = x.length;
        int grid = 30 + (int) Math.sqrt(n);
        double quartile = x[(int) Math.floor(n / 4.0 + 0.5) - 1];
        double[] theta = new double[grid];
        double[] logLikelihood = new double[grid];
        for (int j = 0; j < grid; j++) {
            theta[j] = 1 / x[n - 1] + (1 - Math.sqrt(grid / (j + 0.5))) / (3 * quartile);
            double k = shape(x, theta[j]);
            logLikelihood[j] = n * (Math.log(-theta[j] / k) - k - 1);
        }
        double mean = 0;
        for (int j = 0; j < grid; j++) {
            double sum = 0;
            for (double other : logLikelihood) {
                sum += Math.exp(other - logLikelihood[j]);
            }
            mean += theta[j] / sum;
        }
        double k = shape(x, mean);
        return (n * k + 10 * 0.5) / (n + 10);
    }

    private static double shape(double[] x, double theta) {
        double sum = 0;
        for (double value : x) {
            sum += Math.log1p(-theta * value);
        }
        return sum / x.length;
    }
}
