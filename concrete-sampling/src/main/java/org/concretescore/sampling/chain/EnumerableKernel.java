package org.concretescore.sampling.chain;

/** A kernel that can write the exact law of its step, so that tests do not depend on chance. */
public interface EnumerableKernel extends TransitionKernel {
    /**
     * Writes the law of the state after one step.
     *
     * @param states holds the state before the step
     * @param at where it begins
     * @param probabilities {@code [n]}, receives the probability of every state, by rank
     * @throws IllegalStateException if the model answers NaN for a move
     */
    void transitionProbabilities(int[] states, int at, double[] probabilities);
}
