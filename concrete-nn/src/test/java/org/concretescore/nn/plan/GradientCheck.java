package org.concretescore.nn.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.nn.Printed;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares the gradients of a graph with central differences in double precision, and with SameDiff's own session in
 * single precision. The loss is the sum of the outputs times random numbers.
 */
public final class GradientCheck {
    /** Of the largest entry of the gradient, or of its norm for a direction. */
    private static final double TOLERANCE = 1e-6;

    private static final float TOLERANCE_IN_FLOAT = 2e-4f;
    /**
     * A step that crosses a kink (relu, maximum) gives a wrong difference; a smaller one seldom does. A wrong gradient
     * stays wrong whatever the step.
     */
    private static final double[] STEPS = {1e-5, 1e-6, 1e-7};
    /** Entries beyond this number are checked by random directions alone. */
    private static final int ENTRIES = 60;

    private static final int DIRECTIONS = 6;

    private final String what;
    private final int batch;
    private final UniformRandomProvider random;
    private final double[] rows;
    private final double[] seed;
    private final double[] parameters;

    private GradientCheck(
            String what, CompiledNetwork network, int batch, UniformRandomProvider random, double[] rows) {
        this.what = what;
        this.batch = batch;
        this.random = random;
        this.rows = rows == null ? uniform(batch * network.inputWidth()) : rows;
        seed = uniform(batch * network.outputWidth());
        parameters = uniform(network.parameterCount());
    }

    /** Checks the gradients of parameters and input at random points of the cube of -1 to 1. */
    public static void check(
            String what, Function<DataType, NetworkGraph> build, int batch, UniformRandomProvider random) {
        check(what, build, batch, random, null);
    }

    /** The same at given rows of input, {@code [batch, inputWidth]}, each a float's value. */
    public static void check(
            String what,
            Function<DataType, NetworkGraph> build,
            int batch,
            UniformRandomProvider random,
            double[] rows) {
        GradientCheck check;
        try (CompiledNetwork network = CompiledNetwork.of(build.apply(DataType.DOUBLE))) {
            check = inDouble(what, network, batch, random, rows);
        }
        check.inFloat(build, true);
    }

    /** The same without a comparison with SameDiff, where that is wrong itself. */
    public static void checkInDouble(
            String what, Function<DataType, NetworkGraph> build, int batch, UniformRandomProvider random) {
        try (CompiledNetwork network = CompiledNetwork.of(build.apply(DataType.DOUBLE))) {
            checkInDouble(what, network, batch, random);
        }
    }

    /** The same of a network of type DOUBLE. */
    public static void checkInDouble(String what, CompiledNetwork network, int batch, UniformRandomProvider random) {
        inDouble(what, network, batch, random, null);
    }

    /** One graph for both passes: to build it takes longer than to run it. */
    private static GradientCheck inDouble(
            String what, CompiledNetwork network, int batch, UniformRandomProvider random, double[] rows) {
        GradientCheck check = new GradientCheck(what, network, batch, random, rows);
        check.inDouble(network, Pass.TRAINING);
        check.inDouble(network, Pass.INPUT_GRADIENT);
        return check;
    }

    private double[] uniform(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            // Numbers that a float holds, so that both precisions work at the same point.
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    private void inDouble(CompiledNetwork network, Pass pass) {
        try (CompiledPlan plan = network.compile(batch, pass)) {
            double[] at = (pass == Pass.TRAINING ? parameters : rows).clone();
            double[] outputs = new double[seed.length];
            double[] gradient = new double[at.length];
            network.setParameters(parameters);
            plan.forward(rows, batch, outputs);
            plan.backward(seed, gradient);
            double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
            assertTrue(Double.isFinite(norm), () -> what + ", " + pass + ": " + Arrays.toString(gradient));
            double largest = Arrays.stream(gradient).map(Math::abs).max().orElse(0);
            double[] direction = new double[at.length];
            for (int i = 0; i < Math.min(at.length, ENTRIES); i++) {
                int entry = at.length <= ENTRIES ? i : random.nextInt(at.length);
                Arrays.fill(direction, 0);
                direction[entry] = 1;
                slope(network, plan, pass, at, direction, gradient[entry], largest, "entry " + entry);
            }
            for (int i = 0; i < (at.length <= ENTRIES ? 0 : DIRECTIONS); i++) {
                double slope = 0;
                double length = 0;
                for (int j = 0; j < direction.length; j++) {
                    direction[j] = 2 * random.nextDouble() - 1;
                    length += direction[j] * direction[j];
                }
                for (int j = 0; j < direction.length; j++) {
                    direction[j] /= Math.sqrt(length);
                    slope += direction[j] * gradient[j];
                }
                slope(network, plan, pass, at, direction, slope, norm, "a direction");
            }
            // The plan's arrays still hold the last forward pass: the same gradient must come out again.
            double[] again = new double[at.length];
            network.setParameters(parameters);
            plan.forward(rows, batch, outputs);
            plan.backward(seed, again);
            plan.backward(seed, again);
            assertArrayEquals(gradient, again, 1e-12 * (1 + largest), what);
        }
    }

    private void slope(
            CompiledNetwork network,
            CompiledPlan plan,
            Pass pass,
            double[] at,
            double[] direction,
            double expected,
            double scale,
            String where) {
        double difference = 0;
        for (double step : STEPS) {
            difference =
                    (loss(network, plan, pass, at, direction, step) - loss(network, plan, pass, at, direction, -step))
                            / (2 * step);
            if (Math.abs(difference - expected) <= TOLERANCE * Math.max(scale, 1e-2)) {
                return;
            }
        }
        assertEquals(difference, expected, what + ", " + pass + ", " + where + ", of scale " + scale);
    }

    private double loss(
            CompiledNetwork network, CompiledPlan plan, Pass pass, double[] at, double[] direction, double step) {
        double[] moved = at.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * direction[i];
        }
        if (pass == Pass.TRAINING) {
            network.setParameters(moved);
        }
        double[] outputs = new double[seed.length];
        plan.forward(pass == Pass.TRAINING ? rows : moved, batch, outputs);
        double sum = 0;
        for (int i = 0; i < seed.length; i++) {
            sum += seed[i] * outputs[i];
        }
        return sum;
    }

