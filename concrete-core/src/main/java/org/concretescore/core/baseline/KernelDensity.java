package org.concretescore.core.baseline;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.numeric.LogSpace;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * A kernel density estimate on a discrete space (Aitchison and Aitken 1976), mixed with a background model.
 *
 * <p>With a given probability a, a draw comes from the background. Otherwise it is one of the centers, drawn uniformly,
 * and each of its coordinates is replaced by one of its other values with a probability e, the bandwidth:
 *
 * <pre>p(x) = a p_background(x) + (1 - a) mean_c sum_l w_l prod_d k_l(x_d | c_d)</pre>
 *
 * <p>with {@code k_l = 1 - e_l} if the two values agree and {@code e_l / (K_d - 1)} if they do not. There are several
 * bandwidths, from a third of a coordinate to a third of all coordinates. Their weights are fitted by leaving out each
 * center in turn.
 *
 * <p>A density costs a comparison of the state with each center. Immutable and safe for use by several threads.
 */
public final class KernelDensity implements NormalisedDensity {
    private static final double WIDEST = 1.0 / 3;
    private static final double FACTOR = 3;
    private static final int ROUNDS = 50;

    private final IndependentModel background;
    private final double share;
    private final StateSpace space;
    /** {@code [M, D]}. */
    private final int[] centers;

    private final double[] bandwidths;
    /** Cumulative weights of the bandwidths. */
    private final double[] cumulative;
    /**
     * For each number of coordinates that differ: the logarithm of a center's kernel, without the choice of other
     * values.
     */
    private final double[] logKernel;
    /** The same as a share of the density at the center. */
    private final double[] kernel;
    /** The probability of each other value of a coordinate, given that it is replaced. */
    private final double[] choice;
    /** On bits, the centers with 64 coordinates per word, {@code [M, words]}; empty otherwise. */
    private final long[] packed;

    private final int words;

    private KernelDensity(
            IndependentModel background, double share, int[] centers, double[] bandwidths, double[] weights) {
        this.background = background;
        this.share = share;
        this.space = background.space();
        this.centers = centers;
        this.bandwidths = bandwidths;
        cumulative = weights.clone();
        for (int l = 1; l < cumulative.length; l++) {
            cumulative[l] += cumulative[l - 1];
        }
        double base = Math.log1p(-share) - Math.log((double) centers.length / space.dimension());
        logKernel = new double[space.dimension() + 1];
        double[][] logs = logKernels(space, bandwidths);
        for (int m = 0; m < logKernel.length; m++) {
            double[] terms = new double[bandwidths.length];
            for (int l = 0; l < terms.length; l++) {
                terms[l] = Math.log(weights[l]) + logs[l][m];
            }
            logKernel[m] = base + LogSpace.sum(terms);
        }
        kernel = new double[logKernel.length];
        Arrays.setAll(kernel, m -> Math.exp(logKernel[m] - logKernel[0]));
        choice = new double[space.dimension()];
        Arrays.setAll(choice, d -> 1.0 / Math.max(1, space.cardinality(d) - 1));
        boolean bits = Arrays.stream(choice).allMatch(c -> c == 1);
        words = (space.dimension() + Long.SIZE - 1) / Long.SIZE;
        packed = new long[bits ? count() * words : 0];
        for (int c = 0; c * words < packed.length; c++) {
            pack(centers, c * space.dimension(), packed, c * words);
        }
    }

