package org.concretescore.core.score;

import org.apache.commons.rng.UniformRandomProvider;

/** A log density whose constant is 0, {@code sum_x exp(log p(x)) = 1}, and that can be sampled from exactly. */
public interface NormalisedDensity extends LogDensity {
    /**
     * Draws independent states.
     *
     * @param random the generator
     * @param count the number of states
     * @param states receives {@code [count, D]}
     */
    void sample(UniformRandomProvider random, int count, int[] states);
}
