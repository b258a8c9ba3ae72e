package org.concretescore.core.verify;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.objective.EdgeBatch;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/** Checks of an objective with tables as models: one log weight per state, or one number per slot of every state. */
final class ObjectiveChecks {
    private static final int ROUNDS = 1000;

    private final Objective objective;
    private final Neighborhood graph;
    private final boolean tied;
    private final StateSpace space;
    private final int n;
    private final int dimension;
    private final int[] states;
    /** Log probabilities of the data by rank. */
    private final double[] logP;

    private final double[] weights;

    private ObjectiveChecks(Objective objective, Neighborhood graph, boolean tied, UniformRandomProvider random) {
        this.objective = objective;
        this.graph = graph;
        this.tied = tied;
        this.space = graph.space();
        this.n = space.enumerableSize(64, "the check of an objective");
        this.dimension = space.dimension();
        states = new int[n * dimension];
        logP = new double[n];
        weights = new double[n];
        double sum = 0;
        for (int x = 0; x < n; x++) {
            space.unrank(x, states, x * dimension);
            weights[x] = 0.1 + random.nextDouble();
            sum += weights[x];
        }
        for (int x = 0; x < n; x++) {
            weights[x] /= sum;
            logP[x] = Math.log(weights[x]);
        }
    }

    static void check(Objective objective, Neighborhood graph, UniformRandomProvider random) {
        objective.requireGraph(graph);
        if (objective.needs() == Objective.Needs.RATIOS) {
            new ObjectiveChecks(objective, graph, false, random).check(random);
        }
        if (objective.unit() == Unit.LOG_RATIO) {
            new ObjectiveChecks(objective, graph, true, random).check(random);
        }
    }

    private void check(UniformRandomProvider random) {
        long seed = random.nextLong();
        EdgeBatch edges = select(seed);
        requireSame(edges, select(seed));
        int perRow = objective.statesPerRow(graph, tied);
        if (edges.stateCount() > (long) perRow * n) {
            throw failed("touches " + Counts.of(edges.stateCount(), "state") + " for " + Counts.of(n, "row")
                    + ", but statesPerRow is " + perRow);
        }
        double[] values = truth(edges);
        Arrays.setAll(values, e -> values[e] + 0.3 * (random.nextDouble() - 0.5));
        requireGradient(edges, values);
        if (!objective.perturbs()) {
            requireProper(random);
        }
    }

    private EdgeBatch select(long seed) {
        EdgeBatch edges = new EdgeBatch(graph, tied);
        int[] rows = states.clone();
        objective.select(edges, rows, 0, n, weights.clone(), new RandomStreams(seed).stream("select"));
        if (!Arrays.equals(rows, states)) {
            throw failed("changed the data rows that it selected edges for");
        }
        return edges;
    }

    private void requireSame(EdgeBatch edges, EdgeBatch again) {
        boolean same = edges.size() == again.size() && edges.stateCount() == again.stateCount();
        for (int e = 0; same && e < edges.size(); e++) {
            same = edges.source(e) == again.source(e)
                    && edges.slot(e) == again.slot(e)
                    && edges.target(e) == again.target(e)
                    && edges.weight(e) == again.weight(e);
        }
        if (!same) {
            throw failed("selects other edges when it is given the same generator again");
        }
    }

    private int rank(EdgeBatch edges, int position) {
        return (int) space.rank(edges.states(), position * dimension);
    }

    private boolean isState(EdgeBatch edges, int e) {
        return edges.slot(e) < 0 && edges.target(e) < 0;
    }

