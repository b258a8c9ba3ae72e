package org.concretescore.core.vector;

import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Maximum likelihood: {@code J = mean_x sum_d -log q(x_d | x_<d)}, where each conditional density is a mixture.
 *
 * @param mixture the mixtures; the answer at a point is {@code [D, 3 n]}
 */
public record MixtureLikelihood(Mixture mixture) implements VectorObjective {
    /**
     * Checks that there is a mixture.
     *
     * @param mixture the mixtures; the answer at a point is {@code [D, 3 n]}
     */
    public MixtureLikelihood {
        Objects.requireNonNull(mixture, "mixture");
    }

    @Override
    public String name() {
        return "likelihood";
    }

    @Override
    public String describe() {
        return name() + " of " + mixture.components() + " " + mixture.kind() + " components";
    }

    @Override
    public Answer answer() {
        return Answer.MIXTURES;
    }

    @Override
    public void select(PointBatch points, float[] rows, int row, double weight, UniformRandomProvider random) {
        points.add(rows, row, weight);
    }

    @Override
    public double lossAndGradient(PointBatch points, double[] outputs, double[] gradient) {
        int count = points.size() * points.dimension();
        double loss = 0;
        for (int i = 0; i < count; i++) {
            double weight = points.weight(i / points.dimension());
            loss -= weight * mixture.logDensity(outputs, i * mixture.parameters(), points.x()[i], -weight, gradient);
        }
        return loss;
    }
}
