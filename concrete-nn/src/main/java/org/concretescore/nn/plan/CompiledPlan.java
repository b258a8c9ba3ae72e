package org.concretescore.nn.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.concretescore.core.space.Counts;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
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
    private final List<INDArray> owned = new ArrayList<>();
    private final Lowering lowering = new Lowering(owned);
    private final Lowering.Call[] forward;
    private final Lowering.Call[] backward;
    private final HostVector input;
    private final HostVector output;
    private final HostVector outputGradient;
    private final HostVector gradient;

    CompiledPlan(CompiledNetwork network, int batch, Pass pass) {
        this.network = network;
        this.batch = batch;
        this.pass = pass;
        NetworkGraph description = network.description();
        SameDiff graph = description.graph();
        this.inputWidth = description.inputWidth();
        this.outputWidth = description.outputWidth();
        Backend.useOneThread();
        // A caller's workspace would take the arrays back.
        MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
        try {
            INDArray in = zeros(batch, inputWidth);
            Map<String, INDArray> arrays = new HashMap<>();
            arrays.put(description.input(), in);
            network.placeParameters(arrays);
            compile(graph, arrays, List.of(description.output()), Set.of());
            forward = lowering.take();
            INDArray out = arrays.get(description.output());
            if (!Arrays.equals(out.shape(), new long[] {batch, outputWidth})) {
                throw new IllegalArgumentException("output '" + description.output() + "' has the shape "
                        + Arrays.toString(out.shape()) + ", but [" + batch + ", " + outputWidth + "] is expected");
            }
            input = new HostVector(in);
            output = new HostVector(out);
            if (pass == Pass.FORWARD) {
                backward = new Lowering.Call[0];
                outputGradient = null;
                gradient = null;
            } else {
                lowering.beginGradients();
                Gradients gradients = network.gradients();
                INDArray seed = zeros(batch, outputWidth);
                // The loss is sum(output * seed), so its gradient at the output is the seed itself.
                arrays.put(gradients.seed(), seed);
                outputGradient = new HostVector(seed);
                List<INDArray> targets = new ArrayList<>();
                if (pass == Pass.TRAINING) {
                    INDArray flat = zeros(Math.max(1, description.parameterCount()));
                    gradient = new HostVector(flat, description.parameterCount());
                    Map<String, INDArray> views = new HashMap<>();
                    network.placeViews(flat, description.parameters(), views);
                    description.parameters().forEach(name -> targets.add(views.get(name)));
                    compileGradients(gradients, arrays, description.parameters(), targets);
                } else {
                    targets.add(zeros(batch, inputWidth));
                    gradient = new HostVector(targets.get(0));
                    compileGradients(gradients, arrays, List.of(description.input()), targets);
                }
                backward = lowering.take();
            }
        } catch (RuntimeException | Error e) {
            for (Lowering.Call call : lowering.take()) {
                call.close();
            }
            owned.forEach(INDArray::close);
            throw e;
        } finally {
            outside.close();
        }
    }

    private INDArray zeros(long... shape) {
        INDArray array = Backend.zeros(network.description().type(), shape);
        owned.add(array);
        return array;
    }

    /**
     * Adds the calls that write the gradients of some variables to given arrays, each to its own. If the output does
     * not depend on a variable, there is no gradient, and its array stays 0.
     */
    private void compileGradients(
            Gradients gradients, Map<String, INDArray> arrays, List<String> names, List<INDArray> targets) {
        List<String> wanted = new ArrayList<>();
        Set<String> written = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String gradient = gradients.of(names.get(i));
            wanted.add(gradient);
            if (gradient != null && arrays.putIfAbsent(gradient, targets.get(i)) == null) {
                written.add(gradient);
            }
        }
        compile(
                network.description().graph(),
                arrays,
                wanted.stream().filter(Objects::nonNull).toList(),
                written);
        for (int i = 0; i < names.size(); i++) {
            // One variable may be the gradient of two others, or the seed itself.
            INDArray made = wanted.get(i) == null ? targets.get(i) : arrays.get(wanted.get(i));
            if (made != targets.get(i)) {
                lowering.copy(made, targets.get(i));
            }
        }
    }

    /** Adds the calls that make the wanted variables from the known arrays. The arrays of targets are written to. */
    private void compile(SameDiff graph, Map<String, INDArray> arrays, List<String> wanted, Set<String> targets) {
        Map<String, SameDiffOp> producer = new HashMap<>();
        for (SameDiffOp op : graph.getOps().values()) {
            op.getOutputsOfOp().forEach(name -> producer.put(name, op));
        }
        Walk walk =
                new Walk(graph, arrays, targets, producer, uses(wanted, producer, arrays, targets), new HashSet<>());
        for (String name : wanted) {
            visit(walk, name);
        }
    }

    /** Counts how often each variable is used, by the ops that the wanted variables need and by the result. */
    private static Map<String, Integer> uses(
            List<String> wanted, Map<String, SameDiffOp> producer, Map<String, INDArray> arrays, Set<String> targets) {
        Map<String, Integer> uses = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(wanted);
        Set<SameDiffOp> done = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!open.isEmpty()) {
            String name = open.pop();
            uses.merge(name, 1, Integer::sum);
            SameDiffOp node = producer.get(name);
            boolean known = arrays.containsKey(name) && !targets.contains(name);
            if (!known && node != null && done.add(node) && node.getInputsToOp() != null) {
                node.getInputsToOp().forEach(open::push);
            }
        }
        return uses;
    }

    /** The state of the walk through a graph. */
    private record Walk(
            SameDiff graph,
            Map<String, INDArray> arrays,
            Set<String> targets,
            Map<String, SameDiffOp> producer,
            Map<String, Integer> uses,
            Set<String> done) {}

    private void visit(Walk walk, String name) {
        Map<String, INDArray> arrays = walk.arrays;
        if (arrays.containsKey(name) && !walk.targets.contains(name)) {
            return;
        }
        SameDiffOp node = walk.producer.get(name);
        if (node == null) {
            SDVariable variable = walk.graph.getVariable(name);
            INDArray value = variable == null ? null : variable.getArr();
            if (value == null) {
                throw new IllegalArgumentException("the graph needs '" + name + "', which does not have a value");
            }
            arrays.put(name, lowering.constant(value));
            return;
        }
        if (!walk.done.add(node.getName())) {
            return;
        }
        Lowering.requireCompilable(node.getOp());
        if (visitSumOfSoftplus(walk, node)) {
            return;
        }
        List<String> inputs = node.getInputsToOp() == null ? List.of() : node.getInputsToOp();
        for (String needed : inputs) {
            visit(walk, needed);
        }
        List<String> names = node.getOutputsOfOp();
        List<INDArray> given = new ArrayList<>();
        boolean[] asked = new boolean[names.size()];
        for (int i = 0; i < names.size(); i++) {
            given.add(arrays.get(names.get(i)));
            asked[i] = walk.uses.containsKey(names.get(i));
        }
        List<INDArray> made =
                lowering.lower(node.getOp(), inputs.stream().map(arrays::get).toList(), given, asked);
        for (int i = 0; i < names.size(); i++) {
            if (asked[i]) {
                arrays.put(names.get(i), made.get(i));
            }
        }
    }

    /** Adds a sum of softplus as one faster call, if no other op uses its terms. Returns whether it did. */
    private boolean visitSumOfSoftplus(Walk walk, SameDiffOp sum) {
        List<String> inputs = sum.getInputsToOp();
        if (!sum.getOp().opName().equals("reduce_sum") || inputs.size() != 1) {
            return false;
        }
        String terms = inputs.get(0);
        SameDiffOp softplus = walk.producer.get(terms);
        if (softplus == null
                || !softplus.getOp().opName().equals("softplus")
                || walk.arrays.containsKey(terms)
                || walk.uses.get(terms) != 1) {
            return false;
        }
        String argument = softplus.getInputsToOp().get(0);
        visit(walk, argument);
        String name = sum.getOutputsOfOp().get(0);
        INDArray x = walk.arrays.get(argument);
        INDArray made = lowering.sumOfSoftplus(sum.getOp(), x, walk.arrays.get(name));
        if (made == null) {
            return false;
        }
        walk.done.add(softplus.getName());
        // The gradient of the sum needs the terms' shape.
        walk.arrays.put(terms, lowering.shapeOf(x));
        walk.arrays.put(name, made);
        return true;
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
        long bytes = 0;
        for (INDArray array : owned) {
            bytes += array.length() * array.dataType().width();
        }
        return bytes;
    }

    @Override
    public void forward(float[] rows, int count, float[] outputs) {
        enter();
        try {
            requireCount(count);
            input.put("the input", rows, count * inputWidth);
            run(forward);
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
            run(forward);
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
            run(backward);
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
            run(backward);
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
            run(backward);
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
            run(backward);
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

    static void run(Lowering.Call[] calls) {
        Backend.useOneThread();
        for (Lowering.Call call : calls) {
            call.run();
        }
    }

    @Override
    public void close() {
        if (!guard.close()) {
            return;
        }
        network.forget(this);
        for (Lowering.Call call : forward) {
            call.close();
        }
        for (Lowering.Call call : backward) {
            call.close();
        }
        owned.forEach(INDArray::close);
    }
}
