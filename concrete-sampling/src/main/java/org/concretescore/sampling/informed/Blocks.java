package org.concretescore.sampling.informed;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * A partition of the coordinates into blocks whose members hardly interact, for instance the two colors of a
 * checkerboard or the two layers of a restricted Boltzmann machine. Coordinates that have only one value belong to no
 * block. Immutable.
 */
public final class Blocks {
    private final StateSpace space;
    private final int[][] blocks;
    private final int members;
    private final int largest;

    private Blocks(StateSpace space, int[][] blocks) {
        this.space = space;
        this.blocks = blocks;
        this.members = Arrays.stream(blocks).mapToInt(block -> block.length).sum();
        this.largest =
                Arrays.stream(blocks).mapToInt(block -> block.length).max().orElse(0);
    }

    /**
     * Returns given blocks.
     *
     * @param space the state space
     * @param blocks the coordinates of each block; copied. Every coordinate that has several values must occur once
     * @return the blocks
     * @throws IllegalArgumentException if a coordinate is missing, occurs twice, is out of range or has only one value,
     *     or if a block is empty
     */
    public static Blocks of(StateSpace space, int[]... blocks) {
        boolean[] seen = new boolean[space.dimension()];
        for (int[] block : blocks) {
            if (block.length == 0) {
                throw new IllegalArgumentException("a block is empty: " + Arrays.deepToString(blocks));
            }
            for (int d : block) {
                if (d < 0 || d >= seen.length || seen[d] || space.cardinality(d) == 1) {
                    throw new IllegalArgumentException("coordinate " + d + " of the blocks "
                            + Arrays.deepToString(blocks) + " is out of range, occurs twice or has only one value");
                }
                seen[d] = true;
            }
        }
        for (int d = 0; d < seen.length; d++) {
            if (!seen[d] && space.cardinality(d) > 1) {
                throw new IllegalArgumentException("coordinate " + d + " is in no block");
            }
        }
        return new Blocks(space, Arrays.stream(blocks).map(int[]::clone).toArray(int[][]::new));
    }

    /**
     * Returns one block of all coordinates that have several values.
     *
     * @param space the state space
     * @return the block
     */
    public static Blocks whole(StateSpace space) {
        int[] all = IntStream.range(0, space.dimension())
                .filter(d -> space.cardinality(d) > 1)
                .toArray();
        return new Blocks(space, all.length == 0 ? new int[0][] : new int[][] {all});
    }

    /**
     * Returns blocks without any interaction, which a local score determines: two coordinates interact if a move of one
     * affects a slot of the other.
     *
     * @param model the score, on the hamming, grid or torus graph
     * @return the blocks of a greedy coloring; two if two suffice
     * @throws IllegalArgumentException if the graph is another one
     */
    public static Blocks of(LocalScore model) {
        Coordinates coordinates = Coordinates.of(model.neighborhood(), "a partition into blocks");
        Neighborhood graph = model.neighborhood();
        int dimension = graph.space().dimension();
        boolean[][] joined = new boolean[dimension][dimension];
        int[] state = new int[dimension];
        int[] affected = new int[model.maxAffected()];
        for (int d : coordinates.movable) {
            // The first slot leads one up, and is not empty at the value 0.
            int n = model.affected(state, 0, coordinates.first[d], affected);
            for (int i = 0; i < n; i++) {
                join(joined, d, coordinates.of[affected[i]]);
            }
        }
        return new Blocks(graph.space(), color(coordinates, joined));
    }

