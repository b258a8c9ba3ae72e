package org.concretescore.sampling.annealing;

import java.util.Arrays;

/**
 * The shape of the largest weights. A generalised Pareto distribution is fitted to the weights above a threshold (Zhang
 * and Stephens 2009), as in Pareto smoothed importance sampling (Vehtari et al. 2024). If the shape is above 0.5, the
 * variance of the weights may be infinite. If it is above 0.7, so few weights do not give a reliable mean.
 */
final class ParetoTail {
    private ParetoTail() {}

    /**
     * Returns the shape of the tail of the weights {@code exp(sign * log)}.
     *
     * @return the shape k; negative infinity if fewer than 5 weights differ from the threshold, so that there is no
     *     tail
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

    /**
     * Returns the posterior mean of Zhang and Stephens, moved a little towards 0.5 as by Vehtari et al. The numbers are
     * above 0 and ascending.
     */
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
