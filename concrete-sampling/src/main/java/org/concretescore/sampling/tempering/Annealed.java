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
 * Takes chains through a sequence of kernels on one space, with a number of steps for each kernel. If the kernels have
 * the scores of one data set at falling levels of noise, the chains cross between the modes at the high levels and
 * settle at the low ones, as in {@link org.concretescore.sampling.langevin.AnnealedLangevin}. Immutable.
 *
 * <p>The chains do not reach an exact distribution. After finitely many steps they still depend on where they started,
 * and they are close to the distribution of the last kernel only if its steps suffice. This class is not a transition
 * kernel, because its steps do not all have one law. {@link Tempering} has the law of the target and crosses between
 * modes, too. {@link org.concretescore.sampling.annealing.Ais} gives weights that correct for the short runs at each
 * level.
 *
 * <p>If the thread that runs it is interrupted, it throws a {@link org.concretescore.core.parallel.StoppedException}.
 * The chains are then somewhere on the way.
 */
public final class Annealed {
    /** The number of chains that are advanced together; see {@link org.concretescore.sampling.chain.Samples}. */
    private static final int BLOCK = 64;

    private final List<TransitionKernel> kernels;
    private final long steps;

    private Annealed(List<TransitionKernel> kernels, long steps) {
        this.kernels = kernels;
        this.steps = steps;
    }

    /**
     * Returns a sequence of kernels.
     *
     * @param kernels the kernels in their order, the highest noise first; at least one, all on one space
     * @param steps the number of steps of each kernel, at least 1
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
                throw new IllegalArgumentException("kernel 0 is on " + space + ", but kernel " + level + " is on "
                        + kernels.get(level).space());
            }
        }
        return new Annealed(List.copyOf(kernels), steps);
    }

    /**
     * Returns a sequence of kernels of one kind, for the scores of several levels of noise.
     *
     * @param scores the scores in their order, the highest noise first; at least one, all on one space
     * @param kernel makes the kernel of a score, for instance {@code MetropolisHastings::of}
     * @param steps the number of steps at each level, at least 1
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
     * Returns the state space.
     *
     * @return the space of all kernels
     */
    public StateSpace space() {
        return kernels.get(0).space();
    }

    /**
     * Returns the kernels in their order.
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
     * @param threads the number of threads, at least 1; each advances a part of the chains. The result does not
     *     depend on it
     * @return the counts of what the kernels did, summed over levels and chains
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
            // All chains go through a level before the next one starts, because they remember one model at a time.
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
