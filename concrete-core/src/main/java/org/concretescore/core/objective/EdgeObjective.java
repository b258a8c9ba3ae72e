package org.concretescore.core.objective;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;

/**
 * An {@link EdgeLoss} over all edges of each data row, or over one sampled each way (Algorithms 1 and 2).
 *
 * <p>The sampled form draws a slot uniformly from the {@code |N(x)|} of x and weights its term by {@code |N(x)|}, and
 * draws an in-edge uniformly from {@code N^-1(x)} and weights it by {@code |N^-1(x)|}. Each is unbiased, whatever the
 * degrees. On a symmetric graph both draws are one: the neighbor y serves as the end of the out-edge and the beginning
 * of the in-edge, so that a tied model is evaluated at two states a row and not at three.
 */
public final class EdgeObjective implements Objective {
    private final EdgeLoss loss;
    private final boolean sampled;

    private EdgeObjective(EdgeLoss loss, boolean sampled) {
        this.loss = loss;
        this.sampled = sampled;
    }

    /**
     * The sum over all out- and in-edges of a row.
     *
     * @param loss the terms
     * @return the objective
     */
    public static EdgeObjective full(EdgeLoss loss) {
        return new EdgeObjective(loss, false);
    }

    /**
     * The unbiased estimate by one neighbor a row.
     *
     * @param loss the terms
     * @return the objective
     */
    public static EdgeObjective sampled(EdgeLoss loss) {
        return new EdgeObjective(loss, true);
    }

    /**
     * The terms.
     *
     * @return the loss
     */
    public EdgeLoss loss() {
        return loss;
    }

    @Override
    public String name() {
        return sampled ? loss.name() + "-mc" : loss.name();
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
            if (sampled) {
                sample(edges, states, row * dimension, weights[row], random);
            } else {
                addAll(edges, states, row * dimension, weights[row]);
            }
        }
    }

    private static void addAll(EdgeBatch edges, int[] states, int at, double weight) {
        Neighborhood graph = edges.graph();
        for (int slot = 0; slot < graph.slots(); slot++) {
            edges.addOutgoing(states, at, slot, weight);
        }
        int reverseSlots = graph.reverseSlots(states, at);
        for (int k = 0; k < reverseSlots; k++) {
            edges.addIncoming(states, at, k, weight);
        }
    }

    private static void sample(EdgeBatch edges, int[] states, int at, double weight, UniformRandomProvider random) {
        Neighborhood graph = edges.graph();
        int[] scratch = edges.scratch();
        int degree = graph.degree(states, at, scratch);
        int slot = -1;
        if (degree > 0) {
            slot = present(graph, states, at, random.nextInt(degree), scratch, false);
            edges.addOutgoing(states, at, slot, weight * degree);
        }
        int inDegree = graph.isSymmetric() ? degree : graph.inDegree(states, at, scratch);
        if (inDegree > 0) {
            int k = graph.isSymmetric() ? slot : present(graph, states, at, random.nextInt(inDegree), scratch, true);
            edges.addIncoming(states, at, k, weight * inDegree);
        }
    }

    /** The slot, or reverse slot, that is the n-th not empty one. */
    private static int present(Neighborhood graph, int[] states, int at, int n, int[] scratch, boolean reverse) {
        for (int slot = 0; ; slot++) {
            boolean there = reverse
                    ? graph.reverseNeighbor(states, at, slot, scratch, 0) >= 0
                    : graph.neighbor(states, at, slot, scratch, 0);
            if (there && n-- == 0) {
                return slot;
            }
        }
    }

    @Override
    public double lossAndGradient(EdgeBatch edges, double[] values, double[] gradient) {
        double sum = 0;
        for (int e = 0; e < edges.size(); e++) {
            double weight = edges.weight(e);
            double value = values[e];
            if (edges.isIncoming(e)) {
                sum += weight * loss.in(value);
                gradient[e] = weight * loss.inSlope(value);
            } else {
                sum += weight * loss.out(value);
                gradient[e] = weight * loss.outSlope(value);
            }
        }
        return sum;
    }

    @Override
    public int statesPerRow(Neighborhood graph) {
        if (sampled) {
            return graph.isSymmetric() ? 2 : 3;
        }
        long states = 1L + graph.slots() + (graph.isSymmetric() ? 0 : graph.maxReverseSlots());
        return Math.toIntExact(graph.space().hasAtMost(states) ? graph.space().size() : states);
    }

    @Override
    public String toString() {
        return name();
    }
}
