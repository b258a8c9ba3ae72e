package org.concretescore.sampling.measured;

import org.concretescore.sampling.tempering.LadderOptions;

/** Chooses the length of the warm-up of a ladder. */
final class LadderWarmUp {
    /** A shorter warm-up does not give a result. */
    private static final int FEWEST_STEPS = 10;

    private static final int FEWEST_CHAINS = 2;
    private static final int FEWEST_ROUNDS = 2;

    private LadderWarmUp() {}

    /**
     * Returns the default options if they fit into a budget. Otherwise it takes fewer chains, then fewer rounds, then
     * fewer replicas, and then fewer steps, until they fit or cannot be smaller.
     *
     * @param budget the largest number of sweeps of single replicas, in all chains and rounds together
     * @param replicas the number of replicas of the first ladder
     */
    static LadderOptions within(long budget, int replicas) {
        LadderOptions options = LadderOptions.defaults();
        int most = Math.max(replicas, options.replicas());
        // The tuning takes as many steps before it measures as while it measures.
        long sweeps = 2L * FEWEST_STEPS * most;
        int chains = between(FEWEST_CHAINS, budget / (sweeps * (options.rounds() + 1)), options.chains());
        int rounds = between(FEWEST_ROUNDS, budget / (sweeps * chains) - 1, options.rounds());
        long steps = 2L * chains * (rounds + 1);
        most = between(replicas, budget / (steps * FEWEST_STEPS), most);
        int each = between(FEWEST_STEPS, budget / (steps * most), options.steps());
        return options.withChains(chains, each).withRounds(rounds).withReplicas(most);
    }

    private static int between(int least, long number, int most) {
        return (int) Math.max(least, Math.min(most, number));
    }
}
