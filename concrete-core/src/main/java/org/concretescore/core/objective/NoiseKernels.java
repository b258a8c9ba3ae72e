package org.concretescore.core.objective;

import java.util.List;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.noise.NoiseKernel;
import org.concretescore.core.space.StateSpace;

/** The kernels of some levels on the space that was last used. Safe for use by several threads. */
final class NoiseKernels {
    private final List<Noise> levels;
    private volatile Known known;

    private record Known(StateSpace space, List<NoiseKernel> kernels) {}

    NoiseKernels(String objective, List<Noise> levels) {
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("objective " + objective + " needs noise");
        }
        this.levels = levels;
    }

    List<NoiseKernel> on(StateSpace space) {
        Known last = known;
        if (last == null || !last.space.equals(space)) {
            last = new Known(
                    space, levels.stream().map(noise -> noise.on(space)).toList());
            known = last;
        }
        return last.kernels;
    }
}
