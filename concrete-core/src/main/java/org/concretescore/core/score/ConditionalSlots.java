package org.concretescore.core.score;

import java.util.Arrays;

/** Answers of a local score for the slots of the free coordinates. */
final class ConditionalSlots {
    private final LocalScore model;
    private final Clamping clamping;
    /** The model's slot for each slot. */
    private final int[] slots;
    /** The slot for each slot of the model, or -1 for a slot of a clamped coordinate. */
    private final int[] slotOf;

    /** A full state with the clamped values in place, and room for the model's affected slots. */
    private final ThreadLocal<int[][]> rooms;

    ConditionalSlots(LocalScore model, Clamping clamping, int[] slots) {
        this.model = model;
        this.clamping = clamping;
        this.slots = slots;
        slotOf = new int[model.neighborhood().slots()];
        Arrays.fill(slotOf, -1);
        for (int slot = 0; slot < slots.length; slot++) {
            slotOf[slots[slot]] = slot;
        }
        int mostAffected = model.maxAffected();
        rooms = ThreadLocal.withInitial(() -> new int[][] {clamping.template(), new int[mostAffected]});
    }

    private int[] full(int[] states, int at) {
        int[] full = rooms.get()[0];
        clamping.write(states, at, full, 0);
        return full;
    }

    double logRatio(int[] states, int at, int slot) {
        return model.logRatio(full(states, at), 0, slots[slot]);
    }

    int edgeClass(ClassedScore classed, int[] states, int at, int slot) {
        return classed.edgeClass(full(states, at), 0, slots[slot]);
    }

    int affected(int[] states, int at, int slot, int[] out) {
        int[] all = rooms.get()[1];
        int count = model.affected(full(states, at), 0, slots[slot], all);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (slotOf[all[i]] >= 0) {
                out[kept++] = slotOf[all[i]];
            }
        }
        return kept;
    }

    int maxAffected() {
        return Math.min(slots.length, model.maxAffected());
    }
}
