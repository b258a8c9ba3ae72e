package org.concretescore.sampling.chain;

/**
 * What {@link Chains} remember of one model at their current states. It follows from the states alone: a kernel that
 * finds it gone makes the same again, but for the last bits of a model's answers, which may depend on the batch that a
 * state is evaluated in. So a file of chains holds the numbers that came from a batch.
 */
sealed interface Memory permits ScoreRows, Rates, Numbers {
    /** Whether it is that of a model, or kernel, and an acceptance rule. */
    boolean isOf(Object key, Acceptance acceptance);

    /** Forgets what is known of a chain, which has moved. */
    void forget(int chain);

    /** Whether anything is known of a chain. */
    boolean knows(int chain);

    /** The numbers a chain that came from a batch, 0 if what is known is made of single answers. */
    int width();

    /** These numbers, {@code [C, width]}; not to be asked for where the width is 0. */
    double[] numbers();

    /** Takes a chain's numbers back, which belong to its state. */
    void restore(int chain, int[] states, int at, double[] numbers, int from);
}
