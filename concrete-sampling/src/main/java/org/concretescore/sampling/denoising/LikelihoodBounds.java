package org.concretescore.sampling.denoising;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.noise.Denoiser;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.parallel.Workers;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;

/**
 * Lower bounds of the log-likelihood of clean states under the laws of samplers. Each bound is an expectation over noise.
 * A call returns an unbiased estimate of it for every state, in nats: the mean over some draws, whose levels are
 * stratified. {@code LogLikelihood.of} of the package {@code org.concretescore.core.baseline} gives the mean over the
 * states with its standard error, in which the noise of the draws is contained.
 *
 * <p>A single estimate may lie above the log-likelihood. Its expectation does not.
 */
public final class LikelihoodBounds {
    /** The noisy states that share an evaluation of the model. */
    private static final int BLOCK = 64;

    private LikelihoodBounds() {}

    /** What is averaged over draws. */
    private interface Term {
        /** Draws the level of a row's noise and perturbs the row, given a stratified number in [0, 1). */
        double perturb(int[] clean, int at, int[] noisy, int noisyAt, double u, UniformRandomProvider random);

        /** Returns the value of a draw, in nats. */
        double value(int[] clean, int at, int[] noisy, int noisyAt, double level, double[] posteriors, int first);
    }

    /**
     * Estimates the any-order bound of a model with absorbing noise: the mean over orders of the sum over coordinates of
     * the log conditional probabilities. For n uniform in 1..D and a uniform set M of n masked coordinates it is the mean
     * of {@code (D/n) sum_(d in M) log pi_d(x_d | seen)}. It bounds the law of {@link OrderedStep} with one coordinate a
     * step from below, and equals the log-likelihood if the model's conditionals are those of one distribution. The model
     * is asked at the levels n/D.
     *
     * @param denoiser the model
     * @param states {@code [count, D]}, clean states, row-major
     * @param count the number of states
     * @param draws the number of masks for each state, at least 1
     * @param streams where the generators come from; state i draws from {@code stream("any-order", i)}
     * @param threads the number of threads, at least 1; the result does not depend on it
     * @return the estimates, {@code [count]}
     * @throws IllegalArgumentException if the noise is not absorbing, a state is out of range or holds a mask, or a
     *     number is below 1
     */
    public static double[] anyOrder(
            Denoiser denoiser, int[] states, int count, int draws, RandomStreams streams, int threads) {
        if (denoiser.noise() != NoiseProcess.ABSORBING) {
            throw new IllegalArgumentException(
                    "the any-order bound needs a model with absorbing noise, but the model is " + denoiser);
        }
        return estimate(new AnyOrder(denoiser), denoiser, states, count, draws, streams, "any-order", threads);
    }

    /**
     * Estimates the discrete-time bound: minus the sum over the steps of a schedule of
     * {@code KL(q(x_s|x_t, x_0) || p(x_s|x_t))}, and minus the divergence at the first level. It bounds the law of a
     * {@link DenoisingSampler} with {@link Predictor#ANCESTRAL} and the same schedule.
     *
     * @param denoiser the model
     * @param schedule the levels
     * @param states {@code [count, D]}, clean states, row-major
     * @param count the number of states
     * @param draws the number of steps that are drawn for each state, at least 1
     * @param streams where the generators come from; state i draws from {@code stream("discrete-time", i)}
     * @param threads the number of threads, at least 1; the result does not depend on it
     * @return the estimates, {@code [count]}; negative infinity if the noise is absorbing and the schedule does not begin
     *     at level 1
     * @throws IllegalArgumentException if a state is out of range or holds a mask, or a number is below 1
     */
    public static double[] discreteTime(
            Denoiser denoiser,
            NoiseSchedule schedule,
            int[] states,
            int count,
            int draws,
            RandomStreams streams,
            int threads) {
        return estimate(
                new DiscreteTime(denoiser, schedule),
                denoiser,
                states,
                count,
                draws,
                streams,
                "discrete-time",
                threads);
    }

    /**
     * Estimates the continuous-time bound, the limit of {@link #discreteTime} for many steps (with uniform noise, theorem
     * 3.6 of Lou, Meng and Ermon 2024). With uniform noise it bounds the law of the reverse jump process, and with
     * absorbing noise it has the expectation of {@link #anyOrder} if the model does not depend on the level.
     *
     * @param denoiser the model
     * @param states {@code [count, D]}, clean states, row-major
     * @param count the number of states
     * @param draws the number of levels that are drawn for each state, at least 1
     * @param streams where the generators come from; state i draws from {@code stream("continuous-time", i)}
     * @param threads the number of threads, at least 1; the result does not depend on it
     * @return the estimates, {@code [count]}
     * @throws IllegalArgumentException if a state is out of range or holds a mask, or a number is below 1
     */
    public static double[] continuousTime(
            Denoiser denoiser, int[] states, int count, int draws, RandomStreams streams, int threads) {
        Term term = denoiser.noise() == NoiseProcess.UNIFORM
                ? new UniformTime(denoiser.space())
                : new AbsorbingTime(denoiser.space());
        return estimate(term, denoiser, states, count, draws, streams, "continuous-time", threads);
    }

