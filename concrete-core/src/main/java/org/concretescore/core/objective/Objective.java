package org.concretescore.core.objective;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.score.Unit;

/**
 * What training minimises: the mean over the data of a sum over edges. Immutable, safe for use by several threads.
 * The test of an objective of one's own should call {@code Verify.objective} of the package {@code org.concretescore.core.verify}.
 */
public interface Objective {
    /** What a model can be asked for. */
    enum Needs {
        /** Log ratios, or scores, of the edges of its graph. */
        RATIOS,
        /** Log ratios of any two states, which tied models answer. */
        DENSITY,
        /** Log densities with their constant, which normalised models answer. */
        NORMALISED_DENSITY
    }

    /**
     * The name on the command line.
     *
     * @return for instance {@code csm-mc}
     */
    String name();

    /**
     * The name with all that the loss depends on, by which a checkpoint knows its training again.
     *
     * @return the name, unless there are options
     */
    default String describe() {
        return name();
    }

    /**
     * What a model must answer with.
     *
     * @return the unit of the values in {@link #lossAndGradient}
     */
    Unit unit();

    /**
     * What a model must be able to answer.
     *
     * @return log ratios of edges, unless the objective needs more
     */
    default Needs needs() {
        return Needs.RATIOS;
    }

    /**
     * The noise that data rows are perturbed with. With several levels, states have the level of their noise, and the
     * network must read it.
     *
     * @return the levels; none where the model is to learn the distribution of the data itself
     */
    default List<Noise> noise() {
        return List.of();
    }

    /**
     * Whether rows are perturbed before they are looked at. A row that stands for many then has to be drawn as often as they
     * would be.
     *
     * @return true if there is noise
     */
    default boolean perturbs() {
        return !noise().isEmpty();
    }

    /**
     * By what the training is judged on validation data: ratio matching, which is bounded and proper.
     *
     * @param sampled whether one neighbor a row must do
     * @return an objective on log ratios with the same minimum
     */
    default Objective criterion(boolean sampled) {
        EdgeLoss loss = new RatioMatching();
        return sampled ? EdgeObjective.sampled(loss) : EdgeObjective.full(loss);
    }

    /**
     * Checks that the objective works on a graph.
     *
     * @param graph the graph
     * @throws IllegalArgumentException saying why it does not
     */
    default void requireGraph(Neighborhood graph) {}

    /**
     * Adds the edges that the loss of some data rows is made of. Trainers ask for a few rows at a time, so that nothing is
     * checked here: rows of a {@link org.concretescore.core.data.Dataset} have been, others are checked by
     * {@link org.concretescore.core.space.StateSpace#check(int[], int)}.
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
     * @param tied whether the model is a tied one, evaluated at both ends of an edge
     * @return a bound, at least 1
     */
    int statesPerRow(Neighborhood graph, boolean tied);
}
