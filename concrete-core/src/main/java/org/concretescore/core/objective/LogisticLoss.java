package org.concretescore.core.objective;

/**
 * Pairwise logistic regression: {@code phi(l) = log(1 + e^l)}, minus the log-likelihood of a data row against each of its
 * neighbors. Proper, convex in l, at least 0. On bits with bit flips, of a tied model, it is pseudo-likelihood.
 */
public record LogisticLoss() implements MirroredLoss {
    @Override
    public String name() {
        return "logistic";
    }

    @Override
    public double out(double l) {
        return (Math.max(0, l) + Math.log1p(Math.exp(-Math.abs(l)))) / 2;
    }

    @Override
    public double outSlope(double l) {
        return 0.5 / (1 + Math.exp(-l));
    }
}
