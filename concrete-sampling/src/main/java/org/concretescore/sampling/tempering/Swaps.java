package org.concretescore.sampling.tempering;

/** When neighboring replicas exchange their states: for chains, for their exact law, and for measured rates. */
final class Swaps {
    private final Ladder ladder;

    Swaps(Ladder ladder) {
        this.ladder = ladder;
    }

    /** The number of pairs of neighbors. */
    int pairs() {
        return ladder.replicas() - 1;
    }

    /**
     * The probability that replicas t and t + 1 exchange their states,
     * {@code min(1, exp((b_t - b_{t+1})(log p(x_{t+1}) - log p(x_t))))}. A replica that stands where p vanishes hands its
     * state on to the hotter side only.
     *
     * @param pair t
     * @param colder log p of the state of replica t
     * @param hotter log p of that of replica t + 1
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
}
