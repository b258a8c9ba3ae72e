package org.concretescore.core.noise;

import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/**
 * A model that knows the posteriors of single clean coordinates at every level of noise:
 * {@code pi_d(k|x) = P(x0_d = k | x)} for a noisy state x.
 *
 * <p>One call gives everything that samplers from much noise to little need. It also gives the Concrete score of the
 * noisy data, because noise that acts on each coordinate alone has
 *
 * <pre>{@code p_b(x with x_d := w) / p_b(x) = sum_k pi_d(k|x) q_b(w|k) / q_b(x_d|k)}</pre>
 *
 * <p>{@link #at} is that score. {@link ExactDenoiser} enumerates a distribution, and {@link ScoreDenoiser} computes
 * posteriors from the scores of a model that knows its level. Several threads may share a denoiser.
 */
public interface Denoiser {
    /**
     * Returns the space of the noisy states. With absorbing noise the last value of every coordinate is the mask.
     *
     * @return the space
     */
    StateSpace space();

    /**
     * Returns the noise that is removed.
     *
     * @return the kind of noise
     */
    NoiseProcess noise();

    /**
     * Writes the posteriors of all clean coordinates.
     *
     * @param states {@code [count, D]}, the noisy states, row-major
     * @param count the number of states, 0 or more
     * @param levels {@code [count]}, the level of each state, above 0 and at most 1
     * @param posteriors receives {@code [count, K_0 + ... + K_(D-1)]}, for each coordinate in turn the probability of
     *     each clean value; these are 0 for the mask, and with absorbing noise 1 for a value that is seen
     * @throws IllegalArgumentException if a value or a level is out of range, or an array is too short
     */
    void posteriors(int[] states, int count, double[] levels, double[] posteriors);

    /**
     * Returns the number of posteriors of a state.
     *
     * @return {@code K_0 + ... + K_(D-1)}
     */
    default int width() {
        return NoiseProcess.width(space());
    }

    /**
     * Returns the Concrete score of the noisy data at a level, on the graph {@link NoiseProcess#graph}. With uniform
     * noise its ratios lie between {@code c/a} and {@code a/c} for {@code a = 1 - b + b/K} and {@code c = b/K},
     * whatever the posteriors are.
     *
     * @param level the level, above 0 and at most 1
     * @return the score
     * @throws IllegalArgumentException if the level is out of range
     */
    default ScoreModel at(double level) {
        return new DenoiserScore(this, level);
    }
}
