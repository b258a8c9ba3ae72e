package org.concretescore.core.exact;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.LogDensity;

/**
 * An unnormalised distribution with exact answers: its normalising constant, the mean of one statistic, and independent
 * samples. A sampler's mean is compared with the second, an estimate of log Z with the first.
 *
 * <p>Immutable and safe for use by several threads. The exact answers are computed when they are first asked for, once;
 * how long that takes is said by each target.
 */
public interface Target extends LogDensity {
    /**
     * The score of this density on its natural graph, which is that of all changes of one coordinate unless the target says
     * otherwise. It needs none of the exact answers, whatever the size.
     *
     * @return the model; the same at each call
     */
    LocalScore score();

    /**
     * The logarithm of the normalising constant: {@code log sum_x exp(logDensity(x))}.
     *
     * @return log Z in nats
     * @throws IllegalStateException if this target is too large for exact answers
     */
    double logZ();

    /**
     * The name of the statistic.
     *
     * @return {@code energy}, minus the log density, unless the target says otherwise
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
     * The exact expectation of the statistic. Where that is the energy, the entropy is its sum with {@link #logZ}.
     *
     * @return the mean over the distribution
     * @throws IllegalStateException if this target is too large for exact answers
     */
    double meanStatistic();

    /**
     * Draws independent states from the distribution itself.
     *
     * @param random the generator
     * @param count number of states, 0 or more
     * @param states receives {@code [count, D]}, row-major
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     * @throws IllegalStateException if this target is too large for exact answers
     */
    void sample(UniformRandomProvider random, int count, int[] states);
}
