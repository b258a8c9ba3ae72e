package org.concretescore.core.score;

import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.StateSpace;

/**
 * The score of a log density, computed from differences between neighbors. It is consistent by construction, whatever
 * the path.
 *
 * <p>A row costs one evaluation of the density at the state and one at each neighbor, in batches of {@value #BATCH}
 * states, or fewer if the states are wide. A row that is longer than a batch is evaluated in parts, each with the state
 * itself.
 */
public final class TiedScore implements ScoreModel {
    private static final int BATCH = 4096;
    /** The largest number of values in a batch of wide states: 64 MiB. */
    private static final int NUMBERS = 1 << 24;

    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    private final LogDensity density;
    private final Neighborhood graph;

    private TiedScore(LogDensity density, Neighborhood graph) {
        this.density = density;
        this.graph = graph;
    }

    /**
     * Returns the score of a density on a graph.
     *
     * @param density the density, up to a constant
     * @param graph a graph on the same space
     * @return the model
     * @throws IllegalArgumentException if the spaces differ, or a {@linkplain Graphs#spotCheck spot check} finds that
     *     the graph breaks the contract of {@link Neighborhood}
     */
    public static TiedScore of(LogDensity density, Neighborhood graph) {
        if (!density.space().equals(graph.space())) {
            throw new IllegalArgumentException(
                    "the density is on " + density.space() + ", but the graph is on " + graph.space());
        }
        Graphs.spotCheck(graph);
        return new TiedScore(density, graph);
    }

    /**
     * Returns the density whose differences are used.
     *
     * @return the density
     */
    public LogDensity density() {
        return density;
    }

    @Override
    public Neighborhood neighborhood() {
        return graph;
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        graph.space().check(states, count, "logRatios", logRatios, graph.slots());
        int slots = graph.slots();
        int dimension = graph.space().dimension();
        int batch = Math.max(2, Math.min(BATCH, NUMBERS / dimension));
        int rowsAtOnce = Math.max(1, batch / (slots + 1));
        int slotsAtOnce = Math.min(slots, batch - 1);
        Workspace work = WORKSPACE.get();
        if (work.busy) {
            // The density is built on a score of this kind, too, and uses the workspace already.
            work = new Workspace();
        }
        work.busy = true;
        try {
            for (int row = 0; row < count; row += rowsAtOnce) {
                int rows = Math.min(rowsAtOnce, count - row);
                for (int slot = 0; slot < slots; slot += slotsAtOnce) {
                    int end = Math.min(slots, slot + slotsAtOnce);
                    work.fill(this, states, row * dimension, rows, slot, end, logRatios, row * slots);
                }
            }
        } finally {
            work.busy = false;
        }
    }

    /**
     * Room for one batch: the states of some rows, each followed by its neighbors in some slots. There is one per
     * thread for all models, so that no thread keeps a model alive.
     */
    private static final class Workspace {
        private boolean busy;
        private int[] points = new int[0];
        private double[] values = new double[0];

        void fill(TiedScore model, int[] states, int at, int rows, int from, int to, double[] logRatios, int out) {
            Neighborhood graph = model.graph;
            StateSpace space = graph.space();
            int dimension = space.dimension();
            int slots = graph.slots();
            int capacity = rows * (to - from + 1);
            if (points.length < capacity * dimension) {
                points = new int[capacity * dimension];
            }
            if (values.length < capacity) {
                values = new double[capacity];
            }
            int n = 0;
            for (int row = 0; row < rows; row++) {
                int x = at + row * dimension;
                System.arraycopy(states, x, points, n++ * dimension, dimension);
                int first = out + row * slots;
                for (int slot = from; slot < to; slot++) {
                    logRatios[first + slot] =
                            graph.neighbor(states, x, slot, points, n * dimension) ? n++ : Double.NEGATIVE_INFINITY;
                }
            }
            model.density.logDensities(points, n, values);
            int center = 0;
            for (int row = 0; row < rows; row++) {
                int next = center + 1;
                int first = out + row * slots;
                for (int i = first + from; i < first + to; i++) {
                    if (logRatios[i] >= 0) {
                        logRatios[i] = values[next++] - values[center];
                    }
                }
                center = next;
            }
        }
    }

    /** Returns a text that names density and graph. */
    @Override
    public String toString() {
        return "TiedScore[" + density + ", " + graph + "]";
    }
}
