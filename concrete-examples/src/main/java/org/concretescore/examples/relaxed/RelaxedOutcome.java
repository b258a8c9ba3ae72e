package org.concretescore.examples.relaxed;

import java.util.List;
import org.concretescore.nn.train.TrainingResult;

/** A model that was trained: its training, its figures, and the course of the training. */
record RelaxedOutcome(RelaxedJob job, RelaxedRow row, List<TrainingResult.Point> curve) {
    boolean hasTemperatureAndBound() {
        return job.method().isTempered() && Double.isFinite(row.testBound());
    }
}