    /** Returns the answers of the true distribution. */
    private double[] truth(EdgeBatch edges) {
        double[] values = new double[edges.size()];
        int[] y = new int[dimension];
        for (int e = 0; e < values.length; e++) {
            int source = rank(edges, edges.source(e));
            if (isState(edges, e)) {
                values[e] = logP[source];
                continue;
            }
            int target;
            if (edges.target(e) >= 0) {
                target = rank(edges, edges.target(e));
            } else {
                graph.neighbor(edges.states(), edges.source(e) * dimension, edges.slot(e), y, 0);
                target = (int) space.rank(y, 0);
            }
            double l = logP[target] - logP[source];
            values[e] = objective.unit() == Unit.SCORE ? Math.expm1(l) : l;
        }
        return values;
    }

    private void requireGradient(EdgeBatch edges, double[] values) {
        double[] gradient = new double[values.length];
        double[] other = new double[values.length];
        Arrays.fill(gradient, Double.NaN);
        double loss = objective.lossAndGradient(edges, values, gradient);
        for (int e = 0; e < values.length; e++) {
            double value = values[e];
            values[e] = value + 1e-5;
            double above = objective.lossAndGradient(edges, values, other);
            values[e] = value - 1e-5;
            double difference = (above - objective.lossAndGradient(edges, values, other)) / 2e-5;
            values[e] = value;
            if (!(Math.abs(difference - gradient[e]) <= 1e-5 * Math.abs(difference) + 1e-9 * (1 + Math.abs(loss)))) {
                throw failed("has the derivative " + gradient[e] + " by the answer for the edge from "
                        + text(rank(edges, edges.source(e))) + " by slot " + edges.slot(e)
                        + ", but by differences it is " + difference);
            }
        }
    }

    /** Returns the gradient with respect to the parameters of the table, at the truth. */
    private double[] gradientAtTruth(EdgeBatch edges) {
        double[] values = truth(edges);
        double[] slopes = new double[values.length];
        objective.lossAndGradient(edges, values, slopes);
        double[] gradient = new double[tied ? n : n * graph.slots()];
        for (int e = 0; e < values.length; e++) {
            int source = rank(edges, edges.source(e));
            if (isState(edges, e)) {
                gradient[source] += slopes[e];
                for (int y = 0; y < n; y++) {
                    gradient[y] -= slopes[e] * weights[y];
                }
            } else if (tied) {
                gradient[rank(edges, edges.target(e))] += slopes[e];
                gradient[source] -= slopes[e];
            } else {
                gradient[source * graph.slots() + edges.slot(e)] += slopes[e];
            }
        }
        return gradient;
    }

    private void requireProper(UniformRandomProvider random) {
        double[] first = gradientAtTruth(select(random.nextLong()));
        double[] second = gradientAtTruth(select(random.nextLong()));
        double gap = 0;
        for (int i = 0; i < first.length; i++) {
            gap = Math.max(gap, Math.abs(first[i] - second[i]));
        }
        if (gap <= 1e-12) {
            for (int i = 0; i < first.length; i++) {
                if (!(Math.abs(first[i]) <= 1e-9)) {
                    throw failed("is not proper: at the truth its derivative by " + parameter(i) + " is " + first[i]);
                }
            }
            return;
        }
        double[][] gradients = new double[first.length][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double[] gradient = gradientAtTruth(select(random.nextLong()));
            for (int i = 0; i < gradient.length; i++) {
                gradients[i][round] = gradient[i];
            }
        }
        for (int i = 0; i < gradients.length; i++) {
            MeanTest.of(gradients[i], 0).require(name() + ", derivative at the truth by " + parameter(i));
        }
    }

    private String parameter(int i) {
        return tied ? "the log weight of " + text(i) : "slot " + i % graph.slots() + " of " + text(i / graph.slots());
    }

    private String text(int rank) {
        return "state " + Arrays.toString(Arrays.copyOfRange(states, rank * dimension, (rank + 1) * dimension));
    }

    private String name() {
        return "the objective " + objective.describe() + " on " + graph + " with a " + (tied ? "tied" : "free")
                + " model";
    }

    private IllegalArgumentException failed(String problem) {
        return new IllegalArgumentException(name() + " " + problem);
    }
}
