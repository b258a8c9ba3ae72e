package org.concretescore.nn.plan;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A network compiled for one batch size: forward, and backward from the gradient of the output.
 *
 * <p>The ops of the graph, and of the gradient function that SameDiff derives, are sorted once; every array is
 * allocated once, every native context built once. Running the plan then allocates no native memory.
 * Ops that the parameters' gradients don't need are left out, among them the input's gradient.
 *
 * <p>A plan holds its own parameters and activations. It belongs to one thread at a time; each op runs on one native
 * thread, so that several plans on several threads share the processor without fighting for it.
 */
public final class CompiledPlan implements AutoCloseable {
    static {
        Backend.select();
    }

    private static final String GRADIENT = "output_gradient";
    /** Native threads are an attribute of the calling thread: set once in each. */
    private static final ThreadLocal<Boolean> ONE_NATIVE_THREAD = ThreadLocal.withInitial(() -> {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        OpenBlas.useOneThread();
        return true;
    });

    private record Step(CustomOp op, OpContext context) {}

    private final int batch;
    private final int inputWidth;
    private final int outputWidth;
    private final Step[] forward;
    private final Step[] backward;
    private final List<INDArray> owned = new ArrayList<>();
    private final FloatBuffer input;
    private final FloatBuffer output;
    private final FloatBuffer outputGradient;
    private final FloatBuffer parameters;
    private final FloatBuffer gradient;
    private final OpExecutioner executioner = Nd4j.getExecutioner();
    private boolean closed;

