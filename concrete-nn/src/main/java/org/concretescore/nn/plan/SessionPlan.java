package org.concretescore.nn.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.concretescore.core.space.Counts;
import org.concretescore.nn.plan.internal.Guard;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.memory.NoOpMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs a graph with ops that can't be compiled in SameDiff's session, one run at a time. */
final class SessionPlan implements Plan {
    private final CompiledNetwork network;
    private final NetworkGraph description;
    private final SameDiff graph;
    private final int batch;
    private final Pass pass;
    private final Guard guard = new Guard("this plan");
    private final float[] rows;
    private final float[] gradient;

    SessionPlan(CompiledNetwork network, int batch, Pass pass) {
        this.network = network;
        this.description = network.description();
        this.graph = description.graph();
        this.batch = batch;
        this.pass = pass;
        if (description.type() != DataType.FLOAT) {
            throw new IllegalArgumentException("SameDiff's session is used only for FLOAT, not for "
                    + description.type() + "; use ops that can be compiled");
        }
        if (pass != Pass.FORWARD) {
            if (Stream.of(graph.ops()).anyMatch(op -> op.opName().equals("upsampling2d"))) {
                // Wrong with channels last. A compiled plan does not use ND4J's own gradient.
                throw new IllegalArgumentException(
                        "a graph with the op 'upsampling2d' must be compiled for its gradient to be right");
            }
            network.gradients();
        }
        rows = new float[Math.multiplyExact(batch, description.inputWidth())];
        gradient = new float[pass == Pass.TRAINING ? description.parameterCount() : 0];
    }

    /**
     * Gives a graph a session for this thread that never uses an array twice. With the cache that SameDiff uses
     * otherwise, ops get arrays that are still needed, and even the values of a plain perceptron are wrong.
     */
    static void avoidArrayCache(SameDiff graph) {
        InferenceSession session = graph.getSessions()
                .computeIfAbsent(Thread.currentThread().getId(), thread -> new InferenceSession(graph));
        if (!(session.getMmgr() instanceof NoOpMemoryMgr)) {
            session.setMmgr(new NoOpMemoryMgr());
        }
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
                throw new IllegalArgumentException(
                        "this plan runs " + Counts.of(batch, "row") + ", was given " + count);
            }
            HostVector.requireLength("the input", given.length, count * description.inputWidth());
            HostVector.requireLength("the output", outputs.length, count * description.outputWidth());
            System.arraycopy(given, 0, rows, 0, count * description.inputWidth());
            synchronized (graph) {
                MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
                try {
                    avoidArrayCache(graph);
                    bindParameters();
                    INDArray out = graph.output(Map.of(description.input(), input()), List.of(description.output()))
                            .get(description.output());
                    if (out.length() != (long) batch * description.outputWidth()) {
                        throw new IllegalArgumentException("output '" + description.output() + "' has the shape "
                                + java.util.Arrays.toString(out.shape()) + ", but [" + batch + ", "
                                + description.outputWidth() + "] is expected");
                    }
                    System.arraycopy(out.dup('c').data().asFloat(), 0, outputs, 0, count * description.outputWidth());
                } finally {
                    outside.close();
                }
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
        views.forEach((name, view) -> graph.getVariable(name).getArr().assign(view));
    }

    @Override
    public void backward(float[] outputGradients) {
        backward(Pass.TRAINING, description.parameters(), outputGradients, gradient);
    }

    @Override
    public void backward(float[] outputGradients, float[] gradients) {
        backward(Pass.TRAINING, description.parameters(), outputGradients, gradients);
    }

    @Override
    public void addGradients(int from, int to, float[] sum) {
        if (pass != Pass.TRAINING) {
            throw new IllegalStateException("this plan was made for " + pass + ", not for " + Pass.TRAINING);
        }
        guard.enterReading();
        try {
            Objects.checkFromToIndex(from, to, Math.min(gradient.length, sum.length));
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

    private void backward(Pass needed, List<String> names, float[] outputGradients, float[] gradients) {
        if (pass != needed) {
            throw new IllegalStateException("this plan was made for " + pass + ", not for " + needed);
        }
        enter();
        try {
            int width = description.outputWidth();
            int length = pass == Pass.TRAINING ? description.parameterCount() : rows.length;
            HostVector.requireLength("the output's gradient", outputGradients.length, batch * width);
            HostVector.requireLength("the gradient", gradients.length, length);
            float[] part = java.util.Arrays.copyOf(outputGradients, batch * width);
            synchronized (graph) {
                MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
                try {
                    avoidArrayCache(graph);
                    bindParameters();
                    Gradients made = network.gradients();
                    List<String> wanted = names.stream()
                            .map(made::of)
                            .filter(Objects::nonNull)
                            .toList();
                    Map<String, INDArray> values = wanted.isEmpty()
                            ? Map.of()
                            : graph.output(
                                    Map.of(
                                            description.input(),
                                            input(),
                                            made.seed(),
                                            Nd4j.createFromArray(part).reshape(batch, width)),
                                    wanted);
                    java.util.Arrays.fill(gradients, 0, length, 0);
                    int at = 0;
                    for (String name : names) {
                        String gradient = made.of(name);
                        if (gradient != null) {
                            float[] flat = values.get(gradient).dup('c').data().asFloat();
                            System.arraycopy(flat, 0, gradients, at, flat.length);
                        }
                        at += pass == Pass.TRAINING ? Math.toIntExact(description.length(name)) : length;
                    }
                } finally {
                    outside.close();
                }
            }
        } finally {
            guard.leave();
        }
    }

    private void enter() {
        guard.enter();
        Backend.useOneThread();
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
