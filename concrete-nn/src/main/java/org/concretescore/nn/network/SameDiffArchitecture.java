package org.concretescore.nn.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.AtomicFile;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.plan.CompiledNetwork;
import org.concretescore.nn.plan.NetworkGraph;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.plan.internal.RowCheck;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A user's own SameDiff graph. It has a placeholder of shape {@code [-1, inputs]} and an output of shape
 * {@code [-1, outputs]}, both FLOAT. It suits models that need exactly these widths.
 *
 * <p>The parameters are the variables (of type {@code VARIABLE}) on which the output depends, in the order of their
 * names, because SameDiff does not keep another order. Each is in row-major order. <em>Their present values are the
 * initial parameters</em>, so an untrained model is the given graph. Everything else in the graph (a loss, labels,
 * training state) is ignored.
 *
 * <p>The graph is copied and never changed. The copy is in SameDiff's own FlatBuffers format. The description holds it,
 * so that a model file needs nothing else.
 */
public final class SameDiffArchitecture implements Architecture {
    static final String NAME = "samediff";

    /** Ops that normalise by statistics of the batch, or by running statistics that training would have to update. */
    private static final Set<String> BATCH_NORMALISATION = Set.of("batchnorm", "fused_batch_norm");

    private final byte[] bytes;
    private final String input;
    private final String output;
    private final List<String> parameters;
    private final int inputWidth;
    private final int outputWidth;
    private final int parameterCount;

    private SameDiffArchitecture(byte[] bytes, String input, String output) {
        this.bytes = bytes;
        this.input = input;
        this.output = output;
        SameDiff graph = parse(bytes);
        inputWidth = inputWidth(graph);
        parameters = parameters(graph);
        MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
        try {
            Backend.useOneThread();
            INDArray probe =
                    Nd4j.linspace(-1, 1, 3L * inputWidth, DataType.FLOAT).reshape(3, inputWidth);
            INDArray values = run(graph, probe);
            if (values.rank() != 2 || values.size(0) != 3 || values.dataType() != DataType.FLOAT) {
                throw new IllegalArgumentException("the output '" + output + "' must be FLOAT of the shape"
                        + " [rows, outputs], but for 3 rows is " + values.dataType() + " of the shape "
                        + Arrays.toString(values.shape()));
            }
            outputWidth = Math.toIntExact(values.size(1));
        } finally {
            outside.close();
        }
        parameterCount = description(graph).parameterCount();
        try (ScoreNetwork network = new Wrapped(this).open()) {
            RowCheck.require(network, initialParameters());
        }
    }

    /**
     * Wraps a graph.
     *
     * @param graph the graph; copied
     * @param input the name of the placeholder, of shape {@code [-1, inputs]}
     * @param output the name of the output, of shape {@code [-1, outputs]}
     * @return the architecture
     * @throws IllegalArgumentException if a name is unknown, input, output or a variable is not FLOAT or does not have
     *     such a shape, the output needs another placeholder, nothing can be trained, or the output is not a function
     *     of its row of the input; random ops (dropout) and batch normalisation are refused
     */
    public static SameDiffArchitecture of(SameDiff graph, String input, String output) {
        Backend.select();
        for (String name : List.of(input, output)) {
            if (!graph.hasVariable(name)) {
                throw new IllegalArgumentException("the graph does not have a variable '" + name + "'");
            }
        }
        for (SDVariable variable : graph.variables()) {
            if (variable.getVariableType() == VariableType.VARIABLE && variable.getArr() == null) {
                throw new IllegalArgumentException("the variable '" + variable.name() + "' does not have a value");
            }
        }
        ByteBuffer buffer = graph.asFlatBuffers(false);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return new SameDiffArchitecture(bytes, input, output);
    }

    static SameDiffArchitecture parse(Map<String, String> description) {
        Backend.select();
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(Architectures.entry(description, "graph"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the network's 'graph' is not base64: " + e.getMessage(), e);
        }
        return new SameDiffArchitecture(
                bytes, Architectures.entry(description, "input"), Architectures.entry(description, "output"));
    }

    private static SameDiff parse(byte[] bytes) {
        MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
        try {
            SameDiff graph = SameDiff.fromFlatBuffers(ByteBuffer.wrap(bytes));
            // Training minimises an objective of this library, not the user's losses.
            graph.setLossVariables(new String[0]);
            return graph;
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("the graph can't be read: " + e.getMessage(), e);
        } finally {
            outside.close();
        }
    }

    private INDArray run(SameDiff graph, INDArray rows) {
        try {
            return graph.output(Map.of(input, rows), List.of(output)).get(output);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "the graph does not run on " + rows.rows() + " rows: " + e.getMessage(), e);
        }
    }

    private int inputWidth(SameDiff graph) {
        SDVariable variable = graph.getVariable(input);
        long[] shape = variable.getShape();
        if (variable.getVariableType() != VariableType.PLACEHOLDER
                || variable.dataType() != DataType.FLOAT
                || shape == null
                || shape.length != 2
                || shape[0] != -1
                || shape[1] < 1) {
            throw new IllegalArgumentException("the input '" + input + "' must be a FLOAT placeholder of the shape"
                    + " [-1, inputs], was a " + variable.dataType() + " " + variable.getVariableType()
                    + " of the shape "
                    + Arrays.toString(shape));
        }
        return Math.toIntExact(shape[1]);
    }

