package org.concretescore.sampling.relaxation;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.relaxation.Gumbel;

/**
 * Draws k categories without replacement from a stream of logits in one pass. These are the categories of the k largest
 * {@code log alpha + G} (Gumbel-top-k). With k = 1 this is the Gumbel-Max trick (equation 9).
 *
 * <p>At any time, the reservoir holds a draw from the categories that have been offered. Each category of the draw has
 * the probabilities of the weights of the categories that were left. The memory is that of k categories, however many
 * are offered, and the few categories that enter take time log k. Only one thread at a time may use a reservoir.
 */
public final class GumbelReservoir {
    private final int k;
    /** The perturbed logits, as a heap with the least on top. */
    private final double[] perturbed;

    /** The categories of the perturbed logits. */
    private final long[] categories;

    private int size;
    private long offered;

    private GumbelReservoir(int k) {
        this.k = k;
        perturbed = new double[k];
        categories = new long[k];
    }

    /**
     * Returns an empty reservoir.
     *
     * @param k number of categories to draw, at least 1
     * @return the reservoir
     * @throws IllegalArgumentException if k is below 1
     */
    public static GumbelReservoir of(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, was " + k);
        }
        return new GumbelReservoir(k);
    }

    /**
     * Offers the next category. The first category has the number 0.
     *
     * @param logit {@code log alpha}, which need not be normalised; negative infinity for a category that is never
     *     drawn
     * @param random the generator; one number is taken from it if the logit is finite
     * @return whether the category is now in the reservoir
     * @throws IllegalArgumentException if the logit is NaN or positive infinity
     */
    public boolean offer(double logit, UniformRandomProvider random) {
        if (!(logit < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a logit must be below infinity, but that of category " + offered + " is " + logit);
        }
        long category = offered++;
        if (logit == Double.NEGATIVE_INFINITY) {
            return false;
        }
        double u = ConcreteSampler.positive(random);
        if (size == k && logit + ConcreteSampler.gumbelBound(u) <= perturbed[0]) {
            return false;
        }
        double z = logit + Gumbel.quantile(u);
        if (size < k) {
            siftUp(z, category);
            return true;
        }
        if (!(z > perturbed[0])) {
            return false;
        }
        siftDown(z, category, k);
        return true;
    }

    private void siftUp(double z, long category) {
        int i = size++;
        while (i > 0 && z < perturbed[(i - 1) / 2]) {
            perturbed[i] = perturbed[(i - 1) / 2];
            categories[i] = categories[(i - 1) / 2];
            i = (i - 1) / 2;
        }
        perturbed[i] = z;
        categories[i] = category;
    }

    /** Replaces the top of a heap of the given length by a category. */
    private void siftDown(double z, long category, int length) {
        int i = 0;
        while (2L * i + 1 < length) {
            int child = 2 * i + 1;
            if (child + 1 < length && perturbed[child + 1] < perturbed[child]) {
                child++;
            }
            if (z <= perturbed[child]) {
                break;
            }
            perturbed[i] = perturbed[child];
            categories[i] = categories[child];
            i = child;
        }
        perturbed[i] = z;
        categories[i] = category;
    }

    /**
     * Returns how many categories were offered.
     *
     * @return the number, including categories of negative infinity
     */
    public long offered() {
        return offered;
    }

    /**
     * Returns how many categories the reservoir holds.
     *
     * @return the number, which is k once k categories with finite logits were offered
     */
    public int size() {
        return size;
    }

    /**
     * Returns the categories in the order in which they are drawn, the largest perturbed logit first. The first m of
     * them are a draw of m categories. The reservoir is not changed.
     *
     * @return the numbers of the categories in the stream, {@code [size]}; a new array
     */
    public long[] categories() {
        return sorted().categories;
    }

    /**
     * Returns the values of {@code log alpha + G} of {@link #categories}, in the same order. All other categories have
     * smaller values than the last one. Estimators of sums from draws without replacement need these values.
     *
     * @return {@code [size]}, descending; a new array
     */
    public double[] perturbedLogits() {
        return sorted().perturbed;
    }

    /** Returns a copy of length {@link #size}, sorted in descending order. */
    private GumbelReservoir sorted() {
        GumbelReservoir copy = new GumbelReservoir(size);
        System.arraycopy(perturbed, 0, copy.perturbed, 0, size);
        System.arraycopy(categories, 0, copy.categories, 0, size);
        for (int last = size - 1; last > 0; last--) {
            double least = copy.perturbed[0];
            long category = copy.categories[0];
            copy.siftDown(copy.perturbed[last], copy.categories[last], last);
            copy.perturbed[last] = least;
            copy.categories[last] = category;
        }
        return copy;
    }

    /** Empties the reservoir. */
    public void clear() {
        size = 0;
        offered = 0;
    }

    @Override
    public String toString() {
        return "GumbelReservoir[" + Arrays.toString(categories()) + " of " + offered + "]";
    }
}
