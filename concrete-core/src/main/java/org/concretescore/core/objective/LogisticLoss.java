package org.concretescore.core.objective;

import org.concretescore.core.numeric.LogSpace;

/**
 * Pairwise logistic regression, {@code phi(l) = log(1 + e^l)}: minus the log-likelihood of a data row against each of
 * its neighbors. Proper, convex in l, at least 0. For a tied model on bits with bit flips, it is pseudo-likelihood.
 */
public record LogisticLoss() implements MirroredLoss {
    @Override
    public String name() {
        return "logistic";
    }

    @Override
    public double out(double l) {
        return LogSpace.softplus(l) / 2;
    }

    @Override
    public double outSlope(double l) {
        return 0.5 / (1 + Math.exp(-l));
    }
}
