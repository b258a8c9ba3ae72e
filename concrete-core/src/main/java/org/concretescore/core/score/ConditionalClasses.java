package org.concretescore.core.score;

import org.concretescore.core.graph.Neighborhood;

/** A conditioned score in classes. The classes are those of the model. */
record ConditionalClasses(ClassedScore model, ConditionalScore rows, ConditionalSlots slots) implements ClassedScore {
    @Override
    public Neighborhood neighborhood() {
        return rows.neighborhood();
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        rows.logRatios(states, count, logRatios);
    }

    @Override
    public int classes() {
        return model.classes();
    }

    @Override
    public double classLogRatio(int edgeClass) {
        return model.classLogRatio(edgeClass);
    }

    @Override
    public int edgeClass(int[] states, int at, int slot) {
        return slots.edgeClass(model, states, at, slot);
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
