package org.concretescore.sampling.diagnostics;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.concretescore.sampling.chain.Samples;

/**
 * Convergence diagnostics for the traces of several chains. Each chain is first split into halves, so that drift within
 * a chain counts as disagreement between chains.
 *
 * <p>There are two families. {@link #splitRHat} and {@link #effectiveSampleSize} are those of Bayesian Data Analysis
 * (Gelman et al., 3rd edition, sections 11.4 and 11.5) and of Stan. They concern the mean, and are meant for statistics
 * of finite variance. {@link #rankRHat}, {@link #bulkEffectiveSampleSize} and {@link #tailEffectiveSampleSize} are
 * those of Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), "Rank-normalization, folding, and localization: an
 * improved R-hat". They depend only on the order of the values (folded R-hat on the order of the distances from the
 * median), allow heavy tails, and detect chains that differ only in spread.
 *
 * <p>All of them take N log N operations for N draws. If a statistic never changes, the result is NaN, because nothing
 * can be said about convergence. A trace with a value that is NaN or infinite is refused.
 *
 * <pre>{@code
 * Ising ising = Ising.of(4, 4, 0.3);
 * Chains chains = Chains.atRandom(ising.space(), 4, new RandomStreams(1), "chains");
 * Samples samples = Samples.draw(Gibbs.of(ising.score()), chains, SamplingOptions.of(4000).withThinning(16));
 * double[][] first = samples.traces((states, at) -> states[at]);
 * double rHat = Diagnostics.rankRHat(first); // near 1
 * double ess = Diagnostics.bulkEffectiveSampleSize(first);
 * System.out.println(Diagnostics.summary(samples)); // a table of all coordinates
 * }</pre>
 */
public final class Diagnostics {
    private static final int SHORTEST = 4;
    private static final double TAIL = 0.05;

    private Diagnostics() {}

    /**
     * Returns the potential scale reduction factor, split R-hat. It is near 1 if the chains agree, for instance below
     * 1.01.
     *
     * @param traces {@code [chains][n]}, at least one chain; of an odd n the middle is left out
     * @return at least about 1; NaN if all draws are equal; infinite if every half chain is constant and they differ
     * @throws IllegalArgumentException if there is no chain, chains differ in length or are shorter than 4, or a value
     *     is NaN or infinite
     */
    public static double splitRHat(double[][] traces) {
        return HalfChains.of(traces).rHat();
    }

    /**
     * Returns split R-hat of rank-normalised draws. This is the larger of R-hat of the values ("bulk") and R-hat of
     * their distances from the median ("folded", which detects chains of the same location but different spread). It is
     * below 1.01 if the chains agree.
     *
     * @param traces {@code [chains][n]}, at least one chain; of an odd n the middle is left out
     * @return at least about 1; NaN if all draws are equal; infinite if every half chain is constant and they differ
     * @throws IllegalArgumentException if there is no chain, chains differ in length or are shorter than 4, or a value
     *     is NaN or infinite
     */
    public static double rankRHat(double[][] traces) {
        HalfChains halves = HalfChains.of(traces);
        double median = quantile(halves.sorted(), 0.5);
        double bulk = halves.rankNormalised().rHat();
        double folded = halves.map(x -> Math.abs(x - median)).rankNormalised().rHat();
        // The folded R-hat is NaN if all draws have the same distance from their median.
        return Double.isNaN(folded) ? bulk : Math.max(bulk, folded);
    }

    /**
     * Returns the effective sample size for the mean of the statistic. This many independent draws would estimate the
     * mean as well as all n draws of all chains. Autocorrelations are combined over the split chains and cut off by
     * Geyer's (1992) initial monotone sequence.
     *
     * @param traces {@code [chains][n]}, at least one chain; of an odd n the middle is left out
     * @return above 0; more than the number N of draws for antithetic chains, but at most {@code N log10(N)}; NaN if
     *     all draws are equal
     * @throws IllegalArgumentException if there is no chain, chains differ in length or are shorter than 4, or a value
     *     is NaN or infinite
     */
    public static double effectiveSampleSize(double[][] traces) {
        return HalfChains.of(traces).effectiveSampleSize();
    }

    /**
     * Returns the effective sample size of the rank-normalised draws. It says how well the chains explore the bulk of
     * the distribution, whether or not its mean exists. R-hat should only be trusted if this size is at least 100
     * times the number of chains.
     *
     * @param traces {@code [chains][n]}, at least one chain; of an odd n the middle is left out
     * @return above 0; more than the number N of draws for antithetic chains, but at most {@code N log10(N)}; NaN if
     *     all draws are equal
     * @throws IllegalArgumentException if there is no chain, chains differ in length or are shorter than 4, or a value
     *     is NaN or infinite
     */
    public static double bulkEffectiveSampleSize(double[][] traces) {
        return HalfChains.of(traces).rankNormalised().effectiveSampleSize();
    }