    /** Returns the variables on which the output depends. Refuses variables that can't be trained. */
    private List<String> parameters(SameDiff graph) {
        Map<String, SameDiffOp> producer = new HashMap<>();
        for (SameDiffOp op : graph.getOps().values()) {
            op.getOutputsOfOp().forEach(name -> producer.put(name, op));
        }
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(output));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (needed.add(name) && producer.containsKey(name)) {
                SameDiffOp op = producer.get(name);
                requireTrainable(graph, op);
                if (op.getInputsToOp() != null) {
                    open.addAll(op.getInputsToOp());
                }
            }
        }
        if (!needed.contains(input)) {
            throw new IllegalArgumentException("the output '" + output + "' does not depend on '" + input + "'");
        }
        List<String> found = new ArrayList<>();
        for (SDVariable variable : graph.variables()) {
            String name = variable.name();
            if (!needed.contains(name)) {
                continue;
            }
            if (variable.getVariableType() == VariableType.PLACEHOLDER && !name.equals(input)) {
                throw new IllegalArgumentException(
                        "the output '" + output + "' needs the placeholder '" + name + "' beside '" + input + "'");
            }
            if (variable.getVariableType() == VariableType.VARIABLE) {
                if (variable.dataType() != DataType.FLOAT) {
                    throw new IllegalArgumentException("the variable '" + name + "' must be FLOAT, was "
                            + variable.dataType() + "; make it a constant if it is not to be trained");
                }
                found.add(name);
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "the output '" + output + "' does not depend on any variable, so there is nothing to train");
        }
        return List.copyOf(found);
    }

    private static void requireTrainable(SameDiff graph, SameDiffOp op) {
        String kind = op.getOp().opName();
        if (op.getOp().getClass().getPackageName().startsWith("org.nd4j.linalg.api.ops.random")) {
            throw new IllegalArgumentException("the op '" + op.getName() + "' (" + kind
                    + ") draws random numbers; a score must be the same each time, so leave it out");
        }
        if (BATCH_NORMALISATION.contains(kind)) {
            boolean constants = kind.equals("batchnorm")
                    && op.getInputsToOp().subList(1, 3).stream()
                            .allMatch(name -> graph.getVariable(name).getVariableType() == VariableType.CONSTANT);
            if (!constants) {
                throw new IllegalArgumentException("the op '" + op.getName() + "' (" + kind + ") keeps statistics of"
                        + " batches, which the trainer does not update; make mean and variance constants, or use layer"
                        + " normalisation");
            }
        }
    }

    @Override
    public Network network(StateSpace space, Encoding encoding, int outputs) {
        int inputs = encoding.width(space);
        if (inputs != inputWidth) {
            throw new IllegalArgumentException("the graph's input '" + input + "' has the width " + inputWidth
                    + ", but the encoding " + encoding + " of " + space + " has " + inputs);
        }
        if (outputs != outputWidth) {
            throw new IllegalArgumentException("the graph's output '" + output + "' has the width " + outputWidth
                    + ", but the model needs " + outputs + " (one per slot for a free model, 1 for a tied one)");
        }
        return new Wrapped(this);
    }

    /**
     * Writes the graph with given parameters in SameDiff's own format, for {@code SameDiff.load(file, false)},
     * completely or not at all. Names are those of the given graph.
     *
     * @param file the file; replaced if it exists
     * @param values the flat parameter vector, for instance of a trained model
     * @throws IllegalArgumentException if the number of parameters is wrong
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     */
    public void save(Path file, float[] values) throws IOException {
        if (values.length != parameterCount) {
            throw new IllegalArgumentException(
                    "the network has " + parameterCount + " parameters, was given " + values.length);
        }
        SameDiff graph = parse(bytes);
        int at = 0;
        for (String name : parameters) {
            INDArray array = graph.getVariable(name).getArr();
            int length = (int) array.length();
            array.assign(Nd4j.createFromArray(Arrays.copyOfRange(values, at, at + length))
                    .reshape('c', array.shape()));
            at += length;
        }
        ByteBuffer buffer = graph.asFlatBuffers(false);
        byte[] written = new byte[buffer.remaining()];
        buffer.get(written);
        AtomicFile.write(file, null, out -> out.write(written));
    }

    private NetworkGraph description(SameDiff graph) {
        return new NetworkGraph(graph, input, output, parameters, inputWidth, outputWidth);
    }

    private float[] initialParameters() {
        SameDiff graph = parse(bytes);
        float[] values = new float[parameterCount];
        int at = 0;
        for (String name : parameters) {
            float[] part = graph.getVariable(name).getArr().dup('c').data().asFloat();
            System.arraycopy(part, 0, values, at, part.length);
            at += part.length;
        }
        return values;
    }

    /**
     * Returns the names of input and output, and the whole graph with its initial values. It is FlatBuffers as base64,
     * a third longer than the values themselves.
     */
    @Override
    public Map<String, String> describe() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("name", NAME);
        description.put("input", input);
        description.put("output", output);
        description.put("graph", Base64.getEncoder().encodeToString(bytes));
        return description;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SameDiffArchitecture that
                && input.equals(that.input)
                && output.equals(that.output)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SameDiffArchitecture[" + input + " [-1, " + inputWidth + "] -> " + output + " [-1, " + outputWidth
                + "], parameters " + parameters + "]";
    }

    /** The network. Its widths are those of the graph. */
    private record Wrapped(SameDiffArchitecture architecture) implements Network {
        @Override
        public int inputWidth() {
            return architecture.inputWidth;
        }

        @Override
        public int outputWidth() {
            return architecture.outputWidth;
        }

        @Override
        public int parameterCount() {
            return architecture.parameterCount;
        }

        @Override
        public float[] initialParameters(UniformRandomProvider random) {
            return architecture.initialParameters();
        }

        @Override
        public ScoreNetwork open() {
            return CompiledNetwork.of(architecture.description(parse(architecture.bytes)));
        }
    }
}
