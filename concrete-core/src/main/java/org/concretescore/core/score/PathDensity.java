package org.concretescore.core.score;

import java.util.Arrays;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * A log density made from a score: the sum of the log ratios along a path from a reference state, where it is 0.
 *
 * <p>The path changes the coordinates one after another, in their order. It takes one edge if an edge leads to the new
 * value, and otherwise edges from value to next value. If the score is consistent (a tied model), the sum is the log
 * density itself, up to a constant. <strong>A free score need not be consistent: then the sum depends on the
 * path</strong>. Another reference state or another order of the coordinates gives another density, and results
 * computed from it (log Z, likelihoods) are those of this one density, not of the score.
 *
 * <p>A state costs one row of the model for each edge of its path. On the Hamming graph, that is one row for each
 * coordinate that differs from the reference. Rows are evaluated in batches.
 */
public final class PathDensity implements LogDensity {
    /** The numbers that one batch of rows may hold. */
    private static final int BATCH = 1 << 20;

    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    private final ScoreModel model;
    private final Neighborhood graph;
    private final int[] reference;
    private final int longest;

    private PathDensity(ScoreModel model, int[] reference, int longest) {
        this.model = model;
        this.graph = model.neighborhood();
        this.reference = reference;
        this.longest = longest;
    }

    /**
     * Returns the density along paths from the state whose coordinates are all 0.
     *
     * @param model the score; on a directed graph edges are walked both ways
     * @return the density
     * @throws IllegalArgumentException if the graph has no path that changes a coordinate alone
     */
    public static PathDensity of(ScoreModel model) {
        return of(model, new int[model.neighborhood().space().dimension()]);
    }

    /**
     * Returns the density along paths from a given state.
     *
     * @param model the score; on a directed graph edges are walked both ways
     * @param reference the D coordinates of the state where the log density is 0; copied
     * @return the density
     * @throws IllegalArgumentException if the reference does not lie in the space, or the graph has no path that
     *     changes a coordinate alone
     */
    public static PathDensity of(ScoreModel model, int[] reference) {
        ScoreModel both = SymmetrizedScore.of(model);
        Neighborhood graph = both.neighborhood();
        StateSpace space = graph.space();
        if (reference.length != space.dimension()) {
            throw new IllegalArgumentException("a reference state of " + space + " has "
                    + Counts.of(space.dimension(), "coordinate") + ", was given " + reference.length);
        }
        space.check(reference, 1);
        int longest = 0;
        int[] here = reference.clone();
        int[] next = reference.clone();
        for (int d = 0; d < reference.length; d++) {
            int most = 0;
            for (int value = 0; value < space.cardinality(d); value++) {
                int edges = 0;
                while (here[d] != value) {
                    next[d] = value;
                    if (slotTowards(graph, here, 0, next, d) < 0) {
                        throw new IllegalArgumentException("a path density needs a graph on which each coordinate can"
                                + " be changed alone; on " + graph + " no edge changes coordinate " + d + " from "
                                + here[d] + " towards " + value);
                    }
                    here[d] = next[d];
                    edges++;
                }
                most = Math.max(most, edges);
                here[d] = reference[d];
            }
            next[d] = reference[d];
            longest = Math.addExact(longest, most);
        }
        return new PathDensity(both, reference.clone(), longest);
    }

    /**
     * Writes the next state of the path and returns the slot that leads there.
     *
     * @param next holds the same state except for coordinate d, which holds the value to reach; receives the value
     *     that the edge leads to
     * @return the slot, or -1 if there is no such edge
     */
    private static int slotTowards(Neighborhood graph, int[] states, int at, int[] next, int d) {
        int slot = graph.slotOf(states, at, next, 0);
        if (slot < 0) {
            next[d] = states[at + d] + Integer.signum(next[d] - states[at + d]);
            slot = graph.slotOf(states, at, next, 0);
        }
        return slot;
    }

    /**
     * Returns the score whose log ratios are summed.
     *
     * @return the model, on a graph whose edges may all be walked both ways
     */
    public ScoreModel model() {
        return model;
    }

