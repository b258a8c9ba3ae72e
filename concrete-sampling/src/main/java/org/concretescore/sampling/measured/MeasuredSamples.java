package org.concretescore.sampling.measured;

import java.util.Objects;
import org.concretescore.sampling.chain.Samples;

/**
 * What a {@link MeasuredSampler} drew.
 *
 * @param samples the samples; fewer than were asked for if the thread was interrupted, which {@link Samples#stopped} says
 * @param run how the chains ran that they are from
 */
public record MeasuredSamples(Samples samples, RunSummary run) {
    /**
     * Checks that both are there.
     *
     * @param samples the samples
     * @param run how the chains ran that they are from
     * @throws NullPointerException if one is null
     */
    public MeasuredSamples {
        Objects.requireNonNull(samples, "samples");
        Objects.requireNonNull(run, "run");
    }
}
