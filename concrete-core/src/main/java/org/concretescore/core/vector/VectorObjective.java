package org.concretescore.core.vector;

import org.apache.commons.rng.UniformRandomProvider;

/** What training on vectors minimises: the mean over the data of a loss a row. Immutable, safe for several threads. */
public sealed interface VectorObjective
        permits CompositeScoreMatching,
                CompositeDenoising,
                ScoreMatching,
                SlicedScoreMatching,
                DenoisingScoreMatching,
                MixtureLikelihood {
    /**
     * The name on the command line.
     *
     * @return for instance {@code composite}
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
     * What a model must answer.
     *
     * @return the kind of answer
     */
    Answer answer();

    /**
     * The levels of noise that a model of conditional scores must read.
     *
     * @return none, unless the objective has some
     */
    default NoiseLevels levels() {
        return NoiseLevels.none();
    }

    /**
     * How many points one data row adds to a batch.
     *
     * @param dimension D
     * @return at least 1
     */
    default int pointsPerRow(int dimension) {
        return 1;
    }

    /**
     * Adds the points that the loss of a data row is made of.
     *
     * @param points receives them; not cleared
     * @param rows data rows, {@code [.., D]}
     * @param row which one
     * @param weight its weight in the loss; 1/n for a mean over n
     * @param random draws noise and directions, where there are any
     */
    void select(PointBatch points, float[] rows, int row, double weight, UniformRandomProvider random);

    /**
     * The loss, and its gradient with respect to the model's answers.
     *
     * @param points the points
     * @param outputs the answers, {@code [n, width]}
     * @param gradient receives the derivatives of the loss, {@code [n, width]}
     * @return the weighted sum of the terms
     */
    double lossAndGradient(PointBatch points, double[] outputs, double[] gradient);
}
