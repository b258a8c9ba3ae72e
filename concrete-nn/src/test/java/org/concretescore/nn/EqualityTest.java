package org.concretescore.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.latent.Estimator;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.ScoreMlp;
import org.concretescore.nn.network.UNet;
import org.concretescore.nn.train.Checkpoint;
import org.concretescore.nn.train.LatentObjective;
import org.concretescore.nn.train.TrainerOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of the same content are equal, whoever made them; all of these differ from each other. */
final class EqualityTest {
    private static final StateSpace BITS = StateSpace.binary(16);

    static Stream<Supplier<Object>> values() {
        return Stream.of(
                () -> NetworkSpec.mlp(Graphs.hamming(StateSpace.of(2, 3))),
                () -> NetworkSpec.mlp(Graphs.hamming(StateSpace.of(3, 2))),
                () -> NetworkSpec.energy(Graphs.grid(StateSpace.of(2, 3))),
                () -> NetworkSpec.made(Graphs.edges(StateSpace.of(3), new int[] {0, 1})),
                () -> NetworkSpec.made(Graphs.edges(StateSpace.of(3), new int[] {1, 0})),
                () -> NetworkSpec.unet(Graphs.hamming(BITS), UNet.of(4, 4, 1)),
                () -> LatentSpec.parse("4H~8V", 2),
                () -> LatentSpec.parse("4H-8V", 2),
                () -> LatentSpec.parse("4H~8V", 4),
                Mlp::defaults,
                Made::defaults,
                () -> UNet.of(4, 4, 1),
                TrainerOptions::defaults,
                () -> TrainerOptions.defaults().withSteps(3),
                () -> new Checkpoint(Path.of("a"), 2, true),
                () -> new Checkpoint(Path.of("a"), 3, true),
                () -> new LatentObjective(Estimator.VIMCO, 5, Relaxation.DISCRETE, new Temperatures(1, 1)),
                () -> VectorModel.of(new ScoreMlp(Mlp.defaults()), 1, NoiseLevels.none(), new float[] {1}),
                () -> VectorModel.of(new ScoreMlp(Mlp.defaults()), 1, NoiseLevels.none(), new float[] {2}));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueEqualsThatOfTheSameContentAlone(Supplier<Object> value) {
        assertEquals(value.get(), value.get());
        assertEquals(value.get().hashCode(), value.get().hashCode());
        assertEquals(value.get().toString(), value.get().toString());
        List<Object> others = values().map(Supplier::get)
                .filter(other -> !other.equals(value.get()))
                .toList();
        assertEquals(values().count() - 1, others.size(), () -> "more than one of the values equals " + value.get());
        others.forEach(other -> assertNotEquals(value.get(), other));
    }
}
