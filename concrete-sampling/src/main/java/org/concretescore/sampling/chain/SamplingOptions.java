package org.concretescore.sampling.chain;

/**
 * How to draw {@link Samples}. The number of chains is that of the {@link Chains}.
 *
 * @param samples number of states to collect from all chains together, at least 1
 * @param burnIn steps that each chain takes before, 0 or more
 * @param thinning steps that each chain takes before each of its samples, at least 1
 * @param threads how many parts the chains are divided into, each run by a thread of its own; at least 1. The
 *     result doesn't depend on it
 */
public record SamplingOptions(int samples, long burnIn, long thinning, int threads) {
    /**
     * Checks the options.
     *
     * @param samples number of states to collect from all chains together, at least 1
     * @param burnIn steps that each chain takes before, 0 or more
     * @param thinning steps that each chain takes before each of its samples, at least 1
     * @param threads how many parts the chains are divided into, each run by a thread of its own; at least 1.
     *     The result doesn't depend on it
     * @throws IllegalArgumentException if one is out of range
     */
    public SamplingOptions {
        if (samples < 1) {
            throw new IllegalArgumentException("samples must be at least 1, was " + samples);
        }
        if (burnIn < 0) {
            throw new IllegalArgumentException("burnIn must not be negative, was " + burnIn);
        }
        if (thinning < 1) {
            throw new IllegalArgumentException("thinning must be at least 1, was " + thinning);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
    }

    /**
     * A burn-in of 1000 steps, no thinning, and a thread a processor.
     *
     * @param samples number of states to collect from all chains together, at least 1
     * @return the options
     * @throws IllegalArgumentException if {@code samples} is below 1
     */
    public static SamplingOptions of(int samples) {
        return new SamplingOptions(samples, 1000, 1, Runtime.getRuntime().availableProcessors());
    }

    /**
     * The same with another burn-in.
     *
     * @param steps steps that each chain takes before its first sample, 0 or more
     * @return new options
     * @throws IllegalArgumentException if negative
     */
    public SamplingOptions withBurnIn(long steps) {
        return new SamplingOptions(samples, steps, thinning, threads);
    }

    /**
     * The same with another thinning.
     *
     * @param steps steps that each chain takes before each of its samples, at least 1
     * @return new options
     * @throws IllegalArgumentException if below 1
     */
    public SamplingOptions withThinning(long steps) {
        return new SamplingOptions(samples, burnIn, steps, threads);
    }

    /**
     * The same with another number of threads.
     *
     * @param count number of threads, at least 1
     * @return new options
     * @throws IllegalArgumentException if below 1
     */
    public SamplingOptions withThreads(int count) {
        return new SamplingOptions(samples, burnIn, thinning, count);
    }
}
