package org.concretescore.nn.model;

import org.concretescore.core.score.ScoreModel;

/**
 * A score model that consists of a network with fixed parameters. Several threads may share it. Each thread that
 * evaluates it uses its own plan from the model's pool.
 *
 * <p>If a thread that evaluates more states than one plan takes is interrupted, the evaluation ends with a
 * {@link org.concretescore.core.parallel.StoppedException}.
 *
 * <pre>{@code
 * RandomStreams streams = new RandomStreams(1);
 * ExactDistribution truth = ExactDistribution.of(StateSpace.of(4), 1, 2, 4, 8);
 * Dataset data = Dataset.of(Schema.of(truth.space()), truth.sample(5000, streams.stream("data")), 5000);
 * NetworkSpec spec = NetworkSpec.made(Graphs.hamming(data.space()));
 * Trainer trainer = Trainer.of(TrainerOptions.defaults().withSteps(100));
 * try (NeuralModel model = trainer.fit(spec, Objectives.likelihood(), data, streams).model()) {
 *     ScoreModel score = model.score(); // for samplers
 *     ExactDistribution learned = ExactDistribution.ofScores(score); // if the states are few
 * }
 * }</pre>
 */
public sealed interface NeuralModel extends AutoCloseable
        permits FreeNetwork, EnergyNetwork, NormalisedNetwork, DenoiserNetwork {
    /**
     * Returns the specification of the model.
     *
     * @return the specification
     */
    NetworkSpec spec();

    /**
     * Returns the parameters.
     *
     * @return a copy of the flat vector
     */
    float[] parameters();

    /**
     * Returns the number of parameters.
     *
     * @return the length of the flat vector
     */
    int parameterCount();

    /**
     * Returns the score, for samplers.
     *
     * @return the model's log ratios on the specification's graph; for a network that reads a noise level, at level 0
     * @throws IllegalStateException if the model is a denoiser, which has scores of noisy data only
     */
    ScoreModel score();

    /**
     * Returns the score at a noise level, of a network that reads one.
     *
     * @param noiseLevel the level
     * @return the log ratios on the specification's graph at that level
     * @throws IllegalArgumentException if the network does not read a noise level, or the level is NaN
     */
    ScoreModel score(double noiseLevel);

    /** Frees the native memory. The model can't be evaluated afterwards. A batch that is being evaluated ends first. */
    @Override
    void close();
}
