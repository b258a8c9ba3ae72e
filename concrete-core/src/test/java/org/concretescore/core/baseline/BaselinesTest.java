package org.concretescore.core.baseline;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What independent columns and Chow-Liu trees have in common. */
final class BaselinesTest {

    static Dataset randomRows(StateSpace space, int count, UniformRandomProvider random) {
        int[] states = new int[count * space.dimension()];
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            space.unrank(random.nextLong(space.size()), states, i * space.dimension());
            weights[i] = 2 * random.nextDouble();
        }
        return Dataset.of(Schema.of(space), states, weights);
    }

    static double[] logDensities(NormalisedDensity model, int... states) {
        double[] logs = new double[states.length / model.space().dimension()];
        model.logDensities(states, logs.length, logs);
        return logs;
    }

    private static Stream<Arguments> models() {
        Function<Dataset, NormalisedDensity> independent = IndependentModel::of;
        Function<Dataset, NormalisedDensity> tree = ChowLiuTree::of;
        return Stream.of(
                        StateSpace.of(1),
                        StateSpace.of(5),
                        StateSpace.of(1, 3),
                        StateSpace.binary(5),
                        StateSpace.of(3, 2, 4),
                        StateSpace.of(2, 3, 1, 4))
                .flatMap(space -> Stream.of(Arguments.of(space, independent), Arguments.of(space, tree)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void probabilitiesAddUpToOne(StateSpace space, Function<Dataset, NormalisedDensity> model) {
        NormalisedDensity density = model.apply(randomRows(space, 9, STREAMS.stream("rows")));
        assertEquals(0, ExactDistribution.of(density).logZ(), 1e-14);
        assertEquals(space, density.space());
    }

    @ParameterizedTest
    @MethodSource("models")
    void samplesFollowTheDensity(StateSpace space, Function<Dataset, NormalisedDensity> model) {
        NormalisedDensity density = model.apply(randomRows(space, 9, STREAMS.stream("rows")));
        ExactDistribution p = ExactDistribution.of(density);
        int n = 100_000;
        int[] samples = new int[n * space.dimension()];
        density.sample(STREAMS.stream("samples"), n, samples);
        if (space.size() > 1) {
            PearsonTest.of(samples, n, p).require("samples of " + density);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aRowOfWeightThreeIsThreeRows(StateSpace space, Function<Dataset, NormalisedDensity> model) {
        int dimension = space.dimension();
        int[] states = randomRows(space, 4, STREAMS.stream("rows")).states();
        double[] weights = {1, 3, 0, 2};
        int[] repeated = new int[6 * dimension];
        int to = 0;
        for (int i = 0; i < weights.length; i++) {
            for (int n = 0; n < weights[i]; n++) {
                System.arraycopy(states, i * dimension, repeated, to++ * dimension, dimension);
            }
        }
        Schema schema = Schema.of(space);
        assertArrayEquals(
                logDensities(model.apply(Dataset.of(schema, repeated, 6)), states),
                logDensities(model.apply(Dataset.of(schema, states, weights)), states),
                1e-14);
    }

    @ParameterizedTest
    @MethodSource("models")
    void badArguments(StateSpace space, Function<Dataset, NormalisedDensity> model) {
        NormalisedDensity density = model.apply(randomRows(space, 9, STREAMS.stream("rows")));
        int[] state = new int[space.dimension()];
        Arrays.fill(state, 7);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> density.logDensities(state, 1, new double[1]))
                .getMessage();
        assertTrue(message.contains("coordinate 0: value 7"), message);
        UniformRandomProvider random = STREAMS.stream("samples");
        assertThrows(IllegalArgumentException.class, () -> density.sample(random, 2, state));
        assertThrows(IllegalArgumentException.class, () -> density.sample(random, -1, state));
    }

    @Test
    void independentByHand() {
        Dataset data = Dataset.of(Schema.of(StateSpace.of(2, 3)), new int[] {0, 0, 0, 1, 1, 1}, 3);
        IndependentModel model = IndependentModel.of(data);
        assertEquals(3.0 / 5, model.probability(0, 0), 1e-15);
        assertEquals(3.0 / 6, model.probability(1, 1), 1e-15);
        assertArrayEquals(
                new double[] {Math.log(2.0 / 5 * 1 / 6), Math.log(3.0 / 5 * 2 / 6)},
                logDensities(model, 1, 2, 0, 0),
                1e-15);
    }
}
