package org.concretescore.sampling.annealing;

/**
 * The options of annealing.
 *
 * @param chains number of chains, at least 2, because a standard error needs two
 * @param proposals proposed moves at each inverse temperature, at least 1
 * @param threads number of threads, at least 1. The result does not depend on it
 */
public record AnnealingOptions(int chains, int proposals, int threads) {
    /**
     * Checks the options.
     *
     * @param chains number of chains, at least 2, because a standard error needs two
     * @param proposals proposed moves at each inverse temperature, at least 1
     * @param threads number of threads, at least 1
     * @throws IllegalArgumentException if one is out of range
     */
    public AnnealingOptions {
        if (chains < 2) {
            throw new IllegalArgumentException("chains must be at least 2, was " + chains);
        }
        if (proposals < 1) {
            throw new IllegalArgumentException("proposals must be at least 1, was " + proposals);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
    }

    /**
     * Returns options with as many proposals at each inverse temperature as there are coordinates, which is one sweep
     * on average, and one thread for each processor.
     *
     * @param path the path
     * @param chains number of chains, at least 2
     * @return the options
     * @throws IllegalArgumentException if {@code chains} is below 2
     */
    public static AnnealingOptions of(AnnealingPath path, int chains) {
        return new AnnealingOptions(
                chains, path.graph().space().dimension(), Runtime.getRuntime().availableProcessors());
    }

    /**
     * Returns a copy with another number of chains.
     *
     * @param count number of chains, at least 2
     * @return new options
     * @throws IllegalArgumentException if {@code count} is below 2
     */
    public AnnealingOptions withChains(int count) {
        return new AnnealingOptions(count, proposals, threads);
    }

    /**
     * Returns a copy with another number of proposals.
     *
     * @param count proposed moves at each inverse temperature, at least 1
     * @return new options
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public AnnealingOptions withProposals(int count) {
        return new AnnealingOptions(chains, count, threads);
    }

    /**
     * Returns a copy with another number of threads.
     *
     * @param count number of threads, at least 1
     * @return new options
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public AnnealingOptions withThreads(int count) {
        return new AnnealingOptions(chains, proposals, count);
    }
}
