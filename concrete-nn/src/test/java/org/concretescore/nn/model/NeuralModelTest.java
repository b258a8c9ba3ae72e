package org.concretescore.nn.model;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.api.Test;

final class NeuralModelTest {

    private static float[] parameters(NetworkSpec spec) {
        float[] parameters = spec.network().initialParameters(STREAMS.stream("parameters"));
        var random = STREAMS.stream("test");
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += 0.3f * (random.nextFloat() - 0.5f);
        }
        return parameters;
    }

    @Test
    void anUntrainedModelIsUniform() {
        Neighborhood graph = Graphs.grid(StateSpace.of(3, 4));
        NetworkSpec spec = NetworkSpec.energy(graph).withArchitecture(Mlp.of(8));
        try (NeuralModel model = spec.model(spec.network().initialParameters(STREAMS.stream("x")))) {
            ExactDistribution uniform =
                    ExactDistribution.of(graph.space(), new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
            assertEquals(0, uniform.kl(ExactDistribution.of((EnergyNetwork) model)), 1e-12);
        }
    }

    @Test
    void anEnergyModelsScoreIsThatOfItsDistribution() {
        Neighborhood graph = Graphs.grid(StateSpace.of(3, 4));
        NetworkSpec spec = NetworkSpec.energy(graph).withArchitecture(Mlp.of(8));
        try (NeuralModel model = spec.model(parameters(spec))) {
            ExactDistribution exact = ExactDistribution.of((EnergyNetwork) model);
            assertEquals(0, exact.kl(ExactDistribution.ofScores(model.score())), 1e-10);
            for (int rank = 0; rank < 12; rank++) {
                int[] x = new int[2];
                graph.space().unrank(rank, x, 0);
                assertArrayEquals(exact.score(graph).logRatios(x), model.score().logRatios(x), 1e-5);
            }
        }
    }

    @Test
    void heads() {
        Neighborhood graph = Graphs.chain(StateSpace.of(5));
        NetworkSpec logRatios = NetworkSpec.mlp(graph).withArchitecture(Mlp.of(8));
        NetworkSpec scores = logRatios.withHead(Unit.SCORE);
        float[] parameters = parameters(logRatios);
        parameters[parameters.length - 1] = 0.5f;
        try (NeuralModel a = logRatios.model(parameters);
                NeuralModel b = scores.model(parameters)) {
            for (int x = 0; x < 4; x++) {
                double output = a.score().logRatios(x)[0];
                double expected = Math.log(Math.max(1e-6, 1 + output));
                assertEquals(expected, b.score().logRatios(x)[0], 1e-6);
            }
            // The last state of a chain has no neighbor.
            assertEquals(Double.NEGATIVE_INFINITY, a.score().logRatios(4)[0]);
        }
    }

    @Test
    void threadsShareAModel() {
        Neighborhood graph = Graphs.hamming(StateSpace.binary(6));
        NetworkSpec spec = NetworkSpec.mlp(graph).withArchitecture(Mlp.of(16));
        try (NeuralModel model = spec.model(parameters(spec))) {
            int count = 3000;
            int[] states = new int[count * 6];
            for (int i = 0; i < count; i++) {
                graph.space().unrank(i % 64, states, i * 6);
            }
            double[] expected = new double[count * 6];
            model.score().logRatios(states, count, expected);
            IntStream.range(0, 16).parallel().forEach(i -> {
                double[] out = new double[count * 6];
                model.score().logRatios(states, count, out);
                assertArrayEquals(expected, out);
            });
            // Batches of other sizes run on other plans: equal up to the order of float sums.
            for (int n : new int[] {0, 1, 8, 9, 64, 65, 512, 513}) {
                double[] out = new double[n * 6];
                model.score().logRatios(states, n, out);
                assertArrayEquals(java.util.Arrays.copyOf(expected, n * 6), out, 1e-5);
            }
        }
    }

    @Test
    void refusals() {
        Neighborhood graph = Graphs.cycle(StateSpace.of(4));
        NetworkSpec spec = NetworkSpec.mlp(graph).withArchitecture(Mlp.of(4));
        float[] parameters = parameters(spec);
        assertThrows(IllegalArgumentException.class, () -> spec.model(new float[3]));
        parameters[2] = Float.NaN;
        String message = assertThrows(IllegalArgumentException.class, () -> spec.model(parameters))
                .getMessage();
        assertTrue(message.contains("parameter 2 is NaN"), message);
        assertThrows(
                IllegalArgumentException.class, () -> NetworkSpec.energy(graph).withHead(Unit.SCORE));
        assertThrows(IllegalArgumentException.class, () -> spec.withArchitecture(Mlp.of(4, 0)));
        assertThrows(IllegalArgumentException.class, () -> NetworkSpec.mlp(Graphs.cycle(StateSpace.of(1))));
        parameters[2] = 0;
        NeuralModel closed = spec.model(parameters);
        closed.close();
        assertThrows(IllegalStateException.class, () -> closed.score().logRatios(1));
    }
}
