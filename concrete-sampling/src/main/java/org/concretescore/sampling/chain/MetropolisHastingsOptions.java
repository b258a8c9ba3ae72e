package org.concretescore.sampling.chain;

import java.util.Objects;

/**
 * The options of {@link MetropolisHastings}.
 *
 * @param laziness the probability that a step proposes nothing and stays where it is, in [0, 1). Above 0 the chain is
 *     always aperiodic. At 0 it can be periodic: with a uniform distribution on an even cycle it accepts every move,
 *     and alternates between even and odd states
 * @param acceptance the rule that decides about proposals
 */
public record MetropolisHastingsOptions(double laziness, Acceptance acceptance) {
    /**
     * Checks the options.
     *
     * @param laziness the probability that a step proposes nothing and stays where it is, in [0, 1). Above 0 the chain
     *     is always aperiodic. At 0 it can be periodic: with a uniform distribution on an even cycle it accepts every
     *     move, and alternates between even and odd states
     * @param acceptance the rule that decides about proposals
     * @throws IllegalArgumentException if {@code laziness} is not in [0, 1)
     */
    public MetropolisHastingsOptions {
        if (!(laziness >= 0 && laziness < 1)) {
            throw new IllegalArgumentException("laziness must be in [0, 1), was " + laziness);
        }
        Objects.requireNonNull(acceptance, "acceptance");
    }

    /**
     * Makes options with lazy steps and {@link Acceptance#METROPOLIS}.
     *
     * @param laziness the probability with which a step stays where it is, in [0, 1)
     * @throws IllegalArgumentException if {@code laziness} is not in [0, 1)
     */
    public MetropolisHastingsOptions(double laziness) {
        this(laziness, Acceptance.METROPOLIS);
    }

    /**
     * Returns the defaults: no lazy steps, and {@link Acceptance#METROPOLIS}.
     *
     * @return the options
     */
    public static MetropolisHastingsOptions defaults() {
        return new MetropolisHastingsOptions(0);
    }

    /**
     * Returns a copy with another acceptance rule.
     *
     * @param rule the rule that decides about proposals
     * @return new options
     */
    public MetropolisHastingsOptions withAcceptance(Acceptance rule) {
        return new MetropolisHastingsOptions(laziness, rule);
    }
}