    /**
     * Fits the weights of the bandwidths to the centers.
     *
     * @param background the model that is mixed in, above 0 everywhere
     * @param share its share a, above 0 and below 1
     * @param centers {@code [count, D]}, row-major; copied
     * @param count number of centers M, at least 2
     * @return the density, above 0 everywhere
     * @throws IllegalArgumentException if the share is out of range, there are fewer than two centers, or one does not
     *     lie in the space
     */
    public static KernelDensity fit(IndependentModel background, double share, int[] centers, int count) {
        StateSpace space = background.space();
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share must be above 0 and below 1, was " + share);
        }
        if (count < 2) {
            throw new IllegalArgumentException("count must be at least 2, was " + count);
        }
        space.check(centers, count);
        int[] own = Arrays.copyOf(centers, count * space.dimension());
        double[] bandwidths = bandwidths(space);
        return new KernelDensity(background, share, own, bandwidths, weights(space, own, count, bandwidths));
    }

    private static double[] bandwidths(StateSpace space) {
        int n = 1;
        double narrowest = 1.0 / (FACTOR * space.dimension());
        for (double e = WIDEST; e / FACTOR >= narrowest * 0.999; e /= FACTOR) {
            n++;
        }
        double[] bandwidths = new double[n];
        Arrays.setAll(bandwidths, l -> WIDEST / Math.pow(FACTOR, l));
        return bandwidths;
    }

    /** {@code log (1-e)^(D-m) e^m}, [bandwidths][m]; D counts the coordinates that can differ. */
    private static double[][] logKernels(StateSpace space, double[] bandwidths) {
        int free = 0;
        for (int d = 0; d < space.dimension(); d++) {
            free += space.cardinality(d) > 1 ? 1 : 0;
        }
        double[][] logs = new double[bandwidths.length][space.dimension() + 1];
        for (int l = 0; l < logs.length; l++) {
            for (int m = 0; m <= space.dimension(); m++) {
                logs[l][m] = m * Math.log(bandwidths[l]) + Math.max(0, free - m) * Math.log1p(-bandwidths[l]);
            }
        }
        return logs;
    }

    /** Maximises the likelihood of each center under the others by expectation maximisation. */
    private static double[] weights(StateSpace space, int[] centers, int count, double[] bandwidths) {
        int dimension = space.dimension();
        double[][] logs = logKernels(space, bandwidths);
        // The likelihood of a center depends on how many other centers are at each distance. The choice of values has
        // the same factor for all bandwidths. Each center is left out of its own sum only, so centers that occur twice
        // count.
        int[][] histogram = new int[count][dimension + 1];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                int m = 0;
                for (int d = 0; d < dimension; d++) {
                    m += centers[i * dimension + d] != centers[j * dimension + d] ? 1 : 0;
                }
                histogram[i][m]++;
                histogram[j][m]++;
            }
        }
        double[] weights = new double[bandwidths.length];
        Arrays.fill(weights, 1.0 / weights.length);
        double[] terms = new double[dimension + 1];
        double[][] ofCenter = new double[count][weights.length];
        for (int i = 0; i < count; i++) {
            for (int l = 0; l < weights.length; l++) {
                for (int m = 0; m <= dimension; m++) {
                    terms[m] = histogram[i][m] == 0 ? Double.NEGATIVE_INFINITY : Math.log(histogram[i][m]) + logs[l][m];
                }
                ofCenter[i][l] = LogSpace.sum(terms);
            }
        }
        double[] parts = new double[weights.length];
        for (int round = 0; round < ROUNDS; round++) {
            double[] next = new double[weights.length];
            // One center's weight in equal parts, so that no bandwidth dies out.
            Arrays.fill(next, 1.0 / weights.length);
            for (int i = 0; i < count; i++) {
                for (int l = 0; l < parts.length; l++) {
                    parts[l] = Math.log(weights[l]) + ofCenter[i][l];
                }
                double total = LogSpace.sum(parts);
                for (int l = 0; l < parts.length; l++) {
                    next[l] += Math.exp(parts[l] - total);
                }
            }
            for (int l = 0; l < parts.length; l++) {
                weights[l] = next[l] / (count + 1);
            }
        }
        return weights;
    }

    @Override
    public StateSpace space() {
        return space;
    }

    /**
     * Returns the number of centers.
     *
     * @return M, at least 2
     */
    public int count() {
        return centers.length / space.dimension();
    }

    /**
     * Returns the centers.
     *
     * @return a copy, {@code [M, D]}, row-major
     */
    public int[] centers() {
        return centers.clone();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a state does not lie in the space
     */
    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        background.logDensities(states, count, logDensities);
        if (packed.length > 0) {
            ofBits(states, count, logDensities);
        } else {
            ofCategories(states, count, logDensities);
        }
    }

    /** Uses that all kernels at one distance are equal, so that one exponential per distance is enough. */
    private void ofBits(int[] states, int count, double[] logDensities) {
        double logShare = Math.log(share);
        int dimension = space.dimension();
        int[] histogram = new int[dimension + 1];
        long[] bits = new long[words];
        for (int i = 0; i < count; i++) {
            pack(states, i * dimension, bits, 0);
            int nearest = dimension;
            for (int c = 0; c < packed.length; c += words) {
                int m = 0;
                for (int w = 0; w < words; w++) {
                    m += Long.bitCount(bits[w] ^ packed[c + w]);
                }
                histogram[m]++;
                nearest = Math.min(nearest, m);
            }
            double ofBackground = logShare + logDensities[i];
            double largest = Math.max(ofBackground, logKernel[nearest] + Math.log(histogram[nearest]));
            double sum = Math.exp(ofBackground - largest);
            for (int m = nearest; m <= dimension; m++) {
                if (histogram[m] > 0) {
                    sum += histogram[m] * Math.exp(logKernel[m] - largest);
                    histogram[m] = 0;
                }
            }
            logDensities[i] = largest + Math.log(sum);
        }
    }

    private void ofCategories(int[] states, int count, double[] logDensities) {
        double logShare = Math.log(share);
        for (int i = 0; i < count; i++) {
            double ofBackground = logShare + logDensities[i];
            double sum = 0;
            for (int c = 0; c < centers.length; c += space.dimension()) {
                sum += ofCenter(states, i * space.dimension(), c);
            }
            // Far from all centers the sum underflows, and only the background counts.
            double ofCenters = sum > 0 ? logKernel[0] + Math.log(sum) : Double.NEGATIVE_INFINITY;
            double largest = Math.max(ofBackground, ofCenters);
            logDensities[i] = largest + Math.log(Math.exp(ofBackground - largest) + Math.exp(ofCenters - largest));
        }
    }

    /** Returns the density of a center at a state, divided by its density at itself. */
    private double ofCenter(int[] states, int at, int center) {
        int m = 0;
        double product = 1;
        for (int d = 0; d < choice.length; d++) {
            if (states[at + d] != centers[center + d]) {
                m++;
                product *= choice[d];
            }
        }
        return kernel[m] * product;
    }

    private void pack(int[] states, int at, long[] bits, int to) {
        for (int w = 0; w < words; w++) {
            int end = Math.min(space.dimension(), (w + 1) * Long.SIZE);
            long word = 0;
            for (int d = w * Long.SIZE; d < end; d++) {
                word |= (long) states[at + d] << d;
            }
            bits[to + w] = word;
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     */
    @Override
    public void sample(UniformRandomProvider random, int count, int[] states) {
        int dimension = space.dimension();
        if (count < 0 || states.length < (long) count * dimension) {
            throw new IllegalArgumentException(Counts.of(count, "state") + " of " + Counts.of(dimension, "coordinate")
                    + " do not fit an array of " + states.length);
        }
        int[] drawn = new int[dimension];
        for (int i = 0; i < count; i++) {
            if (random.nextDouble() < share) {
                background.sample(random, 1, drawn);
            } else {
                System.arraycopy(centers, random.nextInt(count()) * dimension, drawn, 0, dimension);
                double u = random.nextDouble() * cumulative[cumulative.length - 1];
                int l = 0;
                while (l < cumulative.length - 1 && u >= cumulative[l]) {
                    l++;
                }
                for (int d = 0; d < dimension; d++) {
                    int others = space.cardinality(d) - 1;
                    if (others > 0 && random.nextDouble() < bandwidths[l]) {
                        drawn[d] = (drawn[d] + 1 + random.nextInt(others)) % (others + 1);
                    }
                }
            }
            System.arraycopy(drawn, 0, states, i * dimension, dimension);
        }
    }

    @Override
    public String toString() {
        return "KernelDensity[" + Counts.of(count(), "center") + " on " + space + "]";
    }
}
