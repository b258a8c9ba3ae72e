package org.concretescore.core.score;

import org.concretescore.core.graph.CoordinateSlots;
import org.concretescore.core.graph.Neighborhood;

/**
 * The score of the free coordinates given the clamped ones, so that every sampler can clamp. The ratio of two states
 * that agree in the clamped coordinates is their joint ratio. It serves grid, torus and Hamming, whose edges change one
 * coordinate. The slots are those of the free coordinates, in their order.
 */
public final class ConditionalScore implements ScoreModel {
    private final ScoreModel model;
    private final Clamping clamping;
    private final Neighborhood graph;
    /** The model's slot for each slot. */
    private final int[] slots;

    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);

    private ConditionalScore(ScoreModel model, Clamping clamping, Neighborhood graph, int[] slots) {
        this.model = model;
        this.clamping = clamping;
        this.graph = graph;
        this.slots = slots;
    }

    /**
     * Conditions a score.
     *
     * @param model the score
     * @param clamping the coordinates that are given
     * @return the score on {@link Clamping#space}; a {@link LocalScore}, {@link ClassedScore} or {@link TiedScore} if
     *     the model is one. The rows of a tied score evaluate the free coordinates' neighbors alone. Each answer
     *     completes the state first, which takes time in proportion to the number of free coordinates
     * @throws IllegalArgumentException if the clamping belongs to another space, or the graph is not grid, torus or
     *     Hamming
     */
    public static ScoreModel of(ScoreModel model, Clamping clamping) {
        Neighborhood full = model.neighborhood();
        clamping.requireSpace(full.space());
        CoordinateSlots all = CoordinateSlots.of(full)
                .orElseThrow(() -> new IllegalArgumentException("clamping coordinates needs a graph whose edges change"
                        + " one coordinate (grid, torus or hamming), was given " + full
                        + ": its edges may lead to states with other values of the clamped coordinates"));
        Neighborhood graph = all.on(clamping.space());
        if (model instanceof TiedScore tied) {
            return TiedScore.of(ConditionalDensity.of(tied.density(), clamping), graph);
        }
        CoordinateSlots some = CoordinateSlots.of(graph).orElseThrow();
        int[] free = clamping.free();
        int[] slots = new int[graph.slots()];
        for (int slot = 0; slot < slots.length; slot++) {
            int i = some.coordinate(slot);
            // A coordinate has the same number of slots with the same meaning on either space.
            slots[slot] = all.firstSlot(free[i]) + slot - some.firstSlot(i);
        }
        ConditionalScore rows = new ConditionalScore(model, clamping, graph, slots);
        if (model instanceof ClassedScore classed) {
            return new ConditionalClasses(classed, rows, new ConditionalSlots(classed, clamping, slots));
        }
        if (model instanceof LocalScore local) {
            return new ConditionalLocal(rows, new ConditionalSlots(local, clamping, slots));
        }
        return rows;
    }

    @Override
    public Neighborhood neighborhood() {
        return graph;
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        graph.space().check(states, count, "logRatios", logRatios, graph.slots());
        Workspace work = workspaces.get();
        int width = model.neighborhood().slots();
        work.reserve(Math.multiplyExact(count, clamping.full().dimension()), Math.multiplyExact(count, width));
        clamping.expand(states, count, work.states);
        model.logRatios(work.states, count, work.rows);
        for (int row = 0; row < count; row++) {
            for (int slot = 0; slot < slots.length; slot++) {
                logRatios[row * slots.length + slot] = work.rows[row * width + slots[slot]];
            }
        }
    }

    /** Room for one batch, one per thread. */
    private static final class Workspace {
        private int[] states = new int[0];
        private double[] rows = new double[0];

        void reserve(int stateSize, int rowSize) {
            if (states.length < stateSize) {
                states = new int[stateSize];
            }
            if (rows.length < rowSize) {
                rows = new double[rowSize];
            }
        }
    }

    @Override
    public String toString() {
        return "ConditionalScore[" + model + ", " + clamping + "]";
    }
}
