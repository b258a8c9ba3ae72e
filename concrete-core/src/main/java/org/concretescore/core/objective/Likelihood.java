package org.concretescore.core.objective;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;

/**
 * Maximum likelihood: the mean of {@code -log q(x)} over the data, for models whose density is normalised. It does not
 * use edges.
 */
public record Likelihood() implements Objective {
    @Override
    public String name() {
        return "likelihood";
    }

    @Override
    public Unit unit() {
        return Unit.LOG_RATIO;
    }

    @Override
    public Needs needs() {
        return Needs.NORMALISED_DENSITY;
    }

    @Override
    public void select(
            EdgeBatch edges, int[] states, int from, int count, double[] weights, UniformRandomProvider random) {
        int dimension = edges.graph().space().dimension();
        for (int row = from; row < from + count; row++) {
            edges.addState(states, row * dimension, weights[row]);
        }
    }

    @Override
    public double lossAndGradient(EdgeBatch edges, double[] values, double[] gradient) {
        double sum = 0;
        for (int e = 0; e < edges.size(); e++) {
            sum -= edges.weight(e) * values[e];
            gradient[e] = -edges.weight(e);
        }
        return sum;
    }

    @Override
    public int statesPerRow(Neighborhood graph, boolean tied) {
        return 1;
    }

    @Override
    public String toString() {
        return name();
    }
}
