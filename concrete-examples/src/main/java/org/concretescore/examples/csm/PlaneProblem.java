package org.concretescore.examples.csm;

import java.util.List;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;

/** A distribution of the plane as a distribution of discrete states, with a judgement of its models. */
interface PlaneProblem {
    /** Returns the schema of the states. */
    Schema schema();

    /** Returns the training data. */
    Dataset data();

    /** Returns the number of cells on a side of the pictures. */
    int cells();

    /** Returns the true masses, {@code [x * cells + y]}. */
    double[] masses();

    /** Judges a model. */
    Judgement judge(LogDensity model);

    /**
     * Measures the variance of the estimators of an objective at a model that was trained with it.
     *
     * @throws UnsupportedOperationException if there are too many states
     */
    default List<EstimatorVariance> variances(PlaneTask task, Judgement judgement, RandomStreams streams) {
        throw new UnsupportedOperationException("variances are measured on bins");
    }

    /**
     * The quality of a model. A value is null if the problem does not define it, and NaN if the model is not a
     * distribution.
     *
     * @param kl the Kullback-Leibler divergence from the truth
     * @param tv the total variation distance
     * @param likelihood the estimated likelihood, if there are too many states for both
     * @param masses the model's masses, {@code [x * cells + y]}
     * @param logs the model's log probabilities by rank, or null
     */
    record Judgement(Double kl, Double tv, PlaneLikelihood likelihood, double[] masses, double[] logs) {}
}
