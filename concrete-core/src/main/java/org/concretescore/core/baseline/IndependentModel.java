package org.concretescore.core.baseline;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * Independent columns, each with its own categorical distribution (on bits: a product of Bernoulli distributions). The
 * distributions are given, or counted with add-one smoothing: {@code p(x_d = k) = (n_dk + 1) / (n + K_d)}, where n is
 * the sum of the weights of the rows.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class IndependentModel implements NormalisedDensity {
    private final AncestralTables tables;

    private IndependentModel(AncestralTables tables) {
        this.tables = tables;
    }

    /**
     * Counts the values of each column.
     *
     * @param data the rows; a row of weight w counts as w rows
     * @return the model, on the space of the data
     */
    public static IndependentModel of(Dataset data) {
        StateSpace space = data.space();
        int dimension = space.dimension();
        double[][] counts = new double[dimension][];
        for (int d = 0; d < dimension; d++) {
            counts[d] = new double[space.cardinality(d)];
            Arrays.fill(counts[d], 1);
        }
        int[] states = data.states();
        double[] weights = data.weights();
        for (int i = 0; i < weights.length; i++) {
            for (int d = 0; d < dimension; d++) {
                counts[d][states[i * dimension + d]] += weights[i];
            }
        }
        int[] order = new int[dimension];
        Arrays.setAll(order, d -> d);
        int[] parents = new int[dimension];
        Arrays.fill(parents, AncestralTables.NONE);
        return new IndependentModel(new AncestralTables(space, order, parents, counts));
    }

    /**
     * Returns columns with given distributions.
     *
     * @param space the states
     * @param weights {@code [D][K_d]}, each above 0 and finite; the weights of a column are divided by their sum.
     *     Copied
     * @return the model
     * @throws IllegalArgumentException if the numbers of weights are not those of the space, or one is not above 0 and
     *     finite
     */
    public static IndependentModel of(StateSpace space, double[]... weights) {
        int dimension = space.dimension();
        if (weights.length != dimension) {
            throw new IllegalArgumentException("weights of " + Counts.were(weights.length, "column") + " given for "
                    + Counts.of(dimension, "coordinate"));
        }
        double[][] copies = new double[dimension][];
        int[] order = new int[dimension];
        int[] parents = new int[dimension];
        for (int d = 0; d < dimension; d++) {
            if (weights[d].length != space.cardinality(d)) {
                throw new IllegalArgumentException("column " + d + " has " + Counts.of(space.cardinality(d), "value")
                        + ", but was given " + Counts.of(weights[d].length, "weight"));
            }
            for (int k = 0; k < weights[d].length; k++) {
                if (!(weights[d][k] > 0 && weights[d][k] < Double.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException("weight of value " + k + " of column " + d
                            + " must be above 0 and finite, was " + weights[d][k]);
                }
            }
            copies[d] = weights[d].clone();
            order[d] = d;
            parents[d] = AncestralTables.NONE;
        }
        return new IndependentModel(new AncestralTables(space, order, parents, copies));
    }

    /**
     * Returns the uniform distribution.
     *
     * @param space the states
     * @return the model
     */
    public static IndependentModel uniform(StateSpace space) {
        double[][] weights = new double[space.dimension()][];
        for (int d = 0; d < weights.length; d++) {
            weights[d] = new double[space.cardinality(d)];
            Arrays.fill(weights[d], 1);
        }
        return of(space, weights);
    }

    /**
     * Returns the probability of a value.
     *
     * @param column the column, {@code 0..D-1}
     * @param value the value, {@code 0..K_d-1}
     * @return above 0
     * @throws IndexOutOfBoundsException if there is no such column or value
     */
    public double probability(int column, int value) {
        return tables.probability(column, value, 0);
    }

    @Override
    public StateSpace space() {
        return tables.space();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a state does not lie in the space
     */
    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        tables.logDensities(states, count, logDensities);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     */
    @Override
    public void sample(UniformRandomProvider random, int count, int[] states) {
        tables.sample(random, count, states);
    }

    @Override
    public String toString() {
        return "IndependentModel on " + space();
    }
}