    private void inFloat(Function<DataType, NetworkGraph> build, boolean ofInput) {
        NetworkGraph description = build.apply(DataType.FLOAT);
        float[] values = floats(parameters);
        float[] outputs = new float[seed.length];
        float[] gradient = new float[values.length];
        float[] inputGradient = new float[rows.length];
        try (CompiledNetwork network = CompiledNetwork.of(description)) {
            network.setParameters(values);
            Plan plan = network.plan(batch, Pass.TRAINING);
            plan.forward(floats(rows), batch, outputs);
            plan.backward(floats(seed), gradient);
            if (ofInput) {
                Plan other = network.plan(batch, Pass.INPUT_GRADIENT);
                other.forward(floats(rows), batch, outputs);
                other.inputGradients(floats(seed), inputGradient);
            }
        }
        NetworkGraph reference = build.apply(DataType.FLOAT);
        Map<String, float[]> expected = bySameDiff(reference, batch, values, floats(rows), floats(seed), ofInput);
        close("output", expected.get(reference.output()), outputs);
        int from = 0;
        for (String name : reference.parameters()) {
            float[] part = Arrays.copyOfRange(gradient, from, from + (int) reference.length(name));
            close(name, expected.getOrDefault("d" + name, new float[part.length]), part);
            from += part.length;
        }
        if (ofInput) {
            close("input", expected.getOrDefault("dinput", new float[rows.length]), inputGradient);
        }
    }

    private void close(String name, float[] expected, float[] actual) {
        float largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertArrayEquals(expected, actual, TOLERANCE_IN_FLOAT * largest, what + ", " + name + " in float");
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** The output and, each with a "d" before its name, the gradients that there are. */
    static Map<String, float[]> bySameDiff(
            NetworkGraph description, int batch, float[] parameters, float[] rows, float[] seed, boolean ofInput) {
        SameDiff graph = description.graph();
        int from = 0;
        for (String name : description.parameters()) {
            int length = (int) description.length(name);
            long[] shape = graph.getVariable(name).getShape();
            graph.getVariable(name)
                    .setArray(Nd4j.createFromArray(Arrays.copyOfRange(parameters, from, from + length))
                            .reshape(shape));
            from += length;
        }
        SDVariable g = graph.placeHolder("g", DataType.FLOAT, batch, description.outputWidth());
        graph.getVariable(description.output()).mul(g).sum().markAsLoss();
        Map<String, INDArray> feed = Map.of(
                description.input(),
                Nd4j.createFromArray(rows).reshape(batch, description.inputWidth()),
                "g",
                Nd4j.createFromArray(seed).reshape(batch, description.outputWidth()));
        SessionPlan.avoidArrayCache(graph);
        Map<String, float[]> values = new HashMap<>();
        values.put(
                description.output(),
                flat(graph.output(feed, description.output()).get(description.output())));
        List<String> wanted = new java.util.ArrayList<>(description.parameters());
        if (ofInput) {
            wanted.add(description.input());
        }
        Printed.dropped(() -> {
            graph.createGradFunction(wanted.toArray(String[]::new));
            return null;
        });
        wanted.removeIf(name -> graph.getVariable(name).gradient() == null);
        if (!wanted.isEmpty()) {
            SessionPlan.avoidArrayCache(graph.getFunction("grad"));
            graph.calculateGradients(feed, wanted)
                    .forEach((name, value) ->
                            values.put("d" + (name.equals(description.input()) ? "input" : name), flat(value)));
        }
        return values;
    }

    private static float[] flat(INDArray array) {
        return array.dup('c').data().asFloat();
    }
}
