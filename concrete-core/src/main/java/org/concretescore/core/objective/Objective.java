package org.concretescore.core.objective;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.score.Unit;

/**
 * The quantity that training minimises: the mean over the data of a sum over edges. Immutable, safe for use by several
 * threads. The test of your own objective should call {@code Verify.objective} of the package
 * {@code org.concretescore.core.verify}.
 */
public interface Objective {
    /** The answers that an objective needs from a model. */
    enum Needs {
        /** Log ratios, or scores, of the edges of its graph. */
        RATIOS,
        /** Log ratios of any two states, which tied models answer. */
        DENSITY,
        /** Log densities with their constant, which normalised models answer. */
        NORMALISED_DENSITY,
        /** Log posteriors of single clean coordinates, which denoisers answer. */
        POSTERIORS
    }

    /**
     * Returns the name on the command line.
     *
     * @return for instance {@code csm-mc}
     */
    String name();

    /**
     * Returns the name with all options that the loss depends on. A checkpoint recognizes its training by it.
     *
     * @return the name, if there are no options
     */
    default String describe() {
        return name();
    }

    /**
     * Returns the unit in which a model must answer.
     *
     * @return the unit of the values in {@link #lossAndGradient}
     */
    Unit unit();

    /**
     * Returns the answers that a model must be able to give.
     *
     * @return log ratios of edges, unless the objective needs more
     */
    default Needs needs() {
        return Needs.RATIOS;
    }

    /**
     * Returns the noise that perturbs the data rows. If there are several levels, states have the level of their noise,
     * and the network must read it.
     *
     * @return the levels; empty if the model learns the distribution of the data itself
     */
    default List<Noise> noise() {
        return List.of();
    }

    /**
     * Returns whether rows have several levels of noise, so that the network must read the level.
     *
     * @return true if there is more than one
     */
    default boolean hasLevels() {
        return noise().size() > 1;
    }

    /**
     * Returns whether rows are perturbed before they are used. A row that stands for many rows must then be drawn as
     * often as these would be.
     *
     * @return true if there is noise
     */
    default boolean perturbs() {
        return !noise().isEmpty();
    }

    /**
     * Returns the criterion that judges the training on validation data: ratio matching, which is bounded and proper.
     *
     * @param sampled whether to use one neighbor per row only
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
     * @throws IllegalArgumentException if it does not; the message says why
     */
    default void requireGraph(Neighborhood graph) {}

    /**
     * Adds the edges that make up the loss of some data rows. Trainers ask for a few rows at a time, so this method
     * does not check them. The rows of a {@link org.concretescore.core.data.Dataset} are checked already; check others
     * by {@link org.concretescore.core.space.StateSpace#check(int[], int)}.
     *
     * @param edges receives the edges; not cleared
     * @param states holds the data rows, row-major
     * @param from the first row
     * @param count the number of rows
     * @param weights the weights of these rows in the loss, {@code weights[from + i]}; 1/n each for a mean over n
     * @param random draws the edges, if they are drawn
     */
    void select(EdgeBatch edges, int[] states, int from, int count, double[] weights, UniformRandomProvider random);

    /**
     * Computes the loss and its gradient with respect to the model's answers.
     *
     * @param edges the edges
     * @param values the model's answers, {@code [edges.size()]}, in {@link #unit}
     * @param gradient receives the derivatives of the loss, {@code [edges.size()]}
     * @return the weighted sum of the terms
     */
    double lossAndGradient(EdgeBatch edges, double[] values, double[] gradient);

    /**
     * Returns how many distinct states one data row can add to a batch.
     *
     * @param graph the graph
     * @param tied whether the model is a tied one, which is evaluated at both ends of an edge
     * @return an upper bound, at least 1
     */
    int statesPerRow(Neighborhood graph, boolean tied);
}
