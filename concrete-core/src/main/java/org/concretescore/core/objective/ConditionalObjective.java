package org.concretescore.core.objective;

import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;

/**
 * A sum over the coordinates of each data row. The term of a coordinate is a function of {@code q(x_d | x_-d)}: the
 * {@link GroupLoss} of x against the other values of its coordinate d. The model must be a tied one, which answers for
 * any two states. The graph does not matter.
 *
 * <p>The sampled form divides the coordinates into strata and draws one coordinate, with all its values, from each.
 */
public final class ConditionalObjective implements Objective {
    private final GroupLoss loss;
    /** The number of strata, 0 for all coordinates. */
    private final int coordinates;

    private ConditionalObjective(GroupLoss loss, int coordinates) {
        this.loss = Objects.requireNonNull(loss, "loss");
        this.coordinates = coordinates;
    }

    /**
     * Returns the objective that sums over all coordinates.
     *
     * @param loss the terms
     * @return the objective
     */
    public static ConditionalObjective full(GroupLoss loss) {
        return new ConditionalObjective(loss, 0);
    }

    /**
     * Returns the unbiased estimate from some coordinates per row.
     *
     * @param loss the terms
     * @param coordinates the number of strata, at least 1
     * @return the objective
     * @throws IllegalArgumentException if the number is below 1
     */
    public static ConditionalObjective sampled(GroupLoss loss, int coordinates) {
        return new ConditionalObjective(loss, ObjectiveOptions.requireNeighbors(coordinates));
    }

    /**
     * Returns the term of pseudo-likelihood (Besag 1975), the mean of {@code -sum_d log q(x_d | x_-d)}. It is proper
     * and bounded below by the sum of the conditional entropies.
     *
     * @return the term of a coordinate
     */
    public static GroupLoss pseudoLikelihood() {
        return new LogSum("pseudo-likelihood");
    }

    /**
     * Returns the term of corrected marginalization, {@code E_x sum_d [ u(x)^2 - 2 sum_k u(x_d = k) ]} with
     * {@code u(y) = 1/q(y_d | y_-d)}.
     *
     * @param tail where the weight of large u begins to fall, in nats, above 0; infinity if it never falls
     * @return the term of a coordinate
     * @throws IllegalArgumentException if the tail is not above 0
     */
    public static GroupLoss marginalization(double tail) {
        return new Marginalization(tail);
    }

    /**
     * Returns the term of marginalization as it was printed, {@code E_x sum_d [ u^2 - 2u ]}. It is wrong and serves
     * only for comparison.
     *
     * @return the term of a coordinate
     */
    public static GroupLoss marginalOriginal() {
        return new MarginalOriginal();
    }

    @Override
    public String name() {
        return coordinates > 0 ? loss.name() + "-mc" : loss.name();
    }

    @Override
    public Unit unit() {
        return Unit.LOG_RATIO;
    }

    @Override
    public Needs needs() {
        return Needs.DENSITY;
    }

    @Override
    public void select(
            EdgeBatch edges, int[] states, int from, int count, double[] weights, UniformRandomProvider random) {
        int dimension = edges.graph().space().dimension();
        int strata = coordinates == 0 ? dimension : Strata.count(dimension, coordinates);
        for (int row = from; row < from + count; row++) {
            for (int j = 0; j < strata; j++) {
                int d = Strata.draw(dimension, strata, j, random);
                addLine(edges, states, row * dimension, d, weights[row] * Strata.size(dimension, strata, j));
            }
        }
    }

    private static void addLine(EdgeBatch edges, int[] states, int at, int d, double weight) {
        StateSpace space = edges.graph().space();
        int[] other = edges.scratch();
        System.arraycopy(states, at, other, 0, space.dimension());
        for (int k = 0; k < space.cardinality(d); k++) {
            if (k != states[at + d]) {
                other[d] = k;
                edges.addPair(states, at, other, 0, weight);
            }
        }
        if (space.cardinality(d) > 1) {
            edges.endGroup();
        }
    }

    @Override
    public double lossAndGradient(EdgeBatch edges, double[] values, double[] gradient) {
        return lossAndGradient(loss, edges, values, gradient);
    }

    /** Computes the terms of all groups, each with the weight of its edges. */
    static double lossAndGradient(GroupLoss loss, EdgeBatch edges, double[] values, double[] gradient) {
        double sum = 0;
        int from = 0;
        for (int g = 0; g < edges.groupCount(); g++) {
            int to = edges.groupEnd(g);
            sum += loss.lossAndGradient(values, from, to, edges.weight(from), gradient);
            from = to;
        }
        return sum;
    }

    @Override
    public int statesPerRow(Neighborhood graph, boolean tied) {
        StateSpace space = graph.space();
        int most = coordinates == 0 ? space.dimension() : Strata.count(space.dimension(), coordinates);
        long states = 1;
        int widest = 0;
        for (int d = 0; d < space.dimension(); d++) {
            states += space.cardinality(d) - 1;
            widest = Math.max(widest, space.cardinality(d) - 1);
        }
        states = Math.min(states, 1 + (long) most * widest);
        return Math.toIntExact(space.hasAtMost(states) ? space.size() : states);
    }

    @Override
    public String describe() {
        return name() + ", " + loss.describe() + (coordinates > 0 ? " over " + coordinates + " coordinates" : "");
    }

    /** Compares by content: the terms and the number of coordinates drawn. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ConditionalObjective that && loss.equals(that.loss) && coordinates == that.coordinates;
    }

    @Override
    public int hashCode() {
        return 31 * loss.hashCode() + coordinates;
    }

    @Override
    public String toString() {
        return describe();
    }
}
