package org.concretescore.core.score;

import org.concretescore.core.graph.Neighborhood;

/**
 * A score held in a table with one row per state. It is the quickest model of a small space, and it can store the
 * answers of a slow model.
 */
public final class TableScore implements LocalScore {
    private static final int STATES = 1 << 24;

    private final Neighborhood graph;
    private final double[] table;

    private TableScore(Neighborhood graph, double[] table) {
        this.graph = graph;
        this.table = table;
    }

    /**
     * Makes a table of given numbers.
     *
     * @param graph a graph on an enumerable space of n states
     * @param logRatios {@code [n, slots]} by rank; copied. The entries of empty slots are ignored
     * @return the model
     * @throws IllegalArgumentException if the sizes differ, or a number that belongs to an edge is NaN
     */
    public static TableScore of(Neighborhood graph, double[] logRatios) {
        int n = graph.space().enumerableSize(STATES, "a table of scores");
        int slots = graph.slots();
        if (logRatios.length != (long) n * slots) {
            throw new IllegalArgumentException(
                    "a table for " + graph + " has " + n + " x " + slots + " entries, was given " + logRatios.length);
        }
        double[] table = logRatios.clone();
        int[] x = new int[graph.space().dimension()];
        int[] y = new int[graph.space().dimension()];
        for (int rank = 0; rank < n; rank++) {
            graph.space().unrank(rank, x, 0);
            for (int slot = 0; slot < slots; slot++) {
                int i = rank * slots + slot;
                if (!graph.neighbor(x, 0, slot, y, 0)) {
                    table[i] = Double.NEGATIVE_INFINITY;
                } else if (Double.isNaN(table[i])) {
                    throw new IllegalArgumentException("log ratio of state " + rank + ", slot " + slot + " is NaN");
                }
            }
        }
        return new TableScore(graph, table);
    }

    /**
     * Evaluates a model once at every state.
     *
     * @param model any model on an enumerable space
     * @return its table
     * @throws IllegalArgumentException if the space is too large, or the model answers NaN
     */
    public static TableScore of(ScoreModel model) {
        Neighborhood graph = model.neighborhood();
        int n = graph.space().enumerableSize(STATES, "a table of scores");
        int[] states = new int[Math.multiplyExact(n, graph.space().dimension())];
        for (int rank = 0; rank < n; rank++) {
            graph.space().unrank(rank, states, rank * graph.space().dimension());
        }
        double[] logRatios = new double[Math.multiplyExact(n, graph.slots())];
        model.logRatios(states, n, logRatios);
        return of(graph, logRatios);
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
        for (int row = 0; row < count; row++) {
            int rank = (int) graph.space().rank(states, row * dimension);
            System.arraycopy(table, rank * slots, logRatios, row * slots, slots);
        }
    }

    @Override
    public double logRatio(int[] states, int at, int slot) {
        return table[(int) graph.space().rank(states, at) * graph.slots() + slot];
    }

    /** Writes all slots: the entries of a table may be unrelated. */
    @Override
    public int affected(int[] states, int at, int slot, int[] slots) {
        for (int i = 0; i < graph.slots(); i++) {
            slots[i] = i;
        }
        return graph.slots();
    }

    @Override
    public int maxAffected() {
        return graph.slots();
    }

    @Override
    public String toString() {
        return "TableScore[" + graph + "]";
    }
}
