package org.concretescore.nn.network;

import java.util.Map;
import org.concretescore.core.vector.Answer;

/** A kind of network on vectors of real numbers, with its options. Immutable. */
public interface VectorArchitecture {
    /**
     * Returns the network. Its parameters are the same for all answers.
     *
     * @param dimension D, the length of a vector, at least 1
     * @param answer the kind of answer
     * @return the network
     * @throws IllegalArgumentException if the dimension is below 1, or the network can't give that answer
     */
    VectorNetwork network(int dimension, Answer answer);

    /**
     * Returns whether the network reads a level of noise for each coordinate.
     *
     * @return true if its answers depend on the points' noise
     */
    default boolean readsNoise() {
        return false;
    }

    /**
     * Returns the options as texts by name.
     *
     * @return texts by name, including the kind, {@code name}
     */
    Map<String, String> describe();
}
