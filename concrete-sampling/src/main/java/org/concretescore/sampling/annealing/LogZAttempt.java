package org.concretescore.sampling.annealing;

import java.util.function.LongConsumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;

/** An interval for log Z, and the forward chains that it comes from. */
record LogZAttempt(LogZInterval interval, AnnealedChains forward) {
    /**
     * Backward chains take steps at the target before they are annealed. Their number is a multiple of that at each
     * temperature, at most this one and at most half the number of temperatures, but not less than the second number.
     */
    private static final int SETTLE = 20;

    private static final int SETTLE_AT_LEAST = 500;

    /** Anneals chains to the target and back. */
    static LogZAttempt run(
            Exploration exploration,
            Schedule schedule,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        if (options.chains() < LogZOptions.FEWEST_CHAINS) {
            throw new IllegalArgumentException(
                    "chains must be at least " + LogZOptions.FEWEST_CHAINS + ", was " + options.chains());
        }
        AnnealingPath path = exploration.path();
        AnnealedChains forward = AnnealedChains.forward(path, schedule, options, streams, name + "/forward", progress);
        AnnealingOptions half = options.withChains(options.chains() / 2);
        UniformRandomProvider random = streams.stream(name + "/choice");
        int[] ends = Exploration.resample(forward, half.chains(), Double.POSITIVE_INFINITY, random);
        AnnealedChains fromModel = backward(path, schedule, ends, half, streams, name + "/model", progress);
        int[] rows = exploration.draw(half.chains(), random);
        AnnealedChains fromRows =
                rows.length == 0 ? fromModel : backward(path, schedule, rows, half, streams, name + "/rows", progress);
        LogZInterval interval = LogZInterval.of(exploration.coarse(), forward, fromModel, fromRows, schedule.steps());
        return new LogZAttempt(interval, forward);
    }

    private static AnnealedChains backward(
            AnnealingPath path,
            Schedule schedule,
            int[] states,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        int sweeps = Math.min(SETTLE, schedule.steps() / 2);
        int settle = Math.max(SETTLE_AT_LEAST, Math.multiplyExact(sweeps, options.proposals()));
        return AnnealedChains.backwardAfter(settle, path, schedule, states, options, streams, name, progress);
    }
}
