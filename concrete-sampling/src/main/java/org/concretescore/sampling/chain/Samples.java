package org.concretescore.sampling.chain;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.parallel.Workers;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * States that chains passed through, in rounds: sample {@code r * chains + c} is the r-th sample of chain c. The last
 * round may be incomplete.
 *
 * <p>If the thread that draws is interrupted, the drawing stops soon. It returns the rounds that all chains have
 * completed, which are none before the end of the burn-in, and {@link #stopped} returns true. Each chain is then where
 * it was stopped, which can be some rounds further. A second call continues from there. The thread's interrupt flag
 * stays set.
 *
 * <pre>{@code
 * Ising ising = Ising.of(4, 4, 0.3);
 * Chains chains = Chains.atRandom(ising.space(), 4, new RandomStreams(1), "chains");
 * SamplingOptions options = SamplingOptions.of(2000).withBurnIn(100).withThinning(5);
 * Samples samples = Samples.draw(Gibbs.of(ising.score()), chains, options);
 * double[] mean = samples.mean(); // of each coordinate, near 1/2
 * double[][] first = samples.traces((states, at) -> states[at]); // the first coordinate of each chain
 * }</pre>
 */
public final class Samples {
    /**
     * The number of chains that are advanced together. It is fixed, because the last bits of a network's values depend
     * on the batch in which a state is evaluated, and results must not depend on the number of threads.
     */
    private static final int BLOCK = 64;

    /** The number of parts in which the burn-in is reported. */
    private static final long BURN_IN_REPORTS = 20;

    private final StateSpace space;
    private final int[] states;
    private final int chains;
    private final Tally tally;
    private final boolean stopped;

    private Samples(StateSpace space, int[] states, int chains, Tally tally, boolean stopped) {
        this.space = space;
        this.states = states;
        this.chains = chains;
        this.tally = tally;
        this.stopped = stopped;
    }

    /** A number that is computed from a state, for traces. */
    @FunctionalInterface
    public interface Statistic {
        /**
         * Returns the value at a state.
         *
         * @param states holds the state
         * @param at where it begins
         * @return the value
         */
        double of(int[] states, int at);
    }

    /**
     * Advances chains and collects their states.
     *
     * @param kernel the kernel
     * @param chains the chains, advanced in place; a second call continues where this one ends
     * @param options the numbers of samples, of steps and of threads
     * @return the samples
     * @throws IllegalArgumentException if kernel and chains are on different spaces
     * @throws IllegalStateException if the model answers NaN for a proposed move
     */
    public static Samples draw(TransitionKernel kernel, Chains chains, SamplingOptions options) {
        return draw(kernel, chains, options, steps -> {});
    }

    /**
     * Advances chains and collects their states.
     *
     * @param kernel the kernel
     * @param chains the chains, advanced in place; a second call continues where this one ends
     * @param options the numbers of samples, of steps and of threads
     * @param progress receives from time to time the number of steps since its last call, summed over the chains. Any
     *     thread may call it, but only one at a time. In total these are
     *     {@code chains.count() * (burnIn + thinning * ceil(samples / chains.count()))}
     * @return the samples
     * @throws IllegalArgumentException if kernel and chains are on different spaces
     * @throws IllegalStateException if the model answers NaN for a proposed move
     */
    public static Samples draw(TransitionKernel kernel, Chains chains, SamplingOptions options, LongConsumer progress) {
        int count = chains.count();
        int dimension = chains.space().dimension();
        int blocks = (count + BLOCK - 1) / BLOCK;
        int threads = Math.min(options.threads(), blocks);
        int[] states = new int[Math.multiplyExact(options.samples(), dimension)];
        Tally[] tallies = new Tally[threads];
        int[] rounds = new int[threads];
        try (Workers workers = new Workers(threads)) {
            workers.run(t -> {
                tallies[t] = new Tally();
                try {
                    drawPart(kernel, chains, t, threads, options, states, rounds, tallies[t], progress);
                } catch (StoppedException e) {
                    // The rounds that all parts have completed are returned.
                    return;
                }
            });
        }
        Tally tally = new Tally();
        for (Tally own : tallies) {
            tally.add(own);
        }
        long whole = (long) Arrays.stream(rounds).min().orElseThrow() * count;
        boolean stopped = whole < options.samples();
        return new Samples(
                chains.space(),
                stopped ? Arrays.copyOf(states, (int) whole * dimension) : states,
                count,
                tally,
                stopped);
    }

    /**
     * Advances every {@code parts}-th block, round by round, so that a stopped run has complete rounds of all blocks.
     */
    private static void drawPart(
            TransitionKernel kernel,
            Chains chains,
            int part,
            int parts,
            SamplingOptions options,
            int[] states,
            int[] rounds,
            Tally tally,
            LongConsumer progress) {
        int count = chains.count();
        int blocks = (count + BLOCK - 1) / BLOCK;
        int dimension = chains.space().dimension();
        long reported = Math.max(1, options.burnIn() / BURN_IN_REPORTS);
        for (long done = 0; done < options.burnIn(); done += reported) {
            long steps = Math.min(reported, options.burnIn() - done);
            for (int block = part; block < blocks; block += parts) {
                int from = block * BLOCK;
                advance(kernel, chains, from, Math.min(count, from + BLOCK), steps, tally, progress);
            }
        }
        for (long first = 0; first < options.samples(); first += count) {
            for (int block = part; block < blocks; block += parts) {
                int from = block * BLOCK;
                int to = Math.min(count, from + BLOCK);
                advance(kernel, chains, from, to, options.thinning(), tally, progress);
                for (int chain = from; chain < Math.min(to, options.samples() - first); chain++) {
                    chains.read(chain, states, (int) (first + chain) * dimension);
                }
            }
            rounds[part]++;
        }
    }

    private static void advance(
            TransitionKernel kernel, Chains chains, int from, int to, long steps, Tally tally, LongConsumer progress) {
        StoppedException.throwIfInterrupted("sampling");
        kernel.advance(chains, from, to, steps, tally);
        synchronized (progress) {
            progress.accept(steps * (to - from));
        }
    }

    /**
     * Returns the space of the samples.
     *
     * @return the space
     */
    public StateSpace space() {
        return space;
    }

    /**
     * Returns the number of samples.
     *
     * @return n
     */
    public int count() {
        return states.length / space.dimension();
    }

    /**
     * Returns the samples.
     *
     * @return a copy, {@code [n, D]}, row-major
     */
    public int[] states() {
        return states.clone();
    }

    /**
     * Returns whether there are fewer samples than requested, because the thread that drew them was interrupted.
     *
     * @return true if the drawing was stopped
     */
    public boolean stopped() {
        return stopped;
    }

    /**
     * Returns the counts of what the kernel did, burn-in included.
     *
     * @return the counts, summed over the chains
     */
    public Tally tally() {
        return tally;
    }

    /**
     * Returns some consecutive coordinates of all samples, for instance one replica of a product of spaces.
     *
     * @param part the space of these coordinates
     * @param first the first of these coordinates
     * @return samples of the same chains in the same rounds, with the whole tally
     * @throws IllegalArgumentException if the coordinates do not lie in this space, or have other numbers of values
     *     there
     */
    public Samples part(StateSpace part, int first) {
        int dimension = part.dimension();
        if (!(first >= 0 && first <= space.dimension() - dimension)) {
            throw new IllegalArgumentException("coordinates " + first + " to " + ((long) first + dimension - 1)
                    + " do not lie in 0 to " + (space.dimension() - 1));
        }
        for (int d = 0; d < dimension; d++) {
            if (part.cardinality(d) != space.cardinality(first + d)) {
                throw new IllegalArgumentException("coordinate " + d + " of the part has " + part.cardinality(d)
                        + " values, but coordinate " + (first + d) + " of the samples has "
                        + space.cardinality(first + d));
            }
        }
        int[] parts = new int[Math.multiplyExact(count(), dimension)];
        for (int i = 0; i < count(); i++) {
            System.arraycopy(states, i * space.dimension() + first, parts, i * dimension, dimension);
        }
        return new Samples(part, parts, chains, tally, stopped);
    }

    /**
     * Returns the mean of each coordinate over all samples.
     *
     * @return {@code [D]}; NaN if there are no samples
     */
    public double[] mean() {
        double[] mean = new double[space.dimension()];
        for (int i = 0; i < states.length; i++) {
            mean[i % mean.length] += states[i];
        }
        for (int d = 0; d < mean.length; d++) {
            mean[d] /= count();
        }
        return mean;
    }

    /**
     * Returns how often each value of each coordinate occurs.
     *
     * @return {@code [D][K_d]}: shares, which sum to 1 for each coordinate; NaN if there are no samples
     */
    public double[][] marginals() {
        double[][] shares = new double[space.dimension()][];
        Arrays.setAll(shares, d -> new double[space.cardinality(d)]);
        for (int i = 0; i < states.length; i++) {
            shares[i % shares.length][states[i]]++;
        }
        for (double[] ofCoordinate : shares) {
            for (int value = 0; value < ofCoordinate.length; value++) {
                ofCoordinate[value] /= count();
            }
        }
        return shares;
    }

    /**
     * Returns the numbers of samples and chains, the space, and the share of accepted moves.
     * {@code Diagnostics.summary} tells more.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return "Samples[" + count() + " of " + Counts.of(chains, "chain") + " on " + space
                + (tally.proposals() > 0 ? String.format(Locale.ROOT, ", acceptance %.3f", tally.acceptanceRate()) : "")
                + (stopped ? ", stopped" : "") + "]";
    }

    /**
     * Returns the values of a statistic along each chain, for diagnostics.
     *
     * @param statistic the statistic
     * @return {@code [chains][n / chains]}; an incomplete round is left out
     */
    public double[][] traces(Statistic statistic) {
        double[][] traces = new double[chains][count() / chains];
        for (int chain = 0; chain < chains; chain++) {
            int c = chain;
            Arrays.setAll(traces[c], r -> statistic.of(states, (r * chains + c) * space.dimension()));
        }
        return traces;
    }
}
