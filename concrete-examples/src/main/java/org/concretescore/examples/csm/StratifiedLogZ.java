package org.concretescore.examples.csm;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;

/**
 * The normalising constant of a density on bits, too many to enumerate, by stratified sampling.
 *
 * <p>A stratum is all states that agree in some bits. A first pass of {@value #PILOT} uniform draws each finds out how the
 * density varies in the strata; a second one is allotted to them in proportion to their standard deviations (Neyman), with
 * at least two draws each and a part of the draws spread evenly, for the first pass may have missed a peak. The estimate is
 * made of the second pass alone, so that it is unbiased for Z.
 *
 * @param logZ the estimated logarithm of the sum of the density
 * @param error its standard error, by the delta method
 * @param masses the estimated probability of each stratum, by the number that the chosen bits are, the first one most
 *     significant
 */
record StratifiedLogZ(double logZ, double error, double[] masses) {
    /** Draws a stratum in the first pass. */
    static final int PILOT = 4;
    /** The floor of the allotment, as a part of the mean standard deviation. */
    private static final double FLOOR = 0.1;
    /** Draws a stratum in the second pass that a variance takes. */
    private static final int LEAST = 2;

    private static final int BATCH = 1 << 15;

    /**
     * Estimates.
     *
     * @param density on bits, up to a constant
     * @param bits the bits that number the strata, distinct; at most 20
     * @param draws in the second pass, about, beside {@value #LEAST} a stratum
     * @param random draws the states
     * @return the estimate; not a number if the density is none
     */
    static StratifiedLogZ of(LogDensity density, int[] bits, int draws, UniformRandomProvider random) {
        StateSpace space = density.space();
        int dimension = space.dimension();
        for (int d = 0; d < dimension; d++) {
            if (space.cardinality(d) != 2) {
                throw new IllegalArgumentException("strata are of bits, but the space is " + space);
            }
        }
        if (bits.length > 20 || Arrays.stream(bits).distinct().count() < bits.length) {
            throw new IllegalArgumentException("bits must be at most 20 and distinct, were " + Arrays.toString(bits));
        }
        int strata = 1 << bits.length;
        int[] pilotCounts = new int[strata];
        Arrays.fill(pilotCounts, PILOT);
        Pass pilot = Pass.of(density, bits, pilotCounts, random);
        Pass second = Pass.of(density, bits, allotment(pilot, draws), random);

        double sum = 0;
        double variance = 0;
        for (int h = 0; h < strata; h++) {
            sum += second.means()[h];
            variance += second.deviations()[h] * second.deviations()[h] / second.counts()[h];
        }
        double total = sum;
        double[] masses =
                Arrays.stream(second.means()).map(mean -> mean / total).toArray();
        // All strata are of the same size, 2^(D - bits).
        double logZ = second.shift() + Math.log(sum) + (dimension - bits.length) * Math.log(2);
        return new StratifiedLogZ(logZ, Math.sqrt(variance) / sum, masses);
    }

    private static int[] allotment(Pass pilot, int draws) {
        double[] deviations = pilot.deviations();
        double mean = Arrays.stream(deviations).average().orElseThrow();
        int[] counts = new int[deviations.length];
        for (int h = 0; h < counts.length; h++) {
            // Where nothing varies, or nothing is a number, all strata are alike.
            double share =
                    mean > 0 ? (deviations[h] / mean + FLOOR) / (1 + FLOOR) / counts.length : 1.0 / counts.length;
            counts[h] = LEAST + (int) Math.round(draws * share);
        }
        return counts;
    }

    /**
     * Draws from all strata.
     *
     * @param counts draws by stratum
     * @param shift the largest log density seen, which those below leave out
     * @param means of {@code exp(f - shift)} by stratum
     * @param deviations their standard deviations
     */
    private record Pass(int[] counts, double shift, double[] means, double[] deviations) {
        static Pass of(LogDensity density, int[] bits, int[] counts, UniformRandomProvider random) {
            double[] logs = logDensities(density, bits, counts, random);
            double shift = Arrays.stream(logs).max().orElseThrow();
            double[] means = new double[counts.length];
            double[] deviations = new double[counts.length];
            int from = 0;
            for (int h = 0; h < counts.length; h++) {
                int to = from + counts[h];
                double sum = 0;
                for (int i = from; i < to; i++) {
                    logs[i] = Math.exp(logs[i] - shift);
                    sum += logs[i];
                }
                means[h] = sum / counts[h];
                double squares = 0;
                for (int i = from; i < to; i++) {
                    squares += (logs[i] - means[h]) * (logs[i] - means[h]);
                }
                deviations[h] = Math.sqrt(squares / (counts[h] - 1));
                from = to;
            }
            return new Pass(counts, shift, means, deviations);
        }

        /** Of all draws, by stratum. */
        private static double[] logDensities(
                LogDensity density, int[] bits, int[] counts, UniformRandomProvider random) {
            int dimension = density.space().dimension();
            double[] logs = new double[Arrays.stream(counts).sum()];
            int[] states = new int[Math.min(BATCH, logs.length) * dimension];
            double[] batch = new double[Math.min(BATCH, logs.length)];
            int filled = 0;
            int done = 0;
            for (int h = 0; h < counts.length; h++) {
                for (int i = 0; i < counts[h]; i++) {
                    draw(h, bits, states, filled++ * dimension, dimension, random);
                    if (filled == batch.length || done + filled == logs.length) {
                        density.logDensities(states, filled, batch);
                        System.arraycopy(batch, 0, logs, done, filled);
                        done += filled;
                        filled = 0;
                    }
                }
            }
            return logs;
        }

        private static void draw(
                int stratum, int[] bits, int[] states, int at, int dimension, UniformRandomProvider random) {
            long word = 0;
            for (int d = 0; d < dimension; d++) {
                word = d % Long.SIZE == 0 ? random.nextLong() : word >>> 1;
                states[at + d] = (int) (word & 1);
            }
            for (int b = 0; b < bits.length; b++) {
                states[at + bits[b]] = stratum >>> bits.length - 1 - b & 1;
            }
        }
    }
}
