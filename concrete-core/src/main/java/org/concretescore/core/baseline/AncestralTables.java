package org.concretescore.core.baseline;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/** The law of coordinates with at most one parent each, {@code p(x) = prod_d p(x_d | x_parent(d))}. */
final class AncestralTables {
    /** The parent of a coordinate that does not have one. */
    static final int NONE = -1;

    private final StateSpace space;
    /** The coordinates in an order in which each follows its parent. */
    private final int[] order;

    private final int[] parents;
    /** For each coordinate {@code [K_parent, K_d]}, or a single row if it does not have a parent. */
    private final double[][] probabilities;

    private final double[][] logs;

    /** Takes positive weights of the values, {@code [K_parent, K_d]}, and divides every row by its sum, in place. */
    AncestralTables(StateSpace space, int[] order, int[] parents, double[][] weights) {
        this.space = space;
        this.order = order;
        this.parents = parents;
        this.probabilities = weights;
        this.logs = new double[weights.length][];
        for (int d = 0; d < weights.length; d++) {
            double[] table = weights[d];
            logs[d] = new double[table.length];
            int k = space.cardinality(d);
            for (int row = 0; row < table.length; row += k) {
                double total = 0;
                for (int i = row; i < row + k; i++) {
                    total += table[i];
                }
                for (int i = row; i < row + k; i++) {
                    table[i] /= total;
                    logs[d][i] = Math.log(table[i]);
                }
            }
        }
    }

    StateSpace space() {
        return space;
    }

    int parent(int coordinate) {
        return parents[coordinate];
    }

    double probability(int coordinate, int value, int ofParent) {
        return probabilities[coordinate][ofParent * space.cardinality(coordinate) + value];
    }

    void logDensities(int[] states, int count, double[] logDensities) {
        space.check(states, count, "logDensities", logDensities, 1);
        int dimension = space.dimension();
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int d = 0; d < dimension; d++) {
                sum += logs[d][row(d, states, i * dimension) + states[i * dimension + d]];
            }
            logDensities[i] = sum;
        }
    }

    void sample(UniformRandomProvider random, int count, int[] states) {
        int dimension = space.dimension();
        if (count < 0 || states.length < (long) count * dimension) {
            throw new IllegalArgumentException(Counts.of(count, "state") + " of " + Counts.of(dimension, "coordinate")
                    + " do not fit an array of " + states.length);
        }
        for (int i = 0; i < count; i++) {
            for (int d : order) {
                double[] table = probabilities[d];
                int row = row(d, states, i * dimension);
                // The last value takes the remainder from rounding.
                int last = space.cardinality(d) - 1;
                int value = 0;
                for (double rest = random.nextDouble() - table[row]; rest >= 0 && value < last; ) {
                    rest -= table[row + ++value];
                }
                states[i * dimension + d] = value;
            }
        }
    }

    /** Returns where the row of the parent's value begins in the table of a coordinate. */
    private int row(int coordinate, int[] states, int at) {
        int parent = parents[coordinate];
        return parent == NONE ? 0 : states[at + parent] * space.cardinality(coordinate);
    }
}
