package org.concretescore.sampling.chain;

/**
 * Options of {@link MetropolisHastings}.
 *
 * @param laziness the probability with which a step stays where it is without proposing anything, in [0, 1). Above 0
 *     the chain is aperiodic, which it need not be otherwise: a uniform distribution on an even cycle accepts every
 *     move and alternates between even and odd states
 */
public record MetropolisHastingsOptions(double laziness) {
    /**
     * Checks the options.
     *
     * @param laziness the probability with which a step stays where it is without proposing anything, in [0, 1). Above
     *     0 the chain is aperiodic, which it need not be otherwise: a uniform distribution on an even cycle accepts
     *     every move and alternates between even and odd states
     * @throws IllegalArgumentException if {@code laziness} is not in [0, 1)
     */
    public MetropolisHastingsOptions {
        if (!(laziness >= 0 && laziness < 1)) {
            throw new IllegalArgumentException("laziness must be in [0, 1), was " + laziness);
        }
    }

    /**
     * The defaults: never lazy.
     *
     * @return the options
     */
    public static MetropolisHastingsOptions defaults() {
        return new MetropolisHastingsOptions(0);
    }
}
