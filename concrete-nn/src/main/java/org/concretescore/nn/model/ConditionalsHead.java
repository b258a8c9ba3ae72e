package org.concretescore.nn.model;

import org.concretescore.core.numeric.LogSpace;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.space.StateSpace;

/**
 * The head of a MADE, which sums log p(x_d | x_before). A coordinate of two values has one logit z,
 * {@code log p(1) = -log(1 + exp(-z))}, and a coordinate of K values has K log weights.
 *
 * <p>As a function of the one-hot state x it is {@code sum_d <x_d, a_d> - log sum exp a_d}, with the log weights
 * {@code a_d}, which are (0, z) for two values.
 */
final class ConditionalsHead implements DensityHead {
    /** The number of factors 1 + exp(-|z|), each at most 2, that are multiplied before one logarithm is taken. */
    private static final int FACTORS = 512;

    private final StateSpace space;

    ConditionalsHead(StateSpace space) {
        this.space = space;
    }

    @Override
    public void logDensities(int[] states, int from, int count, float[] outputs, double[] logDensities) {
        int dimension = space.dimension();
        int state = from * dimension;
        int at = 0;
        for (int row = 0; row < count; row++) {
            double sum = 0;
            double product = 1;
            int factors = 0;
            for (int d = 0; d < dimension; d++) {
                int k = space.cardinality(d);
                int value = states[state++];
                if (k == 2) {
                    double z = outputs[at++];
                    sum += Math.min(0, value == 1 ? z : -z);
                    product *= 1 + Math.exp(-Math.abs(z));
                    if (++factors == FACTORS) {
                        sum -= Math.log(product);
                        product = 1;
                        factors = 0;
                    }
                } else if (k > 2) {
                    sum += outputs[at + value] - LogSpace.sum(outputs, at, at + k);
                    at += k;
                }
            }
            logDensities[row] = sum - Math.log(product);
        }
    }

    @Override
    public void gradients(int[] states, int from, int count, float[] outputs, double[] weights, float[] gradients) {
        int dimension = space.dimension();
        int state = from * dimension;
        int at = 0;
        for (int row = 0; row < count; row++) {
            double weight = weights[row];
            for (int d = 0; d < dimension; d++) {
                int k = space.cardinality(d);
                int value = states[state++];
                if (k == 2) {
                    double one = LogSpace.sigmoid(outputs[at]);
                    gradients[at++] = (float) (weight * (value - one));
                } else if (k > 2) {
                    double logSum = LogSpace.sum(outputs, at, at + k);
                    for (int i = 0; i < k; i++) {
                        double p = Math.exp(outputs[at + i] - logSum);
                        gradients[at + i] = (float) (weight * ((i == value ? 1 : 0) - p));
                    }
                    at += k;
                }
            }
        }
    }

    @Override
    public void addStateGradients(int from, int count, float[] outputs, double[] gradients) {
        int dimension = space.dimension();
        int to = from * GradientDensity.inputs(space);
        int at = 0;
        for (int row = 0; row < count; row++) {
            for (int d = 0; d < dimension; d++) {
                int k = space.cardinality(d);
                if (k == 2) {
                    gradients[to + 1] += outputs[at++];
                } else if (k > 2) {
                    for (int i = 0; i < k; i++) {
                        gradients[to + i] += outputs[at++];
                    }
                }
                to += k;
            }
        }
    }
}
