package org.concretescore.nn.train;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.objective.EdgeBatch;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.ModelKind;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.plan.CompiledPlan;

/** One replica of the network with all that it needs to turn some data rows into a loss and a gradient. */
final class Lane implements AutoCloseable {
    private final NetworkSpec spec;
    private final CompiledPlan plan;
    private final EdgeBatch edges;
    private final float[] rows;
    private final float[] outputs;
    private final float[] outputGradients;
    private final float[] gradient;
    private double[] values = new double[0];
    private double[] valueGradients = new double[0];
    private final int capacity;
    private Objective objective;
    private double loss;

    Lane(NetworkSpec spec, int capacity, int parameters) {
        this.spec = spec;
        this.capacity = capacity;
        plan = CompiledPlan.training(spec.network(), capacity);
        edges = new EdgeBatch(spec.graph(), spec.kind() == ModelKind.ENERGY);
        rows = new float[Math.multiplyExact(capacity, spec.inputWidth())];
        outputs = new float[Math.multiplyExact(capacity, spec.outputWidth())];
        outputGradients = new float[outputs.length];
        gradient = new float[parameters];
    }

    void setParameters(float[] parameters) {
        plan.setParameters(parameters);
    }

    /**
     * Takes data rows until the next one might not fit.
     *
     * @return the first row that was not taken
     */
    int fill(Objective objective, int[] states, int from, int rows, double[] weights, UniformRandomProvider random) {
        this.objective = objective;
        edges.clear();
        int most = capacity - objective.statesPerRow(spec.graph());
        boolean everythingFits = spec.graph().space().hasAtMost(capacity);
        int row = from;
        do {
            objective.select(edges, states, row++, 1, weights, random);
        } while (row < rows && (everythingFits || edges.stateCount() <= most));
        return row;
    }

    /** The loss of the rows that were taken; with {@code backward} also its gradient. */
    void run(boolean backward) {
        int n = edges.size();
        if (values.length < n) {
            values = new double[Math.max(n, 2 * values.length)];
            valueGradients = new double[values.length];
        }
        StateSpace space = spec.graph().space();
        spec.encoding().encode(space, edges.states(), 0, edges.stateCount(), rows);
        plan.forward(rows, edges.stateCount(), outputs);
        int width = spec.outputWidth();
        boolean tied = spec.kind() == ModelKind.ENERGY;
        for (int e = 0; e < n; e++) {
            values[e] = tied
                    ? (double) outputs[edges.target(e)] - outputs[edges.source(e)]
                    : outputs[edges.source(e) * width + edges.slot(e)];
        }
        loss = objective.lossAndGradient(edges, values, valueGradients);
        if (!backward) {
            return;
        }
        Arrays.fill(outputGradients, 0);
        for (int e = 0; e < n; e++) {
            float g = (float) valueGradients[e];
            if (tied) {
                outputGradients[edges.target(e)] += g;
                outputGradients[edges.source(e)] -= g;
            } else {
                outputGradients[edges.source(e) * width + edges.slot(e)] += g;
            }
        }
        plan.backward(outputGradients, gradient);
    }

    double loss() {
        return loss;
    }

    float[] gradient() {
        return gradient;
    }

    /** Whether a model of this kind can answer in the objective's unit. */
    static void requireFit(NetworkSpec spec, Objective objective) {
        if (objective.unit() != spec.head()) {
            throw new IllegalArgumentException("objective " + objective.name() + " is defined on "
                    + (objective.unit() == Unit.SCORE ? "scores" : "log ratios")
                    + ", but the model's head answers with "
                    + (spec.head() == Unit.SCORE ? "scores" : "log ratios"));
        }
    }

    @Override
    public void close() {
        plan.close();
    }
}
