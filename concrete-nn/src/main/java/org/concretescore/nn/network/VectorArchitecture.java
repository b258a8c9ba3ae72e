package org.concretescore.nn.network;

import java.util.Map;
import org.concretescore.core.vector.Answer;

/** A kind of network on vectors of real numbers, with its options. Immutable. */
public interface VectorArchitecture {
    /**
     * The network. Its parameters are the same whatever it is to answer.
     *
     * @param dimension D, the length of a vector, at least 1
     * @param answer what it is to answer
     * @return the network
     * @throws IllegalArgumentException if the dimension is below 1, or it can't answer that
     */
    VectorNetwork network(int dimension, Answer answer);

    /**
     * Whether it reads a level of noise for each coordinate.
     *
     * @return whether its answers depend on the points' noise
     */
    default boolean readsNoise() {
        return false;
    }

    /**
     * The options as texts by name.
     *
     * @return among them the kind, {@code name}
     */
    Map<String, String> describe();
}
