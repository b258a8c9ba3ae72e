package org.concretescore.nn.network;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.nn.plan.ScoreNetwork;

/**
 * A network of given widths without parameters: how many it has, their initial values, and the way to run it. Immutable.
 * Rows of input and output are flat; {@link GraphNetwork} is the way to write one's own.
 */
public interface Network {
    /**
     * The width of a row of the input.
     *
     * @return at least 1
     */
    int inputWidth();

    /**
     * The width of a row of the output.
     *
     * @return at least 1
     */
    int outputWidth();

    /**
     * The number of parameters.
     *
     * @return the length of the flat parameter vector
     * @throws IllegalArgumentException if it does not fit an int; the message names the layer that is too large
     */
    int parameterCount();

    /**
     * Draws initial parameters.
     *
     * @param random the generator
     * @return the flat parameter vector; where there is one mask, with its entries cleared
     */
    float[] initialParameters(UniformRandomProvider random);

    /**
     * Moves initial parameters to where the untrained model is the product of its columns' marginal distributions, if the
     * network can; of most the untrained model is uniform. Far from all data, where no objective on neighbors looks, a
     * model stays near to where it began: on sparse data that must not be the uniform distribution.
     *
     * @param parameters initial parameters, to be changed
     * @param marginals the distribution to begin at
     */
    default void beginAt(float[] parameters, IndependentModel marginals) {}

    /**
     * Makes the network runnable.
     *
     * @return the network with parameters 0; close it
     */
    ScoreNetwork open();

    /**
     * How many rows of input a replica should get at once: enough to keep one core busy, few enough to share the work.
     *
     * @return the default of the trainer's shard
     */
    default int shard() {
        return 256;
    }

    /**
     * The number of ways in which connections are masked. Training takes them in turn, one a step; a model averages over
     * them.
     *
     * @return 1 for a network without masks
     */
    default int masks() {
        return 1;
    }

    /**
     * Clears the entries of connections that a mask takes away.
     *
     * @param mask the mask, {@code 0..masks()-1}
     * @param vector a flat vector of parameters or of their gradients, changed in place
     */
    default void applyMask(int mask, float[] vector) {}
}
