package org.concretescore.core.objective;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;

/**
 * What training minimises: the mean over the data of a sum over edges. Immutable, safe for use by several threads.
 */
public interface Objective {
    /**
     * The name on the command line.
     *
     * @return for instance {@code csm-mc}
     */
    String name();

    /**
     * What a model must answer with.
     *
     * @return the unit of the values in {@link #lossAndGradient}
     */
    Unit unit();

    /**
     * Whether the loss asks for the log density of single states, which only a normalised model can answer.
     *
     * @return false for all losses on edges
     */
    default boolean needsNormalisedDensity() {
        return false;
    }

    /**
     * Adds the edges that the loss of some data rows is made of.
     *
     * @param edges receives the edges; not cleared
     * @param states holds the data rows, row-major
     * @param from the first row
     * @param count the number of rows
     * @param weights the weights of these rows in the loss, {@code weights[from + i]}; 1/n each for a mean over n
     * @param random draws the edges, where they are drawn
     */
    void select(EdgeBatch edges, int[] states, int from, int count, double[] weights, UniformRandomProvider random);

    /**
     * The loss, and its gradient with respect to the model's answers.
     *
     * @param edges the edges
     * @param values the model's answers, {@code [edges.size()]}, in {@link #unit}
     * @param gradient receives the derivatives of the loss, {@code [edges.size()]}
     * @return the weighted sum of the terms
     */
    double lossAndGradient(EdgeBatch edges, double[] values, double[] gradient);

    /**
     * How many distinct states one data row can add to a batch.
     *
     * @param graph the graph
     * @return a bound, at least 1
     */
    int statesPerRow(Neighborhood graph);
}
