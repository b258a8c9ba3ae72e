package org.concretescore.core.noise;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/** The kernel of one coordinate, {@code [K, K]}, by the clean value and the noisy value. */
final class NoiseTable {
    /** A function of the clean value x and the noisy value y. */
    interface Entry {
        double of(int x, int y);
    }

    final int values;
    /** Probabilities. An entry is 0 also if it is too small for a double. */
    final double[] p;
    /** Log probabilities. They are kept beside p because they are finite where p underflows. */
    final double[] logP;
    /** Sums of p along a row. They are exactly 1 from the last value that can occur. */
    private final double[] cumulative;

    private NoiseTable(int values, double[] p, double[] logP) {
        this.values = values;
        this.p = p;
        this.logP = logP;
        cumulative = new double[p.length];
        for (int row = 0; row < p.length; row += values) {
            double sum = 0;
            int last = 0;
            for (int y = 0; y < values; y++) {
                sum += p[row + y];
                cumulative[row + y] = Math.min(sum, 1);
                last = p[row + y] > 0 ? y : last;
            }
            Arrays.fill(cumulative, row + last, row + values, 1);
        }
    }

    static NoiseTable ofProbabilities(int values, Entry probability) {
        double[] p = entries(values, probability);
        return new NoiseTable(values, p, Arrays.stream(p).map(Math::log).toArray());
    }

    static NoiseTable ofLogs(int values, Entry logProbability) {
        double[] logP = entries(values, logProbability);
        return new NoiseTable(values, Arrays.stream(logP).map(Math::exp).toArray(), logP);
    }

    private static double[] entries(int values, Entry entry) {
        double[] entries = new double[values * values];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = entry.of(i / values, i % values);
        }
        return entries;
    }

    /** Draws the noisy value of a clean one: the first whose cumulative probability exceeds a uniform draw. */
    int draw(int x, UniformRandomProvider random) {
        double u = random.nextDouble();
        int row = x * values;
        int low = row;
        int high = row + values - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > u) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low - row;
    }

    boolean isPositive() {
        return Arrays.stream(logP).allMatch(log -> log > Double.NEGATIVE_INFINITY);
    }
}
