package org.concretescore.nn.latent;

import java.util.Locale;
import org.concretescore.core.latent.Estimator;

/** What a graph's latent nodes are, and what its log weights hold of their probabilities (appendix C.2). */
public enum Relaxation {
    /** Discrete nodes and their masses: the model itself, for score-function estimators and for tests. */
    DISCRETE,
    /** Concrete nodes and their densities: equation 20, in log space 25 and 27. The only relaxed bound of the three. */
    CONCRETE,
    /** Concrete nodes, with the discrete log masses made linear in them: equation 21. Not a bound. */
    MASSES,
    /**
     * Concrete nodes, and minus the divergence of the discrete nodes' posterior from their prior: equation 22. Not a bound,
     * and for one latent layer only: of several, the divergence is no sum over layers.
     */
    ANALYTIC,
    /** Discrete nodes and their masses, with the gradient of {@link #MASSES}: straight through. */
    STRAIGHT_THROUGH,
    /**
     * Logistic normal nodes and their densities: Gaussian noise in place of logistic or Gumbel noise, the control of
     * section 5.2. Its zero temperature limit is not the discrete node of the same logits.
     */
    LOGISTIC_NORMAL;

    /**
     * The graph that an estimator is made for.
     *
     * @param estimator the estimator
     * @return {@link #CONCRETE}, {@link #STRAIGHT_THROUGH} or {@link #DISCRETE}
     */
    public static Relaxation of(Estimator estimator) {
        return switch (estimator) {
            case CONCRETE -> CONCRETE;
            case STRAIGHT_THROUGH -> STRAIGHT_THROUGH;
            case NVIL, VIMCO -> DISCRETE;
        };
    }

    /**
     * Whether the log weights hold densities, not masses.
     *
     * @return whether the relaxed nodes have densities
     */
    public boolean hasDensities() {
        return this == CONCRETE || this == LOGISTIC_NORMAL;
    }

    /** The name in lower case, with hyphens. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
