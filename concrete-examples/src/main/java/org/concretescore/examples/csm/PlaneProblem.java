package org.concretescore.examples.csm;

import java.util.List;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;

/** A distribution of the plane as discrete states, and how a model of it is judged. */
interface PlaneProblem {
    /** The states. */
    Schema schema();

    /** What the models learn from. */
    Dataset data();

    /** Cells a side of the pictures. */
    int cells();

    /** The truth's masses, {@code [x * cells + y]}. */
    double[] masses();

    /** Judges a model. */
    Judgement judge(LogDensity model);

    /**
     * The variance of the estimators of the objective that a model was trained by, at that model.
     *
     * @throws UnsupportedOperationException if the states are too many
     */
    default List<EstimatorVariance> variances(PlaneTask task, Judgement judgement, RandomStreams streams) {
        throw new UnsupportedOperationException("variances are measured on bins");
    }

    /**
     * How good a model is; null for what the problem has not, NaN where the model is no distribution.
     *
     * @param kl the Kullback-Leibler divergence from the truth
     * @param tv the total variation distance
     * @param likelihood what is estimated where states are too many for both
     * @param masses the model's masses, {@code [x * cells + y]}
     * @param logs the model's log probabilities by rank, or null
     */
    record Judgement(Double kl, Double tv, PlaneLikelihood likelihood, double[] masses, double[] logs) {}
}
