package org.concretescore.sampling;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.random.RandomStreams;
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

    /**
     * The p-value of Pearson's test that counts come from a pmf; 0 if an impossible event was counted. Events expected
     * fewer than 5 times are pooled.
     */
    public static double chiSquareTest(long[] counts, double[] p) {
        long n = Arrays.stream(counts).sum();
        double statistic = 0;
        int cells = 0;
        double restExpected = 0;
        long restCount = 0;
        for (int i = 0; i < counts.length; i++) {
            if (p[i] == 0 && counts[i] > 0) {
                return 0;
            }
            if (n * p[i] < 5) {
                restExpected += n * p[i];
                restCount += counts[i];
            } else {
                statistic += (counts[i] - n * p[i]) * (counts[i] - n * p[i]) / (n * p[i]);
                cells++;
            }
        }
        if (restExpected > 0.5) {
            statistic += (restCount - restExpected) * (restCount - restExpected) / restExpected;
            cells++;
        }
        return cells < 2 ? 1 : ChiSquaredDistribution.of(cells - 1).survivalProbability(statistic);
    }
}
