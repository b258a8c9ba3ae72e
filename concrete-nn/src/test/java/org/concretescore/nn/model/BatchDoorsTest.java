package org.concretescore.nn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks check a batch once a call, as all models do: an encoding would take any number. */
final class BatchDoorsTest {
    private static String refusal(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aNetworkRefusesWhatIsNoBatch(Family family) {
        Neighborhood bits = Graphs.hamming(StateSpace.binary(4));
        NetworkSpec spec = family == Family.NORMALISED
                ? NetworkSpec.made(bits).withArchitecture(Made.of(4))
                : NetworkSpec.mlp(bits).withFamily(family).withArchitecture(Mlp.of(4));
        float[] parameters = spec.network().initialParameters(new RandomStreams(1).stream("doors"));
        try (NeuralModel model = spec.model(parameters)) {
            int[] wrong = {0, 5, -1, 0};
            String named = "state 0, coordinate 1: value 5 is not in 0..1";
            assertEquals(named, refusal(() -> model.score().logRatios(wrong, 1, new double[4])));
            assertEquals("logRatios must have room for 2 x 4 numbers, has 7", refusal(() -> model.score()
                    .logRatios(new int[8], 2, new double[7])));
            if (model instanceof GradientDensity density) {
                assertEquals(named, refusal(() -> density.logDensities(wrong, 1, new double[1])));
                assertEquals(named, refusal(() -> density.gradients(wrong, 1, new double[1], new double[8])));
                assertEquals(
                        "gradients must have room for 1 x 8 numbers, has 7",
                        refusal(() -> density.gradients(new int[4], 1, new double[1], new double[7])));
            }
        }
    }
}
