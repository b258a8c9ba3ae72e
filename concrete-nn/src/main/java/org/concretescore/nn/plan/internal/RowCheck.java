package org.concretescore.nn.plan.internal;

import java.util.SplittableRandom;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;

/**
 * Checks an assumption of training and sampling: a network's output for a row is a function of that row and the
 * parameters. Dropout and batch statistics break it. The score of a state would then depend on the other states of a
 * batch.
 */
public final class RowCheck {
    private static final int ROWS = 3;
    private static final float TOLERANCE = 1e-3f;

    private RowCheck() {}

    /**
     * Runs a user's network on a few rows. Its parameters are changed.
     *
     * @param network the network
     * @param parameters {@code [parameterCount]}; the check is made near them, so that outputs which begin at 0 are
     *     checked, too
     * @throws IllegalArgumentException if the outputs differ from run to run, or with the other rows of the batch
     */
    public static void require(ScoreNetwork network, float[] parameters) {
        SplittableRandom random = new SplittableRandom(1);
        float[] near = new float[parameters.length];
        for (int i = 0; i < near.length; i++) {
            near[i] = parameters[i] + 0.02f * (float) (random.nextDouble() - 0.5);
        }
        network.setParameters(near);
        int width = network.inputWidth();
        float[] rows = new float[ROWS * width];
        fill(rows, rows.length, random);
        try (Plan plan = network.plan(ROWS, Pass.FORWARD)) {
            float[] first = outputs(network, plan, rows);
            float[] again = outputs(network, plan, rows);
            float change = change(first, again, 0);
            if (change > 0) {
                throw new IllegalArgumentException("the network's outputs differ from run to run by a relative "
                        + change + "; it must not draw random numbers, as dropout does");
            }
            fill(rows, (ROWS - 1) * width, random);
            change = change(first, outputs(network, plan, rows), (ROWS - 1) * network.outputWidth());
            if (change > 0) {
                throw new IllegalArgumentException("the network's output for a row changes with the other rows of the"
                        + " batch by a relative " + change + "; it must not use statistics of the batch");
            }
        }
    }

    private static void fill(float[] rows, int count, SplittableRandom random) {
        for (int i = 0; i < count; i++) {
            rows[i] = (float) (2 * random.nextDouble() - 1);
        }
    }

    private static float[] outputs(ScoreNetwork network, Plan plan, float[] rows) {
        float[] outputs = new float[ROWS * network.outputWidth()];
        plan.forward(rows, ROWS, outputs);
        return outputs;
    }

    /** Returns the largest difference relative to the largest value, or 0 if it is only rounding. */
    private static float change(float[] a, float[] b, int from) {
        float largest = 0;
        float change = 0;
        for (int i = from; i < a.length; i++) {
            largest = Math.max(largest, Math.max(Math.abs(a[i]), Math.abs(b[i])));
            change = Math.max(change, Float.compare(a[i], b[i]) == 0 ? 0 : Math.abs(a[i] - b[i]));
        }
        return change > TOLERANCE * largest ? change / largest : 0;
    }
}
