package org.concretescore.examples;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** Whether counts come from a distribution. */
public final class ChiSquare {
    private ChiSquare() {}

    /** The p-value of Pearson's test; events expected fewer than 5 times are pooled. */
    public static double test(long[] counts, double[] p) {
        long n = Arrays.stream(counts).sum();
        double statistic = 0;
        double restExpected = 0;
        double restCount = 0;
        int cells = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = n * p[i];
            if (expected < 5) {
                restExpected += expected;
                restCount += counts[i];
            } else {
                statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
                cells++;
            }
        }
        if (restExpected > 0.5) {
            statistic += (restCount - restExpected) * (restCount - restExpected) / restExpected;
            cells++;
        } else if (restCount > 0) {
            return 0;
        }
        return cells < 2 ? 1 : ChiSquaredDistribution.of(cells - 1).survivalProbability(statistic);
    }
}
