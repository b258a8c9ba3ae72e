package org.concretescore.sampling.chain;

import org.concretescore.core.score.ScoreModel;

/**
 * What {@link Chains} remember of one model at their current states. It follows from the states alone: a kernel that
 * finds it gone makes the same again, to the bit.
 */
sealed interface Memory permits ScoreRows, Rates {
    /** Whether it is that of a model and an acceptance rule. */
    boolean isOf(ScoreModel model, Acceptance acceptance);

    /** Forgets what is known of a chain, which has moved. */
    void forget(int chain);
}
