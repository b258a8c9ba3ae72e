package org.concretescore.nn.latent.internal;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;
import org.concretescore.nn.plan.CompiledNetwork;
import org.concretescore.nn.plan.CompiledPlan;
import org.concretescore.nn.plan.GradientCheck;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

final class LatentGraphTest {
    private static final Temperatures TEMPERATURES = new Temperatures(0.8, 0.55);

    private static LatentSpec spec(String notation, int arity) {
        return LatentSpec.parse(notation, arity);
    }

    /** Each relaxation with bits and with n-ary nodes of several layers; each connection, arity and kind with one. */
    static Stream<Arguments> specsAndRelaxations() {
        List<Relaxation> ofLayers = List.of(
                Relaxation.DISCRETE,
                Relaxation.CONCRETE,
                Relaxation.MASSES,
                Relaxation.STRAIGHT_THROUGH,
                Relaxation.LOGISTIC_NORMAL);
        return Stream.of(
                        pairs(spec("4H-5V", 2), List.of(Relaxation.ANALYTIC, Relaxation.DISCRETE)),
                        pairs(spec("3H~5V", 2), List.of(Relaxation.CONCRETE)),
                        pairs(spec("4H~2H-5V", 2), ofLayers),
                        pairs(spec("2H-2H~4H-5V", 2), List.of(Relaxation.CONCRETE)),
                        pairs(spec("4H~5V", 4), List.of(Relaxation.ANALYTIC)),
                        pairs(spec("4H-2H~3V", 4), ofLayers),
                        pairs(spec("6H-3H-4V", 8), List.of(Relaxation.CONCRETE, Relaxation.DISCRETE)),
                        pairs(spec("4H-3V", 16), List.of(Relaxation.CONCRETE)),
                        pairs(spec("3V-4H~5V", 2), List.of(Relaxation.CONCRETE, Relaxation.DISCRETE)),
                        pairs(spec("3V~4H-2H-5V", 2), List.of(Relaxation.STRAIGHT_THROUGH, Relaxation.LOGISTIC_NORMAL)),
                        pairs(spec("3V-6H~3H-5V", 8), List.of(Relaxation.CONCRETE, Relaxation.MASSES)))
                .flatMap(pairs -> pairs);
    }

    private static Stream<Arguments> pairs(LatentSpec spec, List<Relaxation> relaxations) {
        return relaxations.stream().map(relaxation -> Arguments.of(spec, relaxation));
    }

    private static CompiledNetwork open(LatentGraph graph, Relaxation relaxation, int samples, boolean training) {
        return CompiledNetwork.of(
                graph.build(DataType.DOUBLE, LatentGraph.Output.WEIGHTS, relaxation, TEMPERATURES, samples, training));
    }

    /** Runs a graph in double precision on given rows. */
    private static double[] outputs(CompiledNetwork network, double[] parameters, double[] rows, int count) {
        network.setParameters(parameters);
        double[] outputs = new double[count * network.outputWidth()];
        try (CompiledPlan plan = network.compile(count, Pass.FORWARD)) {
            plan.forward(rows, count, outputs);
        }
        return outputs;
    }

