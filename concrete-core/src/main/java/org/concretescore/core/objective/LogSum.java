package org.concretescore.core.objective;

/**
 * The surprise of finding x among its alternatives, {@code log(1 + sum_k e^{l_k})}. Over all values of a coordinate it
 * is {@code -log q(x_d | x_-d)}, pseudo-likelihood. Over states drawn as noise it is a ranking loss, energy
 * discrepancy.
 *
 * @param name the name on the command line
 */
record LogSum(String name) implements GroupLoss {
    @Override
    public double lossAndGradient(double[] logRatios, int from, int to, double weight, double[] gradient) {
        double largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, logRatios[i]);
        }
        double sum = Math.exp(-largest);
        for (int i = from; i < to; i++) {
            gradient[i] = Math.exp(logRatios[i] - largest);
            sum += gradient[i];
        }
        for (int i = from; i < to; i++) {
            gradient[i] *= weight / sum;
        }
        return weight * (largest + Math.log(sum));
    }
}