    private CompiledPlan(NetworkGraph network, int batch, boolean trains) {
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, was " + batch);
        }
        this.batch = batch;
        this.inputWidth = network.inputWidth();
        this.outputWidth = network.outputWidth();
        ONE_NATIVE_THREAD.get();
        // A caller's workspace would take the arrays back.
        MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
        try {
            INDArray in = own(Nd4j.zeros(DataType.FLOAT, batch, inputWidth));
            INDArray flat = own(Nd4j.zeros(DataType.FLOAT, network.parameterCount()));
            Map<String, INDArray> arrays = new HashMap<>();
            arrays.put(network.input(), in);
            placeViews(network, flat, arrays, false);
            SameDiff graph = network.graph();
            forward = compile(graph, arrays, List.of(network.output()));
            INDArray out = arrays.get(network.output());
            if (!Arrays.equals(out.shape(), new long[] {batch, outputWidth})) {
                throw new IllegalArgumentException("output '" + network.output() + "' has the shape "
                        + Arrays.toString(out.shape()) + ", expected [" + batch + ", " + outputWidth + "]");
            }
            if (trains) {
                SameDiff gradients = differentiate(network);
                INDArray seed = own(Nd4j.zeros(DataType.FLOAT, batch, outputWidth));
                INDArray flatGradient = own(Nd4j.zeros(DataType.FLOAT, network.parameterCount()));
                // The loss is sum(output * seed): its gradient at the output is the seed itself.
                arrays.put(graph.getVariable(network.output()).gradient().name(), seed);
                placeViews(network, flatGradient, arrays, true);
                List<String> wanted = network.parameters().stream()
                        .map(name -> graph.getVariable(name).gradient().name())
                        .toList();
                backward = compile(gradients, arrays, wanted);
                outputGradient = seed.data().asNioFloat();
                gradient = flatGradient.data().asNioFloat();
            } else {
                backward = null;
                outputGradient = null;
                gradient = null;
            }
            input = in.data().asNioFloat();
            output = out.data().asNioFloat();
            parameters = flat.data().asNioFloat();
        } finally {
            outside.close();
        }
    }

    /**
     * Compiles the forward pass.
     *
     * @param network the network
     * @param batch the number of rows of every run
     * @return the plan
     * @throws IllegalArgumentException if the graph can't be compiled; the message says why
     */
    public static CompiledPlan forward(NetworkGraph network, int batch) {
        return new CompiledPlan(network, batch, false);
    }

    /**
     * Compiles the forward and the backward pass.
     *
     * @param network the network
     * @param batch the number of rows of every run
     * @return the plan
     * @throws IllegalArgumentException if the graph can't be compiled; the message says why
     */
    public static CompiledPlan training(NetworkGraph network, int batch) {
        return new CompiledPlan(network, batch, true);
    }

    private <T extends INDArray> T own(T array) {
        owned.add(array);
        return array;
    }

    /** Puts the parameters' names, or those of their gradients, on consecutive parts of a flat vector. */
    private static void placeViews(
            NetworkGraph network, INDArray flat, Map<String, INDArray> arrays, boolean gradients) {
        long offset = 0;
        for (String name : network.parameters()) {
            SDVariable variable = network.graph().getVariable(name);
            long[] shape = variable.getShape();
            long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            INDArray part = flat.get(NDArrayIndex.interval(offset, offset + length));
            INDArray view = shape.length == 1 ? part : part.reshape('c', shape);
            if (view.offset() != offset) {
                throw new IllegalStateException("parameter '" + name + "' is not a view of the flat vector");
            }
            arrays.put(gradients ? variable.gradient().name() : name, view);
            offset += length;
        }
    }

    /** Adds the loss sum(output * seed) once, and lets SameDiff derive its gradient function. */
    private static synchronized SameDiff differentiate(NetworkGraph network) {
        SameDiff graph = network.graph();
        if (!graph.hasVariable(GRADIENT)) {
            SDVariable seed = graph.placeHolder(GRADIENT, DataType.FLOAT, -1, network.outputWidth());
            graph.getVariable(network.output()).mul(seed).sum().markAsLoss();
            graph.createGradFunction();
        }
        return graph.getFunction("grad");
    }

    /** The steps that make the wanted variables from the known arrays, in order. */
    private Step[] compile(SameDiff graph, Map<String, INDArray> arrays, List<String> wanted) {
        Map<String, SameDiffOp> producer = new HashMap<>();
        for (SameDiffOp op : graph.getOps().values()) {
            op.getOutputsOfOp().forEach(name -> producer.put(name, op));
        }
        List<Step> steps = new ArrayList<>();
        Set<String> done = new HashSet<>();
        Set<String> fixed = new HashSet<>(wanted);
        fixed.retainAll(arrays.keySet());
        for (String name : wanted) {
            visit(graph, name, producer, arrays, fixed, done, steps);
        }
        return steps.toArray(Step[]::new);
    }

    private void visit(
            SameDiff graph,
            String name,
            Map<String, SameDiffOp> producer,
            Map<String, INDArray> arrays,
            Set<String> fixed,
            Set<String> done,
            List<Step> steps) {
        if (arrays.containsKey(name) && !fixed.contains(name)) {
            return;
        }
        SameDiffOp node = producer.get(name);
        if (node == null) {
            SDVariable variable = graph.getVariable(name);
            INDArray value = variable == null ? null : variable.getArr();
            if (value == null) {
                throw new IllegalArgumentException("the graph needs '" + name + "', which has no value");
            }
            arrays.put(name, value);
            return;
        }
        if (!done.add(node.getName())) {
            return;
        }
        List<String> inputs = node.getInputsToOp() == null ? List.of() : node.getInputsToOp();
        for (String input : inputs) {
            visit(graph, input, producer, arrays, fixed, done, steps);
        }
        CustomOp op = CustomOps.of(node.getOp());
        OpContext context = executioner.buildContext();
        context.setInputArrays(inputs.stream().map(arrays::get).toList());
        if (op.numIArguments() > 0) {
            context.setIArguments(op.iArgs());
        }
        if (op.numTArguments() > 0) {
            context.setTArguments(op.tArgs());
        }
        if (op.numBArguments() > 0) {
            context.setBArguments(op.bArgs());
        }
        if (op.numDArguments() > 0) {
            context.setDArguments(op.dArgs());
        }
        List<LongShapeDescriptor> shapes = op.calculateOutputShape(context);
        List<INDArray> outputs = new ArrayList<>();
        for (int i = 0; i < node.getOutputsOfOp().size(); i++) {
            String output = node.getOutputsOfOp().get(i);
            long[] shape = shapes.get(i).getShape();
            INDArray array = arrays.get(output);
            if (array == null) {
                array = own(Nd4j.createUninitialized(DataType.FLOAT, shape, 'c'));
                arrays.put(output, array);
            } else if (!Arrays.equals(array.shape(), shape)) {
                throw new IllegalArgumentException("'" + output + "' has the shape " + Arrays.toString(shape)
                        + ", expected " + Arrays.toString(array.shape()));
            }
            outputs.add(array);
        }
        context.setOutputArrays(outputs);
        steps.add(new Step(op, context));
    }

    /**
     * The number of rows of every run.
     *
     * @return the batch size
     */
    public int batch() {
        return batch;
    }

    /**
     * Copies the parameters in.
     *
     * @param values {@code [parameterCount]}
     * @throws IllegalArgumentException if there are more or fewer
     * @throws IllegalStateException if the plan is closed
     */
    public void setParameters(float[] values) {
        requireOpen();
        if (values.length != parameters.capacity()) {
            throw new IllegalArgumentException(
                    "the network has " + parameters.capacity() + " parameters, was given " + values.length);
        }
        parameters.put(0, values);
    }

    /**
     * Runs the forward pass.
     *
     * @param rows {@code [count, inputWidth]}, with room for {@code count} rows at least
     * @param count the number of rows that matter, at most {@link #batch}; the others hold what was there before
     * @param outputs receives {@code [count, outputWidth]}
     * @throws IllegalArgumentException if count exceeds the batch
     * @throws IllegalStateException if the plan is closed
     */
    public void forward(float[] rows, int count, float[] outputs) {
        requireOpen();
        if (count < 0 || count > batch) {
            throw new IllegalArgumentException("this plan runs " + batch + " rows, was given " + count);
        }
        input.put(0, rows, 0, count * inputWidth);
        run(forward);
        output.get(0, outputs, 0, count * outputWidth);
    }

    /**
     * Runs the backward pass of the last forward pass.
     *
     * @param outputGradients {@code [batch, outputWidth]}: the loss's derivatives with respect to the outputs, 0 in the
     *     rows that don't matter
     * @param gradients receives {@code [parameterCount]}
     * @throws IllegalStateException if the plan is closed or was compiled for the forward pass alone
     */
    public void backward(float[] outputGradients, float[] gradients) {
        requireOpen();
        if (backward == null) {
            throw new IllegalStateException("this plan was compiled for the forward pass alone");
        }
        outputGradient.put(0, outputGradients, 0, batch * outputWidth);
        run(backward);
        gradient.get(0, gradients);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this plan is closed");
        }
    }

    private void run(Step[] steps) {
        ONE_NATIVE_THREAD.get();
        for (Step step : steps) {
            executioner.exec(step.op, step.context);
        }
    }

    /** Frees the native memory at once. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Step[] steps : new Step[][] {forward, backward == null ? new Step[0] : backward}) {
            for (Step step : steps) {
                try {
                    step.context.close();
                } catch (Exception e) {
                    throw new IllegalStateException("can't close the context of " + step.op.opName(), e);
                }
            }
        }
        owned.forEach(INDArray::close);
    }
}
