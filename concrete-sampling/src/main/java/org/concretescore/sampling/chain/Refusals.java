package org.concretescore.sampling.chain;

import java.util.Arrays;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.ScoreModel;

/** The exceptions that several kernels throw. */
final class Refusals {
    private Refusals() {}

    static IllegalStateException notANumber(ScoreModel model, int[] states, int at, int slot) {
        return logRatio(model, states, at, slot, "NaN");
    }

    /** Returns the exception for a log ratio that a kernel cannot use. */
    static IllegalStateException logRatio(ScoreModel model, int[] states, int at, int slot, String what) {
        Neighborhood graph = model.neighborhood();
        return new IllegalStateException("log ratio of state " + state(graph, states, at) + ", slot " + slot + " of "
                + graph + " is " + what + " in " + model);
    }

    static String state(Neighborhood graph, int[] states, int at) {
        return Arrays.toString(Arrays.copyOfRange(states, at, at + graph.space().dimension()));
    }
}
