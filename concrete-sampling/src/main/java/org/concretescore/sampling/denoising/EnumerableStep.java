package org.concretescore.sampling.denoising;

/** A step whose law can be written down, so that the law of a whole sampler can be computed on small spaces. */
public interface EnumerableStep extends ReverseStep {
    /**
     * Adds the law of the state after a step.
     *
     * @param states holds the state before the step
     * @param at where it begins
     * @param level the level of that state, above 0 and at most 1
     * @param lower the level to reach, at least 0 and below {@code level}
     * @param weight the factor of the probabilities
     * @param probabilities {@code [n]}; the probability of every state, times {@code weight}, is added by rank
     */
    void addLaw(int[] states, int at, double level, double lower, double weight, double[] probabilities);
}
