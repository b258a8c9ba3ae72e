package org.concretescore.core.noise;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.space.StateSpace;

/**
 * A noise kernel on a state space: {@code q(y|x) = prod_d Q_{K_d}(y_d | x_d)} for a clean state x and a noisy state y.
 *
 * <p>{@link #ratio} minus 1 is the target of denoising Concrete score matching, the score of {@code q(.|x)} at y. Its
 * mean over the clean states given y, {@code sum_x p(x) q(y|x) ratio / p~(y)}, is the ratio of the noisy distribution
 * {@code p~} if {@code q(y|x) = 0} implies {@code q(neighbor|x) = 0}. {@linkplain #isPositive Positive} kernels
 * have this property on every graph.
 *
 * <p>The kernel holds one table of {@code K^2} entries for each distinct number of values. Immutable and safe for use
 * by several threads. The methods that take states are for inner loops and check nothing; their result for states that
 * are out of range is undefined. {@link StateSpace#check(int[], int)} checks a batch of states once, before a loop.
 */
public final class NoiseKernel {
    /** The largest number of values of a coordinate. */
    public static final int VALUES = 1024;

    private final Noise noise;
    private final StateSpace space;
    /** One table per coordinate, shared between coordinates with the same number of values. */
    private final NoiseTable[] tables;

    private final boolean positive;

    NoiseKernel(Noise noise, StateSpace space) {
        this.noise = noise;
        this.space = space;
        tables = new NoiseTable[space.dimension()];
        Map<Integer, NoiseTable> byValues = new HashMap<>();
        for (int d = 0; d < tables.length; d++) {
            int k = space.cardinality(d);
            String refusal = NoiseLaw.refusal(noise, k);
            if (refusal != null) {
                throw new IllegalArgumentException(noise.name() + " noise needs coordinates of " + refusal
                        + "; coordinate " + d + " of " + space + " has " + k);
            }
            tables[d] = byValues.computeIfAbsent(k, values -> NoiseLaw.table(noise, values));
        }
        positive = byValues.values().stream().allMatch(NoiseTable::isPositive);
    }

    /**
     * Returns the noise.
     *
     * @return its kind and level
     */
    public Noise noise() {
        return noise;
    }

    /**
     * Returns the state space.
     *
     * @return the space of both the clean and the noisy state
     */
    public StateSpace space() {
        return space;
    }

    /**
     * Returns whether every state can become every other. Then the minimiser of D-CSM is the noisy distribution's score
     * on every graph.
     *
     * @return true if all probabilities are above 0, including those too small for a double
     */
    public boolean isPositive() {
        return positive;
    }

    /**
     * Draws a noisy state. Allocates nothing and uses one uniform number per coordinate.
     *
     * @param clean holds the clean state x
     * @param at where x begins
     * @param noisy receives y, drawn from q(y|x). May be {@code clean} itself, also at the same place
     * @param noisyAt where y begins
     * @param random the generator
     */
    public void perturb(int[] clean, int at, int[] noisy, int noisyAt, UniformRandomProvider random) {
        for (int d = 0; d < tables.length; d++) {
            noisy[noisyAt + d] = tables[d].draw(clean[at + d], random);
        }
    }

    /**
     * Returns the probability that a coordinate goes from one value to another.
     *
     * @param d the coordinate, {@code 0..D-1}
     * @param from its clean value
     * @param to its noisy value
     * @return {@code Q_{K_d}(to | from)}
     * @throws IndexOutOfBoundsException if there is no such coordinate or value
     */
    public double probability(int d, int from, int to) {
        NoiseTable table = tables[d];
        Objects.checkIndex(from, table.values);
        Objects.checkIndex(to, table.values);
        return table.p[from * table.values + to];
    }