    /**
     * Returns how well the chains explore the tails. This is the smaller of the effective sample sizes for the
     * probabilities of the values up to the 5 % quantile and up to the 95 % quantile of all draws.
     *
     * <p>If a statistic has few values, a quantile may be its largest value, so that no draw lies above it. Such a tail
     * says nothing and is left out. (The R package posterior returns NA in this case, so that binary statistics would
     * often have no result.)
     *
     * @param traces {@code [chains][n]}, at least one chain; of an odd n the middle is left out, except for the
     *     quantiles
     * @return above 0; NaN if all draws are equal
     * @throws IllegalArgumentException if there is no chain, chains differ in length or are shorter than 4, or a value
     *     is NaN or infinite
     */
    public static double tailEffectiveSampleSize(double[][] traces) {
        HalfChains halves = HalfChains.of(traces);
        double[] sorted =
                Arrays.stream(traces).flatMapToDouble(Arrays::stream).sorted().toArray();
        double smallest = Double.NaN;
        for (double p : new double[] {TAIL, 1 - TAIL}) {
            double quantile = quantile(sorted, p);
            double size = halves.map(x -> x <= quantile ? 1 : 0).effectiveSampleSize();
            if (!(size >= smallest)) {
                smallest = Double.isNaN(size) ? smallest : size;
            }
        }
        return smallest;
    }

    /**
     * Returns a table with a summary of each coordinate: mean, standard deviation, effective sample size for the mean,
     * and R-hat of rank-normalised draws. Each coordinate takes N log N operations for N draws.
     *
     * @param samples the samples
     * @return {@link Samples#toString} and one line for each coordinate; the last two columns are NaN if a coordinate
     *     never changes or a chain has fewer than 4 samples
     */
    public static String summary(Samples samples) {
        StringBuilder text = new StringBuilder(samples.toString());
        text.append(
                String.format(Locale.ROOT, "%n%10s %10s %10s %10s %10s", "coordinate", "mean", "sd", "ess", "r-hat"));
        double[] means = samples.mean();
        double[][] marginals = samples.marginals();
        for (int d = 0; d < means.length; d++) {
            double variance = 0;
            for (int value = 0; value < marginals[d].length; value++) {
                variance += marginals[d][value] * (value - means[d]) * (value - means[d]);
            }
            int coordinate = d;
            double[][] traces = samples.traces((states, at) -> states[at + coordinate]);
            boolean enough = traces[0].length >= SHORTEST;
            text.append(String.format(
                    Locale.ROOT,
                    "%n%10d %10.4f %10.4f %10.1f %10.4f",
                    d,
                    means[d],
                    Math.sqrt(variance),
                    enough ? effectiveSampleSize(traces) : Double.NaN,
                    enough ? rankRHat(traces) : Double.NaN));
        }
        return text.toString();
    }

    /**
     * Returns the autocorrelation function of one chain, which is not split.
     *
     * @param trace {@code [n]}, at least 4 values
     * @return {@code [n]}, by lag: {@code sum_i (x_i - mean)(x_{i+k} - mean) / sum_i (x_i - mean)^2} at lag k, which is
     *     1 at lag 0; all NaN if the trace is constant
     * @throws IllegalArgumentException if there are fewer than 4 values, or a value is NaN or infinite
     */
    public static double[] autocorrelation(double[] trace) {
        double[][] one = {trace};
        requireTraces(one);
        double[] covariance = Autocovariance.of(one, new double[] {mean(trace)});
        double[] correlation = new double[trace.length];
        Arrays.setAll(correlation, lag -> covariance[lag] / covariance[0]);
        return correlation;
    }

    private static void requireTraces(double[][] traces) {
        if (traces.length == 0) {
            throw new IllegalArgumentException("diagnostics need at least one chain");
        }
        int n = traces[0].length;
        for (int chain = 0; chain < traces.length; chain++) {
            double[] trace = traces[chain];
            if (trace.length < SHORTEST) {
                throw new IllegalArgumentException("each chain must have at least " + SHORTEST + " values, but chain "
                        + chain + " has " + trace.length);
            }
            if (trace.length != n) {
                throw new IllegalArgumentException("all chains must have the same number of values, but chain 0 has "
                        + n + " and chain " + chain + " has " + trace.length);
            }
            for (int i = 0; i < n; i++) {
                if (!Double.isFinite(trace[i])) {
                    throw new IllegalArgumentException(
                            "value " + i + " of chain " + chain + " must be finite, was " + trace[i]);
                }
            }
        }
    }

