package org.concretescore.sampling.concrete;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.concrete.Discrete;
import org.concretescore.core.concrete.Gumbel;

/**
 * The Gumbel-Max trick (equation 9): {@code argmax_k log alpha_k + G_k} has the law {@code alpha_k / sum_i alpha_i}.
 * One pass over the logits, which need not be normalised; nothing overflows.
 *
 * <p>As {@code -G} is the logarithm of an exponential variate E, the category is that of the smallest {@code E_k /
 * alpha_k}, too: where the weights serve many draws, the same law comes without a logarithm.
 */
public final class GumbelMax {
    private GumbelMax() {}

    /**
     * Draws a category.
     *
     * @param logits {@code log alpha}, below infinity; negative infinity for a category that is never drawn
     * @param from where the logits begin
     * @param n number of categories, at least 1
     * @param random the generator; one number is taken from it for each finite logit
     * @return the category, 0 to n - 1
     * @throws IllegalArgumentException if the array is too short, a logit is NaN or positive infinity, or none is finite
     */
    public static int draw(double[] logits, int from, int n, UniformRandomProvider random) {
        requireLogits(logits, from, n);
        int best = -1;
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < n; k++) {
            double logit = logits[from + k];
            if (!(logit < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "a logit must be below infinity, but that of category " + k + " is " + logit);
            }
            if (logit > Double.NEGATIVE_INFINITY) {
                double u = ConcreteSampler.positive(random);
                if (logit + ConcreteSampler.gumbelBound(u) > largest) {
                    double z = logit + Gumbel.quantile(u);
                    if (z > largest) {
                        largest = z;
                        best = k;
                    }
                }
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("no logit of the " + n + " categories is above negative infinity");
        }
        return best;
    }

    /**
     * Draws states of discrete variables.
     *
     * @param law the variables
     * @param random the generator
     * @param count number of states
     * @param states receives {@code [count]}, each 0 to n - 1; state r is of the variable {@code r mod rows}
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     */
    public static void sample(Discrete law, UniformRandomProvider random, int count, int[] states) {
        if (count < 0 || states.length < count) {
            throw new IllegalArgumentException(
                    "states holds " + states.length + " values, too few for " + count + " rows of 1");
        }
        ZigguratSampler.Exponential exponential = ZigguratSampler.Exponential.of(random);
        double[] inverse = new double[law.n()];
        long[] times = new long[law.n()];
        for (int row = 0; row < Math.min(law.rows(), count); row++) {
            invertWeights(law, row, inverse);
            for (int r = row; r < count; r += law.rows()) {
                for (int k = 0; k < times.length; k++) {
                    // Bits of positive numbers are ordered as these are, NaN (0 times infinity) last; and the least
                    // long is found without branches.
                    times[k] = Double.doubleToLongBits(exponential.sample() * inverse[k]);
                }
                states[r] = first(times);
            }
        }
    }

    private static int first(long[] times) {
        long least = Long.MAX_VALUE;
        int first = 0;
        for (int k = 0; k < times.length; k++) {
            first = times[k] < least ? k : first;
            least = Math.min(times[k], least);
        }
        return first;
    }

    /** {@code 1/alpha_k} in units of the largest weight; infinite where a weight is next to nothing. */
    private static void invertWeights(Discrete law, int row, double[] inverse) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < inverse.length; k++) {
            largest = Math.max(largest, law.logit(row, k));
        }
        for (int k = 0; k < inverse.length; k++) {
            inverse[k] = Math.exp(largest - law.logit(row, k));
        }
    }

    /**
     * Draws categories without replacement, each in proportion to the weights of those that are left: the k largest of
     * {@code log alpha + G}.
     *
     * @param logits {@code log alpha}, below infinity; negative infinity for a category that is never drawn
     * @param from where the logits begin
     * @param n number of categories, at least 1
     * @param k number of draws, 1 to n
     * @param random the generator; one number is taken from it for each finite logit
     * @return the categories in the order in which they are drawn, {@code [k]}
     * @throws IllegalArgumentException if the array is too short, k out of range, a logit NaN or positive infinity, or
     *     fewer than k are finite
     */
    public static int[] drawWithoutReplacement(double[] logits, int from, int n, int k, UniformRandomProvider random) {
        requireLogits(logits, from, n);
        if (k < 1 || k > n) {
            throw new IllegalArgumentException("k must be 1 to " + n + ", was " + k);
        }
        GumbelReservoir reservoir = GumbelReservoir.of(k);
        for (int i = from; i < from + n; i++) {
            reservoir.offer(logits[i], random);
        }
        if (reservoir.size() < k) {
            throw new IllegalArgumentException("k = " + k + " categories can't be drawn: only " + reservoir.size()
                    + " of " + n + " have a logit above negative infinity");
        }
        long[] categories = reservoir.categories();
        int[] drawn = new int[k];
        for (int i = 0; i < k; i++) {
            drawn[i] = (int) categories[i];
        }
        return drawn;
    }

    private static void requireLogits(double[] logits, int from, int n) {
        if (n < 1 || from < 0 || (long) from + n > logits.length) {
            throw new IllegalArgumentException("logits holds " + logits.length + " values, which has no " + n
                    + " categories from " + from + " on");
        }
    }
}
