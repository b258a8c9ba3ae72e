package org.concretescore.examples.arcsm;

import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.CompositeScoreMatching;
import org.concretescore.core.vector.VectorObjective;
import org.concretescore.nn.network.VectorArchitecture;
import org.concretescore.nn.train.TrainerOptions;

/** An objective with a network for it. */
record GaussianTask(VectorObjective objective, VectorArchitecture architecture, Double noise) {
    /** An arcsm's step evaluates its score network once a coordinate: it gets a tenth of the steps. */
    private static final int COMPOSITE_SHARE = 10;
    /** Its rate of learning is so many times that of the others: the best for it is not the best for them. */
    private static final double COMPOSITE_RATE = 4;

    /** What the network gives without derivatives. */
    Answer plain() {
        return objective.answer() == Answer.CONDITIONALS_AND_DERIVATIVES ? Answer.CONDITIONALS : Answer.SCORES;
    }

    /** The scale of a row's loss. */
    double scale(int dimension, double sigma) {
        return noise == null ? dimension / (sigma * sigma) : dimension;
    }

    /** How this is trained, where all are trained so. */
    TrainerOptions trainer(TrainerOptions all, int dimension) {
        boolean composite = objective instanceof CompositeScoreMatching;
        int share = composite ? COMPOSITE_SHARE : objective.pointsPerRow(dimension);
        return all.withSteps(Math.max(1, all.steps() / share))
                .withLearningRate(all.learningRate() * (composite ? COMPOSITE_RATE : 1));
    }
}