    @Override
    public StateSpace space() {
        return graph.space();
    }

    /**
     * {@inheritDoc} Negative infinity where a ratio of the path is 0.
     *
     * @throws IllegalArgumentException if a state does not lie in the space
     * @throws IllegalStateException if a log ratio of the path is NaN or positive infinity, so that the sum does not
     *     mean anything
     */
    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        space().check(states, count, "logDensities", logDensities, 1);
        Workspace work = WORKSPACE.get();
        if (work.busy) {
            // The model is built on a density of this kind, too, and uses the workspace already.
            work = new Workspace();
        }
        work.busy = true;
        try {
            work.sum(this, states, count, logDensities);
        } finally {
            work.busy = false;
        }
    }

    @Override
    public String toString() {
        return "PathDensity[" + model + " from " + Arrays.toString(reference) + "]";
    }

    /** Room for one batch, one per thread for all densities, so that no thread keeps a model alive. */
    private static final class Workspace {
        private boolean busy;
        private int[] points = new int[0];
        private int[] slots = new int[0];
        private int[] next = new int[0];
        private double[] rows = new double[0];

        void sum(PathDensity density, int[] states, int count, double[] logDensities) {
            int dimension = density.space().dimension();
            int width = density.graph.slots();
            int longest = density.longest;
            int statesAtOnce = Math.max(1, BATCH / Math.max(1, longest * width));
            reserve(Math.min(count, statesAtOnce) * longest, dimension, width);
            for (int from = 0; from < count; from += statesAtOnce) {
                int to = Math.min(count, from + statesAtOnce);
                int n = 0;
                for (int row = from; row < to; row++) {
                    n = layPath(density, states, row * dimension, n);
                    logDensities[row] = n;
                }
                density.model.logRatios(points, n, rows);
                int point = 0;
                for (int row = from; row < to; row++) {
                    int end = (int) logDensities[row];
                    double sum = 0;
                    for (; point < end; point++) {
                        double logRatio = rows[point * width + slots[point]];
                        if (!(logRatio < Double.POSITIVE_INFINITY)) {
                            throw unusable(density, point, logRatio);
                        }
                        sum += logRatio;
                    }
                    logDensities[row] = sum;
                }
            }
        }

        private void reserve(int capacity, int dimension, int width) {
            // One state more than the points: the last edge of a path leads there.
            if (points.length < Math.multiplyExact(capacity + 1, dimension)) {
                points = new int[(capacity + 1) * dimension];
            }
            if (slots.length < capacity) {
                slots = new int[capacity];
            }
            if (rows.length < Math.multiplyExact(capacity, width)) {
                rows = new double[capacity * width];
            }
            if (next.length < dimension) {
                next = new int[dimension];
            }
        }

        /** Writes the states of a path except its end, from point n on, and returns the new number of points. */
        private int layPath(PathDensity density, int[] states, int at, int n) {
            int dimension = density.space().dimension();
            System.arraycopy(density.reference, 0, points, n * dimension, dimension);
            System.arraycopy(density.reference, 0, next, 0, dimension);
            for (int d = 0; d < dimension; d++) {
                while (points[n * dimension + d] != states[at + d]) {
                    next[d] = states[at + d];
                    slots[n] = slotTowards(density.graph, points, n * dimension, next, d);
                    if (slots[n] < 0) {
                        throw new IllegalStateException("no edge of " + density.graph + " changes coordinate " + d
                                + " alone at state "
                                + Arrays.toString(Arrays.copyOfRange(points, n * dimension, (n + 1) * dimension)));
                    }
                    n++;
                    System.arraycopy(next, 0, points, n * dimension, dimension);
                }
            }
            return n;
        }

        private IllegalStateException unusable(PathDensity density, int point, double logRatio) {
            int dimension = density.space().dimension();
            int[] state = Arrays.copyOfRange(points, point * dimension, (point + 1) * dimension);
            return new IllegalStateException("log ratio of state " + Arrays.toString(state) + ", slot " + slots[point]
                    + " of " + density.graph + " is " + logRatio + " in " + density.model);
        }
    }
}
