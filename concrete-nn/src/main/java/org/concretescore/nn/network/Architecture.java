package org.concretescore.nn.network;

import java.util.Map;
import org.concretescore.core.space.StateSpace;

/**
 * A kind of network with its options, before the widths of its input and output are known. Immutable.
 */
public interface Architecture {
    /**
     * The network for some states.
     *
     * @param space the states
     * @param encoding how they become inputs
     * @param outputWidth the number of outputs: one a slot for a free model, 1 for a log density
     * @return the network
     * @throws IllegalArgumentException if the architecture does not fit; the message says why
     */
    Network network(StateSpace space, Encoding encoding, int outputWidth);

    /**
     * Whether the network reads a noise level beside the state, in a last column of its input.
     *
     * @return false for most
     */
    default boolean readsNoiseLevel() {
        return false;
    }

    /**
     * What a model file keeps of the architecture, so that {@link Architectures#parse} makes it again: the entry
     * {@code name}, and others that belong to it.
     *
     * @return names and values
     */
    Map<String, String> describe();
}
