package org.concretescore.core.baseline;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.space.StateSpace;

/**
 * Independent columns, each with its own categorical distribution (of bits: a product of Bernoullis), counted with add-one
 * smoothing: {@code p(x_d = k) = (n_dk + 1) / (n + K_d)}, where n is the sum of the weights of the rows.
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
     * The probability of a value.
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