    private static double[] estimate(
            Term term,
            Denoiser denoiser,
            int[] states,
            int count,
            int draws,
            RandomStreams streams,
            String name,
            int threads) {
        if (draws < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "draws and threads must be at least 1, were " + draws + " and " + threads);
        }
        denoiser.space().check(states, count);
        requireUnmasked(denoiser, states, count);
        double[] bounds = new double[count];
        int rows = Math.max(1, BLOCK / draws);
        int blocks = (count + rows - 1) / rows;
        int parts = Math.max(1, Math.min(threads, blocks));
        try (Workers workers = new Workers(parts)) {
            workers.run(part -> {
                for (int block = part; block < blocks; block += parts) {
                    StoppedException.throwIfInterrupted("a bound of the likelihood");
                    int to = Math.min(count, (block + 1) * rows);
                    block(term, denoiser, states, block * rows, to, draws, streams, name, bounds);
                }
            });
        }
        return bounds;
    }

    private static void requireUnmasked(Denoiser denoiser, int[] states, int count) {
        StateSpace space = denoiser.space();
        for (int i = 0; denoiser.noise() == NoiseProcess.ABSORBING && i < count * space.dimension(); i++) {
            if (states[i] == space.cardinality(i % space.dimension()) - 1) {
                throw new IllegalArgumentException("clean states must not hold the mask, but coordinate "
                        + i % space.dimension() + " of state " + i / space.dimension() + " does");
            }
        }
    }

    private static void block(
            Term term,
            Denoiser denoiser,
            int[] states,
            int from,
            int to,
            int draws,
            RandomStreams streams,
            String name,
            double[] bounds) {
        int dimension = denoiser.space().dimension();
        int width = denoiser.width();
        int noisyCount = (to - from) * draws;
        int[] noisy = new int[Math.multiplyExact(noisyCount, dimension)];
        double[] levels = new double[noisyCount];
        for (int row = from; row < to; row++) {
            UniformRandomProvider random = streams.stream(name, row);
            for (int draw = 0; draw < draws; draw++) {
                int i = (row - from) * draws + draw;
                double u = (draw + random.nextDouble()) / draws;
                levels[i] = term.perturb(states, row * dimension, noisy, i * dimension, u, random);
            }
        }
        double[] posteriors = new double[Math.multiplyExact(noisyCount, width)];
        denoiser.posteriors(noisy, noisyCount, levels, posteriors);
        for (int row = from; row < to; row++) {
            double sum = 0;
            for (int i = (row - from) * draws; i < (row - from + 1) * draws; i++) {
                sum += term.value(states, row * dimension, noisy, i * dimension, levels[i], posteriors, i * width);
            }
            bounds[row] = sum / draws;
        }
    }

    private record AnyOrder(Denoiser denoiser) implements Term {
        @Override
        public double perturb(int[] clean, int at, int[] noisy, int noisyAt, double u, UniformRandomProvider random) {
            int dimension = denoiser.space().dimension();
            int masked = 1 + (int) (u * dimension);
            int wanted = masked;
            for (int d = 0; d < dimension; d++) {
                boolean mask = random.nextInt(dimension - d) < wanted;
                wanted -= mask ? 1 : 0;
                noisy[noisyAt + d] = mask ? denoiser.space().cardinality(d) - 1 : clean[at + d];
            }
            return (double) masked / dimension;
        }

        @Override
        public double value(
                int[] clean, int at, int[] noisy, int noisyAt, double level, double[] posteriors, int first) {
            return logPosteriors(denoiser.space(), clean, at, noisy, noisyAt, posteriors, first) / level;
        }
    }

    /** The sum over the masked coordinates of the log posteriors of their clean values. */
    private static double logPosteriors(
            StateSpace space, int[] clean, int at, int[] noisy, int noisyAt, double[] posteriors, int first) {
        double sum = 0;
        int offset = first;
        for (int d = 0; d < space.dimension(); d++) {
            if (noisy[noisyAt + d] != clean[at + d]) {
                sum += Math.log(posteriors[offset + clean[at + d]]);
            }
            offset += space.cardinality(d);
        }
        return sum;
    }

    private record AbsorbingTime(StateSpace space) implements Term {
        @Override
        public double perturb(int[] clean, int at, int[] noisy, int noisyAt, double u, UniformRandomProvider random) {
            double level = 1 - u;
            NoiseProcess.ABSORBING.perturb(space, clean, at, noisy, noisyAt, level, random);
            return level;
        }

        @Override
        public double value(
                int[] clean, int at, int[] noisy, int noisyAt, double level, double[] posteriors, int first) {
            return logPosteriors(space, clean, at, noisy, noisyAt, posteriors, first) / level;
        }
    }

    /**
     * The rates of the reverse process against those of the forward process given the clean state. Levels are drawn as
     * the square of a uniform number, because the variance of the terms at a level b grows like 1/b.
     */
    private record UniformTime(StateSpace space) implements Term {
        /** Below this the terms do not count, and above 1 minus this they can't be told from 0. */
        private static final double LEAST = 1e-12;

        @Override
        public double perturb(int[] clean, int at, int[] noisy, int noisyAt, double u, UniformRandomProvider random) {
            double level = Math.min(1 - LEAST, Math.max(LEAST, u * u));
            NoiseProcess.UNIFORM.perturb(space, clean, at, noisy, noisyAt, level, random);
            return level;
        }

        @Override
        public double value(
                int[] clean, int at, int[] noisy, int noisyAt, double level, double[] posteriors, int first) {
            double sum = 0;
            int offset = first;
            for (int d = 0; d < space.dimension(); d++) {
                int k = space.cardinality(d);
                double c = level / k;
                double a = 1 - level + c;
                int x0 = clean[at + d];
                int v = noisy[noisyAt + d];
                double stays = posteriors[offset + v];
                double base = 1 - stays + stays * (c / a);
                for (int w = 0; w < k; w++) {
                    if (w != v) {
                        double model = base + posteriors[offset + w] * ((1 - level) / c);
                        double truth = (w == x0 ? a : c) / (v == x0 ? a : c);
                        sum += (model - truth - truth * Math.log(model / truth)) / k;
                    }
                }
                offset += k;
            }
            return -sum * 2 * Math.sqrt(level) / (1 - level);
        }
    }

    private static final class DiscreteTime implements Term {
        private final Denoiser denoiser;
        private final NoiseSchedule schedule;
        private final int most;

        DiscreteTime(Denoiser denoiser, NoiseSchedule schedule) {
            this.denoiser = denoiser;
            this.schedule = schedule;
            most = Arrays.stream(denoiser.space().cardinalities()).max().orElseThrow();
        }

        @Override
        public double perturb(int[] clean, int at, int[] noisy, int noisyAt, double u, UniformRandomProvider random) {
            double level = schedule.level((int) (u * schedule.steps()));
            denoiser.noise().perturb(denoiser.space(), clean, at, noisy, noisyAt, level, random);
            return level;
        }

        @Override
        public double value(
                int[] clean, int at, int[] noisy, int noisyAt, double level, double[] posteriors, int first) {
            int step = 0;
            while (schedule.level(step) != level) {
                step++;
            }
            double lower = schedule.level(step + 1);
            StateSpace space = denoiser.space();
            double[] model = new double[most];
            double[] truth = new double[most];
            double[] known = new double[most];
            double sum = 0;
            double begin = 0;
            int offset = first;
            for (int d = 0; d < space.dimension(); d++) {
                int k = space.cardinality(d);
                int v = noisy[noisyAt + d];
                Arrays.fill(known, 0);
                known[clean[at + d]] = 1;
                // The ancestral law of a known clean value is the posterior q(x_s|x_t, x_0).
                Predictor.ANCESTRAL.law(denoiser.noise(), known, 0, k, v, level, lower, truth);
                Predictor.ANCESTRAL.law(denoiser.noise(), posteriors, offset, k, v, level, lower, model);
                for (int w = 0; w < k; w++) {
                    sum += truth[w] == 0 ? 0 : truth[w] * Math.log(truth[w] / model[w]);
                    begin += start(k, clean[at + d], w);
                }
                offset += k;
            }
            return -schedule.steps() * sum - begin;
        }

        /** A term of the divergence of the noise at the first level from the law that samplers start from. */
        private double start(int k, int x0, int w) {
            double q = denoiser.noise().probability(k, x0, w, schedule.level(0));
            double p = denoiser.noise() == NoiseProcess.UNIFORM ? 1.0 / k : w == k - 1 ? 1 : 0;
            return q == 0 ? 0 : q * Math.log(q / p);
        }
    }
}
