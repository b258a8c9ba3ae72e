package org.concretescore.sampling.measured;

import org.concretescore.sampling.tempering.LadderOptions;

/** How long the warm-up of a ladder takes. */
final class LadderWarmUp {
    /** A warm-up that is shorter tells nothing. */
    private static final int FEWEST_STEPS = 10;

    private static final int FEWEST_CHAINS = 2;
    private static final int FEWEST_ROUNDS = 2;

    private LadderWarmUp() {}

    /**
     * What is measured: what is by default, or in fewer chains, then rounds, then of fewer replicas, and with fewer steps,
     * until it takes no more than a budget or could not be shorter.
     *
     * @param budget the most sweeps of one replica, of all chains and rounds together
     * @param replicas of the first ladder
     */
    static LadderOptions within(long budget, int replicas) {
        LadderOptions options = LadderOptions.defaults();
        int most = Math.max(replicas, options.replicas());
        // As many steps as are measured are taken before.
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
