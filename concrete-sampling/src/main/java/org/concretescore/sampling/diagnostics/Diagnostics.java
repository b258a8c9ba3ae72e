package org.concretescore.sampling.diagnostics;

import java.util.Arrays;

/**
 * Convergence diagnostics of several chains' traces, as in Bayesian Data Analysis (Gelman et al., 3rd edition, section
 * 11.4 and 11.5) and Stan: each chain is split into halves first, so that drift within a chain counts as disagreement
 * between chains. Without rank normalisation: meant for statistics of finite variance.
 */
public final class Diagnostics {
    private static final int SHORTEST = 4;

    private Diagnostics() {}

    /**
     * The potential scale reduction factor, split R-hat: near 1 where the chains agree, say below 1.01.
     *
     * @param traces {@code [chains][n]}, at least one chain; of an odd n the middle is left out
     * @return at least about 1; NaN if every half chain is constant
     * @throws IllegalArgumentException if there is no chain, chains differ in length or are shorter than 4, or a value
     *     is NaN or infinite
     */
    public static double splitRHat(double[][] traces) {
        HalfChains halves = HalfChains.of(traces);
        return Math.sqrt(halves.variance() / halves.within());
    }

    /**
     * The effective sample size for the mean of the statistic: how many independent draws would estimate it as well as
     * all n draws of all chains. Autocorrelations are combined over the split chains and cut off by Geyer's (1992)
     * initial monotone sequence.
     *
     * <p>Costs {@code chains * n} operations a lag, and visits as many lags as the autocorrelation takes to vanish: all
     * n of them where the chains don't mix.
     *
     * @param traces {@code [chains][n]}, at least one chain; of an odd n the middle is left out
     * @return above 0; more than the number N of draws for antithetic chains, but at most {@code N log10(N)}; NaN if
     *     every half chain is constant
     * @throws IllegalArgumentException if there is no chain, chains differ in length or are shorter than 4, or a value
     *     is NaN or infinite
     */
    public static double effectiveSampleSize(double[][] traces) {
        HalfChains halves = HalfChains.of(traces);
        double draws = (double) halves.values.length * halves.length();
        int end = halves.length() - 2;
        // Sums of the autocorrelations at lags 2k and 2k + 1 are positive and decrease; an estimate that isn't or
        // doesn't is noise.
        double previous = 1 + halves.autocorrelation(1);
        double tau = -1 + 2 * previous;
        for (int lag = 2; lag < end; lag += 2) {
            double even = halves.autocorrelation(lag);
            double pair = even + halves.autocorrelation(lag + 1);
            if (!(pair > 0) || lag + 2 >= end) {
                // Of the pair where the sequence ends Stan counts this: it matters to antithetic chains.
                tau += Math.max(0, even);
                break;
            }
            previous = Math.min(previous, pair);
            tau += 2 * previous;
        }
        return Double.isNaN(tau) ? Double.NaN : draws / Math.max(tau, 1 / Math.log10(draws));
    }

    /** Both halves of every chain, with their moments. */
    private static final class HalfChains {
        private final double[][] values;
        private final double[] means;

        private HalfChains(double[][] values) {
            this.values = values;
            this.means = Arrays.stream(values)
                    .mapToDouble(half -> Arrays.stream(half).average().orElseThrow())
                    .toArray();
        }

        static HalfChains of(double[][] traces) {
            if (traces.length == 0) {
                throw new IllegalArgumentException("diagnostics need at least one chain");
            }
            int n = traces[0].length;
            double[][] halves = new double[2 * traces.length][];
            for (int chain = 0; chain < traces.length; chain++) {
                double[] trace = traces[chain];
                if (trace.length != n || n < SHORTEST) {
                    throw new IllegalArgumentException("all chains must have one length of at least " + SHORTEST
                            + ", chain 0 has " + n + " and chain " + chain + " has " + trace.length);
                }
                for (int i = 0; i < n; i++) {
                    if (!Double.isFinite(trace[i])) {
                        throw new IllegalArgumentException("value " + i + " of chain " + chain + " is " + trace[i]);
                    }
                }
                halves[2 * chain] = Arrays.copyOf(trace, n / 2);
                halves[2 * chain + 1] = Arrays.copyOfRange(trace, n - n / 2, n);
            }
            return new HalfChains(halves);
        }

        int length() {
            return values[0].length;
        }

        /** The mean over the halves of {@code 1/length sum (x_i - mean)(x_{i+lag} - mean)}. */
        private double autocovariance(int lag) {
            double sum = 0;
            for (int h = 0; h < values.length; h++) {
                double[] x = values[h];
                double mean = means[h];
                for (int i = 0; i + lag < x.length; i++) {
                    sum += (x[i] - mean) * (x[i + lag] - mean);
                }
            }
            return sum / length() / values.length;
        }

        /** W: the mean variance within the halves. */
        double within() {
            return autocovariance(0) * length() / (length() - 1);
        }

        /** An overestimate of the variance while the chains disagree: {@code (n-1)/n W + B/n}. */
        double variance() {
            double mean = Arrays.stream(means).average().orElseThrow();
            double between =
                    Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum() / (means.length - 1);
            return autocovariance(0) + between;
        }

        /** Combined over the halves. */
        double autocorrelation(int lag) {
            return 1 - (within() - autocovariance(lag)) / variance();
        }
    }
}
