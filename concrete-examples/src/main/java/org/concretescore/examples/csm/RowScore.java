package org.concretescore.examples.csm;

import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;

/** A score that answers only in rows, as a network does; samplers can't ask it for single slots. */
record RowScore(ScoreModel model) implements ScoreModel {
    @Override
    public Neighborhood neighborhood() {
        return model.neighborhood();
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        model.logRatios(states, count, logRatios);
    }

    @Override
    public String toString() {
        return model.toString();
    }
}