    private static double[] uniform(UniformRandomProvider random, int count, double bound) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = bound * (2 * random.nextDouble() - 1);
        }
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** Rows of bits with noise as they are trained on, and the plain loops that answer for each sample of each. */
    private static final class Rows {
        private static final int COUNT = 2;
        private static final int SAMPLES = 2;

        private final LatentSpec spec;
        private final Relaxation relaxation;
        private final float[] mean;
        private final int[] data;
        private final double[] inputs;
        private final double[] parameters;
        private final LatentReference[] loops = new LatentReference[COUNT * SAMPLES];

        Rows(LatentSpec spec, Relaxation relaxation, int parameterCount) {
            this.spec = spec;
            this.relaxation = relaxation;
            UniformRandomProvider random = STREAMS.stream("weights");
            parameters = uniform(random, parameterCount, 0.9);
            mean = new float[spec.sourceWidth()];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = random.nextFloat();
            }
            LatentRows rows = new LatentRows(spec, mean, relaxation, TEMPERATURES, SAMPLES);
            data = new int[COUNT * spec.dataWidth()];
            float[] floats = new float[COUNT * rows.width()];
            for (int i = 0; i < data.length; i++) {
                data[i] = random.nextInt(2);
            }
            for (int row = 0; row < COUNT; row++) {
                rows.data(data, row * spec.dataWidth(), true, floats, row);
                rows.noise(random, floats, row);
            }
            inputs = doubles(floats);
            for (int i = 0; i < loops.length; i++) {
                loops[i] = new LatentReference(spec, parameters, TEMPERATURES);
            }
        }

        /** The loops' answer for a sample, at the parameters as they are now. */
        LatentReference run(int row, int sample) {
            int[] x = Arrays.copyOfRange(data, row * spec.dataWidth(), (row + 1) * spec.dataWidth());
            double[][] noise = new double[spec.layers()][];
            int from = row * inputs.length / COUNT + spec.sourceWidth() + spec.observed();
            for (int layer = 0; layer < spec.layers(); layer++) {
                int width = spec.logits(layer);
                noise[layer] = Arrays.copyOfRange(inputs, from + sample * width, from + (sample + 1) * width);
                from += SAMPLES * width;
            }
            LatentReference reference = loops[row * SAMPLES + sample];
            reference.run(x, mean, noise, relaxation);
            return reference;
        }

        void compare(double[] outputs, double tolerance) {
            int width = outputs.length / COUNT;
            for (int row = 0; row < COUNT; row++) {
                for (int sample = 0; sample < SAMPLES; sample++) {
                    LatentReference reference = run(row, sample);
                    String where = "row " + row + ", sample " + sample;
                    assertEquals(reference.logWeight, outputs[row * width + sample], tolerance, where);
                    assertEquals(reference.logPosterior, outputs[row * width + SAMPLES + sample], tolerance, where);
                }
            }
        }

        /** A weighted sum of all log weights and log posteriors. */
        double sum(double[] weights, int width) {
            double sum = 0;
            for (int row = 0; row < COUNT; row++) {
                for (int sample = 0; sample < SAMPLES; sample++) {
                    LatentReference reference = run(row, sample);
                    sum += weights[row * width + sample] * reference.logWeight
                            + weights[row * width + SAMPLES + sample] * reference.logPosterior;
                }
            }
            return sum;
        }
    }

    @ParameterizedTest
    @MethodSource("specsAndRelaxations")
    void weightsAreThoseOfPlainLoopsAndGradientsThoseOfDifferences(LatentSpec spec, Relaxation relaxation) {
        LatentGraph graph = new LatentGraph(spec, true);
        try (CompiledNetwork network = open(graph, relaxation, Rows.SAMPLES, false)) {
            weightsAreThoseOfPlainLoops(network, new Rows(spec, relaxation, graph.parameterCount()));
            if (relaxation == Relaxation.STRAIGHT_THROUGH) {
                gradientGoesStraightThrough(network, new Rows(spec, relaxation, graph.parameterCount()));
            } else {
                String what = spec + ", " + relaxation;
                GradientCheck.checkInDouble(what, network, Rows.COUNT, STREAMS.stream("gradients"));
            }
        }
    }

    private static void weightsAreThoseOfPlainLoops(CompiledNetwork network, Rows rows) {
        // The noise is rounded to floats, its density is not.
        rows.compare(outputs(network, rows.parameters, rows.inputs, Rows.COUNT), 2e-5);
    }

    /** Widths of sums with quick factors and without, in the type that models run in. */
    static Stream<Arguments> wideSpecsAndRelaxations() {
        return Stream.of(
                        pairs(spec("40H~8V", 2), List.of(Relaxation.ANALYTIC, Relaxation.DISCRETE)),
                        pairs(spec("8H~40H-127V", 2), List.of(Relaxation.CONCRETE, Relaxation.LOGISTIC_NORMAL)),
                        pairs(spec("40H-40V", 4), List.of(Relaxation.MASSES)))
                .flatMap(pairs -> pairs);
    }

    @ParameterizedTest
    @MethodSource("wideSpecsAndRelaxations")
    void weightsOfWideLayersInFloatsAreThoseOfPlainLoops(LatentSpec spec, Relaxation relaxation) {
        LatentGraph graph = new LatentGraph(spec, false);
        Rows rows = new Rows(spec, relaxation, graph.parameterCount());
        try (ScoreNetwork network =
                        graph.open(LatentGraph.Output.WEIGHTS, relaxation, TEMPERATURES, Rows.SAMPLES, false);
                Plan plan = network.plan(Rows.COUNT, Pass.FORWARD)) {
            network.setParameters(floats(rows.parameters));
            float[] outputs = new float[Rows.COUNT * network.outputWidth()];
            plan.forward(floats(rows.inputs), Rows.COUNT, outputs);
            rows.compare(doubles(outputs), 2e-3);
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Against central differences of loops whose discrete values move as the relaxed ones do. */
    private static void gradientGoesStraightThrough(CompiledNetwork network, Rows rows) {
        int width = network.outputWidth();
        double[] weights = uniform(STREAMS.stream("straight"), Rows.COUNT * width, 1);
        for (int row = 0; row < Rows.COUNT; row++) {
            // The baseline has parameters of its own, and no part in the loops.
            weights[row * width + 2 * Rows.SAMPLES] = 0;
        }
        double[] gradient = new double[rows.parameters.length];
        network.setParameters(rows.parameters);
        try (CompiledPlan plan = network.compile(Rows.COUNT, Pass.TRAINING)) {
            plan.forward(rows.inputs, Rows.COUNT, new double[weights.length]);
            plan.backward(weights, gradient);
        }
        for (LatentReference loops : rows.loops) {
            loops.hold();
        }
        rows.sum(weights, width);
        double step = 1e-5;
        double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < gradient.length; i++) {
            double at = rows.parameters[i];
            rows.parameters[i] = at + step;
            double up = rows.sum(weights, width);
            rows.parameters[i] = at - step;
            double down = rows.sum(weights, width);
            rows.parameters[i] = at;
            assertEquals((up - down) / (2 * step), gradient[i], 1e-6 * Math.max(largest, 1e-2), "parameter " + i);
        }
    }

    @Test
    void withoutABaselineItsColumnIs0() {
        LatentSpec spec = spec("4H-5V", 2);
        LatentGraph graph = new LatentGraph(spec, false);
        try (CompiledNetwork network = open(graph, Relaxation.DISCRETE, Rows.SAMPLES, false)) {
            Rows rows = new Rows(spec, Relaxation.DISCRETE, graph.parameterCount());
            weightsAreThoseOfPlainLoops(network, rows);
            double[] outputs = outputs(network, rows.parameters, rows.inputs, Rows.COUNT);
            assertEquals(0, outputs[2 * Rows.SAMPLES], 1e-30);
            assertEquals(0, outputs[outputs.length - 1], 1e-30);
        }
    }

    @Test
    void analyticDivergenceIsThatOfOneLayer() {
        assertThrows(IllegalArgumentException.class, () -> new LatentGraph(spec("4H-4H-5V", 2), false)
                .build(DataType.DOUBLE, LatentGraph.Output.WEIGHTS, Relaxation.ANALYTIC, TEMPERATURES, 2, false));
    }

    @Test
    void trainingPutsMeanActivitiesBehindTheOutputs() {
        LatentSpec spec = spec("2H-4H-5V", 2);
        LatentGraph graph = new LatentGraph(spec, false);
        UniformRandomProvider random = STREAMS.stream("activities");
        double[] parameters = uniform(random, graph.parameterCount(), 0.9);
        double[] rows = uniform(random, 2 * graph.inputWidth(3), 2);
        double[] plain;
        double[] training;
        try (CompiledNetwork without = open(graph, Relaxation.CONCRETE, 3, false);
                CompiledNetwork with = open(graph, Relaxation.CONCRETE, 3, true)) {
            plain = outputs(without, parameters, rows, 2);
            training = outputs(with, parameters, rows, 2);
        }
        assertEquals(2 * (7 + 4), training.length);
        for (int row = 0; row < 2; row++) {
            for (int i = 0; i < 7; i++) {
                assertEquals(plain[row * 7 + i], training[row * 11 + i], 1e-12);
            }
            for (int i = 7; i < 11; i++) {
                assertTrue(Math.abs(training[row * 11 + i]) < 1);
            }
        }
        assertArrayEquals(new int[] {4}, new int[] {graph.activityWidth()});
    }
}
