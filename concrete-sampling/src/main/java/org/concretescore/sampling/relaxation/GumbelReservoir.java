package org.concretescore.sampling.relaxation;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.relaxation.Gumbel;

/**
 * Draws k categories without replacement from a stream of logits, in one pass: those of the k largest
 * {@code log alpha + G} (Gumbel-top-k). With k = 1 that is the Gumbel-Max trick (equation 9).
 *
 * <p>At any time the reservoir holds a draw from the categories offered so far, as if each of its picks had been drawn in
 * proportion to the weights of the categories that were left. It needs memory for k categories, however many are offered,
 * and time log k for the few that enter. For one thread at a time.
 */
public final class GumbelReservoir {
    private final int k;
    /** A heap, the least on top: perturbed logits, and the numbers of their categories. */
    private final double[] perturbed;

    private final long[] categories;
    private int size;
    private long offered;

    private GumbelReservoir(int k) {
        this.k = k;
        perturbed = new double[k];
        categories = new long[k];
    }

    /**
     * An empty reservoir.
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
     * Offers the next category; the first one is number 0.
     *
     * @param logit {@code log alpha}, not normalised; negative infinity for a category that is never drawn
     * @param random the generator; one number is taken from it, if the logit is finite
     * @return whether the category is in the reservoir now
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

    /** Puts a category in the place of the top of a heap of some length. */
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
     * How many categories were offered.
     *
     * @return those of negative infinity included
     */
    public long offered() {
        return offered;
    }

    /**
     * How many categories are held.
     *
     * @return k, once as many of finite logits were offered
     */
    public int size() {
        return size;
    }

    /**
     * The categories in the order in which they are drawn, the largest perturbed logit first. The first m of them are a
     * draw of m categories. The reservoir remains as it was.
     *
     * @return the categories' numbers in the stream, {@code [size]}; new
     */
    public long[] categories() {
        return sorted().categories;
    }

    /**
     * The values of {@code log alpha + G} that led to {@link #categories}, in the same order. A category outside has one
     * below the last, which is what estimators of sums from draws without replacement need.
     *
     * @return {@code [size]}, descending; new
     */
    public double[] perturbedLogits() {
        return sorted().perturbed;
    }

    /** A copy, as long as the size, that is a descending list instead of a heap. */
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
