package org.concretescore.sampling.annealing;

/**
 * How to anneal.
 *
 * @param chains number of chains, at least 2, for a standard error needs two
 * @param proposals proposed moves at each inverse temperature, at least 1
 * @param threads how many parts the chains are divided into, each run by a thread of its own; at least 1. The
 *     result doesn't depend on it
 */
public record AnnealingOptions(int chains, int proposals, int threads) {
    /**
     * Checks the options.
     *
     * @param chains number of chains, at least 2, for a standard error needs two
     * @param proposals proposed moves at each inverse temperature, at least 1
     * @param threads how many parts the chains are divided into, each run by a thread of its own; at least 1.
     *     The result doesn't depend on it
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
     * As many proposals as coordinates at each inverse temperature (a sweep, in the mean), and a thread a processor.
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
     * The same with another number of chains.
     *
     * @param count number of chains, at least 2
     * @return new options
     * @throws IllegalArgumentException if below 2
     */
    public AnnealingOptions withChains(int count) {
        return new AnnealingOptions(count, proposals, threads);
    }

    /**
     * The same with another number of proposals.
     *
     * @param count proposed moves at each inverse temperature, at least 1
     * @return new options
     * @throws IllegalArgumentException if below 1
     */
    public AnnealingOptions withProposals(int count) {
        return new AnnealingOptions(chains, count, threads);
    }

    /**
     * The same with another number of threads.
     *
     * @param count number of threads, at least 1
     * @return new options
     * @throws IllegalArgumentException if below 1
     */
    public AnnealingOptions withThreads(int count) {
        return new AnnealingOptions(chains, proposals, count);
    }
}
