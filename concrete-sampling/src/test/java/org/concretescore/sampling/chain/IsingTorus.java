package org.concretescore.sampling.chain;

import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/** {@code log p = beta sum s_i s_j} over the right and lower neighbors of an L x L torus, spins +-1 as bits. */
final class IsingTorus implements ClassedScore {
    private final Neighborhood graph;
    /** {@code [sites, 4]}. */
    private final int[] neighbors;

    private final double[] logRatios = new double[10];

    IsingTorus(int length, double beta) {
        int sites = length * length;
        neighbors = new int[4 * sites];
        for (int site = 0; site < sites; site++) {
            int row = site / length * length;
            int column = site % length;
            neighbors[4 * site] = row + (column + 1) % length;
            neighbors[4 * site + 1] = row + (column + length - 1) % length;
            neighbors[4 * site + 2] = (site + length) % sites;
            neighbors[4 * site + 3] = (site + sites - length) % sites;
        }
        graph = Graphs.hamming(StateSpace.binary(length * length));
        for (int up = 0; up <= 4; up++) {
            logRatios[up] = 2 * beta * (2 * up - 4);
            logRatios[5 + up] = -logRatios[up];
        }
    }

    @Override
    public Neighborhood neighborhood() {
        return graph;
    }

    @Override
    public int classes() {
        return 10;
    }

    @Override
    public double classLogRatio(int edgeClass) {
        return logRatios[edgeClass];
    }

    @Override
    public int edgeClass(int[] states, int at, int slot) {
        int first = 4 * slot;
        int up = 5 * states[at + slot]
                + states[at + neighbors[first]]
                + states[at + neighbors[first + 1]]
                + states[at + neighbors[first + 2]]
                + states[at + neighbors[first + 3]];
        return up;
    }

    @Override
    public void logRatios(int[] states, int count, double[] out) {
        int n = graph.slots();
        for (int i = 0; i < count * n; i++) {
            out[i] = logRatio(states, i / n * n, i % n);
        }
    }

    @Override
    public int affected(int[] states, int at, int slot, int[] slots) {
        int count = 0;
        slots[count++] = slot;
        for (int k = 0; k < 4; k++) {
            int site = neighbors[4 * slot + k];
            boolean known = false;
            for (int i = 0; i < count; i++) {
                known |= slots[i] == site;
            }
            if (!known) {
                slots[count++] = site;
            }
        }
        return count;
    }

    @Override
    public int maxAffected() {
        return Math.min(5, graph.slots());
    }

    /** The same answers from something that has no classes. */
    static LocalScore local(LocalScore model) {
        return new Local(model);
    }

    /** The same answers from something that has only rows. */
    static ScoreModel rows(ScoreModel model) {
        return new Rows(model);
    }

    private record Local(LocalScore model) implements LocalScore {
        @Override
        public Neighborhood neighborhood() {
            return model.neighborhood();
        }

        @Override
        public void logRatios(int[] states, int count, double[] out) {
            model.logRatios(states, count, out);
        }

        @Override
        public double logRatio(int[] states, int at, int slot) {
            return model.logRatio(states, at, slot);
        }

        @Override
        public int affected(int[] states, int at, int slot, int[] slots) {
            return model.affected(states, at, slot, slots);
        }

        @Override
        public int maxAffected() {
            return model.maxAffected();
        }
    }

    private record Rows(ScoreModel model) implements ScoreModel {
        @Override
        public Neighborhood neighborhood() {
            return model.neighborhood();
        }

        @Override
        public void logRatios(int[] states, int count, double[] out) {
            model.logRatios(states, count, out);
        }
    }
}
