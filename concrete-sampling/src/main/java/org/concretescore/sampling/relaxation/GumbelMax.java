package org.concretescore.sampling.relaxation;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.relaxation.Discrete;
import org.concretescore.core.space.Counts;

/**
 * The Gumbel-Max trick (equation 9): {@code argmax_k log alpha_k + G_k} has the law {@code alpha_k / sum_i alpha_i}.
 * A draw takes one pass over the logits. They need not be normalised, and nothing overflows.
 *
 * <p>A draw first takes eight bits of each uniform number, which determine an interval of the Gumbel variate. This is
 * usually enough to find the largest sum. The other bits are drawn only for sums that the eight bits do not decide. The
 * law is exactly the same, but a draw takes few numbers from the generator and few logarithms.
 *
 * <pre>{@code
 * double[] logits = {Math.log(1), Math.log(2), Math.log(5)};
 * int category = GumbelMax.draw(logits, 0, 3, new RandomStreams(1).stream("draws")); // 2 with probability 5/8
 * int[] two = GumbelMax.drawWithoutReplacement(logits, 0, 3, 2, new RandomStreams(1).stream("draws"));
 * }</pre>
 */
public final class GumbelMax {
    private static final int BYTES = 256;
    /** The variates with the first bits b lie between {@code BOUNDS[b + 1]} and {@code BOUNDS[b]}. */
    private static final double[] BOUNDS = new double[BYTES + 1];

    static {
        Arrays.setAll(BOUNDS, b -> gumbel((double) b / BYTES));
    }

    private GumbelMax() {}

    /** Returns a decreasing function of u between 0 and 1, so that the grid is finest for the largest variates. */
    private static double gumbel(double u) {
        return -Math.log(-Math.log1p(-u));
    }

    /**
     * Draws a category.
     *
     * @param logits {@code log alpha}, below infinity; negative infinity for a category that is never drawn
     * @param from index of the first logit
     * @param n number of categories, at least 1
     * @param random the generator; a draw takes one long for every eight categories, and one for each category whose
     *     sum the eight bits do not decide
     * @return the category, 0 to n - 1
     * @throws IllegalArgumentException if the array is too short, a logit is NaN or positive infinity, or none is
     *     finite
     */
    public static int draw(double[] logits, int from, int n, UniformRandomProvider random) {
        requireLogits(logits, from, n);
        int best = -1;
        int bestBits = 0;
        // The largest sum lies between these two numbers. They are equal once all its bits are drawn.
        double least = Double.NEGATIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        long bytes = 0;
        for (int k = 0; k < n; k++) {
            bytes = k % Long.BYTES == 0 ? random.nextLong() : bytes >>> Byte.SIZE;
            int bits = (int) bytes & BYTES - 1;
            double logit = logits[from + k];
            // The sum is NaN if the logit is negative infinity, and NaN is not less.
            if (logit + BOUNDS[bits] < least) {
                continue;
            }
            if (!(logit < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "a logit must be below infinity, but that of category " + k + " is " + logit);
            }
            if (logit == Double.NEGATIVE_INFINITY) {
                continue;
            }
            if (best < 0 || logit + BOUNDS[bits + 1] > most) {
                best = k;
                bestBits = bits;
                least = logit + BOUNDS[bits + 1];
                most = logit + BOUNDS[bits];
                continue;
            }
            if (least < most) {
                least = logits[from + best] + rest(bestBits, random);
                most = least;
            }
            double sum = logit + rest(bits, random);
            if (sum > least) {
                best = k;
                least = sum;
                most = sum;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("at least one of the logits must be above negative infinity");
        }
        return best;
    }

    /** Draws the other bits and returns the variate. */
    private static double rest(int bits, UniformRandomProvider random) {
        return gumbel((bits + ConcreteSampler.positive(random)) / BYTES);
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
            throw new IllegalArgumentException("states holds " + Counts.of(states.length, "value") + ", too few for "
                    + Counts.of(count, "row") + " of 1");
        }
        double[] logits = new double[law.n()];
        for (int row = 0; row < Math.min(law.rows(), count); row++) {
            for (int k = 0; k < logits.length; k++) {
                logits[k] = law.logit(row, k);
            }
            for (int r = row; r < count; r += law.rows()) {
                states[r] = draw(logits, 0, logits.length, random);
            }
        }
    }

    /**
     * Draws categories without replacement. Each draw has the probabilities of the weights of the categories that are
     * left. The draws are the categories of the k largest {@code log alpha + G}.
     *
     * @param logits {@code log alpha}, below infinity; negative infinity for a category that is never drawn
     * @param from index of the first logit
     * @param n number of categories, at least 1
     * @param k number of draws, 1 to n
     * @param random the generator; one number is taken from it for each finite logit
     * @return the categories in the order in which they are drawn, {@code [k]}
     * @throws IllegalArgumentException if the array is too short, k is out of range, a logit is NaN or positive
     *     infinity, or fewer than k logits are finite
     */
    public static int[] drawWithoutReplacement(double[] logits, int from, int n, int k, UniformRandomProvider random) {
        requireLogits(logits, from, n);
        if (k < 1 || k > n) {
            throw new IllegalArgumentException("k must be in 1.." + n + ", was " + k);
        }
        GumbelReservoir reservoir = GumbelReservoir.of(k);
        for (int i = from; i < from + n; i++) {
            reservoir.offer(logits[i], random);
        }
        if (reservoir.size() < k) {
            throw new IllegalArgumentException("k must be at most the number of finite logits, which is "
                    + reservoir.size() + " of " + n + ", was " + k);
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
            throw new IllegalArgumentException("the range of n = " + n + " categories from index " + from
                    + " must not be empty and must lie in the array of " + Counts.of(logits.length, "logit"));
        }
    }
}
