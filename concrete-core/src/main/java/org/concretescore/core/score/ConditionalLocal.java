package org.concretescore.core.score;

import org.concretescore.core.graph.Neighborhood;

/** A conditioned local score. */
record ConditionalLocal(ConditionalScore rows, ConditionalSlots slots) implements LocalScore {
    @Override
    public Neighborhood neighborhood() {
        return rows.neighborhood();
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        rows.logRatios(states, count, logRatios);
    }

    @Override
    public double logRatio(int[] states, int at, int slot) {
        return slots.logRatio(states, at, slot);
    }

    @Override
    public int affected(int[] states, int at, int slot, int[] affected) {
        return slots.affected(states, at, slot, affected);
    }

    @Override
    public int maxAffected() {
        return slots.maxAffected();
    }

    @Override
    public String toString() {
        return rows.toString();
    }
}
