package org.concretescore.core.objective;

import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;

/**
 * An {@link EdgeLoss} over all edges of each data row, or over some sampled ones (Algorithms 1 and 2).
 *
 * <p>The sampled form divides the {@code |N(x)|} out-edges of x into m strata, draws one edge from each, and weights
 * its term by the stratum's size. It does the same for the {@code |N^-1(x)|} in-edges. It is unbiased for all degrees,
 * and m = 1 is the form of the paper. On a symmetric graph the two draws are one: the neighbor y is the end of the
 * out-edge and the beginning of the in-edge, so that a tied model is evaluated at {@code m + 1} states per row and not
 * at {@code 2m + 1}.
 */
public final class EdgeObjective implements Objective {
    private final EdgeLoss loss;
    /** The number of strata, 0 for all edges. */
    private final int neighbors;

    private EdgeObjective(EdgeLoss loss, int neighbors) {
        this.loss = Objects.requireNonNull(loss, "loss");
        this.neighbors = neighbors;
    }

    /**
     * Returns the objective that sums over all out-edges and in-edges of a row.
     *
     * @param loss the terms
     * @return the objective
     */
    public static EdgeObjective full(EdgeLoss loss) {
        return new EdgeObjective(loss, 0);
    }

    /**
     * Returns the unbiased estimate from one neighbor per row.
     *
     * @param loss the terms
     * @return the objective
     */
    public static EdgeObjective sampled(EdgeLoss loss) {
        return sampled(loss, 1);
    }

    /**
     * Returns the unbiased estimate from some neighbors per row, one from each stratum.
     *
     * @param loss the terms
     * @param neighbors the number of strata, at least 1; a state with fewer neighbors takes all of them
     * @return the objective
     * @throws IllegalArgumentException if the number is below 1
     */
    public static EdgeObjective sampled(EdgeLoss loss, int neighbors) {
        return new EdgeObjective(loss, ObjectiveOptions.requireNeighbors(neighbors));
    }

    @Override
    public String name() {
        return neighbors > 0 ? loss.name() + "-mc" : loss.name();
    }

    @Override
    public Unit unit() {
        return loss.unit();
    }

    @Override
    public void select(
            EdgeBatch edges, int[] states, int from, int count, double[] weights, UniformRandomProvider random) {
        int dimension = edges.graph().space().dimension();
        for (int row = from; row < from + count; row++) {
            if (neighbors > 0) {
                sample(edges, states, row * dimension, weights[row], random);
            } else {
                addAll(edges, states, row * dimension, weights[row]);
            }
        }
    }

    /** Returns whether an edge and its opposite can be treated as one, because the model answers for both at once. */
    private static boolean isMutual(EdgeBatch edges) {
        return edges.isTied() && edges.graph().isSymmetric();
    }

    private static void addAll(EdgeBatch edges, int[] states, int at, double weight) {
        Neighborhood graph = edges.graph();
        if (isMutual(edges)) {
            for (int slot = 0; slot < graph.slots(); slot++) {
                edges.addMutual(states, at, slot, weight);
            }
            return;
        }
        for (int slot = 0; slot < graph.slots(); slot++) {
            edges.addOutgoing(states, at, slot, weight);
        }
        int reverseSlots = graph.reverseSlots(states, at);
        for (int k = 0; k < reverseSlots; k++) {
            edges.addIncoming(states, at, k, weight);
        }
    }

    private void sample(EdgeBatch edges, int[] states, int at, double weight, UniformRandomProvider random) {
        Neighborhood graph = edges.graph();
        boolean mutual = isMutual(edges);
        Strata.drawEdges(graph, states, at, false, neighbors, edges.scratch(), random, (slot, size) -> {
            if (mutual) {
                edges.addMutual(states, at, slot, weight * size);
            } else {
                edges.addOutgoing(states, at, slot, weight * size);
                if (graph.isSymmetric()) {
                    edges.addIncoming(states, at, slot, weight * size);
                }
            }
        });
        if (!graph.isSymmetric()) {
            Strata.drawEdges(
                    graph,
                    states,
                    at,
                    true,
                    neighbors,
                    edges.scratch(),
                    random,
                    (k, size) -> edges.addIncoming(states, at, k, weight * size));
        }
    }

    @Override
    public double lossAndGradient(EdgeBatch edges, double[] values, double[] gradient) {
        return lossAndGradient(loss, edges, values, gradient);
    }

    /** Computes the terms of all edges, by their roles. */
    static double lossAndGradient(EdgeLoss loss, EdgeBatch edges, double[] values, double[] gradient) {
        double sum = 0;
        for (int e = 0; e < edges.size(); e++) {
            double v = values[e];
            double term;
            double slope;
            switch (edges.role(e)) {
                case IN -> {
                    term = loss.in(v);
                    slope = loss.inSlope(v);
                }
                case MUTUAL -> {
                    term = loss.out(v) + loss.in(-v);
                    slope = loss.outSlope(v) - loss.inSlope(-v);
                }
                default -> {
                    double ratio = edges.ratio(e);
                    term = loss.out(v);
                    slope = loss.outSlope(v);
                    if (ratio != 0) {
                        term += ratio * loss.in(v);
                        slope += ratio * loss.inSlope(v);
                    }
                }
            }
            sum += edges.weight(e) * term;
            gradient[e] = edges.weight(e) * slope;
        }
        return sum;
    }

    @Override
    public int statesPerRow(Neighborhood graph, boolean tied) {
        return bound(graph, graph.isSymmetric(), neighbors);
    }

    /** Returns the number of states of a row and its neighbors, or of some of them, perhaps on both sides. */
    static int bound(Neighborhood graph, boolean oneSided, int neighbors) {
        long out = graph.slots();
        long in = oneSided ? 0 : graph.maxReverseSlots();
        long states = 1 + (neighbors == 0 ? out + in : Math.min(out, neighbors) + Math.min(in, neighbors));
        return Math.toIntExact(graph.space().hasAtMost(states) ? graph.space().size() : states);
    }

    @Override
    public String describe() {
        return name() + ", " + loss.describe() + (neighbors > 0 ? " over " + neighbors + " neighbors" : "");
    }

    /** Compares by content: the terms and the number of neighbors drawn. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EdgeObjective that && loss.equals(that.loss) && neighbors == that.neighbors;
    }

    @Override
    public int hashCode() {
        return 31 * loss.hashCode() + neighbors;
    }

    @Override
    public String toString() {
        return describe();
    }
}
