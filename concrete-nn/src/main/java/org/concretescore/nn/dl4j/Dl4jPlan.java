package org.concretescore.nn.dl4j;

import java.util.Arrays;
import java.util.Objects;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.internal.Guard;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A plan with its own net, whose errors are given from outside. */
final class Dl4jPlan implements Plan {
    private final Dl4jNetwork network;
    private final int batch;
    private final Pass pass;
    private final Guard guard = new Guard("this plan");
    private final float[] rows;
    private final float[] gradient;
    private final INDArray parameters;
    private final Replica replica;
    private long version = -1;
    private boolean differentiated;

    Dl4jPlan(Dl4jNetwork network, Dl4jArchitecture architecture, int batch, Pass pass) {
        this.network = network;
        this.batch = batch;
        this.pass = pass;
        rows = new float[Math.multiplyExact(batch, network.inputWidth())];
        gradient = new float[pass == Pass.TRAINING ? network.parameterCount() : 0];
        MemoryWorkspace outside = outsideWorkspaces();
        try {
            parameters = Nd4j.createFromArray(network.parameters()).reshape(1, network.parameterCount());
            replica = architecture.replica(parameters, pass);
        } finally {
            outside.close();
        }
    }

    /** Leaves the caller's workspaces, which would take back arrays that outlive a run. */
    private static MemoryWorkspace outsideWorkspaces() {
        Backend.useOneThread();
        return Nd4j.getMemoryManager().scopeOutOfWorkspaces();
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public void forward(float[] given, int count, float[] outputs) {
        enter();
        MemoryWorkspace outside = outsideWorkspaces();
        try {
            int width = network.outputWidth();
            if (count < 0 || count > batch) {
                throw new IllegalArgumentException("this plan runs " + batch + " rows, was given " + count);
            }
            requireLength("the input", given, count * network.inputWidth());
            requireLength("the output", outputs, count * width);
            System.arraycopy(given, 0, rows, 0, count * network.inputWidth());
            long now = network.version();
            if (version != now) {
                replica.parameters()
                        .assign(Nd4j.createFromArray(network.parameters()).reshape(parameters.shape()));
                version = now;
            }
            // A new array each time, because a layer may keep it until the backward pass.
            INDArray inputs = Nd4j.createFromArray(rows).reshape(batch, network.inputWidth());
            INDArray values = pass == Pass.FORWARD ? replica.infer(inputs) : replica.forward(inputs);
            if (!Arrays.equals(values.shape(), new long[] {batch, width})) {
                throw new IllegalArgumentException("the net's output has the shape " + Arrays.toString(values.shape())
                        + ", but [" + batch + ", " + width + "] is expected");
            }
            System.arraycopy(flat(values), 0, outputs, 0, count * width);
        } finally {
            outside.close();
            guard.leave();
        }
    }

    private static float[] flat(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    @Override
    public void backward(float[] outputGradients) {
        backward(Pass.TRAINING, outputGradients, gradient);
    }

    @Override
    public void addGradients(int from, int to, float[] sum) {
        requirePass(Pass.TRAINING);
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
    public void backward(float[] outputGradients, float[] gradients) {
        backward(Pass.TRAINING, outputGradients, gradients);
    }

    @Override
    public void inputGradients(float[] outputGradients, float[] inputGradients) {
        backward(Pass.INPUT_GRADIENT, outputGradients, inputGradients);
    }

    private void backward(Pass wanted, float[] outputGradients, float[] gradients) {
        requirePass(wanted);
        enter();
        MemoryWorkspace outside = outsideWorkspaces();
        try {
            int length = batch * network.outputWidth();
            requireLength("the output's gradient", outputGradients, length);
            requireLength("the gradient", gradients, pass == Pass.TRAINING ? network.parameterCount() : rows.length);
            INDArray errors =
                    Nd4j.createFromArray(Arrays.copyOf(outputGradients, length)).reshape(batch, network.outputWidth());
            // On the first call, layers on SameDiff derive their gradients.
            var both = differentiated ? replica.backward(errors) : QuietOutput.during(() -> replica.backward(errors));
            differentiated = true;
            float[] values = flat(pass == Pass.TRAINING ? both.getFirst() : both.getSecond());
            System.arraycopy(values, 0, gradients, 0, values.length);
        } finally {
            outside.close();
            guard.leave();
        }
    }

    private void requirePass(Pass wanted) {
        if (pass != wanted) {
            throw new IllegalStateException("this plan was made for " + pass + ", not for " + wanted);
        }
    }

    private static void requireLength(String what, float[] array, int needed) {
        if (array.length < needed) {
            throw new IllegalArgumentException(
                    what + " needs " + needed + " values, but the array has " + array.length);
        }
    }

    private void enter() {
        guard.enter();
        boolean closed = network.isClosed();
        if (closed || Nd4j.getWorkspaceManager().anyWorkspaceActiveForCurrentThread()) {
            guard.leave();
            throw new IllegalStateException(
                    closed
                            ? "this plan's network is closed"
                            : "DL4J does not run inside a workspace; leave the workspace that is open on the thread '"
                                    + Thread.currentThread().getName() + "'");
        }
    }

    @Override
    public void close() {
        if (guard.close()) {
            network.forget(this);
            // The net's own close() destroys the thread's workspaces and calls the garbage collector.
            parameters.close();
        }
    }
}
