package org.concretescore.core.objective;

/**
 * Minimum probability flow (Sohl-Dickstein, Battaglino and DeWeese 2011): {@code phi(l) = e^{l/2}}, the rate at which
 * probability would flow from the data to its neighbors. Proper, convex in l, above 0.
 */
public record ProbabilityFlow() implements MirroredLoss {
    @Override
    public String name() {
        return "mpf";
    }

    @Override
    public double out(double l) {
        return Math.exp(l / 2) / 2;
    }

    @Override
    public double outSlope(double l) {
        return Math.exp(l / 2) / 4;
    }
}
