package org.concretescore.sampling.chain;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * Gibbs sampling of blocks of coordinates. The values of a block are enumerated and drawn from their conditional
 * distribution given all other coordinates. Blocks can move where single coordinates are stuck.
 *
 * <p>A draw evaluates the density at all combinations of the block's values. Several chains share a call of up to
 * {@value #VALUES} states. In a {@link Tally} each draw counts as a proposal, which is accepted if the block changes,
 * and each state counts as an evaluation.
 */
public final class BlockGibbs implements EnumerableKernel {
    /** The largest number of combinations of a block's values. */
    public static final int VALUES = 4096;

    private final LogDensity density;
    private final StateSpace space;
    private final int[][] blocks;
    /** The number of combinations of each block's values. */
    private final int[] values;

    private final Scan scan;
    private final ThreadLocal<RateWork> workspaces = ThreadLocal.withInitial(RateWork::new);

    private BlockGibbs(LogDensity density, int[][] blocks, int[] values, Scan scan) {
        this.density = density;
        this.space = density.space();
        this.blocks = blocks;
        this.values = values;
        this.scan = scan;
    }

    /**
     * Returns the kernel of a density.
     *
     * @param density the log density, up to a constant
     * @param blocks the coordinates of each block; together they hold all coordinates of more than one value. Blocks
     *     may overlap
     * @param scan the order of the blocks
     * @return the kernel
     * @throws IllegalArgumentException if a block is empty, names a coordinate twice or one that does not exist, or has
     *     more than {@value #VALUES} combinations of values, or if a coordinate is in no block
     */
    public static BlockGibbs of(LogDensity density, List<int[]> blocks, Scan scan) {
        StateSpace space = density.space();
        Objects.requireNonNull(scan, "scan");
        int[][] copies = new int[blocks.size()][];
        int[] values = new int[copies.length];
        boolean[] covered = new boolean[space.dimension()];
        for (int b = 0; b < copies.length; b++) {
            copies[b] = blocks.get(b).clone();
            values[b] = check(space, b, copies[b], covered);
        }
        for (int d = 0; d < covered.length; d++) {
            if (!covered[d] && space.cardinality(d) > 1) {
                throw new IllegalArgumentException("coordinate " + d + " is in no block, and would never change");
            }
        }
        if (copies.length == 0) {
            throw new IllegalArgumentException("blocks must not be empty");
        }
        return new BlockGibbs(density, copies, values, scan);
    }

    private static int check(StateSpace space, int b, int[] block, boolean[] covered) {
        if (block.length == 0) {
            throw new IllegalArgumentException("block " + b + " has no coordinates");
        }
        boolean[] seen = new boolean[space.dimension()];
        long product = 1;
        for (int d : block) {
            if (d < 0 || d >= space.dimension()) {
                throw new IllegalArgumentException(
                        "block " + b + ": coordinate " + d + " is not in 0.." + (space.dimension() - 1));
            }
            if (seen[d]) {
                throw new IllegalArgumentException("block " + b + " has coordinate " + d + " twice");
            }
            seen[d] = true;
            covered[d] = true;
            product *= space.cardinality(d);
            if (product > VALUES) {
                throw new IllegalArgumentException(
                        "block " + b + " of " + Counts.of(block.length, "coordinate") + " has "
                                + product + " combinations of values up to coordinate " + d + "; the largest number is "
                                + VALUES);
            }
        }
        return (int) product;
    }

    @Override
    public StateSpace space() {
        return space;
    }

    @Override
    public void advance(Chains chains, int from, int to, long steps, Tally tally) {
        chains.requireAdvance(this, from, to, steps);
        RateWork work = workspaces.get();
        work.reserveChains(to - from);
        work.reserveRows(VALUES, space.dimension(), 1);
        for (long left = Math.multiplyExact(steps, scan.parts(blocks.length)); left > 0; left--) {
            StoppedException.throwIfInterrupted("sampling");
            int turn = (int) ((blocks.length - left % blocks.length) % blocks.length);
            int waiting = 0;
            int count = 0;
            for (int chain = from; chain < to; chain++) {
                int b = scan == Scan.RANDOM ? chains.random(chain).nextInt(blocks.length) : turn;
                if (count + values[b] > VALUES) {
                    draw(chains, waiting, count, work, tally);
                    waiting = 0;
                    count = 0;
                }
                enumerate(chains.current(), chain * space.dimension(), b, work.states, count);
                work.active[waiting] = b;
                work.waiting[waiting++] = chain;
                count += values[b];
            }
            draw(chains, waiting, count, work, tally);
        }
    }

    /** Writes a state with all combinations of a block's values, where the last coordinate changes fastest. */
    private void enumerate(int[] from, int at, int b, int[] into, int row) {
        int dimension = space.dimension();
        for (int v = 0; v < values[b]; v++) {
            int to = (row + v) * dimension;
            System.arraycopy(from, at, into, to, dimension);
            int rest = v;
            for (int i = blocks[b].length - 1; i >= 0; i--) {
                int d = blocks[b][i];
                into[to + d] = rest % space.cardinality(d);
                rest /= space.cardinality(d);
            }
        }
    }

    private void draw(Chains chains, int waiting, int count, RateWork work, Tally tally) {
        int dimension = space.dimension();
        density.logDensities(work.states, count, work.rows);
        long changes = 0;
        int row = 0;
        for (int i = 0; i < waiting; i++) {
            int chain = work.waiting[i];
            int n = values[work.active[i]];
            UniformRandomProvider random = chains.random(chain);
            double rest = random.nextDouble() * weigh(work.states, work.rows, row, n);
            int drawn = -1;
            for (int v = 0; v < n; v++) {
                double weight = work.rows[row + v];
                if (weight > 0) {
                    // If rounding has used up the sum, this is the last one.
                    drawn = v;
                    if (rest < weight) {
                        break;
                    }
                    rest -= weight;
                }
            }
            int at = (row + drawn) * dimension;
            int here = chain * dimension;
            if (!Arrays.equals(chains.current(), here, here + dimension, work.states, at, at + dimension)) {
                chains.move(chain, work.states, at);
                changes++;
            }
            row += n;
        }
        tally.add(waiting, changes, count);
    }

    /** Turns log densities into weights, in place, and returns their sum. */
    private double weigh(int[] states, double[] rows, int row, int n) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < n; v++) {
            if (!(rows[row + v] < Double.POSITIVE_INFINITY)) {
                throw unusable(states, row + v, "is " + rows[row + v]);
            }
            largest = Math.max(largest, rows[row + v]);
        }
        if (largest == Double.NEGATIVE_INFINITY) {
            throw unusable(states, row, "and those of all other values of the block are " + largest);
        }
        double sum = 0;
        for (int v = 0; v < n; v++) {
            rows[row + v] = Math.exp(rows[row + v] - largest);
            sum += rows[row + v];
        }
        return sum;
    }

    private IllegalStateException unusable(int[] states, int row, String what) {
        int dimension = space.dimension();
        int[] state = Arrays.copyOfRange(states, row * dimension, (row + 1) * dimension);
        return new IllegalStateException(
                "log density of state " + Arrays.toString(state) + " " + what + " in " + density);
    }

    @Override
    public void transitionProbabilities(int[] states, int at, double[] probabilities) {
        int[] state = Arrays.copyOfRange(states, at, at + space.dimension());
        Arrays.fill(probabilities, 0);
        if (scan == Scan.RANDOM) {
            for (int b = 0; b < blocks.length; b++) {
                spread(state, b, 1.0 / blocks.length, probabilities);
            }
            return;
        }
        probabilities[(int) space.rank(state, 0)] = 1;
        for (int b = 0; b < blocks.length; b++) {
            double[] before = probabilities.clone();
            Arrays.fill(probabilities, 0);
            for (int x = 0; x < before.length; x++) {
                if (before[x] > 0) {
                    space.unrank(x, state, 0);
                    spread(state, b, before[x], probabilities);
                }
            }
        }
    }

    /** Adds the law of a draw of one block, multiplied by a probability. */
    private void spread(int[] state, int b, double probability, double[] probabilities) {
        int n = values[b];
        int[] states = new int[n * space.dimension()];
        double[] weights = new double[n];
        enumerate(state, 0, b, states, 0);
        density.logDensities(states, n, weights);
        double sum = weigh(states, weights, 0, n);
        for (int v = 0; v < n; v++) {
            probabilities[(int) space.rank(states, v * space.dimension())] += probability * weights[v] / sum;
        }
    }

    @Override
    public String toString() {
        return "BlockGibbs[" + Counts.of(blocks.length, "block") + " on " + space + ", " + scan + "]";
    }
}
