package org.concretescore.core.vector;

/** The answer of a model that an objective needs at each point. */
public enum Answer {
    /** {@code [D]}: the score of the whole vector, {@code s_d = d log q(x) / dx_d}. */
    SCORES,
    /** {@code [2 D]}: the score, then its derivative {@code J(x) v} along the point's direction v. */
    SCORES_AND_PRODUCTS,
    /** {@code [D]}: the conditional scores, {@code s_d = d log q(x_d | given_<d) / dx_d}. */
    CONDITIONALS,
    /** {@code [2 D]}: the conditional scores, then their derivatives {@code ds_d / dx_d}. */
    CONDITIONALS_AND_DERIVATIVES,
    /** The parameters of the mixtures {@code q(x_d | given_<d)}, as in {@link Mixture}. */
    MIXTURES
}