    /**
     * Returns the log probability of a noisy state.
     *
     * @param clean holds the clean state x
     * @param at where x begins
     * @param noisy holds the noisy state y
     * @param noisyAt where y begins
     * @return log q(y|x) in nats, exact even if q itself is too small for a double; negative infinity if x can't become
     *     y
     */
    public double logProbability(int[] clean, int at, int[] noisy, int noisyAt) {
        double sum = 0;
        for (int d = 0; d < tables.length; d++) {
            sum += tables[d].logP[clean[at + d] * tables[d].values + noisy[noisyAt + d]];
        }
        return sum;
    }

    /**
     * Returns the ratio of the probabilities of two noisy states that differ in one coordinate, without looking at the
     * others.
     *
     * @param d the coordinate
     * @param clean its value in the clean state x
     * @param noisy its value in the noisy state y
     * @param neighbor its value in the neighbor z of y
     * @return q(z|x)/q(y|x), as {@link #ratio(int[], int, int[], int, int[], int)} returns it
     */
    public double ratio(int d, int clean, int noisy, int neighbor) {
        NoiseTable table = tables[d];
        int row = clean * table.values;
        return Math.exp(table.logP[row + neighbor] - table.logP[row + noisy]);
    }

    /**
     * Returns the ratio of the probabilities of two noisy states. Reads only the coordinates in which they differ.
     * Allocates nothing.
     *
     * @param clean holds the clean state x
     * @param at where x begins
     * @param noisy holds the noisy state y
     * @param noisyAt where y begins
     * @param neighbor holds a neighbor z of y
     * @param neighborAt where z begins
     * @return q(z|x)/q(y|x), a ratio and not a score, for a y that x can become, as {@link #perturb} draws it. For any
     *     other y it may be anything, including NaN
     */
    public double ratio(int[] clean, int at, int[] noisy, int noisyAt, int[] neighbor, int neighborAt) {
        double logRatio = 0;
        for (int d = 0; d < tables.length; d++) {
            int y = noisy[noisyAt + d];
            int z = neighbor[neighborAt + d];
            if (y != z) {
                NoiseTable table = tables[d];
                int row = clean[at + d] * table.values;
                logRatio += table.logP[row + z] - table.logP[row + y];
            }
        }
        return Math.exp(logRatio);
    }

    /**
     * Returns the exact distribution of the noisy state, {@code p~(y) = sum_x p(x) q(y|x)}, computed by coordinates.
     *
     * @param clean the distribution p of the clean state
     * @return p~
     * @throws IllegalArgumentException if it is on another space
     */
    public ExactDistribution noisy(ExactDistribution clean) {
        if (!clean.space().equals(space)) {
            throw new IllegalArgumentException(
                    "the distribution is on " + clean.space() + ", but the noise on " + space);
        }
        double[] p = clean.probabilities();
        int inner = p.length;
        for (NoiseTable table : tables) {
            // Ranks are (outer, value, inner). The number of inner states is that of the coordinates to come.
            inner /= table.values;
            p = applied(table, p, inner);
        }
        return ExactDistribution.of(space, p);
    }

    private static double[] applied(NoiseTable table, double[] p, int inner) {
        int k = table.values;
        double[] q = new double[p.length];
        for (int outer = 0; outer < p.length; outer += k * inner) {
            for (int x = 0; x < k; x++) {
                for (int y = 0; y < k; y++) {
                    double probability = table.p[x * k + y];
                    int from = outer + x * inner;
                    int to = outer + y * inner;
                    for (int i = 0; i < inner; i++) {
                        q[to + i] += probability * p[from + i];
                    }
                }
            }
        }
        return q;
    }

    /** Compares by content: noise and space. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NoiseKernel that && noise.equals(that.noise) && space.equals(that.space);
    }

    @Override
    public int hashCode() {
        return 31 * noise.hashCode() + space.hashCode();
    }

    /** Returns a text like {@code uniform(0.1) on StateSpace[2^16]}. */
    @Override
    public String toString() {
        return noise + " on " + space;
    }
}
