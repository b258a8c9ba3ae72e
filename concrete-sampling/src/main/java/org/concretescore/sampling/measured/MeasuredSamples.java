package org.concretescore.sampling.measured;

import java.util.Objects;
import org.concretescore.sampling.chain.Samples;

/**
 * The samples of a {@link MeasuredSampler}.
 *
 * @param samples the samples. There are fewer than requested if the thread was interrupted, which
 *     {@link Samples#stopped} says
 * @param run a summary of the chains
 */
public record MeasuredSamples(Samples samples, RunSummary run) {
    /**
     * Checks that both are given.
     *
     * @param samples the samples
     * @param run a summary of the chains
     * @throws NullPointerException if one is null
     */
    public MeasuredSamples {
        Objects.requireNonNull(samples, "samples");
        Objects.requireNonNull(run, "run");
    }
}
