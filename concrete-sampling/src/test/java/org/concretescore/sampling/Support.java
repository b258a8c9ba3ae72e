package org.concretescore.sampling;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.space.StateSpace;

/** What several tests of this module need. */
public final class Support {
    private Support() {}

    /** A distribution whose log ratios reach about +-spread. */
    public static ExactDistribution randomPmf(StateSpace space, double spread, UniformRandomProvider random) {
        int n = space.enumerableSize(1 << 20, "a random distribution");
        return ExactDistribution.of(
                space,
                IntStream.range(0, n)
                        .mapToDouble(i -> Math.exp(spread * random.nextDouble()))
                        .toArray());
    }
}
