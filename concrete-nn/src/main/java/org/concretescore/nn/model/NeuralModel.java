package org.concretescore.nn.model;

import org.concretescore.core.score.ScoreModel;

/**
 * A score model made of a network with fixed parameters. May be shared by several threads; each thread that evaluates it
 * uses a plan of its own from the model's pool.
 *
 * <p>Interrupting a thread that evaluates more states than one plan takes ends it with a
 * {@link org.concretescore.core.parallel.StoppedException}.
 */
public sealed interface NeuralModel extends AutoCloseable permits FreeNetwork, EnergyNetwork, NormalisedNetwork {
    /**
     * What the model is.
     *
     * @return the specification
     */
    NetworkSpec spec();

    /**
     * The parameters.
     *
     * @return a copy of the flat vector
     */
    float[] parameters();

    /**
     * The number of parameters.
     *
     * @return the length of the flat vector
     */
    int parameterCount();

    /**
     * The score, for samplers.
     *
     * @return the model's log ratios on the specification's graph; for a network that reads a noise level, at level 0
     */
    ScoreModel score();

    /**
     * The score at a noise level, of a network that reads one.
     *
     * @param noiseLevel the level
     * @return the log ratios on the specification's graph at that level
     * @throws IllegalArgumentException if the network does not read a noise level, or it is no number
     */
    ScoreModel score(double noiseLevel);

    /** Frees the native memory; the model can't be evaluated afterwards. A batch that is being evaluated ends first. */
    @Override
    void close();
}
