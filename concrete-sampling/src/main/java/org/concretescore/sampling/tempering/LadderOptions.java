package org.concretescore.sampling.tempering;

/**
 * The options of {@link LadderTuning}: its target, and how much it measures.
 *
 * @param target the rate at which neighbors should exchange their states, in (0, 1); 0.23 to 0.4 is the usual advice
 * @param rounds the number of ladders that are tried before the last one, 0 or more
 * @param chains the number of chains, at least 1
 * @param steps the number of measured steps of each chain in a round, at least 1; each round begins with as many steps
 *     that are not measured
 * @param replicas the largest number of replicas, 2 to {@value Ladder#REPLICAS}
 */
public record LadderOptions(double target, int rounds, int chains, int steps, int replicas) {
    /**
     * Checks the options.
     *
     * @param target the rate at which neighbors should exchange their states, in (0, 1); 0.23 to 0.4 is the usual
     *     advice
     * @param rounds the number of ladders that are tried before the last one, 0 or more
     * @param chains the number of chains, at least 1
     * @param steps the number of measured steps of each chain in a round, at least 1; each round begins with as many
     *     steps that are not measured
     * @param replicas the largest number of replicas, 2 to {@value Ladder#REPLICAS}
     * @throws IllegalArgumentException if an option is out of range; the message names the option and its value
     */
    public LadderOptions {
        if (!(target > 0 && target < 1)) {
            throw new IllegalArgumentException("target must be above 0 and below 1, was " + target);
        }
        if (rounds < 0) {
            throw new IllegalArgumentException("rounds must not be negative, were " + rounds);
        }
        if (chains < 1) {
            throw new IllegalArgumentException("chains must be at least 1, was " + chains);
        }
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, was " + steps);
        }
        if (replicas < 2 || replicas > Ladder.REPLICAS) {
            throw new IllegalArgumentException("replicas must be 2 to " + Ladder.REPLICAS + ", were " + replicas);
        }
    }

    /**
     * Returns the defaults: a rate of at least 0.3, 6 rounds of 8 chains and 200 steps, and up to 64 replicas.
     *
     * @return the options
     */
    public static LadderOptions defaults() {
        return new LadderOptions(0.3, 6, 8, 200, 64);
    }

    /**
     * Returns a copy with another target.
     *
     * @param rate the rate at which neighbors should exchange their states, in (0, 1)
     * @return new options
     * @throws IllegalArgumentException if it is out of range
     */
    public LadderOptions withTarget(double rate) {
        return new LadderOptions(rate, rounds, chains, steps, replicas);
    }

    /**
     * Returns a copy with another number of rounds.
     *
     * @param count the number of ladders that are tried before the last one, 0 or more
     * @return new options
     * @throws IllegalArgumentException if it is negative
     */
    public LadderOptions withRounds(int count) {
        return new LadderOptions(target, count, chains, steps, replicas);
    }

    /**
     * Returns a copy with other numbers of chains and steps.
     *
     * @param count the number of chains, at least 1
     * @param each the number of measured steps of each chain in a round, at least 1
     * @return new options
     * @throws IllegalArgumentException if an option is out of range; the message names the option and its value
     */
    public LadderOptions withChains(int count, int each) {
        return new LadderOptions(target, rounds, count, each, replicas);
    }

    /**
     * Returns a copy with another largest number of replicas.
     *
     * @param most the largest number of replicas, 2 to {@value Ladder#REPLICAS}
     * @return new options
     * @throws IllegalArgumentException if it is out of range
     */
    public LadderOptions withReplicas(int most) {
        return new LadderOptions(target, rounds, chains, steps, most);
    }
}
