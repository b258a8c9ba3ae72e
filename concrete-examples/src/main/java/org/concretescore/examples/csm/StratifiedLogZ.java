package org.concretescore.examples.csm;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;

/**
 * Estimates the normalising constant of a density on bits by stratified sampling, if there are too many states to
 * enumerate.
 *
 * <p>A stratum consists of all states that agree in some bits. A first pass of {@value #PILOT} uniform draws a stratum
 * estimates the standard deviation of the density in each. A second pass distributes its draws in proportion to these
 * standard deviations (Neyman allocation). Every stratum has at least two draws, and a part of the draws is spread
 * evenly, because the first pass may have missed a peak. The estimate uses only the second pass, so that it is unbiased
 * for Z.
 *
 * @param logZ the estimated logarithm of the sum of the density
 * @param error its standard error, by the delta method
 * @param masses the estimated probability of each stratum; the chosen bits are its number, with the most significant
 *     bit first
 */
record StratifiedLogZ(double logZ, double error, double[] masses) {
    /** The number of draws of a stratum in the first pass. */
    static final int PILOT = 4;
    /** The share of the mean standard deviation that is added to that of each stratum. */
    private static final double FLOOR = 0.1;
    /** The number of draws of a stratum in the second pass that its variance needs. */
    private static final int LEAST = 2;

    private static final int BATCH = 1 << 15;

    /**
     * Estimates the normalising constant.
     *
     * @param density the density on bits, up to a constant
     * @param bits the bits that number the strata; they are distinct and at most 20
     * @param draws the approximate number of draws in the second pass, besides {@value #LEAST} a stratum
     * @param random the generator that draws the states
     * @return the estimate, which is NaN if the density is NaN
     */
    static StratifiedLogZ of(LogDensity density, int[] bits, int draws, UniformRandomProvider random) {
        StateSpace space = density.space();
        int dimension = space.dimension();
        for (int d = 0; d < dimension; d++) {
            if (space.cardinality(d) != 2) {
                throw new IllegalArgumentException("all coordinates must be bits, but the space is " + space);
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
        // Every stratum has 2^(D - bits) states.
        double logZ = second.shift() + Math.log(sum) + (dimension - bits.length) * Math.log(2);
        return new StratifiedLogZ(logZ, Math.sqrt(variance) / sum, masses);
    }

    private static int[] allotment(Pass pilot, int draws) {
        double[] deviations = pilot.deviations();
        double mean = Arrays.stream(deviations).average().orElseThrow();
        int[] counts = new int[deviations.length];
        for (int h = 0; h < counts.length; h++) {
            // If the density does not vary, or is NaN, all strata get the same number of draws.
            double share =
                    mean > 0 ? (deviations[h] / mean + FLOOR) / (1 + FLOOR) / counts.length : 1.0 / counts.length;
            counts[h] = LEAST + (int) Math.round(draws * share);
        }
        return counts;
    }

    /**
     * Draws from all strata.
     *
     * @param counts the number of draws by stratum
     * @param shift the largest log density of a draw
     * @param means the means of {@code exp(f - shift)} by stratum
     * @param deviations the standard deviations of {@code exp(f - shift)} by stratum
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

        /** Returns the log densities of all draws, by stratum. */
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
