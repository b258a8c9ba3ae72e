package org.concretescore.sampling.chain;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.score.ClassedScore;

/**
 * The acceptance probabilities of the classes of a score, as a table for decisions by 32 random bits. Once in 2^32
 * times these bits do not decide, and further bits are drawn. The law is therefore exact.
 */
final class AcceptanceTable {
    private static final double SCALE = 0x1p32;

    private final double[] probabilities;
    /** The integer part of 2^32 times the probability; a proposal is accepted if the bits are below it. */
    private final long[] thresholds;
    /** The fractional part, which decides if the bits are equal to the threshold. */
    private final double[] rests;

    private AcceptanceTable(int classes) {
        probabilities = new double[classes];
        thresholds = new long[classes];
        rests = new double[classes];
    }

    /**
     * Returns the table of a score on a graph where all degrees are equal.
     *
     * @throws IllegalArgumentException if the log ratio of a class is NaN
     */
    static AcceptanceTable of(ClassedScore model, Acceptance acceptance) {
        return of(model, acceptance, 1);
    }

    /**
     * Returns the table of a power of the distribution, whose log ratios are multiplied by the inverse temperature.
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
     * Decides whether a proposal is accepted.
     *
     * @param edgeClass the class of the proposed edge
     * @param bits 32 random bits, 0 to 2^32 - 1
     * @param random the source of further bits
     */
    boolean accepts(int edgeClass, long bits, UniformRandomProvider random) {
        long threshold = thresholds[edgeClass];
        return bits < threshold || bits == threshold && random.nextDouble() < rests[edgeClass];
    }
}
