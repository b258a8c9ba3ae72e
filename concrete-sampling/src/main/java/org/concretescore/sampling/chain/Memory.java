package org.concretescore.sampling.chain;

/**
 * What {@link Chains} remember of one model at their current states. A kernel that does not find it computes the same
 * again, with two exceptions: the last bits of a model's answers, which may depend on the batch in which a state is
 * evaluated, and the order of slots in a list. Files and copies of chains therefore hold such numbers.
 */
sealed interface Memory permits ScoreRows, Rates, Numbers {
    /** Returns the model or kernel that the memory belongs to; compared by identity. */
    Object key();

    /** Returns the acceptance rule that the memory belongs to, or null. */
    Acceptance rule();

    /** Forgets what is known about a chain that has moved. */
    void forget(int chain);

    /** Returns whether anything is known about a chain. */
    boolean knows(int chain);

    /** Returns how many numbers of a chain do not follow from its state alone; 0 if all do. */
    int width();

    /** Returns these numbers, {@code [C, width]}. It must not be called if the width is 0. */
    double[] numbers();

    /** Takes back the numbers of a chain, which belong to its state. */
    void restore(int chain, int[] states, int at, double[] numbers, int from);
}
