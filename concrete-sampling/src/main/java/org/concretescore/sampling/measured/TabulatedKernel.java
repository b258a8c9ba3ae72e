package org.concretescore.sampling.measured;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;

/**
 * A table of the transition probabilities of a kernel on a small space. The chain has the same law, but a step costs
 * one uniform number only, so that chains which mix slowly can take billions of steps.
 */
final class TabulatedKernel implements TransitionKernel {
    private final StateSpace space;
    /**
     * The states to which a step may lead, and the cumulative probabilities of these moves, by the rank of the state.
     * With the remaining probability, the chain stays.
     */
    private final int[][] targets;

    private final double[][] sums;
    private final double[] moving;

    private TabulatedKernel(StateSpace space, int[][] targets, double[][] sums) {
        this.space = space;
        this.targets = targets;
        this.sums = sums;
        this.moving = Arrays.stream(sums)
                .mapToDouble(s -> s.length == 0 ? 0 : s[s.length - 1])
                .toArray();
    }

    /** Returns the table of a kernel on n states. It takes memory in proportion to n^2. */
    static TabulatedKernel of(EnumerableKernel kernel, int limit) {
        StateSpace space = kernel.space();
        int n = space.enumerableSize(limit, "a table of moves");
        int[][] targets = new int[n][];
        double[][] sums = new double[n][];
        int[] state = new int[space.dimension()];
        double[] row = new double[n];
        for (int x = 0; x < n; x++) {
            space.unrank(x, state, 0);
            kernel.transitionProbabilities(state, 0, row);
            row[x] = 0;
            int[] ranks = new int[n];
            double[] partial = new double[n];
            int moves = 0;
            double sum = 0;
            for (int y = 0; y < n; y++) {
                if (row[y] > 0) {
                    sum += row[y];
                    ranks[moves] = y;
                    partial[moves++] = sum;
                }
            }
            targets[x] = Arrays.copyOf(ranks, moves);
            sums[x] = Arrays.copyOf(partial, moves);
        }
        return new TabulatedKernel(space, targets, sums);
    }

    @Override
    public StateSpace space() {
        return space;
    }

    @Override
    public void advance(Chains chains, int from, int to, long steps, Tally tally) {
        int[] state = new int[space.dimension()];
        for (int chain = from; chain < to; chain++) {
            UniformRandomProvider random = chains.random(chain);
            chains.read(chain, state, 0);
            int x = (int) space.rank(state, 0);
            long moves = 0;
            for (long i = 0; i < steps; i++) {
                double u = random.nextDouble();
                if (u < moving[x]) {
                    int found = Arrays.binarySearch(sums[x], u);
                    x = targets[x][found < 0 ? -found - 1 : found + 1];
                    moves++;
                }
            }
            space.unrank(x, state, 0);
            chains.move(chain, state, 0);
            tally.add(steps, moves, 0);
        }
    }
}
