package org.concretescore.core.objective;

/**
 * "Marginal" in Figure 3: {@code E_x sum_d [ u^2 - 2 u ]} with {@code u = 1/q(x_d | x_-d)}, without the sum over the
 * coordinate's values in the second term. It is wrong, because it is not proper, and serves only for comparison.
 */
record MarginalOriginal() implements GroupLoss {
    @Override
    public String name() {
        return "marginal-original";
    }

    @Override
    public double lossAndGradient(double[] logRatios, int from, int to, double weight, double[] gradient) {
        double u = 1;
        for (int i = from; i < to; i++) {
            gradient[i] = Math.exp(logRatios[i]);
            u += gradient[i];
        }
        for (int i = from; i < to; i++) {
            gradient[i] *= weight * (2 * u - 2);
        }
        return weight * (u * u - 2 * u);
    }
}
