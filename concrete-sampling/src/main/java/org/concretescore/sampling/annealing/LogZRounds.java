package org.concretescore.sampling.annealing;

import java.util.function.LongConsumer;
import org.concretescore.core.random.RandomStreams;

/** Estimates an interval for log Z in rounds, until there is no reason to doubt it or the evaluations are spent. */
final class LogZRounds {
    /** Each round takes so many times the steps of the one before. */
    private static final int PATIENCE = 3;
    /** A round after the first begins only if it can have this share of the temperatures that its path needs. */
    private static final double WORTHWHILE = 0.5;
    /** The pilot before a further round may take one in so many of the evaluations that are left. */
    private static final int PILOT = 4;

    private LogZRounds() {}

    /** Hears that a round begins. */
    @FunctionalInterface
    interface Listener {
        /**
         * Hears that a round begins.
         *
         * @param round its number, counted from 1
         * @param transitions the number of temperatures that its chains will pass, summed over the chains
         * @return receives the number of temperatures that chains have passed since its last call, one call at a time
         */
        LongConsumer begin(int round, long transitions);
    }

    /**
     * Estimates log Z in rounds. Each round explores from the states where the round before ended, and takes three
     * times its steps at each temperature. If there are few evaluations, the first round has fewer temperatures than
     * {@link Exploration#steps}, and a further round does not begin if it could not have half of them.
     *
     * @param exploration the result of exploring the target
     * @param evaluations the largest number of proposals, summed over all chains and rounds, at least 1. One
     *     temperature of the first round and the steps of backward chains before they are annealed do not count
     * @param options the number of chains each way, at least 8; the moves of the first round, and the threads
     * @param rounds the largest number of rounds, at least 1
     * @param streams the source of the generators
     * @param name the first part of the names of their streams
     * @param listener hears of each round
     * @return the interval of the last round
     * @throws IllegalArgumentException if a number is out of range
     * @throws IllegalStateException if a log density is NaN or positive infinity, or all weights are 0
     */
    static LogZInterval run(
            Exploration exploration,
            long evaluations,
            AnnealingOptions options,
            int rounds,
            RandomStreams streams,
            String name,
            Listener listener) {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds must be at least 1, was " + rounds);
        }
        if (evaluations < 1) {
            throw new IllegalArgumentException("evaluations must be at least 1, was " + evaluations);
        }
        Exploration known = exploration;
        AnnealingOptions now = options;
        long left = evaluations;
        long chains = options.chains() + 2L * (options.chains() / 2);
        int affordable = affordable(left, chains, now);
        for (int round = 1; ; round++) {
            String own = name + "/" + round;
            Schedule schedule = known.schedule(Math.max(1, Math.min(known.steps(), affordable)));
            LongConsumer progress = listener.begin(round, schedule.steps() * chains);
            LogZAttempt attempt = LogZAttempt.run(known, schedule, now, streams, own, progress);
            left = Math.max(0, left - schedule.steps() * chains * now.proposals());
            AnnealingOptions next = now.withProposals(Math.multiplyExact(PATIENCE, now.proposals()));
            affordable = affordable(left - left / PILOT, chains, next);
            // The next path needs about as many temperatures as this one.
            if (attempt.interval().isTrusted() || round == rounds || affordable < WORTHWHILE * known.steps()) {
                return attempt.interval();
            }
            known = known.refined(attempt.forward(), now, left / PILOT, streams, own);
            now = next;
        }
    }

    private static int affordable(long evaluations, long chains, AnnealingOptions options) {
        return (int) Math.min(Schedule.STEPS, evaluations / chains / options.proposals());
    }
}
