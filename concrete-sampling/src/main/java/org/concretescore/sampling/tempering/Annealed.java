package org.concretescore.sampling.tempering;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.parallel.Workers;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;

/**
 * Takes chains through a sequence of kernels on one space, each for a number of steps: with the scores of one set of data at
 * falling levels of noise, chains cross between the modes at the high levels and settle at the low ones, as in
 * {@link org.concretescore.sampling.langevin.AnnealedLangevin}. Immutable.
 *
 * <p>No law is claimed: in finitely many steps the chains keep a memory of where they were, and they are near the last
 * kernel's distribution as far as its steps suffice. It is no transition kernel either, for its steps are not all of one law.
 * Kernels that do have the target's law and cross between modes are those of {@link Tempering}; weights that correct for the
 * haste are those of {@link org.concretescore.sampling.annealing.Ais}.
 *
 * <p>Interrupting the thread that runs it ends it with a {@link org.concretescore.core.parallel.StoppedException}:
 * the chains are then somewhere on the way.
 */
public final class Annealed {
    /** The chains that are advanced together; see {@link org.concretescore.sampling.chain.Samples}. */
    private static final int BLOCK = 64;

    private final List<TransitionKernel> kernels;
    private final long steps;

    private Annealed(List<TransitionKernel> kernels, long steps) {
        this.kernels = kernels;
        this.steps = steps;
    }

    /**
     * A sequence of kernels.
     *
     * @param kernels the kernels in their order, highest noise first; at least one, all on one space
     * @param steps steps by each kernel, at least 1
     * @return the sequence
     * @throws IllegalArgumentException if there is no kernel, the spaces differ, or {@code steps} is below 1
     */
    public static Annealed of(List<? extends TransitionKernel> kernels, long steps) {
        if (kernels.isEmpty()) {
            throw new IllegalArgumentException("kernels must not be empty");
        }
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, was " + steps);
        }
        StateSpace space = kernels.get(0).space();
        for (int level = 1; level < kernels.size(); level++) {
            if (!kernels.get(level).space().equals(space)) {
                throw new IllegalArgumentException("kernel 0 is on " + space + ", but kernel " + level + " on "
                        + kernels.get(level).space());
            }
        }
        return new Annealed(List.copyOf(kernels), steps);
    }

    /**
     * A sequence of kernels of one kind, for the scores of several levels of noise.
     *
     * @param scores the scores in their order, highest noise first; at least one, all on one space
     * @param kernel makes the kernel of a score, say {@code MetropolisHastings::of}
     * @param steps steps at each level, at least 1
     * @return the sequence
     * @throws IllegalArgumentException if there is no score, the spaces differ, {@code steps} is below 1, or the kernel
     *     refuses a score
     */
    public static Annealed of(
            List<? extends ScoreModel> scores,
            Function<? super ScoreModel, ? extends TransitionKernel> kernel,
            long steps) {
        return of(scores.stream().map(kernel).toList(), steps);
    }

    /**
     * The states.
     *
     * @return the space of all kernels
     */
    public StateSpace space() {
        return kernels.get(0).space();
    }

    /**
     * The kernels in their order.
     *
     * @return an immutable list
     */
    public List<TransitionKernel> kernels() {
        return kernels;
    }

    /**
     * Takes all chains through all kernels once.
     *
     * @param chains the chains, advanced in place
     * @param threads how many parts the chains are divided into, each run by a thread of its own; at least 1. The
     *     result doesn't depend on it
     * @return what the kernels did, summed over levels and chains
     * @throws IllegalArgumentException if the chains are on another space, or {@code threads} is below 1
     * @throws IllegalStateException if a model answers NaN for a proposed move
     */
    public Tally run(Chains chains, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        int blocks = (chains.count() + BLOCK - 1) / BLOCK;
        int parts = Math.min(threads, blocks);
        Tally[] tallies = new Tally[parts];
        Arrays.setAll(tallies, part -> new Tally());
        try (Workers workers = new Workers(parts)) {
            // Level by level for all chains: they remember one model at a time.
            for (TransitionKernel kernel : kernels) {
                workers.run(part -> {
                    for (int block = part; block < blocks; block += parts) {
                        StoppedException.throwIfInterrupted("annealing");
                        int from = block * BLOCK;
                        kernel.advance(chains, from, Math.min(chains.count(), from + BLOCK), steps, tallies[part]);
                    }
                });
            }
        }
        Tally tally = new Tally();
        for (Tally own : tallies) {
            tally.add(own);
        }
        return tally;
    }

    @Override
    public String toString() {
        return "Annealed[" + Counts.of(steps, "step") + " by each of " + kernels + "]";
    }
}
