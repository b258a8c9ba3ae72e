package org.concretescore.nn.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.concretescore.core.space.Counts;
import org.concretescore.nn.plan.internal.Guard;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network compiled for one batch size. It runs forward, and backward from the gradient of the output.
 *
 * <p>The ops of the graph, and of its {@link Gradients}, are sorted once. Every array is allocated once, and every
 * native context is built once. Running the plan then allocates no native memory. Ops whose results are not needed are
 * left out; in training, the gradient of the input is among them.
 *
 * <p>Each op runs on one native thread, so that several plans on several threads share the processor without competing
 * for it.
 */
public final class CompiledPlan implements Plan {
    private final CompiledNetwork network;
    private final Pass pass;
    private final int batch;
    private final int inputWidth;
    private final int outputWidth;
    private final Guard guard = new Guard("this plan");
    private final NativeCalls calls = new NativeCalls();
    private final NativeCall[] forward;
    private final NativeCall[] backward;
    private final HostVector input;
    private final HostVector output;
    private final HostVector outputGradient;
    private final HostVector gradient;

    CompiledPlan(CompiledNetwork network, int batch, Pass pass) {
        this.network = network;
        this.batch = batch;
        this.pass = pass;
        NetworkGraph description = network.description();
        this.inputWidth = description.inputWidth();
        this.outputWidth = description.outputWidth();
        Backend.useOneThread();
        // A caller's workspace would take the arrays back.
        MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
        try {
            INDArray in = zeros(batch, inputWidth);
            GraphCompiler compiler = new GraphCompiler(description.graph(), calls);
            compiler.arrays().put(description.input(), in);
            network.placeParameters(compiler.arrays());
            INDArray out = compiler.compile(description.output());
            forward = calls.take();
            if (!Arrays.equals(out.shape(), new long[] {batch, outputWidth})) {
                throw new IllegalArgumentException("output '" + description.output() + "' has the shape "
                        + Arrays.toString(out.shape()) + ", but [" + batch + ", " + outputWidth + "] is expected");
            }
            input = new HostVector(in);
            output = new HostVector(out);
            if (pass == Pass.FORWARD) {
                backward = new NativeCall[0];
                outputGradient = null;
                gradient = null;
            } else {
                Gradients gradients = network.gradients();
                INDArray seed = zeros(batch, outputWidth);
                // The loss is sum(output * seed), so its gradient at the output is the seed itself.
                compiler.arrays().put(gradients.seed(), seed);
                outputGradient = new HostVector(seed);
                List<INDArray> targets = new ArrayList<>();
                if (pass == Pass.TRAINING) {
                    INDArray flat = zeros(Math.max(1, description.parameterCount()));
                    gradient = new HostVector(flat, description.parameterCount());
                    Map<String, INDArray> views = new HashMap<>();
                    network.placeViews(flat, description.parameters(), views);
                    description.parameters().forEach(name -> targets.add(views.get(name)));
                    compiler.compileGradients(gradients, description.parameters(), targets);
                } else {
                    targets.add(zeros(batch, inputWidth));
                    gradient = new HostVector(targets.get(0));
                    compiler.compileGradients(gradients, List.of(description.input()), targets);
                }
                backward = calls.take();
            }
        } catch (RuntimeException | Error e) {
            calls.close();
            throw e;
        } finally {
            outside.close();
        }
    }

    private INDArray zeros(long... shape) {
        return calls.own(Backend.zeros(network.description().type(), shape));
    }

    @Override
    public int batch() {
        return batch;
    }

    /**
     * Returns the native memory of this plan's arrays: inputs, activations, further arrays of the backward pass, and
     * the gradient. It does not include the parameters, which all plans of a network share, or the memory that native
     * ops allocate and free.
     *
     * @return the number of bytes
     */
    public long bytes() {
        return calls.bytes();
    }

    @Override
    public void forward(float[] rows, int count, float[] outputs) {
        enter();
        try {
            requireCount(count);
            input.put("the input", rows, count * inputWidth);
            NativeCall.run(forward);
            output.get("the output", outputs, count * outputWidth);
        } finally {
            guard.leave();
        }
    }

    /**
     * Runs the forward pass in double precision.
     *
     * @param rows {@code [count, inputWidth]}
     * @param count the number of rows that matter
     * @param outputs receives {@code [count, outputWidth]}
     * @throws IllegalArgumentException if the graph is not of type DOUBLE; otherwise as with floats
     */
    public void forward(double[] rows, int count, double[] outputs) {
        enter();
        try {
            requireCount(count);
            input.put("the input", rows, count * inputWidth);
            NativeCall.run(forward);
            output.get("the output", outputs, count * outputWidth);
        } finally {
            guard.leave();
        }
    }

    private void requireCount(int count) {
        if (count < 0 || count > batch) {
            throw new IllegalArgumentException("this plan runs " + Counts.of(batch, "row") + ", was given " + count);
        }
    }

    @Override
    public void backward(float[] outputGradients) {
        requirePass(Pass.TRAINING);
        enter();
        try {
            outputGradient.put("the output's gradient", outputGradients, batch * outputWidth);
            NativeCall.run(backward);
        } finally {
            guard.leave();
        }
    }

    @Override
    public void backward(float[] outputGradients, float[] gradients) {
        requirePass(Pass.TRAINING);
        enter();
        try {
            HostVector.requireLength("the gradient", gradients.length, gradient.length());
            outputGradient.put("the output's gradient", outputGradients, batch * outputWidth);
            NativeCall.run(backward);
            gradient.get("the gradient", gradients, gradient.length());
        } finally {
            guard.leave();
        }
    }

    @Override
    public void addGradients(int from, int to, float[] sum) {
        requirePass(Pass.TRAINING);
        guard.enterReading();
        try {
            gradient.addTo(from, to, sum);
        } finally {
            guard.leaveReading();
        }
    }

    @Override
    public void inputGradients(float[] outputGradients, float[] inputGradients) {
        requirePass(Pass.INPUT_GRADIENT);
        enter();
        try {
            outputGradient.put("the output's gradient", outputGradients, batch * outputWidth);
            NativeCall.run(backward);
            gradient.get("the gradient", inputGradients, gradient.length());
        } finally {
            guard.leave();
        }
    }

    /**
     * Runs the backward pass in double precision, for the purpose of the plan.
     *
     * @param outputGradients {@code [batch, outputWidth]}
     * @param gradients receives {@code [parameterCount]}, or {@code [batch, inputWidth]}
     * @throws IllegalArgumentException if the graph is not of type DOUBLE; otherwise as with floats
     */
    public void backward(double[] outputGradients, double[] gradients) {
        requirePass(pass == Pass.FORWARD ? Pass.TRAINING : pass);
        enter();
        try {
            outputGradient.put("the output's gradient", outputGradients, batch * outputWidth);
            NativeCall.run(backward);
            gradient.get("the gradient", gradients, gradient.length());
        } finally {
            guard.leave();
        }
    }

    private void requirePass(Pass wanted) {
        if (pass != wanted) {
            throw new IllegalStateException("this plan was made for " + pass + ", not for " + wanted);
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
        if (!guard.close()) {
            return;
        }
        network.forget(this);
        calls.close();
    }
}
