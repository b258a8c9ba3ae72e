package org.concretescore.examples.arcsm;

import java.util.ArrayList;
import java.util.List;
import org.concretescore.core.vector.Answer;
import org.concretescore.core.vector.CompositeScoreMatching;
import org.concretescore.core.vector.DenoisingScoreMatching;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.ScoreMatching;
import org.concretescore.core.vector.SlicedScoreMatching;
import org.concretescore.core.vector.VectorObjective;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.ScoreMlp;
import org.concretescore.nn.network.VectorArchitecture;
import org.concretescore.nn.train.TrainerOptions;

/**
 * An objective with a network for it.
 *
 * @param objective the objective
 * @param architecture the network
 * @param noise the standard deviation of the objective's noise; null if it does not have noise
 */
record GaussianTask(VectorObjective objective, VectorArchitecture architecture, Double noise) {
    /**
     * A step of an autoregressive model evaluates its score network once for each coordinate. Its training therefore
     * gets a tenth of the steps.
     */
    private static final int COMPOSITE_SHARE = 10;
    /** The learning rate of the autoregressive model divided by that of the others, because their best rates differ. */
    private static final double COMPOSITE_RATE = 4;

    /**
     * Returns the tasks of some methods.
     *
     * @param methods names of {@link ArcsmGaussian#METHODS}
     * @param noises the noises of denoising score matching, in standard deviations of the data
     * @param sigma the standard deviation of the data
     */
    static List<GaussianTask> of(List<String> methods, List<Double> noises, double sigma) {
        VectorArchitecture arcsm =
                Arcsm.defaults().withContext(4, 96).withWidths(32, 32, 32).withActivation(Activation.TANH);
        VectorArchitecture joint = new ScoreMlp(Mlp.of(128, 128, 128).withActivation(Activation.TANH));
        List<GaussianTask> tasks = new ArrayList<>();
        for (String method : methods) {
            switch (method) {
                case "composite" ->
                    tasks.add(new GaussianTask(new CompositeScoreMatching(NoiseLevels.none()), arcsm, null));
                case "score-matching" -> tasks.add(new GaussianTask(new ScoreMatching(), joint, null));
                case "sliced" -> tasks.add(new GaussianTask(new SlicedScoreMatching(1, false), joint, null));
                case "sliced-vr" -> tasks.add(new GaussianTask(new SlicedScoreMatching(1, true), joint, null));
                default -> {
                    for (double noise : noises) {
                        double deviation = noise * sigma;
                        tasks.add(new GaussianTask(new DenoisingScoreMatching(deviation), joint, deviation));
                    }
                }
            }
        }
        return tasks;
    }

    /** Returns the answer of the network without derivatives. */
    Answer plain() {
        return objective.answer() == Answer.CONDITIONALS_AND_DERIVATIVES ? Answer.CONDITIONALS : Answer.SCORES;
    }

    /** Returns the scale of a row's loss. */
    double scale(int dimension, double sigma) {
        return noise == null ? dimension / (sigma * sigma) : dimension;
    }

    /** Returns how this task is trained, given the options for all tasks. */
    TrainerOptions trainer(TrainerOptions all, int dimension) {
        boolean composite = objective instanceof CompositeScoreMatching;
        int share = composite ? COMPOSITE_SHARE : objective.pointsPerRow(dimension);
        return all.withSteps(Math.max(1, all.steps() / share))
                .withLearningRate(all.learningRate() * (composite ? COMPOSITE_RATE : 1));
    }
}
