package org.concretescore.sampling.annealing;

import java.util.function.LongConsumer;
import org.concretescore.core.parallel.Workers;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Tally;

/** Chains that have been annealed: the states where they ended, and their log weights. */
public final class AnnealedChains {
    private final StateSpace space;
    private final int[] states;
    /** Classes of this package may read the weights without a copy. */
    final double[] logWeights;
    /** The target's log density at the state where each chain began. */
    final double[] logTargets;

    private final Tally tally;

    private AnnealedChains(StateSpace space, int chains) {
        this.space = space;
        states = new int[Math.multiplyExact(chains, space.dimension())];
        logWeights = new double[chains];
        logTargets = new double[chains];
        tally = new Tally();
    }

    /** Anneals chains from the base to the target. */
    static AnnealedChains forward(
            AnnealingPath path,
            Schedule schedule,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        return run(path, schedule, null, 1, 0, options, streams, name, progress);
    }

    /**
     * Anneals chains from given states to the base, by the steps of the forward chain in reverse order.
     * {@code chainsPerRow} chains start at each row.
     */
    static AnnealedChains backward(
            AnnealingPath path,
            Schedule schedule,
            int[] rows,
            int chainsPerRow,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        return run(path, schedule, rows, chainsPerRow, 0, options, streams, name, progress);
    }

    /** Anneals one chain from each row to the base, after it has moved by some proposals at the target. */
    static AnnealedChains backwardAfter(
            int proposals,
            AnnealingPath path,
            Schedule schedule,
            int[] rows,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        return run(path, schedule, rows, 1, proposals, options, streams, name, progress);
    }

    private static AnnealedChains run(
            AnnealingPath path,
            Schedule schedule,
            int[] rows,
            int chainsPerRow,
            int before,
            AnnealingOptions options,
            RandomStreams streams,
            String name,
            LongConsumer progress) {
        int chains = options.chains();
        AnnealedChains result = new AnnealedChains(path.graph().space(), chains);
        int blocks = (chains + AnnealingBlock.SIZE - 1) / AnnealingBlock.SIZE;
        int threads = Math.min(options.threads(), blocks);
        Tally[] tallies = new Tally[threads];
        try (Workers workers = new Workers(threads)) {
            workers.run(t -> {
                tallies[t] = new Tally();
                for (int i = t; i < blocks; i += threads) {
                    int first = i * AnnealingBlock.SIZE;
                    int count = Math.min(AnnealingBlock.SIZE, chains - first);
                    AnnealingBlock block = new AnnealingBlock(path, first, count, streams, name);
                    if (rows == null) {
                        block.startAtBase();
                    } else {
                        block.startAt(rows, first, chainsPerRow);
                        block.move(1, before);
                    }
                    result.anneal(block, first, schedule, rows == null, options.proposals());
                    tallies[t].add(block.tally());
                    synchronized (progress) {
                        progress.accept((long) count * schedule.steps());
                    }
                }
            });
        }
        for (Tally own : tallies) {
            result.tally.add(own);
        }
        return result;
    }

    private void anneal(AnnealingBlock block, int first, Schedule schedule, boolean forward, int proposals) {
        for (int chain = 0; chain < block.count(); chain++) {
            logTargets[first + chain] = block.logTarget(chain);
        }
        int steps = schedule.steps();
        for (int i = 1; i <= steps; i++) {
            int k = forward ? i : steps + 1 - i;
            double delta = schedule.temperature(k) - schedule.temperature(k - 1);
            // A reversible step is its own reverse, so the backward chain takes the same steps in reverse order.
            if (forward) {
                block.weigh(delta);
                block.move(schedule.temperature(k), proposals);
            } else {
                block.move(schedule.temperature(k), proposals);
                block.weigh(delta);
            }
        }
        block.refresh();
        System.arraycopy(block.states(), 0, states, first * space.dimension(), block.count() * space.dimension());
        for (int chain = 0; chain < block.count(); chain++) {
            logWeights[first + chain] = block.logWeight(chain);
        }
    }

    /**
     * Returns the space of the states.
     *
     * @return the space
     */
    public StateSpace space() {
        return space;
    }

    /**
     * Returns the number of chains.
     *
     * @return C
     */
    public int count() {
        return logWeights.length;
    }

    /**
     * Returns the states where the chains ended. Those of a forward run, weighted by {@link #logWeights}, represent the
     * target.
     *
     * @return a copy, {@code [C, D]}, row-major
     */
    public int[] states() {
        return states.clone();
    }

    /**
     * Returns the log weights.
     *
     * @return a copy, {@code [C]}, in nats; negative infinity for a chain that met a state of probability 0
     */
    public double[] logWeights() {
        return logWeights.clone();
    }

    /**
     * Returns the counts of proposals, acceptances and evaluations. Proposals into empty slots are not counted. The
     * evaluations are those of the target's density.
     *
     * @return the counts, summed over the chains
     */
    public Tally tally() {
        return tally;
    }

    @Override
    public String toString() {
        return "AnnealedChains[" + count() + " on " + space + ", " + tally + "]";
    }
}
