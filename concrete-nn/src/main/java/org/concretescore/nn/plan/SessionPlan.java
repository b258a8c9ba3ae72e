package org.concretescore.nn.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a graph runs on when it has ops that can't be compiled: SameDiff's session, one run at a time. */
final class SessionPlan implements Plan {
    private final CompiledNetwork network;
    private final NetworkGraph description;
    private final int batch;
    private final Pass pass;
    private final Guard guard = new Guard("this plan");
    private final float[] rows;
    private final float[] gradient;

    SessionPlan(CompiledNetwork network, int batch, Pass pass) {
        this.network = network;
        this.description = network.description();
        this.batch = batch;
        this.pass = pass;
        if (pass != Pass.FORWARD) {
            network.gradients();
        }
        rows = new float[batch * description.inputWidth()];
        gradient = new float[pass == Pass.TRAINING ? description.parameterCount() : 0];
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public void forward(float[] given, int count, float[] outputs) {
        enter();
        try {
            if (count < 0 || count > batch) {
                throw new IllegalArgumentException("this plan runs " + batch + " rows, was given " + count);
            }
            System.arraycopy(given, 0, rows, 0, count * description.inputWidth());
            synchronized (description.graph()) {
                bindParameters();
                INDArray out = description
                        .graph()
                        .output(Map.of(description.input(), input()), List.of(description.output()))
                        .get(description.output());
                System.arraycopy(out.dup('c').data().asFloat(), 0, outputs, 0, count * description.outputWidth());
            }
        } finally {
            guard.leave();
        }
    }

    private INDArray input() {
        return Nd4j.createFromArray(rows).reshape(batch, description.inputWidth());
    }

    private void bindParameters() {
        Map<String, INDArray> views = new HashMap<>();
        network.placeParameters(views);
        views.forEach(
                (name, view) -> description.graph().getVariable(name).getArr().assign(view));
    }

    @Override
    public void backward(float[] outputGradients) {
        backward(Pass.TRAINING, description.parameters(), outputGradients, gradient);
    }

    @Override
    public void addGradients(int from, int to, float[] sum) {
        if (pass != Pass.TRAINING) {
            throw new IllegalStateException("this plan was made for " + pass + ", not for " + Pass.TRAINING);
        }
        guard.enterReading();
        try {
            for (int i = from; i < to; i++) {
                sum[i] += gradient[i];
            }
        } finally {
            guard.leaveReading();
        }
    }

    @Override
    public void inputGradients(float[] outputGradients, float[] inputGradients) {
        backward(Pass.INPUT_GRADIENT, List.of(description.input()), outputGradients, inputGradients);
    }

    private void backward(Pass wanted, List<String> names, float[] outputGradients, float[] gradients) {
        if (pass != wanted) {
            throw new IllegalStateException("this plan was made for " + pass + ", not for " + wanted);
        }
        enter();
        try {
            SameDiff graph = description.graph();
            int width = description.outputWidth();
            float[] part = java.util.Arrays.copyOf(outputGradients, batch * width);
            synchronized (graph) {
                bindParameters();
                Map<String, INDArray> values = graph.calculateGradients(
                        Map.of(
                                description.input(),
                                input(),
                                network.seed(),
                                Nd4j.createFromArray(part).reshape(batch, width)),
                        names);
                int at = 0;
                for (String name : names) {
                    float[] flat = values.get(name).dup('c').data().asFloat();
                    System.arraycopy(flat, 0, gradients, at, flat.length);
                    at += flat.length;
                }
            }
        } finally {
            guard.leave();
        }
    }

    private void enter() {
        guard.enter();
        if (network.isClosed()) {
            guard.leave();
            throw new IllegalStateException("this plan's network is closed");
        }
    }

    @Override
    public void close() {
        if (guard.close()) {
            network.forget(this);
        }
    }
}
