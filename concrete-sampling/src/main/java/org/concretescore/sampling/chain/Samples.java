package org.concretescore.sampling.chain;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.concretescore.core.space.StateSpace;

/**
 * States that chains passed through, in rounds: sample {@code r * chains + c} is the r-th of chain c. The last round
 * may be cut short.
 */
public final class Samples {
    /**
     * The chains that are advanced together. Fixed, for a network's values depend in their last bits on the batch that a
     * state is evaluated in, and results must not depend on the number of threads.
     */
    private static final int BLOCK = 64;

    /** The burn-in is reported in so many parts. */
    private static final long BURN_IN_REPORTS = 20;

    private final StateSpace space;
    private final int[] states;
    private final int chains;
    private final Tally tally;

    private Samples(StateSpace space, int[] states, int chains, Tally tally) {
        this.space = space;
        this.states = states;
        this.chains = chains;
        this.tally = tally;
    }

    /** A number read off a state, to be traced. */
    @FunctionalInterface
    public interface Statistic {
        /**
         * Its value.
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
     * @param chains the chains, advanced in place: a second call goes on where this one ends
     * @param options how long and how often
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
     * @param chains the chains, advanced in place: a second call goes on where this one ends
     * @param options how long and how often
     * @param progress is told now and then, by any thread but one at a time, how many steps were taken since it was
     *     last told, summed over the chains. In all these are
     *     {@code chains.count() * (burnIn + thinning * ceil(samples / chains.count()))}
     * @return the samples
     * @throws IllegalArgumentException if kernel and chains are on different spaces
     * @throws IllegalStateException if the model answers NaN for a proposed move
     */
    public static Samples draw(TransitionKernel kernel, Chains chains, SamplingOptions options, LongConsumer progress) {
        int count = chains.count();
        int blocks = (count + BLOCK - 1) / BLOCK;
        int threads = Math.min(options.threads(), blocks);
        int[] states =
                new int[Math.multiplyExact(options.samples(), chains.space().dimension())];
        Tally tally = new Tally();
        IntStream.range(0, threads)
                .parallel()
                .mapToObj(t -> {
                    Tally own = new Tally();
                    for (int block = t; block < blocks; block += threads) {
                        int from = block * BLOCK;
                        int to = Math.min(count, from + BLOCK);
                        own.add(drawBlock(kernel, chains, from, to, options, states, progress));
                    }
                    return own;
                })
                .forEachOrdered(tally::add);
        return new Samples(chains.space(), states, count, tally);
    }

    private static Tally drawBlock(
            TransitionKernel kernel,
            Chains chains,
            int from,
            int to,
            SamplingOptions options,
            int[] states,
            LongConsumer progress) {
        Tally tally = new Tally();
        long part = Math.max(1, options.burnIn() / BURN_IN_REPORTS);
        for (long done = 0; done < options.burnIn(); done += part) {
            advance(kernel, chains, from, to, Math.min(part, options.burnIn() - done), tally, progress);
        }
        for (long first = 0; first < options.samples(); first += chains.count()) {
            advance(kernel, chains, from, to, options.thinning(), tally, progress);
            for (int chain = from; chain < Math.min(to, options.samples() - first); chain++) {
                chains.read(
                        chain, states, (int) (first + chain) * chains.space().dimension());
            }
        }
        return tally;
    }

    private static void advance(
            TransitionKernel kernel, Chains chains, int from, int to, long steps, Tally tally, LongConsumer progress) {
        kernel.advance(chains, from, to, steps, tally);
        synchronized (progress) {
            progress.accept(steps * (to - from));
        }
    }

    /**
     * The space that the samples lie in.
     *
     * @return the space
     */
    public StateSpace space() {
        return space;
    }

    /**
     * The number of samples.
     *
     * @return n
     */
    public int count() {
        return states.length / space.dimension();
    }

    /**
     * The samples.
     *
     * @return a copy, {@code [n, D]}, row-major
     */
    public int[] states() {
        return states.clone();
    }

    /**
     * What the kernel did, burn-in included.
     *
     * @return the counts, summed over the chains
     */
    public Tally tally() {
        return tally;
    }

    /**
     * Some neighboring coordinates of all samples, as samples of their own, say one replica of a product of spaces.
     *
     * @param part the space of these coordinates
     * @param first the first of them
     * @return samples of the same chains in the same rounds; the tally is the whole one
     * @throws IllegalArgumentException if the coordinates don't lie in this space, or have other numbers of values there
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
        return new Samples(part, parts, chains, tally);
    }

    /**
     * The course of a statistic along each chain, for diagnostics.
     *
     * @param statistic the statistic
     * @return {@code [chains][n / chains]}; a round that was cut short is left out
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
