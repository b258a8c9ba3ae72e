package org.concretescore.sampling.chain;

/**
 * The options for drawing {@link Samples}. The {@link Chains} determine the number of chains.
 *
 * @param samples the number of states to collect from all chains together, at least 1
 * @param burnIn the number of steps that each chain takes before it is sampled, 0 or more
 * @param thinning the number of steps that each chain takes before each of its samples, at least 1
 * @param threads the number of threads, at least 1; each advances a part of the chains. The result does not depend on
 *     it
 */
public record SamplingOptions(int samples, long burnIn, long thinning, int threads) {
    /**
     * Checks the options.
     *
     * @param samples the number of states to collect from all chains together, at least 1
     * @param burnIn the number of steps that each chain takes before it is sampled, 0 or more
     * @param thinning the number of steps that each chain takes before each of its samples, at least 1
     * @param threads the number of threads, at least 1; each advances a part of the chains. The result does not depend
     *     on it
     * @throws IllegalArgumentException if an option is out of range; the message names the option and its value
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
     * Returns options with a burn-in of 1000 steps, no thinning, and one thread per processor.
     *
     * @param samples the number of states to collect from all chains together, at least 1
     * @return the options
     * @throws IllegalArgumentException if {@code samples} is below 1
     */
    public static SamplingOptions of(int samples) {
        return new SamplingOptions(samples, 1000, 1, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Returns a copy with another burn-in.
     *
     * @param steps the number of steps that each chain takes before it is sampled, 0 or more
     * @return new options
     * @throws IllegalArgumentException if it is negative
     */
    public SamplingOptions withBurnIn(long steps) {
        return new SamplingOptions(samples, steps, thinning, threads);
    }

    /**
     * Returns a copy with another thinning.
     *
     * @param steps the number of steps that each chain takes before each of its samples, at least 1
     * @return new options
     * @throws IllegalArgumentException if it is below 1
     */
    public SamplingOptions withThinning(long steps) {
        return new SamplingOptions(samples, burnIn, steps, threads);
    }

    /**
     * Returns a copy with another number of threads.
     *
     * @param count the number of threads, at least 1
     * @return new options
     * @throws IllegalArgumentException if it is below 1
     */
    public SamplingOptions withThreads(int count) {
        return new SamplingOptions(samples, burnIn, thinning, count);
    }
}
