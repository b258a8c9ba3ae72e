package org.concretescore.sampling.langevin;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.concretescore.core.numeric.GaussLegendre;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.space.Counts;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.sampling.chain.Tally;

/**
 * Langevin dynamics that is annealed over falling levels of noise (Song and Ermon 2019, algorithm 1; section 5 of the
 * autoregressive score matching paper). At level i, whose noise has the standard deviation {@code sigma_i}, chains take
 * T steps of size {@code step_i}:
 *
 * <p>\[ \mathrm{step}_i = \mathrm{step}_L \, \frac{\sigma_i^2}{\sigma_L^2}, \qquad
 * x' = x + \frac{\mathrm{step}_i}{2} \, \mathrm{score}_i(x) + \sqrt{\mathrm{step}_i} \; z, \]
 *
 * <p>The step of each level is thus proportional to the variance of its noise. The score of a level is that of the data
 * with noise {@code sigma_i}. It is given when the chains run, so that one schedule serves any number of conditional
 * scores. Unadjusted steps leave a bias that grows with {@code step_L / sigma_L^2}. Metropolis' correction needs
 * densities and makes each level exact. At the end the chains have the law of the last level, which includes its noise.
 *
 * <p>If the calling thread is interrupted, the methods throw a
 * {@link org.concretescore.core.parallel.StoppedException}. The chains are then where they were before the level,
 * except that chains which do not share their evaluations may have moved.
 */
public final class AnnealedLangevin {
    private static final GaussLegendre RULE = new GaussLegendre(5);

    private final double[] sigmas;
    private final double lastStep;
    private final long steps;

    private AnnealedLangevin(double[] sigmas, double lastStep, long steps) {
        this.sigmas = sigmas;
        this.lastStep = lastStep;
        this.steps = steps;
    }

    /**
     * Returns a schedule.
     *
     * @param sigmas the standard deviations of the noise, in the units of x, finite, above 0 and falling; at least one
     * @param lastStep the step of the last level (the papers' eps0), in the squared units of x, above 0
     * @param steps number of steps at each level (T), at least 1
     * @return the schedule
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static AnnealedLangevin of(double[] sigmas, double lastStep, long steps) {
        double[] levels = NoiseLevels.of(sigmas).sigmas();
        Steps.check(lastStep);
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, was " + steps);
        }
        AnnealedLangevin schedule = new AnnealedLangevin(levels, lastStep, steps);
        // If the levels are far apart, the first level's step may overflow.
        Steps.check(schedule.step(0));
        return schedule;
    }

    /**
     * Returns a schedule whose levels are in geometric progression. The papers take ten levels from 1 to 0.04 for
     * MNIST.
     *
     * @param largest the first sigma, finite
     * @param smallest the last one, above 0 and below the first
     * @param levels number of levels, at least 2
     * @param lastStep the step of the last level (the papers' eps0), in the squared units of x, above 0
     * @param steps number of steps at each level (T), at least 1
     * @return the schedule
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static AnnealedLangevin geometric(double largest, double smallest, int levels, double lastStep, long steps) {
        return of(NoiseLevels.geometric(largest, smallest, levels).sigmas(), lastStep, steps);
    }

    /**
     * Returns the standard deviations of the noise.
     *
     * @return a copy, in the units of x, falling
     */
    public double[] sigmas() {
        return sigmas.clone();
    }

    /**
     * Returns the step of a level.
     *
     * @param level the level, counted from 0, which has the largest noise
     * @return the variance of the noise of one step, in the squared units of x
     */
    public double step(int level) {
        double ratio = sigmas[level] / sigmas[sigmas.length - 1];
        return lastStep * ratio * ratio;
    }

    /**
     * Advances all chains through all levels by unadjusted steps with plain drift.
     *
     * @param chains the chains
     * @param scores one score for each level, largest noise first
     * @param threads number of threads, at least 1. The result does not depend on it
     * @param tally receives the counts of steps, moves and evaluations
     * @throws IllegalArgumentException if the number of scores is not that of the levels, or {@code threads} is below 1
     * @throws IllegalStateException if a chain is outside a score's support, or a score is NaN
     */
    public void run(LangevinChains chains, List<? extends UnivariateScore> scores, int threads, Tally tally) {
        requireLevels(scores);
        run(chains, level -> new UnadjustedLangevin(scores.get(level), step(level), false), threads, tally);
    }

    /**
     * Advances all chains through all levels by {@link Mala} with plain drift.
     *
     * @param chains the chains
     * @param densities one density for each level, largest noise first
     * @param threads number of threads, at least 1. The result does not depend on it
     * @param tally receives the counts of steps, moves and evaluations
     * @throws IllegalArgumentException if the number of densities is not that of the levels, or {@code threads} is
     *     below 1
     * @throws IllegalStateException if a chain is outside a density's support, or a density or score is NaN
     */
    public void runAdjusted(
            LangevinChains chains, List<? extends UnivariateDensity> densities, int threads, Tally tally) {
        requireLevels(densities);
        run(chains, level -> new Mala(densities.get(level), step(level), false), threads, tally);
    }

