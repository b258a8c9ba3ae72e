package org.concretescore.sampling.chain;

import java.util.Arrays;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;

/** What chains remember of one model and its graph at their current states. */
final class ScoreRows implements Memory {
    private final ScoreModel model;
    private final Acceptance rule;
    /**
     * Marks an acceptance probability that is not computed yet. Computed ones are kept, because a chain that hardly
     * moves proposes the same moves again and again.
     */
    static final double UNKNOWN = -1;

    /** The model's rows, {@code [C, slots]}; the row of a chain is used only while it is valid. */
    final double[] logRatios;

    final boolean[] valid;

    /** The number m(x) of slots of each chain's state that are not empty; null if no slots are ever empty. */
    final int[] degree;
    /**
     * {@code [C, slots]}: the first m(x) entries of a row are the slots that are not empty; null like {@link #degree}.
     */
    final int[] occupied;

    /** {@code [C, slots]}: the probability that the move in a slot is accepted, or {@link #UNKNOWN}. */
    final double[] acceptance;

    ScoreRows(ScoreModel model, Acceptance rule, int chains) {
        Neighborhood graph = model.neighborhood();
        int size = Math.multiplyExact(chains, graph.slots());
        this.model = model;
        this.rule = rule;
        logRatios = new double[size];
        valid = new boolean[chains];
        degree = graph.isFull() ? null : new int[chains];
        occupied = graph.isFull() ? null : new int[size];
        acceptance = new double[size];
    }

    @Override
    public Object key() {
        return model;
    }

    @Override
    public Acceptance rule() {
        return rule;
    }

    @Override
    public boolean knows(int chain) {
        return valid[chain];
    }

    @Override
    public int width() {
        return model.neighborhood().slots();
    }

    @Override
    public double[] numbers() {
        return logRatios;
    }

    @Override
    public void restore(int chain, int[] states, int at, double[] numbers, int from) {
        keep(
                chain,
                states,
                at,
                numbers,
                from,
                new int[model.neighborhood().space().dimension()]);
    }

    @Override
    public void forget(int chain) {
        valid[chain] = false;
    }

    /**
     * Keeps a row.
     *
     * @param chain the chain of the row
     * @param states holds the chain's state
     * @param at where it begins
     * @param rows holds the row
     * @param row where it begins
     * @param scratch room for one state
     */
    void keep(int chain, int[] states, int at, double[] rows, int row, int[] scratch) {
        Neighborhood graph = model.neighborhood();
        int slots = graph.slots();
        int first = chain * slots;
        System.arraycopy(rows, row, logRatios, first, slots);
        if (degree != null) {
            int m = 0;
            for (int slot = 0; slot < slots; slot++) {
                if (graph.neighbor(states, at, slot, scratch, 0)) {
                    occupied[first + m++] = slot;
                }
            }
            degree[chain] = m;
        }
        Arrays.fill(acceptance, first, first + slots, UNKNOWN);
        valid[chain] = true;
    }
}
