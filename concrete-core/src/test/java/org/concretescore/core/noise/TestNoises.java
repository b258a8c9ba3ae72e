package org.concretescore.core.noise;

import java.util.stream.Stream;
import org.concretescore.core.space.StateSpace;

/** Noise kernels of every kind on spaces small enough to enumerate. */
final class TestNoises {
    private TestNoises() {}

    /** All kinds, weak and strong. */
    static Stream<NoiseKernel> all() {
        return Stream.concat(
                positive(),
                Stream.of(
                        Noise.absorbing(0.3).on(StateSpace.of(3, 2, 4)),
                        Noise.absorbing(0.99).on(StateSpace.binary(3)),
                        Noise.triangular().on(StateSpace.of(3, 1, 5)),
                        Noise.triangular().on(StateSpace.of(4))));
    }

    /** Those that make every state of every other. */
    static Stream<NoiseKernel> positive() {
        StateSpace mixed = StateSpace.of(3, 1, 4, 2);
        return Stream.of(
                Noise.uniform(0.1).on(mixed),
                Noise.uniform(1).on(mixed),
                Noise.uniform(1e-12).on(StateSpace.of(5)),
                Noise.flips(0.05).on(StateSpace.binary(4)),
                Noise.flips(0.5).on(StateSpace.binary(2)),
                Noise.ordinal(0.2).on(mixed),
                Noise.ordinal(3).on(StateSpace.of(7, 2)),
                Noise.ordinal(1e-6).on(StateSpace.of(7, 2)),
                Noise.cyclic(0.2).on(mixed),
                Noise.cyclic(3).on(StateSpace.of(7, 2)),
                Noise.cyclic(1e-6).on(StateSpace.of(6, 2)),
                Noise.triangular().on(StateSpace.of(2, 1, 2)));
    }
}
