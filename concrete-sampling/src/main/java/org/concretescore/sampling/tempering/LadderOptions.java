package org.concretescore.sampling.tempering;

/**
 * How {@link LadderTuning} measures and what it aims at.
 *
 * @param target the rate at which neighbors shall exchange their states, in (0, 1); 0.23 to 0.4 is commonly advised
 * @param rounds ladders tried before the last one, 0 or more
 * @param chains number of chains, at least 1
 * @param steps measured steps of each chain a round, at least 1; as many are taken before and not measured
 * @param replicas the largest number of replicas, 2 to {@value Ladder#REPLICAS}
 */
public record LadderOptions(double target, int rounds, int chains, int steps, int replicas) {
    /**
     * Checks the options.
     *
     * @param target the rate at which neighbors shall exchange their states, in (0, 1); 0.23 to 0.4 is commonly advised
     * @param rounds ladders tried before the last one, 0 or more
     * @param chains number of chains, at least 1
     * @param steps measured steps of each chain a round, at least 1; as many are taken before and not measured
     * @param replicas the largest number of replicas, 2 to {@value Ladder#REPLICAS}
     * @throws IllegalArgumentException if one is out of range
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
     * A rate of 0.3 at least, 6 rounds of 8 chains and 200 steps, up to 64 replicas.
     *
     * @return the options
     */
    public static LadderOptions defaults() {
        return new LadderOptions(0.3, 6, 8, 200, 64);
    }

    /**
     * The same with another target.
     *
     * @param rate in (0, 1)
     * @return new options
     * @throws IllegalArgumentException if out of range
     */
    public LadderOptions withTarget(double rate) {
        return new LadderOptions(rate, rounds, chains, steps, replicas);
    }

    /**
     * The same with another number of rounds.
     *
     * @param count ladders tried before the last one, 0 or more
     * @return new options
     * @throws IllegalArgumentException if negative
     */
    public LadderOptions withRounds(int count) {
        return new LadderOptions(target, count, chains, steps, replicas);
    }

    /**
     * The same with other chains.
     *
     * @param count number of chains, at least 1
     * @param each measured steps of each chain a round, at least 1
     * @return new options
     * @throws IllegalArgumentException if one is out of range
     */
    public LadderOptions withChains(int count, int each) {
        return new LadderOptions(target, rounds, count, each, replicas);
    }

    /**
     * The same with another limit of the number of replicas.
     *
     * @param most 2 to {@value Ladder#REPLICAS}
     * @return new options
     * @throws IllegalArgumentException if out of range
     */
    public LadderOptions withReplicas(int most) {
        return new LadderOptions(target, rounds, chains, steps, most);
    }
}
