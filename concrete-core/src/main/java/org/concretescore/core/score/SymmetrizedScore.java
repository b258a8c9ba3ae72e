package org.concretescore.core.score;

import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;

/**
 * The score of a model on its graph where every edge may be walked both ways. An in-neighbor z with {@code N(z)_i = x}
 * has the log ratio {@code -l(z)_i}, for which the model is evaluated at z.
 *
 * <p>If a graph has an edge and its opposite, the out-edge is used: a free model need not satisfy
 * {@code l(x->y) = -l(y->x)}.
 */
public final class SymmetrizedScore implements ScoreModel {
    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    private final ScoreModel model;
    private final Neighborhood graph;

    private SymmetrizedScore(ScoreModel model) {
        this.model = model;
        this.graph = Graphs.symmetrize(model.neighborhood());
    }

    /**
     * Returns the model on its symmetrized graph.
     *
     * @param model any model
     * @return the model itself if its graph is symmetric
     */
    public static ScoreModel of(ScoreModel model) {
        return model.neighborhood().isSymmetric() ? model : new SymmetrizedScore(model);
    }

    @Override
    public Neighborhood neighborhood() {
        return graph;
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        graph.space().check(states, count, "logRatios", logRatios, graph.slots());
        Workspace work = WORKSPACE.get();
        if (work.busy) {
            // The model is built on a score of this kind, too, and uses the workspace already.
            work = new Workspace();
        }
        work.busy = true;
        try {
            work.fill(this, states, count, logRatios);
        } finally {
            work.busy = false;
        }
    }

    /** Room for one batch, one per thread for all models, so that no thread keeps a model alive. */
    private static final class Workspace {
        private boolean busy;
        private int[] sources = new int[0];
        private int[] sourceSlots = new int[0];
        private double[] rows = new double[0];

        void fill(SymmetrizedScore score, int[] states, int count, double[] logRatios) {
            ScoreModel model = score.model;
            Neighborhood graph = score.graph;
            Neighborhood directed = model.neighborhood();
            int dimension = directed.space().dimension();
            int outSlots = directed.slots();
            int slots = graph.slots();
            int capacity = count * (slots - outSlots);
            if (sources.length < Math.multiplyExact(capacity, dimension)) {
                sources = new int[capacity * dimension];
            }
            if (sourceSlots.length < capacity) {
                sourceSlots = new int[capacity];
            }
            int n = 0;
            for (int row = 0; row < count; row++) {
                for (int k = 0; k < slots - outSlots; k++) {
                    int at = row * dimension;
                    if (graph.neighbor(states, at, outSlots + k, sources, n * dimension)) {
                        sourceSlots[n] = directed.reverseNeighbor(states, at, k, sources, n * dimension);
                        n++;
                    }
                }
            }
            if (rows.length < Math.max(n, count) * outSlots) {
                rows = new double[Math.max(n, count) * outSlots];
            }
            model.logRatios(states, count, rows);
            for (int row = 0; row < count; row++) {
                System.arraycopy(rows, row * outSlots, logRatios, row * slots, outSlots);
            }
            model.logRatios(sources, n, rows);
            n = 0;
            int[] scratch = new int[dimension];
            for (int row = 0; row < count; row++) {
                for (int slot = outSlots; slot < slots; slot++) {
                    boolean there = graph.neighbor(states, row * dimension, slot, scratch, 0);
                    logRatios[row * slots + slot] =
                            there ? -rows[n * outSlots + sourceSlots[n++]] : Double.NEGATIVE_INFINITY;
                }
            }
        }
    }

    @Override
    public String toString() {
        return "SymmetrizedScore[" + model + "]";
    }
}
