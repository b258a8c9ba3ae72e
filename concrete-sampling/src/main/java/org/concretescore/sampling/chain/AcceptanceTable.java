package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.score.ClassedScore;

/**
 * The acceptance probabilities of the classes of a score, to be decided by 32 random bits. Once in 2^32 times these
 * don't settle it, and further bits are drawn: the law is exact.
 */
final class AcceptanceTable {
    private static final double SCALE = 0x1p32;

    private final double[] probabilities;
    /** The whole part of 2^32 times the probability; accepted where the bits are below. */
    private final long[] thresholds;
    /** And the rest, which decides where the bits are equal to the threshold. */
    private final double[] rests;

    private AcceptanceTable(int classes) {
        probabilities = new double[classes];
        thresholds = new long[classes];
        rests = new double[classes];
    }

    /**
     * The table of a score on a graph where all degrees are equal.
     *
     * @throws IllegalArgumentException if the log ratio of a class is NaN
     */
    static AcceptanceTable of(ClassedScore model, Acceptance acceptance) {
        return of(model, acceptance, 1);
    }

    /**
     * The table of a power of the distribution: the same classes, the log ratios times the inverse temperature.
     *
     * @throws IllegalArgumentException if the log ratio of a class is NaN
     */
    static AcceptanceTable of(ClassedScore model, Acceptance acceptance, double inverseTemperature) {
        AcceptanceTable table = new AcceptanceTable(model.classes());
        for (int edgeClass = 0; edgeClass < table.probabilities.length; edgeClass++) {
            double probability = acceptance.probability(inverseTemperature * model.classLogRatio(edgeClass));
            if (!(probability >= 0)) {
                throw new IllegalArgumentException("log ratio of class " + edgeClass + " is NaN in " + model);
            }
            double scaled = probability * SCALE;
            table.probabilities[edgeClass] = probability;
            table.thresholds[edgeClass] = (long) scaled;
            table.rests[edgeClass] = scaled - (long) scaled;
        }
        return table;
    }

    double probability(int edgeClass) {
        return probabilities[edgeClass];
    }

    /**
     * Decides.
     *
     * @param edgeClass the class of the proposed edge
     * @param bits 32 random bits, 0 to 2^32 - 1
     * @param random where further bits come from
     */
    boolean accepts(int edgeClass, long bits, UniformRandomProvider random) {
        long threshold = thresholds[edgeClass];
        return bits < threshold || bits == threshold && random.nextDouble() < rests[edgeClass];
    }
}
