package org.concretescore.sampling.chain;

/**
 * What {@link Chains} remember of one model at their current states. A kernel that finds it gone makes the same again, but
 * for the last bits of a model's answers, which may depend on the batch that a state is evaluated in, and the order of
 * slots in a list. So files and copies of chains hold such numbers.
 */
sealed interface Memory permits ScoreRows, Rates, Numbers {
    /** The model, or kernel, that it belongs to; known by identity. */
    Object key();

    /** The acceptance rule that it belongs to, or null. */
    Acceptance rule();

    /** Forgets what is known of a chain, which has moved. */
    void forget(int chain);

    /** Whether anything is known of a chain. */
    boolean knows(int chain);

    /** The numbers a chain that do not follow from its state alone, 0 if all do. */
    int width();

    /** These numbers, {@code [C, width]}; not to be asked for where the width is 0. */
    double[] numbers();

    /** Takes a chain's numbers back, which belong to its state. */
    void restore(int chain, int[] states, int at, double[] numbers, int from);
}
