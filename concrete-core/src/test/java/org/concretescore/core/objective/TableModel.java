package org.concretescore.core.objective;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.TestDistributions;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;

/**
 * The models of these tests, which can represent anything: a free one has a parameter for every slot of every state,
 * {@code theta[x * slots + slot]}; a tied one has a log weight for every state.
 */
record TableModel(Neighborhood graph, boolean tied) {
    /** What a population objective is, and its gradient with respect to theta. */
    record Result(double loss, double[] gradient) {}

    /** The models that can answer in a unit. */
    static Stream<TableModel> on(Neighborhood graph, Unit unit) {
        return unit == Unit.SCORE
                ? Stream.of(new TableModel(graph, false))
                : Stream.of(new TableModel(graph, false), new TableModel(graph, true));
    }

    int parameters() {
        return (int) graph.space().size() * (tied ? 1 : graph.slots());
    }

    double answer(double[] theta, int source, int slot, int target) {
        return tied ? theta[target] - theta[source] : theta[source * graph.slots() + slot];
    }

    /** Loss and gradient over all states, weighted by their probabilities. */
    Result population(Objective objective, double[] theta, double[] probabilities) {
        int[] states = TestDistributions.states(graph.space());
        return lossAndGradient(objective, theta, states, 0, probabilities.length, probabilities, null);
    }

    Result lossAndGradient(
            Objective objective,
            double[] theta,
            int[] states,
            int from,
            int count,
            double[] weights,
            UniformRandomProvider random) {
        EdgeBatch edges = new EdgeBatch(graph, tied);
        objective.select(edges, states, from, count, weights, random);
        return evaluate(objective, edges, theta);
    }

    Result evaluate(Objective objective, EdgeBatch edges, double[] theta) {
        double[] values = new double[edges.size()];
        for (int e = 0; e < values.length; e++) {
            values[e] = answer(theta, rank(edges, edges.source(e)), edges.slot(e), rank(edges, edges.target(e)));
        }
        double[] slopes = new double[edges.size()];
        Arrays.fill(slopes, Double.NaN);
        double loss = objective.lossAndGradient(edges, values, slopes);
        double[] gradient = new double[parameters()];
        for (int e = 0; e < values.length; e++) {
            int source = rank(edges, edges.source(e));
            if (tied) {
                gradient[rank(edges, edges.target(e))] += slopes[e];
                gradient[source] -= slopes[e];
            } else {
                gradient[source * graph.slots() + edges.slot(e)] += slopes[e];
            }
        }
        return new Result(loss, gradient);
    }

    private int rank(EdgeBatch edges, int position) {
        return position < 0
                ? -1
                : (int) graph.space()
                        .rank(edges.states(), position * graph.space().dimension());
    }
}
