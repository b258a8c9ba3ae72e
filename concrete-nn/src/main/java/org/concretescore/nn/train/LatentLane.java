package org.concretescore.nn.train;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.latent.BoundLoss;
import org.concretescore.core.latent.SignalStatistics;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.latent.internal.LatentRows;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;

/** A replica of the graph with everything that it needs to turn data rows into a loss and a gradient. */
final class LatentLane implements Training.Lane {
    private final Plan plan;
    private final LatentRows rows;
    private final BoundLoss loss;
    private final int dataWidth;
    private final int activityWidth;
    private final float[] inputs;
    private final float[] outputs;
    private final float[] outputGradients;
    /** The columns that the loss knows; the outputs themselves if there are no other columns. */
    private final float[] known;

    private final float[] knownGradients;
    private final int capacity;
    private int first;
    private int count;
    private int[] states;
    private int batch;
    private long step;
    private RandomStreams streams;
    private SignalStatistics statistics;
    private double value;

    LatentLane(ScoreNetwork network, LatentRows rows, BoundLoss loss, int dataWidth, int capacity) {
        this.rows = rows;
        this.loss = loss;
        this.dataWidth = dataWidth;
        this.capacity = capacity;
        plan = network.plan(capacity, Pass.TRAINING);
        activityWidth = network.outputWidth() - loss.width();
        inputs = new float[Math.multiplyExact(capacity, network.inputWidth())];
        outputs = new float[Math.multiplyExact(capacity, network.outputWidth())];
        outputGradients = new float[outputs.length];
        known = activityWidth == 0 ? outputs : new float[capacity * loss.width()];
        knownGradients = activityWidth == 0 ? outputGradients : new float[known.length];
    }

    /** Takes rows of a batch with the noise of a step, and returns the first row that was not taken. */
    int fill(int[] states, int from, int batch, long step, RandomStreams streams, SignalStatistics statistics) {
        this.states = states;
        this.batch = batch;
        this.step = step;
        this.streams = streams;
        first = from;
        count = Math.min(capacity, batch - from);
        this.statistics = statistics;
        return first + count;
    }

    @Override
    public void run(boolean backward) {
        // Drawn here, where lanes work in parallel, because drawing noise takes time.
        for (int row = 0; row < count; row++) {
            // One stream per row, so that noise does not depend on how a batch is cut.
            UniformRandomProvider random = streams.stream("noise", step * batch + first + row);
            rows.data(states, (first + row) * dataWidth, true, inputs, row);
            rows.noise(random, inputs, row);
        }
        plan.forward(inputs, count, outputs);
        int wide = loss.width() + activityWidth;
        for (int row = 0; activityWidth > 0 && row < count; row++) {
            System.arraycopy(outputs, row * wide, known, row * loss.width(), loss.width());
        }
        value = loss.lossAndGradient(known, count, 1.0 / batch, statistics, knownGradients);
        if (!backward) {
            return;
        }
        for (int row = 0; activityWidth > 0 && row < count; row++) {
            System.arraycopy(knownGradients, row * loss.width(), outputGradients, row * wide, loss.width());
        }
        Arrays.fill(outputGradients, count * wide, outputGradients.length, 0);
        plan.backward(outputGradients);
    }

    @Override
    public double loss() {
        return value;
    }

    /** Copies the columns that the loss knows to the places of the rows in the batch. */
    void outputs(float[] batch) {
        System.arraycopy(known, 0, batch, first * loss.width(), count * loss.width());
    }

    /** Adds the activities of all rows. */
    void addActivities(double[] sums) {
        int wide = loss.width() + activityWidth;
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < activityWidth; i++) {
                sums[i] += outputs[row * wide + loss.width() + i];
            }
        }
    }

    @Override
    public void addGradient(int from, int to, float[] sum) {
        plan.addGradients(from, to, sum);
    }
}
