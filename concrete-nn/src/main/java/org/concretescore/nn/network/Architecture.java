package org.concretescore.nn.network;

import java.util.Map;
import org.concretescore.core.space.StateSpace;

/**
 * A kind of network with its options, before the widths of its input and output are known. Immutable.
 */
public interface Architecture {
    /**
     * Returns the network for some states.
     *
     * @param space the states
     * @param encoding how they become inputs
     * @param outputWidth the number of outputs: one per slot for a free model, 1 for a log density
     * @return the network
     * @throws IllegalArgumentException if the architecture does not fit; the message says why
     */
    Network network(StateSpace space, Encoding encoding, int outputWidth);

    /**
     * Returns whether the network reads a noise level beside the state, in a last column of its input.
     *
     * @return false unless the architecture says otherwise
     */
    default boolean readsNoiseLevel() {
        return false;
    }

    /**
     * Returns the texts that a model file keeps of the architecture, so that {@link Architectures#parse} can make it
     * again: the entry {@code name}, and others that belong to it.
     *
     * @return texts by name
     */
    Map<String, String> describe();
}