    /**
     * Learns blocks with weak interactions, from states that chains passed through. At each state every coordinate is
     * moved once, and joined to the coordinates whose log ratios change by more than a threshold. The kernels that use
     * blocks correct for missed interactions. A wrong partition therefore costs acceptances, and the kernels stay
     * exact.
     *
     * <p>Every state costs D + 1 rows.
     *
     * @param model the score, on the hamming, grid or torus graph
     * @param states {@code [count, D]}, row-major
     * @param count number of states, at least 1
     * @param threshold a change of a log ratio above this counts as an interaction, in nats, at least 0. It should be
     *     above the rounding errors
     * @return the blocks of a greedy coloring; two if two suffice
     * @throws IllegalArgumentException if the graph is another one, there is no state, a value is out of range, or the
     *     threshold is negative or NaN
     * @throws IllegalStateException if the model answers NaN
     */
    public static Blocks learn(ScoreModel model, int[] states, int count, double threshold) {
        Coordinates coordinates = Coordinates.of(model.neighborhood(), "a partition into blocks");
        Neighborhood graph = model.neighborhood();
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, was " + count);
        }
        if (!(threshold >= 0)) {
            throw new IllegalArgumentException("threshold must not be negative, was " + threshold);
        }
        graph.space().check(states, count);
        int dimension = graph.space().dimension();
        int slots = graph.slots();
        boolean[][] joined = new boolean[dimension][dimension];
        int[] there = new int[dimension];
        double[] here = new double[slots];
        double[] row = new double[slots];
        for (int s = 0; s < count; s++) {
            int[] state = Arrays.copyOfRange(states, s * dimension, (s + 1) * dimension);
            model.logRatios(state, 1, here);
            for (int d : coordinates.movable) {
                int slot = coordinates.first[d];
                if (!graph.neighbor(state, 0, slot, there, 0)) {
                    graph.neighbor(state, 0, slot + 1, there, 0);
                }
                model.logRatios(there, 1, row);
                for (int i = 0; i < slots; i++) {
                    Weights.requireNumber(here[i], graph, state, 0, i);
                    Weights.requireNumber(row[i], graph, there, 0, i);
                    // Equal infinities do not differ.
                    if (here[i] != row[i] && !(Math.abs(here[i] - row[i]) <= threshold)) {
                        join(joined, d, coordinates.of[i]);
                    }
                }
            }
        }
        return new Blocks(graph.space(), color(coordinates, joined));
    }

    private static void join(boolean[][] joined, int d, int e) {
        joined[d][e] = true;
        joined[e][d] = true;
    }

    /**
     * Colors greedily. The next coordinate is always the one whose neighbors have the most colors (DSATUR, Brelaz
     * 1979). This method uses two colors if two suffice.
     */
    private static int[][] color(Coordinates coordinates, boolean[][] joined) {
        int dimension = joined.length;
        int[] color = new int[dimension];
        Arrays.fill(color, -1);
        boolean[][] taken = new boolean[dimension][dimension + 1];
        int[] saturation = new int[dimension];
        int colors = 0;
        for (int round = 0; round < coordinates.movable.length; round++) {
            int next = -1;
            for (int d : coordinates.movable) {
                if (color[d] < 0 && (next < 0 || saturation[d] > saturation[next])) {
                    next = d;
                }
            }
            int c = 0;
            while (taken[next][c]) {
                c++;
            }
            color[next] = c;
            colors = Math.max(colors, c + 1);
            for (int d : coordinates.movable) {
                if (d != next && joined[next][d] && !taken[d][c]) {
                    taken[d][c] = true;
                    saturation[d]++;
                }
            }
        }
        int[][] blocks = new int[colors][];
        for (int c = 0; c < colors; c++) {
            int wanted = c;
            blocks[c] = Arrays.stream(coordinates.movable)
                    .filter(d -> color[d] == wanted)
                    .toArray();
        }
        return blocks;
    }

    /**
     * Returns the state space.
     *
     * @return the space
     */
    public StateSpace space() {
        return space;
    }

    /**
     * Returns the number of blocks.
     *
     * @return at least 0; 0 if there is only one state
     */
    public int count() {
        return blocks.length;
    }

    /**
     * Returns the coordinates of a block.
     *
     * @param index the block, {@code 0..count-1}
     * @return a copy
     */
    public int[] block(int index) {
        return blocks[index].clone();
    }

    /** Returns the coordinates of a block, not a copy. */
    int[] live(int index) {
        return blocks[index];
    }

    int largest() {
        return largest;
    }

    /** Returns the probability that a block is picked, which is its share of the coordinates. */
    double probability(int index) {
        return (double) blocks[index].length / members;
    }

    int pick(UniformRandomProvider random) {
        int left = random.nextInt(members);
        int index = 0;
        while (left >= blocks[index].length) {
            left -= blocks[index++].length;
        }
        return index;
    }

    /** Returns whether the spaces are equal and the blocks are the same, in the same order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Blocks that && space.equals(that.space) && Arrays.deepEquals(blocks, that.blocks);
    }

    @Override
    public int hashCode() {
        return 31 * space.hashCode() + Arrays.deepHashCode(blocks);
    }

    @Override
    public String toString() {
        return "Blocks[" + blocks.length + " of up to " + Counts.of(largest, "coordinate") + "]";
    }
}
