package org.concretescore.nn.network;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.nn.plan.ScoreNetwork;

/**
 * A network of given widths without parameters. It knows the number of its parameters and their initial values, and can
 * be opened to run. Immutable. Rows of input and output are flat. Implement {@link GraphNetwork} to write your own.
 */
public interface Network {
    /**
     * Returns the width of a row of the input.
     *
     * @return at least 1
     */
    int inputWidth();

    /**
     * Returns the width of a row of the output.
     *
     * @return at least 1
     */
    int outputWidth();

    /**
     * Returns the number of parameters.
     *
     * @return the length of the flat parameter vector
     * @throws IllegalArgumentException if it does not fit an int; the message names the layer that is too large
     */
    int parameterCount();

    /**
     * Draws initial parameters.
     *
     * @param random the generator
     * @return the flat parameter vector; if there is one mask, with its entries cleared
     */
    float[] initialParameters(UniformRandomProvider random);

    /**
     * Moves initial parameters to where the untrained model is the product of its columns' marginal distributions, if
     * the network can do so. In most networks the untrained model is uniform. Far from all data, where no objective on
     * neighbors looks, a model stays close to its initial state, and on sparse data this must not be the uniform
     * distribution.
     *
     * @param parameters initial parameters, which are changed
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
     * Returns how many rows of input a replica should get at once: enough to keep one core busy, and few enough to
     * share the work.
     *
     * @return the default of the trainer's shard
     */
    default int shard() {
        return 256;
    }

    /**
     * Returns the number of ways in which connections are masked. Training takes them in turn, one per step. A model
     * averages over them.
     *
     * @return 1 for a network without masks
     */
    default int masks() {
        return 1;
    }

    /**
     * Clears the entries of connections that a mask removes.
     *
     * @param mask the mask, {@code 0..masks()-1}
     * @param vector a flat vector of parameters or of their gradients, changed in place
     */
    default void applyMask(int mask, float[] vector) {}
}
