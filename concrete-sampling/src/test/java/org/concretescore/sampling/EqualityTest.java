package org.concretescore.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.annealing.AnnealingOptions;
import org.concretescore.sampling.annealing.Schedule;
import org.concretescore.sampling.chain.MetropolisHastingsOptions;
import org.concretescore.sampling.chain.SamplingOptions;
import org.concretescore.sampling.informed.Blocks;
import org.concretescore.sampling.informed.PathAuxiliaryOptions;
import org.concretescore.sampling.measured.Kernels;
import org.concretescore.sampling.measured.SamplingRequest;
import org.concretescore.sampling.tempering.Ladder;
import org.concretescore.sampling.tempering.LadderOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of the same content are equal, whoever made them; all of these differ from each other. */
final class EqualityTest {
    static Stream<Supplier<Object>> values() {
        StateSpace space = StateSpace.binary(2);
        return Stream.of(
                () -> Blocks.of(space, new int[] {0}, new int[] {1}),
                () -> Blocks.of(space, new int[] {1}, new int[] {0}),
                () -> Blocks.whole(space),
                () -> Schedule.linear(3),
                () -> Schedule.linear(4),
                () -> Ladder.geometric(3, 0.5),
                () -> new AnnealingOptions(2, 3, 1),
                MetropolisHastingsOptions::defaults,
                PathAuxiliaryOptions::defaults,
                LadderOptions::defaults,
                Kernels::defaults,
                () -> Kernels.defaults().withStep(1),
                () -> SamplingRequest.of(3),
                () -> SamplingRequest.of(3).withBudget(4),
                () -> SamplingOptions.of(3),
                () -> SamplingOptions.of(4));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueEqualsThatOfTheSameContentAlone(Supplier<Object> value) {
        assertEquals(value.get(), value.get());
        assertEquals(value.get().hashCode(), value.get().hashCode());
        assertEquals(value.get().toString(), value.get().toString());
        assertEquals(
                1, values().filter(other -> other.get().equals(value.get())).count());
    }
}
