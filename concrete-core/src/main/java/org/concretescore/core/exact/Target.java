package org.concretescore.core.exact;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.LogDensity;

/**
 * An unnormalised distribution with exact answers: its normalising constant, the mean of one statistic, and independent
 * samples. A sampler's mean can be compared with the mean, an estimate of log Z with the constant.
 *
 * <p>Immutable and safe for use by several threads. The exact answers are computed once, when they are first needed.
 * Each target says how long that takes.
 */
public interface Target extends LogDensity {
    /**
     * Returns the score of this density on its natural graph. This is the graph of all changes of one coordinate,
     * unless the target says otherwise. It does not need the exact answers and works at any size.
     *
     * @return the model, the same at each call
     */
    LocalScore score();

    /**
     * Returns the logarithm of the normalising constant: {@code log sum_x exp(logDensity(x))}.
     *
     * @return log Z in nats
     * @throws IllegalStateException if this target is too large for exact answers
     */
    double logZ();

    /**
     * Returns the name of the statistic.
     *
     * @return {@code energy}, which is minus the log density, unless the target says otherwise
     */
    default String statistic() {
        return "energy";
    }

    /**
     * Writes the statistic of each state.
     *
     * @param states {@code [count, D]}, row-major
     * @param count number of states, 0 or more
     * @param values receives {@code [count]}; the energy in nats
     */
    default void statistics(int[] states, int count, double[] values) {
        space().check(states, count, "values", values, 1);
        logDensities(states, count, values);
        for (int i = 0; i < count; i++) {
            values[i] = -values[i];
        }
    }

    /**
     * Returns the exact expectation of the statistic. If the statistic is the energy, the entropy is the sum of this
     * and {@link #logZ}.
     *
     * @return the mean over the distribution
     * @throws IllegalStateException if this target is too large for exact answers
     */
    double meanStatistic();

    /**
     * Draws independent states from the exact distribution.
     *
     * @param random the generator
     * @param count number of states, 0 or more
     * @param states receives {@code [count, D]}, row-major
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     * @throws IllegalStateException if this target is too large for exact answers
     */
    void sample(UniformRandomProvider random, int count, int[] states);
}
