package org.concretescore.core.vector;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Sliced score matching (Song, Garg, Shi and Ermon 2019). The trace is estimated along random directions v whose
 * entries are independently +1 or -1,
 *
 * <pre>{@code J = mean over x, v of v' (ds/dx) v + (v' s)^2 / 2,}</pre>
 *
 * <p>and with reduced variance {@code ||s||^2 / 2} replaces the second term, because it is its mean over v.
 *
 * @param projections directions per row, at least 1
 * @param reduced whether the variance is reduced
 */
public record SlicedScoreMatching(int projections, boolean reduced) implements VectorObjective {
    /**
     * Checks the number.
     *
     * @param projections directions per row, at least 1
     * @param reduced whether the variance is reduced
     * @throws IllegalArgumentException if there is none
     */
    public SlicedScoreMatching {
        if (projections < 1) {
            throw new IllegalArgumentException("projections must be at least 1, were " + projections);
        }
    }

    @Override
    public String name() {
        return reduced ? "sliced-vr" : "sliced";
    }

    @Override
    public String describe() {
        return name() + " with " + projections + " projections";
    }

    @Override
    public Answer answer() {
        return Answer.SCORES_AND_PRODUCTS;
    }

    @Override
    public int pointsPerRow(int dimension) {
        return projections;
    }

    @Override
    public void select(PointBatch points, float[] rows, int row, double weight, UniformRandomProvider random) {
        for (int k = 0; k < projections; k++) {
            int point = points.add(rows, row, weight / projections);
            int at = point * points.dimension();
            for (int d = 0; d < points.dimension(); d++) {
                points.direction()[at + d] = random.nextBoolean() ? 1 : -1;
            }
        }
    }

    @Override
    public double lossAndGradient(PointBatch points, double[] outputs, double[] gradient) {
        int dimension = points.dimension();
        double loss = 0;
        for (int point = 0; point < points.size(); point++) {
            double weight = points.weight(point);
            int from = 2 * point * dimension;
            double along = 0;
            double squares = 0;
            double curvature = 0;
            for (int d = 0; d < dimension; d++) {
                double v = points.direction()[point * dimension + d];
                along += v * outputs[from + d];
                squares += outputs[from + d] * outputs[from + d];
                curvature += v * outputs[from + dimension + d];
            }
            loss += weight * (curvature + (reduced ? squares : along * along) / 2);
            for (int d = 0; d < dimension; d++) {
                double v = points.direction()[point * dimension + d];
                gradient[from + d] = weight * (reduced ? outputs[from + d] : along * v);
                gradient[from + dimension + d] = weight * v;
            }
        }
        return loss;
    }
}
