package org.concretescore.sampling.denoising;

import org.concretescore.core.noise.Denoiser;
import org.concretescore.sampling.chain.Chains;

/**
 * A step of a sampler from one level of noise to a lower one. {@link DenoisingSampler} takes the levels of a schedule.
 */
public interface ReverseStep {
    /**
     * Returns the model that the step asks.
     *
     * @return the denoiser
     */
    Denoiser denoiser();

    /**
     * Takes some chains from states of one level to states of a lower one. Each chain draws from its own generator.
     *
     * @param chains the chains, advanced in place
     * @param from the first chain
     * @param to the chain behind the last one
     * @param level the level of the chains' states, above 0 and at most 1
     * @param lower the level to reach, at least 0 and below {@code level}
     */
    void advance(Chains chains, int from, int to, double level, double lower);
}
