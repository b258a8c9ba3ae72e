package org.concretescore.examples.relaxed;

import org.concretescore.core.latent.Estimator;

/**
 * The ways to estimate the gradient of a bound whose latent z is discrete, with the names that they have in the figure.
 */
enum GradientKind {
    /** Equation 20: Concrete densities; prior and posterior have the same temperature. */
    CONCRETE("concrete", true, Estimator.CONCRETE),
    /**
     * Equation 20 with a lower temperature of the prior, in the ratio of 1/2 to 2/3 that the paper found best for bits.
     */
    COOLER_PRIOR("concrete, prior at 3/4", true, Estimator.CONCRETE),
    /** Equation 21: the discrete log masses at the relaxed z. */
    RELAXED_MASS("concrete, eq. 21", true, Estimator.CONCRETE),
    /** Equation 22: the discrete KL divergence, which is a sum. */
    DISCRETE_KL("concrete, eq. 22", true, Estimator.CONCRETE),
    /** Normal noise instead of logistic noise, with the densities of this noise. */
    LOGISTIC_NORMAL("logistic-normal", true, Estimator.CONCRETE),
    /** Discrete z; its derivative is that of the relaxed z of the same noise. */
    STRAIGHT_THROUGH("straight-through", false, Estimator.STRAIGHT_THROUGH),
    /** Discrete z; its derivative is that of its mean. */
    THROUGH_THE_MEAN("straight-through, mean", false, Estimator.STRAIGHT_THROUGH),
    /** Discrete z; the score function estimator of one sample, with a baseline. */
    NVIL("nvil", false, Estimator.NVIL),
    /** Discrete z; the score function estimator of several samples, of which each has the others as its baseline. */
    VIMCO("vimco", false, Estimator.VIMCO);

    final String label;
    final boolean relaxed;
    final Estimator estimator;

    GradientKind(String label, boolean relaxed, Estimator estimator) {
        this.label = label;
        this.relaxed = relaxed;
        this.estimator = estimator;
    }

    /** Whether the estimate depends on a temperature. */
    boolean isTempered() {
        return relaxed || this == STRAIGHT_THROUGH;
    }
}
