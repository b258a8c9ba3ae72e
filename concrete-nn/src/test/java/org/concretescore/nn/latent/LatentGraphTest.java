package org.concretescore.nn.latent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.plan.CompiledNetwork;
import org.concretescore.nn.plan.GradientCheck;
import org.concretescore.nn.plan.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

final class LatentGraphTest {
    private static final Temperatures TEMPERATURES = new Temperatures(0.8, 0.55);
    private static final RandomStreams STREAMS = new RandomStreams(Long.getLong("concrete.seed", 1));

    private static LatentSpec spec(String notation, int arity) {
        return LatentSpec.parse(notation, arity);
    }

    static List<LatentSpec> specs() {
        return List.of(
                spec("4H-5V", 2),
                spec("3H~5V", 2),
                spec("4H~2H-5V", 2),
                spec("2H-2H~4H-5V", 2),
                spec("4H~5V", 4),
                spec("4H-2H~3V", 4),
                spec("6H-3H-4V", 8),
                spec("4H-3V", 16),
                spec("3V-4H~5V", 2),
                spec("3V~4H-2H-5V", 2),
                spec("3V-6H~3H-5V", 8));
    }

    static Stream<Arguments> specsAndRelaxations() {
        return specs().stream().flatMap(spec -> Stream.of(Relaxation.values())
                .filter(relaxation -> relaxation != Relaxation.ANALYTIC || spec.layers() == 1)
                .map(relaxation -> Arguments.of(spec, relaxation)));
    }

    /** Runs a graph in double precision on given rows. */
    private static double[] outputs(
            LatentGraph graph,
            Relaxation relaxation,
            int samples,
            boolean training,
            double[] parameters,
            double[] rows,
            int count) {
        try (CompiledNetwork network = CompiledNetwork.of(graph.build(
                DataType.DOUBLE, LatentGraph.Output.WEIGHTS, relaxation, TEMPERATURES, samples, training))) {
            network.setParameters(parameters);
            double[] outputs = new double[count * network.outputWidth()];
            network.compile(count, Pass.FORWARD).forward(rows, count, outputs);
            return outputs;
        }
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

    @ParameterizedTest
    @MethodSource("specsAndRelaxations")
    void logWeightsAreThoseOfPlainLoops(LatentSpec spec, Relaxation relaxation) {
        if (relaxation == Relaxation.ANALYTIC || relaxation == Relaxation.LOGISTIC_NORMAL) {
            return;
        }
        UniformRandomProvider random = STREAMS.stream("weights");
        LatentGraph graph = new LatentGraph(spec, false);
        int m = 3;
        int count = 2;
        double[] parameters = uniform(random, graph.parameterCount(), 0.9);
        float[] mean = new float[spec.sourceWidth()];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = random.nextFloat();
        }
        LatentRows rows = new LatentRows(spec, mean, relaxation, TEMPERATURES, m);
        int[] data = new int[count * spec.dataWidth()];
        float[] inputs = new float[count * rows.width()];
        for (int i = 0; i < data.length; i++) {
            data[i] = random.nextInt(2);
        }
        for (int row = 0; row < count; row++) {
            rows.data(data, row * spec.dataWidth(), true, inputs, row);
            rows.noise(random, inputs, row);
        }
        double[] outputs = outputs(graph, relaxation, m, false, parameters, doubles(inputs), count);
        LatentReference reference = new LatentReference(spec, parameters, TEMPERATURES);
        for (int row = 0; row < count; row++) {
            int[] x = java.util.Arrays.copyOfRange(data, row * spec.dataWidth(), (row + 1) * spec.dataWidth());
            for (int sample = 0; sample < m; sample++) {
                double[][] noise = new double[spec.layers()][];
                int from = row * rows.width() + spec.sourceWidth() + spec.observed();
                for (int layer = 0; layer < spec.layers(); layer++) {
                    noise[layer] = new double[spec.logits(layer)];
                    for (int i = 0; i < noise[layer].length; i++) {
                        noise[layer][i] = inputs[from + sample * noise[layer].length + i];
                    }
                    from += m * noise[layer].length;
                }
                reference.run(x, mean, noise, relaxation);
                // The noise is rounded to floats, its density is not.
                assertEquals(reference.logWeight, outputs[row * (2 * m + 1) + sample], 2e-5, "row " + row);
                assertEquals(reference.logPosterior, outputs[row * (2 * m + 1) + m + sample], 2e-5, "row " + row);
            }
            assertEquals(0, outputs[row * (2 * m + 1) + 2 * m], 1e-30);
        }
    }

    @ParameterizedTest
    @MethodSource("specsAndRelaxations")
    void gradientsAreThoseOfDifferences(LatentSpec spec, Relaxation relaxation) {
        if (relaxation == Relaxation.STRAIGHT_THROUGH) {
            return;
        }
        LatentGraph graph = new LatentGraph(spec, true);
        GradientCheck.checkInDouble(
                spec + ", " + relaxation,
                type -> graph.build(type, LatentGraph.Output.WEIGHTS, relaxation, TEMPERATURES, 2, false),
                2,
                STREAMS.stream("gradients"));
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
        double[] plain = outputs(graph, Relaxation.CONCRETE, 3, false, parameters, rows, 2);
        double[] training = outputs(graph, Relaxation.CONCRETE, 3, true, parameters, rows, 2);
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
