package org.concretescore.core.exact;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.space.StateSpace;

/** Distributions to test against. */
public final class TestDistributions {
    private TestDistributions() {}

    /** Log weights drawn from a normal distribution: no state is impossible, no two are alike. */
    public static ExactDistribution random(StateSpace space, double standardDeviation, UniformRandomProvider random) {
        double[] weights = normals((int) space.size(), standardDeviation, random);
        return ExactDistribution.of(space, Arrays.stream(weights).map(Math::exp).toArray());
    }

    /** Independent normal draws. */
    public static double[] normals(int count, double standardDeviation, UniformRandomProvider random) {
        return ZigguratSampler.NormalizedGaussian.of(random)
                .samples(count)
                .map(z -> standardDeviation * z)
                .toArray();
    }

    /** Every state of a space, by rank: {@code [n, D]}. */
    public static int[] states(StateSpace space) {
        int n = (int) space.size();
        int[] states = new int[n * space.dimension()];
        for (int rank = 0; rank < n; rank++) {
            space.unrank(rank, states, rank * space.dimension());
        }
        return states;
    }
}
