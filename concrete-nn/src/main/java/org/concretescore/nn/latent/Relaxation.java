package org.concretescore.nn.latent;

import java.util.Locale;
import org.concretescore.core.latent.Estimator;

/** The form of a graph's latent nodes, and of their probabilities in its log weights (appendix C.2). */
public enum Relaxation {
    /** Discrete nodes and their masses. This is the model itself, for score-function estimators and for tests. */
    DISCRETE,
    /** Concrete nodes and their densities: equation 20, in log space 25 and 27. Only this relaxation gives a bound. */
    CONCRETE,
    /** Concrete nodes, with the discrete log masses made linear in them: equation 21. Not a bound. */
    MASSES,
    /**
     * Concrete nodes, and minus the divergence of the discrete nodes' posterior from their prior: equation 22. Not a
     * bound, and only for one latent layer, because the divergence of several layers is not a sum over layers.
     */
    ANALYTIC,
    /**
     * Discrete nodes and their masses, with the gradient of {@link #MASSES}. This is the straight-through estimator.
     */
    STRAIGHT_THROUGH,
    /**
     * Logistic normal nodes and their densities, with Gaussian noise instead of logistic or Gumbel noise. This is the
     * control of section 5.2. Its zero temperature limit is not the discrete node of the same logits.
     */
    LOGISTIC_NORMAL;

    /**
     * Returns the relaxation that an estimator is made for.
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
     * Returns whether the log weights hold densities, not masses.
     *
     * @return true if the relaxed nodes have densities
     */
    public boolean hasDensities() {
        return this == CONCRETE || this == LOGISTIC_NORMAL;
    }

    /** Returns the name in lower case, with hyphens. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
