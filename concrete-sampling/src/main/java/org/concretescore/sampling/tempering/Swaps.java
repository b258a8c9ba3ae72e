package org.concretescore.sampling.tempering;

import org.apache.commons.rng.UniformRandomProvider;

/** The exchanges of states between neighboring replicas, for chains, for their exact law, and for measured rates. */
final class Swaps {
    private final Ladder ladder;

    Swaps(Ladder ladder) {
        this.ladder = ladder;
    }

    /** Returns the number of pairs of neighbors. */
    int pairs() {
        return ladder.replicas() - 1;
    }

    /**
     * Returns the probability that replicas t and t + 1 exchange their states,
     * {@code min(1, exp((b_t - b_{t+1})(log p(x_{t+1}) - log p(x_t))))}. A replica at a state where p vanishes gives
     * this state only to the hotter replica.
     *
     * @param pair t
     * @param colder log p of the state of replica t
     * @param hotter log p of the state of replica t + 1
     * @return in [0, 1]
     * @throws IllegalStateException if a log density is NaN or positive infinity
     */
    double probability(int pair, double colder, double hotter) {
        if (!(colder < Double.POSITIVE_INFINITY && hotter < Double.POSITIVE_INFINITY)) {
            throw new IllegalStateException("log density of the states of replicas " + pair + " and " + (pair + 1)
                    + " must be below infinity, was " + colder + " and " + hotter);
        }
        if (hotter == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        double difference = ladder.inverseTemperature(pair) - ladder.inverseTemperature(pair + 1);
        return Math.min(1, Math.exp(difference * (hotter - colder)));
    }

    /**
     * Makes the exchanges of one chain: pairs (0,1), (2,3), ... first, and then pairs (1,2), (3,4), ...
     *
     * @param batch holds the replicas
     * @param first the number of the chain's replica 0 in the batch
     * @param random the chain's generator
     */
    void exchange(ReplicaBatch batch, int first, UniformRandomProvider random) {
        for (int parity = 0; parity < 2; parity++) {
            for (int t = parity; t < pairs(); t += 2) {
                int r = first + t;
                double probability = probability(t, batch.logDensity(r), batch.logDensity(r + 1));
                if (probability == 1 || random.nextDouble() < probability) {
                    batch.exchange(r);
                }
            }
        }
    }
}