    /**
     * Advances all chains through all levels by unadjusted steps on the line. Each step evaluates the scores of all
     * chains in one call. If a score does not depend on the batch, chains take the same steps as one by one.
     *
     * @param chains the chains
     * @param scores the scores of all chains
     * @param tally receives the counts of steps, moves and evaluations
     * @throws IllegalStateException if a score is NaN or infinite; the chains are then where they were before the level
     */
    public void run(LangevinChains chains, ChainScores scores, Tally tally) {
        int count = chains.count();
        double[] written = new double[count];
        for (int level = 0; level < sigmas.length; level++) {
            double[] positions = chains.positions();
            double step = step(level);
            double deviation = Math.sqrt(step);
            for (long i = 0; i < steps; i++) {
                write(scores, level, positions, written);
                for (int chain = 0; chain < count; chain++) {
                    positions[chain] = positions[chain]
                            + step / 2 * written[chain]
                            + deviation * chains.normal(chain).sample();
                }
            }
            for (int chain = 0; chain < count; chain++) {
                chains.move(chain, positions[chain]);
            }
            tally.add(steps * count, steps * count, steps * count);
        }
    }

    /**
     * Advances all chains through all levels by steps on the line with Metropolis' correction. Each log ratio of
     * densities is the integral of the score along the move, by Gauss-Legendre quadrature with five nodes. It is exact
     * if the score is a polynomial of degree 9 at most along the move.
     *
     * @param chains the chains
     * @param scores the scores of all chains
     * @param tally receives the counts of steps, moves and evaluations
     * @throws IllegalStateException if a score is NaN or infinite; the chains are then where they were before the level
     */
    public void runAdjusted(LangevinChains chains, ChainScores scores, Tally tally) {
        int count = chains.count();
        double[] here = new double[count];
        double[] there = new double[count];
        double[] moved = new double[count];
        double[] between = new double[count];
        double[] along = new double[count];
        double[] logRatio = new double[count];
        for (int level = 0; level < sigmas.length; level++) {
            double[] positions = chains.positions();
            double step = step(level);
            double deviation = Math.sqrt(step);
            long acceptances = 0;
            write(scores, level, positions, here);
            for (long i = 0; i < steps; i++) {
                for (int chain = 0; chain < count; chain++) {
                    double noise = deviation * chains.normal(chain).sample();
                    double jump = step / 2 * here[chain] + noise;
                    moved[chain] = positions[chain] + jump;
                    logRatio[chain] = noise * noise / (2 * step);
                }
                for (int node = 0; node < RULE.size(); node++) {
                    for (int chain = 0; chain < count; chain++) {
                        between[chain] = positions[chain] + RULE.node(node) * (moved[chain] - positions[chain]);
                    }
                    write(scores, level, between, along);
                    for (int chain = 0; chain < count; chain++) {
                        logRatio[chain] += RULE.weight(node) * (moved[chain] - positions[chain]) * along[chain];
                    }
                }
                write(scores, level, moved, there);
                for (int chain = 0; chain < count; chain++) {
                    double noiseBack = positions[chain] - moved[chain] - step / 2 * there[chain];
                    double logAcceptance = logRatio[chain] - noiseBack * noiseBack / (2 * step);
                    if (logAcceptance >= 0 || chains.random(chain).nextDouble() < Math.exp(logAcceptance)) {
                        positions[chain] = moved[chain];
                        here[chain] = there[chain];
                        acceptances++;
                    }
                }
            }
            for (int chain = 0; chain < count; chain++) {
                chains.move(chain, positions[chain]);
            }
            tally.add(steps * count, acceptances, (1 + steps * (RULE.size() + 1)) * count);
        }
    }

    private static void write(ChainScores scores, int level, double[] positions, double[] written) {
        StoppedException.throwIfInterrupted("annealed Langevin dynamics");
        scores.write(level, positions, written);
        for (int chain = 0; chain < positions.length; chain++) {
            if (!Double.isFinite(written[chain])) {
                throw new IllegalStateException("level " + level + ": the score of chain " + chain + " at "
                        + positions[chain] + " is " + written[chain]);
            }
        }
    }

    private void run(LangevinChains chains, IntFunction<Langevin> kernel, int threads, Tally tally) {
        for (int level = 0; level < sigmas.length; level++) {
            kernel.apply(level).advance(chains, steps, threads, tally);
        }
    }

    private void requireLevels(List<?> given) {
        if (given.size() != sigmas.length) {
            throw new IllegalArgumentException("there are " + Counts.of(sigmas.length, "level") + " of noise, but "
                    + Counts.were(given.size(), "score") + " given");
        }
    }

    @Override
    public String toString() {
        return "AnnealedLangevin[sigmas=" + Arrays.toString(sigmas) + ", lastStep=" + lastStep + ", steps=" + steps
                + "]";
    }
}
