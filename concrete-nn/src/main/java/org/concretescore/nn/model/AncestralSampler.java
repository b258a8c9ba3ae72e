package org.concretescore.nn.model;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.nn.network.MadeNetwork;

/** placeholder. */
final class AncestralSampler {
    AncestralSampler(MadeNetwork network, NetworkSpec spec, int mask, float[] parameters) {}

    void sample(UniformRandomProvider random, int count, int[] states, int first) {
        throw new UnsupportedOperationException();
    }
}
