package org.concretescore.core.vector;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Score matching (Hyvarinen 2005): {@code J = mean_x [ ||s||^2 / 2 + trace ds/dx ]}. Each of the D diagonal entries
 * needs a point of its own, with the unit vector as its direction. This is D times the work of a score.
 */
public record ScoreMatching() implements VectorObjective {
    @Override
    public String name() {
        return "score-matching";
    }

    @Override
    public Answer answer() {
        return Answer.SCORES_AND_PRODUCTS;
    }

    @Override
    public int pointsPerRow(int dimension) {
        return dimension;
    }

    @Override
    public void select(PointBatch points, float[] rows, int row, double weight, UniformRandomProvider random) {
        for (int d = 0; d < points.dimension(); d++) {
            int point = points.add(rows, row, weight);
            points.direction()[point * points.dimension() + d] = 1;
        }
    }

    @Override
    public double lossAndGradient(PointBatch points, double[] outputs, double[] gradient) {
        int dimension = points.dimension();
        double loss = 0;
        for (int point = 0; point < points.size(); point++) {
            double weight = points.weight(point);
            for (int d = 0; d < dimension; d++) {
                int i = 2 * point * dimension + d;
                double v = points.direction()[point * dimension + d];
                // The D points of a row share the square norm.
                loss += weight * (outputs[i] * outputs[i] / (2 * dimension) + v * outputs[i + dimension]);
                gradient[i] = weight * outputs[i] / dimension;
                gradient[i + dimension] = weight * v;
            }
        }
        return loss;
    }
}
