package org.concretescore.core.verify;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ClassedScore;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.StateSpace;

/** Checks of a score model at one state after the other. */
final class ScoreChecks {
    private static final double GUARD = -77;

    private final ScoreModel model;
    private final double tolerance;
    private final Neighborhood graph;
    private final int slots;
    private final int dimension;

    ScoreChecks(ScoreModel model, double tolerance) {
        this.model = model;
        this.tolerance = tolerance;
        this.graph = model.neighborhood();
        this.slots = graph.slots();
        this.dimension = graph.space().dimension();
    }

    /** Visits all states of a small space, or some of a large one. */
    static void each(StateSpace space, UniformRandomProvider random, Consumer<int[]> check) {
        boolean all = space.hasAtMost(Verify.STATES);
        int count = all ? (int) space.size() : 200;
        for (int i = 0; i < count; i++) {
            int[] x = new int[space.dimension()];
            if (all) {
                space.unrank(i, x, 0);
            } else {
                Arrays.setAll(x, d -> random.nextInt(space.cardinality(d)));
            }
            check.accept(x);
        }
    }

    void check(UniformRandomProvider random) {
        each(graph.space(), random, this::at);
    }

    private void at(int[] x) {
        double[] row = model.logRatios(x);
        int[] y = new int[dimension];
        int[] last = x;
        for (int slot = 0; slot < slots; slot++) {
            boolean there = graph.neighbor(x, 0, slot, y, 0);
            if (Double.isNaN(row[slot]) || !there && row[slot] != Double.NEGATIVE_INFINITY) {
                throw failed(
                        x, slot, "is " + row[slot] + (there ? "" : ", but the slot is empty, so it must be -Infinity"));
            }
            last = there ? y.clone() : last;
        }
        batch(x, last, row);
        double[] ratios = new double[slots];
        double[] scores = new double[slots];
        model.ratios(x, 1, ratios);
        model.scores(x, 1, scores);
        for (int slot = 0; slot < slots; slot++) {
            same(x, slot, "by its ratio", row[slot], Math.log(ratios[slot]));
            if (!(Math.abs(scores[slot] - (ratios[slot] - 1)) <= tolerance * (1 + ratios[slot])
                    || scores[slot] == ratios[slot])) {
                throw failed(x, slot, "has the ratio " + ratios[slot] + ", but the score " + scores[slot]);
            }
        }
        if (model instanceof LocalScore local) {
            local(local, x, row);
        }
    }

    /** Checks the same row behind that of another state, and that nothing is written behind it. */
    private void batch(int[] x, int[] other, double[] row) {
        int[] states = new int[2 * dimension];
        System.arraycopy(other, 0, states, 0, dimension);
        System.arraycopy(x, 0, states, dimension, dimension);
        int[] before = states.clone();
        double[] rows = new double[2 * slots + 1];
        Arrays.fill(rows, GUARD);
        model.logRatios(states, 2, rows);
        if (rows[2 * slots] != GUARD || !Arrays.equals(before, states)) {
            throw new IllegalArgumentException(
                    model + " writes " + (rows[2 * slots] != GUARD ? "behind the rows" : "into the states"));
        }
        for (int slot = 0; slot < slots; slot++) {
            same(x, slot, "in a batch of two", row[slot], rows[slots + slot]);
        }
    }

    private void local(LocalScore local, int[] x, double[] row) {
        int[] state = new int[dimension + 1];
        System.arraycopy(x, 0, state, 1, dimension);
        int[] affected = new int[local.maxAffected()];
        int[] y = new int[dimension];
        for (int slot = 0; slot < slots; slot++) {
            same(x, slot, "asked for alone", row[slot], local.logRatio(state, 1, slot));
            if (local instanceof ClassedScore classed) {
                int edgeClass = classed.edgeClass(state, 1, slot);
                if (edgeClass < 0 || edgeClass >= classed.classes()) {
                    throw failed(x, slot, "is of class " + edgeClass + " of " + classed.classes());
                }
                same(x, slot, "by its class", row[slot], classed.classLogRatio(edgeClass));
            }
            if (graph.neighbor(x, 0, slot, y, 0)) {
                Set<Integer> named = new HashSet<>();
                int count = local.affected(state, 1, slot, affected);
                for (int i = 0; i < count; i++) {
                    if (!named.add(affected[i])) {
                        throw failed(x, slot, "affects slot " + affected[i] + ", which is named twice");
                    }
                }
                double[] there = model.logRatios(y);
                for (int other = 0; other < slots; other++) {
                    if (!named.contains(other) && !isSame(row[other], there[other])) {
                        throw failed(
                                x,
                                slot,
                                "does not affect slot " + other
                                        + " according to affected(), but the move changes it from " + row[other]
                                        + " to " + there[other]);
                    }
                }
            }
        }
    }

    private boolean isSame(double a, double b) {
        return a == b || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a));
    }

    private void same(int[] x, int slot, String how, double a, double b) {
        // A ratio may be too small or too large for a double.
        boolean lost = Math.abs(a) > 700 && Math.abs(b) > 700;
        if (!isSame(a, b) && !lost) {
            throw failed(x, slot, "is " + a + " in a row, but " + b + " " + how);
        }
    }

    private IllegalArgumentException failed(int[] x, int slot, String problem) {
        return new IllegalArgumentException(
                "log ratio of state " + Arrays.toString(x) + ", slot " + slot + " of " + model + " " + problem);
    }

    void consistent(UniformRandomProvider random) {
        each(graph.space(), random, x -> cycles(x, random));
    }

    /** Checks every edge there and back, and random pairs of edges x, y, z and back by another way. */
    private void cycles(int[] x, UniformRandomProvider random) {
        double[] row = model.logRatios(x);
        int[] y = new int[dimension];
        int[] z = new int[dimension];
        int[] w = new int[dimension];
        int tried = Math.min(slots, 16);
        for (int s = 0; s < tried; s++) {
            int i = slots == tried ? s : random.nextInt(slots);
            if (!graph.neighbor(x, 0, i, y, 0)) {
                continue;
            }
            double[] rowOfY = model.logRatios(y);
            int back = graph.slotOf(y, 0, x, 0);
            if (back >= 0) {
                closed(row[i] + rowOfY[back], x, y);
            }
            for (int t = 0; t < tried; t++) {
                int j = slots == tried ? t : random.nextInt(slots);
                if (!graph.neighbor(y, 0, j, z, 0) || Arrays.equals(x, z)) {
                    continue;
                }
                double there = row[i] + rowOfY[j];
                int direct = graph.slotOf(x, 0, z, 0);
                if (direct >= 0) {
                    closed(there - row[direct], x, y, z);
                }
                if (graph.neighbor(x, 0, j, w, 0)) {
                    int end = graph.slotOf(w, 0, z, 0);
                    if (end >= 0) {
                        closed(there - row[j] - model.logRatios(w)[end], x, y, z, w);
                    }
                }
            }
        }
    }

    private void closed(double sum, int[]... cycle) {
        if (Math.abs(sum) > tolerance && Math.abs(sum) < Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    model + " is not the score of a distribution: the log ratios around the states "
                            + Arrays.deepToString(cycle) + " sum to " + sum + " nats");
        }
    }
}
