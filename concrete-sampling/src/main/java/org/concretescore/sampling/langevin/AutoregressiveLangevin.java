package org.concretescore.sampling.langevin;

import java.util.Arrays;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.parallel.Workers;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.Counts;
import org.concretescore.core.vector.ConditionalScores;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.sampling.chain.Tally;

/**
 * Samples an autoregressive model of conditional scores, one coordinate after another, by annealed one-dimensional
 * Langevin dynamics (appendix C.3 of the autoregressive score matching paper). Coordinate d begins at a draw from
 * {@code N(0, prior^2)} and takes T steps by {@code s_d(x_<d, x_d)} at each level of noise. The later coordinates are
 * conditioned on its last value. All chains of a block are advanced together.
 *
 * <p>The steps are {@code step_L sigma_i^2 / sigma_L^2}. The samples have the noise of the last level, unless they are
 * denoised: each value is then replaced by the mean of the clean value given the noisy one,
 * {@code x_d + sigma_L^2 s_d}. A model without levels is sampled at a single level without noise, whose step is
 * {@code step_L}.
 *
 * <p>If the calling thread is interrupted, {@link #sample} throws a
 * {@link org.concretescore.core.parallel.StoppedException}, because unfinished vectors are not samples.
 *
 * <pre>{@code
 * RandomStreams streams = new RandomStreams(1);
 * double[][] rows = {{0.1, 1.7}, {0.3, 1.2}, {0.2, 1.5}, {0.4, 1.1}};
 * Arcsm network = Arcsm.defaults().withContext(4, 8).withWidths(8, 8).withNoise(true);
 * VectorModel trained = VectorTrainer.of(VectorTrainer.defaults().withSteps(50))
 *         .fit(network, new CompositeDenoising(NoiseLevels.of(1, 0.5, 0.25)), Vectors.of(rows), streams)
 *         .model();
 * double[] points = new double[100 * 2];
 * try (ArcsmModel model = ArcsmModel.of(trained)) {
 *     AutoregressiveLangevin.of(0.02, 50).sample(model, 100, streams, 1, points, new Tally());
 * }
 * }</pre>
 *
 * @param lastStep the step of the last level (the paper's eps0), in the squared units of x, above 0
 * @param steps number of steps at each level (T), at least 1
 * @param prior the standard deviation of the first draw, in the units of x, at least 0
 * @param adjusted whether steps have Metropolis' correction, which takes six times the work
 * @param denoised whether the last level's noise is removed
 */
public record AutoregressiveLangevin(double lastStep, long steps, double prior, boolean adjusted, boolean denoised) {
    /** The number of chains that are advanced together. */
    private static final int BLOCK = 256;

    /**
     * Checks the options.
     *
     * @param lastStep the step of the last level (the paper's eps0), in the squared units of x, above 0
     * @param steps number of steps at each level (T), at least 1
     * @param prior the standard deviation of the first draw, in the units of x, at least 0
     * @param adjusted whether steps have Metropolis' correction, which takes six times the work
     * @param denoised whether the last level's noise is removed
     * @throws IllegalArgumentException if an option is out of range; the message names it
     */
    public AutoregressiveLangevin {
        Steps.check(lastStep);
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, was " + steps);
        }
        if (!(prior >= 0 && prior < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("prior must be at least 0 and finite, was " + prior);
        }
    }

    /**
     * Returns a sampler with unadjusted steps from a standard normal draw. The samples have the last level's noise.
     *
     * @param lastStep the step of the last level (the paper's eps0), in the squared units of x, above 0
     * @param steps number of steps at each level (T), at least 1
     * @return the sampler
     * @throws IllegalArgumentException if an option is out of range; the message names it
     */
    public static AutoregressiveLangevin of(double lastStep, long steps) {
        return new AutoregressiveLangevin(lastStep, steps, 1, false, false);
    }