    /** Returns the mean. The mean of equal values is exactly that value, so that their variance is 0. */
    private static double mean(double[] values) {
        double least = values[0];
        double largest = values[0];
        for (double value : values) {
            least = Math.min(least, value);
            largest = Math.max(largest, value);
        }
        return Math.max(least, Math.min(largest, Arrays.stream(values).average().orElseThrow()));
    }

    /** Returns the usual quantile (Hyndman and Fan's type 7), which is linear between the order statistics. */
    private static double quantile(double[] sorted, double p) {
        double place = p * (sorted.length - 1);
        int below = (int) place;
        double above = sorted[Math.min(below + 1, sorted.length - 1)];
        // This is exact if both are equal, which matters because values are compared with it.
        return sorted[below] + (place - below) * (above - sorted[below]);
    }

    /** Both halves of every chain, with their moments. */
    private static final class HalfChains {
        private final double[][] values;
        /** The mean of the halves' autocovariances, by lag. */
        private final double[] autocovariance;
        /** W: the mean variance within the halves. */
        private final double within;
        /** The estimate {@code (n-1)/n W + B/n} of the variance, which is too large as long as the chains disagree. */
        private final double variance;

        private HalfChains(double[][] values) {
            this.values = values;
            double[] means =
                    Arrays.stream(values).mapToDouble(Diagnostics::mean).toArray();
            autocovariance = Autocovariance.of(values, means);
            within = autocovariance[0] * length() / (length() - 1);
            double mean = mean(means);
            double between =
                    Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum() / (means.length - 1);
            variance = autocovariance[0] + between;
        }

        static HalfChains of(double[][] traces) {
            requireTraces(traces);
            int n = traces[0].length;
            double[][] halves = new double[2 * traces.length][];
            for (int chain = 0; chain < traces.length; chain++) {
                halves[2 * chain] = Arrays.copyOf(traces[chain], n / 2);
                halves[2 * chain + 1] = Arrays.copyOfRange(traces[chain], n - n / 2, n);
            }
            return new HalfChains(halves);
        }

        HalfChains map(DoubleUnaryOperator f) {
            double[][] mapped = new double[values.length][];
            Arrays.setAll(mapped, h -> Arrays.stream(values[h]).map(f).toArray());
            return new HalfChains(mapped);
        }

        /** Returns all draws in order. Negative zero becomes zero, because it equals zero but sorts before it. */
        double[] sorted() {
            return Arrays.stream(values)
                    .flatMapToDouble(Arrays::stream)
                    .map(x -> x + 0.0)
                    .sorted()
                    .toArray();
        }

        /** Returns the normal scores of the ranks (equation 14 of Vehtari et al.). Ties have their mean rank. */
        HalfChains rankNormalised() {
            double[] sorted = sorted();
            double[] scores = new double[sorted.length];
            NormalDistribution normal = NormalDistribution.of(0, 1);
            int end = 0;
            for (int first = 0; first < sorted.length; first = end) {
                while (end < sorted.length && sorted[end] == sorted[first]) {
                    end++;
                }
                double rank = (first + 1 + end) / 2.0;
                double score = normal.inverseCumulativeProbability((rank - 0.375) / (sorted.length + 0.25));
                Arrays.fill(scores, first, end, score);
            }
            return map(x -> scores[Arrays.binarySearch(sorted, x + 0.0)]);
        }

        int length() {
            return values[0].length;
        }

        double rHat() {
            return Math.sqrt(variance / within);
        }

        /** Returns the autocorrelation, combined over the halves. */
        private double autocorrelation(int lag) {
            return 1 - (within - autocovariance[lag]) / variance;
        }

        double effectiveSampleSize() {
            double draws = (double) values.length * length();
            int end = length() - 2;
            // The sums of the autocorrelations at lags 2k and 2k + 1 are positive and decrease. Estimates that do not
            // are noise.
            double previous = 1 + autocorrelation(1);
            double tau = -1 + 2 * previous;
            for (int lag = 2; lag < end; lag += 2) {
                double even = autocorrelation(lag);
                double pair = even + autocorrelation(lag + 1);
                if (!(pair > 0) || lag + 2 >= end) {
                    // Stan counts this half of the last pair, which matters for antithetic chains.
                    tau += Math.max(0, even);
                    break;
                }
                previous = Math.min(previous, pair);
                tau += 2 * previous;
            }
            return Double.isNaN(tau) ? Double.NaN : draws / Math.max(tau, 1 / Math.log10(draws));
        }
    }
}
