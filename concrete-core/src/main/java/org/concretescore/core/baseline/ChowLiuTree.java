package org.concretescore.core.baseline;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.space.StateSpace;

/**
 * The best law whose dependencies form a tree (Chow and Liu 1968). The tree is the spanning tree of the columns with
 * the largest sum of mutual informations, rooted at column 0.
 *
 * <p>The table of each pair of columns is counted with one pseudo-count per cell. Mutual information, conditional
 * distributions and the root's distribution are those of these tables:
 * {@code p(x_i = a, x_j = b) = (n_ab + 1) / (n + K_i K_j)}, {@code p(x_j = b | x_i = a) = (n_ab + 1) / (n_a + K_j)},
 * where n is the sum of the weights of the rows. The root's distribution is that of its table with its child of the
 * lowest number. If all columns have the same number of values, the tables of all children agree on it. A single column
 * has add-one smoothing. Among equally good trees, Prim's algorithm takes the lower columns first.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ChowLiuTree implements NormalisedDensity {
    /** The largest table of a pair: 512 MiB. */
    private static final int LARGEST_TABLE = 1 << 26;

    private final AncestralTables tables;

    private ChowLiuTree(AncestralTables tables) {
        this.tables = tables;
    }

    /**
     * Counts all pairs of columns and finds the tree. Makes {@code D^2 / 2} passes over the rows, and keeps the tables
     * of the tree's edges.
     *
     * @param data the rows; a row of weight w counts as w rows
     * @return the model, on the space of the data
     * @throws IllegalArgumentException if the table of two columns would have more than 2^26 cells
     */
    public static ChowLiuTree of(Dataset data) {
        StateSpace space = data.space();
        requireSmallTables(space);
        if (space.dimension() == 1) {
            double[] root = new double[space.cardinality(0)];
            Arrays.setAll(root, k -> 1);
            for (int i = 0; i < data.count(); i++) {
                root[data.states()[i]] += data.weights()[i];
            }
            return new ChowLiuTree(
                    new AncestralTables(space, new int[] {0}, new int[] {AncestralTables.NONE}, new double[][] {root}));
        }
        return new ChowLiuTree(new Search(data).tables());
    }

    private static void requireSmallTables(StateSpace space) {
        int[] sorted = space.cardinalities();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        long cells = last == 0 ? sorted[0] : (long) sorted[last] * sorted[last - 1];
        if (cells > LARGEST_TABLE) {
            throw new IllegalArgumentException("a Chow-Liu tree needs tables of two columns with at most "
                    + LARGEST_TABLE + " cells, but two columns of " + space + " have " + cells);
        }
    }

    /** Prim's algorithm from column 0. A pair is counted when the first of its columns joins the tree, and not kept. */
    private static final class Search {
        private final StateSpace space;
        private final PairCounts pairs;

        Search(Dataset data) {
            space = data.space();
            pairs = new PairCounts(data);
        }

        AncestralTables tables() {
            int dimension = space.dimension();
            int[] order = new int[dimension];
            int[] parents = new int[dimension];
            parents[0] = AncestralTables.NONE;
            boolean[] joined = new boolean[dimension];
            double[] largest = new double[dimension];
            Arrays.fill(largest, Double.NEGATIVE_INFINITY);
            for (int n = 0, newest = 0; n < dimension; n++) {
                order[n] = newest;
                joined[newest] = true;
                int next = -1;
                for (int d = 0; d < dimension; d++) {
                    if (joined[d]) {
                        continue;
                    }
                    double information = pairs.mutualInformation(newest, d);
                    if (information > largest[d]) {
                        largest[d] = information;
                        parents[d] = newest;
                    }
                    if (next < 0 || largest[d] > largest[next]) {
                        next = d;
                    }
                }
                newest = next;
            }
            double[][] weightsOf = new double[dimension][];
            for (int d = dimension - 1; d > 0; d--) {
                weightsOf[d] = pairs.count(parents[d], d);
                if (parents[d] == 0) {
                    weightsOf[0] = PairCounts.rowSums(weightsOf[d], space.cardinality(d));
                }
            }
            return new AncestralTables(space, order, parents, weightsOf);
        }
    }

    /**
     * Returns the column that a column depends on.
     *
     * @param column the column, {@code 0..D-1}
     * @return its parent, or -1 for the root, column 0
     * @throws IndexOutOfBoundsException if there is no such column
     */
    public int parent(int column) {
        return tables.parent(column);
    }

    @Override
    public StateSpace space() {
        return tables.space();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a state does not lie in the space
     */
    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        tables.logDensities(states, count, logDensities);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     */
    @Override
    public void sample(UniformRandomProvider random, int count, int[] states) {
        tables.sample(random, count, states);
    }

    @Override
    public String toString() {
        return "ChowLiuTree on " + space();
    }
}
