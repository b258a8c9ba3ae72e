package org.concretescore.nn.train;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.vector.PointBatch;
import org.concretescore.core.vector.VectorObjective;
import org.concretescore.nn.network.VectorNetwork;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;

/** A replica of a network on vectors. */
final class VectorLane implements Training.Lane {
    private final VectorNetwork description;
    private final VectorObjective objective;
    private final Plan plan;
    private final PointBatch points;
    private final int capacity;
    private final int width;
    private final float[] rows;
    private final float[] outputs;
    private final float[] outputGradients;
    private final double[] answers;
    private final double[] gradients;
    private double loss;

    VectorLane(
            VectorNetwork description, VectorObjective objective, int dimension, ScoreNetwork network, int capacity) {
        this.description = description;
        this.objective = objective;
        this.capacity = capacity;
        plan = network.plan(capacity, Pass.TRAINING);
        points = new PointBatch(dimension);
        width = network.outputWidth();
        rows = new float[Math.multiplyExact(capacity, network.inputWidth())];
        outputs = new float[Math.multiplyExact(capacity, width)];
        outputGradients = new float[outputs.length];
        answers = new double[outputs.length];
        gradients = new double[outputs.length];
    }

    /**
     * Takes data rows, {@code places[from..to-1]} of the values, until the next might not fit, and returns the first
     * row that was not taken.
     */
    int fill(float[] values, int[] places, int from, int to, double weight, UniformRandomProvider random) {
        points.clear();
        int perRow = objective.pointsPerRow(points.dimension());
        int row = from;
        do {
            objective.select(points, values, places == null ? row : places[row], weight, random);
            row++;
        } while (row < to && points.size() + perRow <= capacity);
        return row;
    }

    @Override
    public void run(boolean backward) {
        int count = points.size();
        description.encode(points, 0, count, rows);
        // Unused rows must be finite, too: a noise of 0 would give NaN, and NaN times a gradient of 0 is NaN.
        int inputs = rows.length / capacity;
        for (int row = count; row < capacity; row++) {
            System.arraycopy(rows, 0, rows, row * inputs, inputs);
        }
        plan.forward(rows, capacity, outputs);
        for (int i = 0; i < count * width; i++) {
            answers[i] = outputs[i];
        }
        loss = objective.lossAndGradient(points, answers, gradients);
        if (!backward) {
            return;
        }
        for (int i = 0; i < outputGradients.length; i++) {
            outputGradients[i] = i < count * width ? (float) gradients[i] : 0;
        }
        plan.backward(outputGradients);
    }

    @Override
    public double loss() {
        return loss;
    }

    @Override
    public void addGradient(int from, int to, float[] sum) {
        plan.addGradients(from, to, sum);
    }
}
