package org.concretescore.core.noise;

import java.util.Arrays;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.space.StateSpace;

/**
 * The exact posteriors of an enumerated distribution: {@code pi_d(k|x) = sum p(x0) q_b(x|x0) [x0_d = k] / p_b(x)}. Tests
 * and users compare with it. A call takes the number of states times {@code count D} operations.
 */
public final class ExactDenoiser implements Denoiser {
    /** The largest number of clean states. */
    private static final int STATES = 1 << 20;

    private final ExactDistribution clean;
    private final NoiseProcess noise;
    /** The clean states of positive probability, row-major. */
    private final int[] support;

    private final double[] probabilities;

    private ExactDenoiser(ExactDistribution clean, NoiseProcess noise, int[] support, double[] probabilities) {
        this.clean = clean;
        this.noise = noise;
        this.support = support;
        this.probabilities = probabilities;
    }

    /**
     * Makes the denoiser of a distribution.
     *
     * @param clean the distribution of clean states, on the space of the noisy ones
     * @param noise the noise
     * @return its exact posteriors
     * @throws IllegalArgumentException if there are too many states, or the noise is absorbing and a state with a mask
     *     has a positive probability
     */
    public static ExactDenoiser of(ExactDistribution clean, NoiseProcess noise) {
        StateSpace space = clean.space();
        noise.requireSpace(space);
        int n = space.enumerableSize(STATES, "an exact denoiser");
        int dimension = space.dimension();
        int[] support = new int[Math.multiplyExact(n, dimension)];
        double[] probabilities = new double[n];
        int count = 0;
        for (int rank = 0; rank < n; rank++) {
            if (clean.probability(rank) > 0) {
                space.unrank(rank, support, count * dimension);
                requireUnmasked(noise, space, support, count * dimension);
                probabilities[count++] = clean.probability(rank);
            }
        }
        return new ExactDenoiser(
                clean, noise, Arrays.copyOf(support, count * dimension), Arrays.copyOf(probabilities, count));
    }

    private static void requireUnmasked(NoiseProcess noise, StateSpace space, int[] states, int at) {
        for (int d = 0; noise == NoiseProcess.ABSORBING && d < space.dimension(); d++) {
            if (states[at + d] == space.cardinality(d) - 1) {
                throw new IllegalArgumentException("clean states must not hold the mask, but the state "
                        + Arrays.toString(Arrays.copyOfRange(states, at, at + space.dimension()))
                        + " has a positive probability and its coordinate " + d + " is masked");
            }
        }
    }

    /**
     * Returns the distribution of clean states.
     *
     * @return the distribution
     */
    public ExactDistribution clean() {
        return clean;
    }

    @Override
    public StateSpace space() {
        return clean.space();
    }

    @Override
    public NoiseProcess noise() {
        return noise;
    }

    @Override
    public void posteriors(int[] states, int count, double[] levels, double[] posteriors) {
        StateSpace space = clean.space();
        int width = width();
        space.check(states, count, "posteriors", posteriors, width);
        Arrays.fill(posteriors, 0, count * width, 0);
        for (int row = 0; row < count; row++) {
            NoiseProcess.requireLevel(levels[row]);
            row(space, states, row * space.dimension(), levels[row], posteriors, row * width);
        }
    }

    private void row(StateSpace space, int[] states, int at, double level, double[] posteriors, int first) {
        int dimension = space.dimension();
        // What is seen and what is masked says all with absorbing noise: any level gives the same posteriors, also for
        // states of given coordinates at level 1.
        double b = noise == NoiseProcess.ABSORBING ? 0.5 : level;
        double total = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double joint = probabilities[i];
            for (int d = 0; d < dimension && joint > 0; d++) {
                joint *= noise.probability(space.cardinality(d), support[i * dimension + d], states[at + d], b);
            }
            total += joint;
            int offset = first;
            for (int d = 0; d < dimension && joint > 0; d++) {
                posteriors[offset + support[i * dimension + d]] += joint;
                offset += space.cardinality(d);
            }
        }
        if (!(total > 0)) {
            throw new IllegalArgumentException("the state "
                    + Arrays.toString(Arrays.copyOfRange(states, at, at + dimension))
                    + " has the probability 0 at level "
                    + level + ", so it has no posterior");
        }
        for (int i = first; i < first + width(); i++) {
            posteriors[i] /= total;
        }
    }

    @Override
    public String toString() {
        return "ExactDenoiser[" + noise + ", " + clean.space() + "]";
    }
}
