package org.concretescore.sampling.chain;

import java.util.Objects;

/**
 * Options of {@link MetropolisHastings}.
 *
 * @param laziness the probability with which a step stays where it is without proposing anything, in [0, 1). Above 0
 *     the chain is aperiodic, which it need not be otherwise: a uniform distribution on an even cycle accepts every
 *     move and alternates between even and odd states
 * @param acceptance how proposals are decided
 */
public record MetropolisHastingsOptions(double laziness, Acceptance acceptance) {
    /**
     * Checks the options.
     *
     * @param laziness the probability with which a step stays where it is without proposing anything, in [0, 1). Above
     *     0 the chain is aperiodic, which it need not be otherwise: a uniform distribution on an even cycle accepts
     *     every move and alternates between even and odd states
     * @param acceptance how proposals are decided
     * @throws IllegalArgumentException if {@code laziness} is not in [0, 1)
     */
    public MetropolisHastingsOptions {
        if (!(laziness >= 0 && laziness < 1)) {
            throw new IllegalArgumentException("laziness must be in [0, 1), was " + laziness);
        }
        Objects.requireNonNull(acceptance, "acceptance");
    }

    /**
     * Lazy steps and {@link Acceptance#METROPOLIS}.
     *
     * @param laziness the probability with which a step stays where it is, in [0, 1)
     * @throws IllegalArgumentException if {@code laziness} is not in [0, 1)
     */
    public MetropolisHastingsOptions(double laziness) {
        this(laziness, Acceptance.METROPOLIS);
    }

    /**
     * The defaults: never lazy, {@link Acceptance#METROPOLIS}.
     *
     * @return the options
     */
    public static MetropolisHastingsOptions defaults() {
        return new MetropolisHastingsOptions(0);
    }

    /**
     * The same with another acceptance rule.
     *
     * @param rule how proposals are decided
     * @return new options
     */
    public MetropolisHastingsOptions withAcceptance(Acceptance rule) {
        return new MetropolisHastingsOptions(laziness, rule);
    }
}
