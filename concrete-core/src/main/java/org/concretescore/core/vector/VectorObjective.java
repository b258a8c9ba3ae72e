package org.concretescore.core.vector;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * The quantity that training on vectors minimises: the mean over the data of a loss per row. Immutable, thread-safe.
 */
public sealed interface VectorObjective
        permits CompositeScoreMatching,
                CompositeDenoising,
                ScoreMatching,
                SlicedScoreMatching,
                DenoisingScoreMatching,
                MixtureLikelihood {
    /**
     * Returns the name on the command line.
     *
     * @return for instance {@code composite}
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
     * Returns the kind of answer that a model must give.
     *
     * @return the kind of answer
     */
    Answer answer();

    /**
     * Returns the levels of noise that a model of conditional scores must read.
     *
     * @return no levels, unless the objective has some
     */
    default NoiseLevels levels() {
        return NoiseLevels.none();
    }

    /**
     * Returns how many points one data row adds to a batch.
     *
     * @param dimension D
     * @return at least 1
     */
    default int pointsPerRow(int dimension) {
        return 1;
    }

    /**
     * Adds the points that make up the loss of a data row.
     *
     * @param points receives the points; not cleared
     * @param rows data rows, {@code [.., D]}
     * @param row the number of the row
     * @param weight its weight in the loss; 1/n for a mean over n
     * @param random draws noise and directions, if there are any
     */
    void select(PointBatch points, float[] rows, int row, double weight, UniformRandomProvider random);

    /**
     * Computes the loss and its gradient with respect to the model's answers.
     *
     * @param points the points
     * @param outputs the answers, {@code [n, width]}
     * @param gradient receives the derivatives of the loss, {@code [n, width]}
     * @return the weighted sum of the terms
     */
    double lossAndGradient(PointBatch points, double[] outputs, double[] gradient);
}
