package org.concretescore.core.vector;

import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Composite score matching (equation 5 of the autoregressive score matching paper):
 *
 * <p>\[ J = \mathbb{E}_{p(x)} \sum_d \Bigl[ \frac{1}{2} s_d^2 + \frac{\partial s_d}{\partial x_d} \Bigr] \]
 *
 * <p>with conditional scores {@code s_d(x_<d, x_d)}. It uses neither noise nor projections and is a function of the
 * data. With levels of noise (appendix C.2), each coordinate gets noise of a level drawn for it, the scores are given
 * the preceding coordinates with noise of the last level, and each term is multiplied by the variance of its noise, so
 * that all levels count alike.
 *
 * @param levels the levels of noise, or none
 */
public record CompositeScoreMatching(NoiseLevels levels) implements VectorObjective {
    /**
     * Checks that there are levels, or none.
     *
     * @param levels the levels of noise, or none
     */
    public CompositeScoreMatching {
        Objects.requireNonNull(levels, "levels");
    }

    @Override
    public String name() {
        return "composite";
    }

    @Override
    public String describe() {
        return levels.size() == 0 ? name() : name() + " with noise " + levels;
    }

    @Override
    public Answer answer() {
        return Answer.CONDITIONALS_AND_DERIVATIVES;
    }

    @Override
    public void select(PointBatch points, float[] rows, int row, double weight, UniformRandomProvider random) {
        Fisher.perturb(points, rows, row, weight, levels, random);
    }

    @Override
    public double lossAndGradient(PointBatch points, double[] outputs, double[] gradient) {
        int dimension = points.dimension();
        double loss = 0;
        for (int point = 0; point < points.size(); point++) {
            for (int d = 0; d < dimension; d++) {
                int i = 2 * point * dimension + d;
                double sigma = points.sigma()[point * dimension + d];
                double weight = points.weight(point) * (sigma > 0 ? sigma * sigma : 1);
                loss += weight * (outputs[i] * outputs[i] / 2 + outputs[i + dimension]);
                gradient[i] = weight * outputs[i];
                gradient[i + dimension] = weight;
            }
        }
        return loss;
    }
}
