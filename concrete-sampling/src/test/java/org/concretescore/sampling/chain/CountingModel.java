package org.concretescore.sampling.chain;

import java.util.concurrent.atomic.AtomicLong;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;

/** Counts calls and rows. */
record CountingModel(ScoreModel model, AtomicLong calls, AtomicLong rows) implements ScoreModel {
    CountingModel(ScoreModel model) {
        this(model, new AtomicLong(), new AtomicLong());
    }

    @Override
    public Neighborhood neighborhood() {
        return model.neighborhood();
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        calls.incrementAndGet();
        rows.addAndGet(count);
        model.logRatios(states, count, logRatios);
    }
}