    /**
     * Returns a copy with another prior.
     *
     * @param value the standard deviation of the first draw
     * @return a new sampler
     */
    public AutoregressiveLangevin withPrior(double value) {
        return new AutoregressiveLangevin(lastStep, steps, value, adjusted, denoised);
    }

    /**
     * Returns a copy with or without Metropolis' correction.
     *
     * @param value whether steps have the correction
     * @return a new sampler
     */
    public AutoregressiveLangevin withAdjusted(boolean value) {
        return new AutoregressiveLangevin(lastStep, steps, prior, value, denoised);
    }

    /**
     * Returns a copy that removes the last level's noise, or keeps it.
     *
     * @param value whether the noise is removed
     * @return a new sampler
     */
    public AutoregressiveLangevin withDenoised(boolean value) {
        return new AutoregressiveLangevin(lastStep, steps, prior, adjusted, value);
    }

    /**
     * Draws vectors.
     *
     * @param model the model
     * @param count the number of vectors
     * @param streams the source of the generators
     * @param threads the number of blocks of {@value #BLOCK} vectors that run at once, at least 1. The result does not
     *     depend on it
     * @param values receives {@code [count, D]}
     * @param tally receives the counts of steps, moves and evaluations
     * @throws IllegalArgumentException if the count is negative, the array is too short, {@code threads} is below 1, or
     *     the sampler denoises but the model has no levels of noise
     * @throws IllegalStateException if a score is NaN or infinite
     */
    public void sample(
            ConditionalScores model, int count, RandomStreams streams, int threads, double[] values, Tally tally) {
        int dimension = model.dimension();
        if (count < 0 || values.length < (long) count * dimension) {
            throw new IllegalArgumentException(Counts.of(count, "vector") + " of " + Counts.of(dimension, "number")
                    + " do not fit an array of " + values.length);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        NoiseLevels levels = model.levels();
        if (denoised && levels.size() == 0) {
            throw new IllegalArgumentException("denoised must be false, because the model has no levels of noise");
        }
        double[] sigmas = levels.size() == 0 ? new double[] {1} : levels.sigmas();
        AnnealedLangevin schedule = AnnealedLangevin.of(sigmas, lastStep, steps);
        int blocks = (count + BLOCK - 1) / BLOCK;
        int parts = Math.max(1, Math.min(threads, blocks));
        Tally[] tallies = new Tally[parts];
        try (Workers workers = new Workers(parts)) {
            workers.run(part -> {
                tallies[part] = new Tally();
                for (int block = part; block < blocks; block += parts) {
                    int from = block * BLOCK;
                    block(model, schedule, from, Math.min(BLOCK, count - from), streams, values, tallies[part]);
                }
            });
        }
        for (Tally ofPart : tallies) {
            tally.add(ofPart);
        }
    }

    private void block(
            ConditionalScores model,
            AnnealedLangevin schedule,
            int from,
            int n,
            RandomStreams streams,
            double[] values,
            Tally tally) {
        int dimension = model.dimension();
        int last = Math.max(0, model.levels().size() - 1);
        double[] scores = new double[n];
        double[] begin = new double[n];
        RandomStreams own =
                new RandomStreams(streams.stream("block", from / BLOCK).nextLong());
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(own.stream("prior"));
        try (ConditionalScores.Walk walk = model.walk(n)) {
            for (int d = 0; d < dimension; d++) {
                Arrays.setAll(begin, i -> prior * normal.sample());
                LangevinChains chains = LangevinChains.startingAt(begin, own, "coordinate " + d);
                if (adjusted) {
                    schedule.runAdjusted(chains, walk::scores, tally);
                } else {
                    schedule.run(chains, walk::scores, tally);
                }
                double[] x = chains.positions();
                if (denoised) {
                    walk.scores(last, x, scores);
                }
                double variance = denoised ? Math.pow(model.levels().sigma(last), 2) : 0;
                for (int i = 0; i < n; i++) {
                    values[(from + i) * dimension + d] = x[i] + (denoised ? variance * scores[i] : 0);
                }
                walk.fix(x);
            }
        }
    }
}
