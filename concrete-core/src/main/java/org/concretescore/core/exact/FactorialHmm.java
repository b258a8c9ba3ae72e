package org.concretescore.core.exact;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * The hidden bits of a factorial hidden Markov model, given the observations. The model has C independent chains of
 * bits. Each bit is uniform at the first of T times and then stays as it is with a fixed probability. At each time the
 * observation y_t is normal with mean {@code sum_c w_c x_tc}. The density is that of bits and observations together, so
 * {@code log Z = log p(y)}. Bit c of time t is coordinate {@code t C + c}. The log density is made multilinear in the
 * one-hot inputs by {@code x^2 = x}; the differences of its gradient are the log ratios.
 *
 * <p>Exact answers come from forward and backward sums over the {@code 2^C} states of a time, with C at most 14. They
 * take {@code C 2^C T} multiplications and {@code 16 T 2^C} bytes once, and {@code 2^C T} multiplications per sample.
 */
public final class FactorialHmm implements Target, LocalScore, GradientDensity {
    private static final int MOST_CHAINS = 14;
    private static final int MOST_BITS = 1 << 24;
    /** In deviations. The square of anything further away would swallow all other terms. */
    private static final double FURTHEST = 1e6;

    private final double[] weights;
    private final double deviation;
    private final double stay;
    private final double[] observations;
    private final int chains;
    private final int times;
    private final Neighborhood graph;
    /** {@code log(stay / (1 - stay))}: the contribution of a neighbor in time that agrees. */
    private final double agreement;

    private final double constant;
    private final Lazy<Sums> sums;

    private FactorialHmm(double[] weights, double deviation, double stay, double[] observations) {
        this.weights = weights;
        this.deviation = deviation;
        this.stay = stay;
        this.observations = observations;
        this.chains = weights.length;
        this.times = observations.length;
        this.graph = Graphs.hamming(StateSpace.binary(chains * times));
        this.agreement = Math.log(stay) - Math.log1p(-stay);
        // All bits differ from the ones before, and every observation is hit exactly.
        this.constant = -chains * Math.log(2)
                + chains * (times - 1) * Math.log1p(-stay)
                - times * (Math.log(deviation) + Math.log(2 * Math.PI) / 2);
        this.sums = new Lazy<>(Sums::new);
    }

    /**
     * Returns a posterior.
     *
     * @param weights {@code [C]}: w, at most 1e6 deviations each; copied
     * @param deviation the standard deviation of the observations, above 0, in their unit
     * @param stay the probability that a bit stays as it is, above 0 and below 1
     * @param observations {@code [T]}: y, at most 1e6 deviations from 0; copied
     * @return the posterior of the C T bits
     * @throws IllegalArgumentException if there is no chain or no time, there are more than 2^24 bits, or a number is
     *     out of range
     */
    public static FactorialHmm of(double[] weights, double deviation, double stay, double[] observations) {
        requireSize(weights.length, observations.length);
        requireParameters(deviation, stay);
        requireNear("weight", weights, deviation);
        requireNear("observation", observations, deviation);
        return new FactorialHmm(weights.clone(), deviation, stay, observations.clone());
    }

    /**
     * Returns a random posterior: weights are standard normal, and bits and observations are drawn from the model.
     *
     * @param chains C, at least 1
     * @param times T, at least 1
     * @param deviation the standard deviation of the observations, above 0
     * @param stay the probability that a bit stays as it is, above 0 and below 1
     * @param random the generator
     * @return the posterior of the C T bits
     * @throws IllegalArgumentException if there is no chain or no time, there are more than 2^24 bits, or a number is
     *     out of range
     */
    public static FactorialHmm random(
            int chains, int times, double deviation, double stay, UniformRandomProvider random) {
        requireSize(chains, times);
        requireParameters(deviation, stay);
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[] weights = normal.samples(chains).toArray();
        double[] observations = new double[times];
        boolean[] bits = new boolean[chains];
        for (int t = 0; t < times; t++) {
            double mean = 0;
            for (int c = 0; c < chains; c++) {
                bits[c] = t == 0 ? random.nextBoolean() : bits[c] == random.nextDouble() < stay;
                mean += bits[c] ? weights[c] : 0;
            }
            observations[t] = mean + deviation * normal.sample();
        }
        return of(weights, deviation, stay, observations);
    }

    private static void requireSize(int chains, int times) {
        if (chains < 1 || times < 1) {
            throw new IllegalArgumentException("chains and times must be at least 1, were " + chains + " and " + times);
        }
        if ((long) chains * times > MOST_BITS) {
            throw new IllegalArgumentException(
                    "chains times times must be at most " + MOST_BITS + ", were " + chains + " and " + times);
        }
    }

    private static void requireParameters(double deviation, double stay) {
        if (!(deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("deviation must be above 0 and finite, was " + deviation);
        }
        if (!(stay > 0 && stay < 1)) {
            throw new IllegalArgumentException("stay must lie between 0 and 1, was " + stay);
        }
    }

    private static void requireNear(String name, double[] numbers, double deviation) {
        for (int i = 0; i < numbers.length; i++) {
            if (!(Math.abs(numbers[i]) <= FURTHEST * deviation)) {
                throw new IllegalArgumentException(name + " " + i + " must be at most " + FURTHEST + " deviations of "
                        + deviation + " from 0, was " + numbers[i]);
            }
        }
    }

    /** Returns this model itself, on bit flips. */
    @Override
    public LocalScore score() {
        return this;
    }

    @Override
    public StateSpace space() {
        return graph.space();
    }

    @Override
    public Neighborhood neighborhood() {
        return graph;
    }

    /** Returns the observation of a time minus the sum of the weights of its set bits. */
    private double residual(int[] states, int at, int time) {
        double residual = observations[time];
        for (int c = 0; c < chains; c++) {
            residual -= states[at + time * chains + c] == 0 ? 0 : weights[c];
        }
        return residual;
    }

    private double logNormal(double residual) {
        double z = residual / deviation;
        return -z * z / 2;
    }

    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        space().check(states, count, "logDensities", logDensities, 1);
        int dimension = chains * times;
        for (int row = 0; row < count; row++) {
            int at = row * dimension;
            double sum = constant;
            int agreeing = 0;
            for (int t = 0; t < times; t++) {
                sum += logNormal(residual(states, at, t));
            }
            for (int i = at + chains; i < at + dimension; i++) {
                agreeing += states[i] == states[i - chains] ? 1 : 0;
            }
            logDensities[row] = sum + agreement * agreeing;
        }
    }

    @Override
    public double logRatio(int[] states, int at, int slot) {
        return logRatio(states, at, slot / chains, slot % chains, residual(states, at, slot / chains));
    }

    private double logRatio(int[] states, int at, int time, int chain, double residual) {
        int i = at + time * chains + chain;
        int bit = states[i];
        double change = bit == 0 ? -weights[chain] : weights[chain];
        // The difference of the squares, (r^2 - (r + change)^2) / 2, without the cancellation.
        double ratio = -(change / deviation) * ((residual + change / 2) / deviation);
        if (time > 0) {
            ratio += states[i - chains] == bit ? -agreement : agreement;
        }
        if (time < times - 1) {
            ratio += states[i + chains] == bit ? -agreement : agreement;
        }
        return ratio;
    }

    @Override
    public void logRatios(int[] states, int count, double[] logRatios) {
        space().check(states, count, "logRatios", logRatios, neighborhood().slots());
        int dimension = chains * times;
        for (int row = 0; row < count; row++) {
            for (int t = 0; t < times; t++) {
                double residual = residual(states, row * dimension, t);
                for (int c = 0; c < chains; c++) {
                    logRatios[row * dimension + t * chains + c] = logRatio(states, row * dimension, t, c, residual);
                }
            }
        }
    }

    /** Writes all chains at the same time, and the same chain one time before and after. */
    @Override
    public int affected(int[] states, int at, int slot, int[] slots) {
        int time = slot / chains;
        int n = 0;
        for (int c = 0; c < chains; c++) {
            slots[n++] = time * chains + c;
        }
        if (time > 0) {
            slots[n++] = slot - chains;
        }
        if (time < times - 1) {
            slots[n++] = slot + chains;
        }
        return n;
    }

    @Override
    public int maxAffected() {
        return chains + Math.min(2, times - 1);
    }

    @Override
    public void gradients(int[] states, int count, double[] logDensities, double[] gradients) {
        space().check(states, count, "gradients", gradients, GradientDensity.inputs(space()));
        logDensities(states, count, logDensities);
        int dimension = chains * times;
        for (int row = 0; row < count; row++) {
            int at = row * dimension;
            for (int t = 0; t < times; t++) {
                double residual = residual(states, at, t);
                for (int c = 0; c < chains; c++) {
                    int i = at + t * chains + c;
                    double ratio = logRatio(states, at, t, c, residual);
                    gradients[2 * i] = 0;
                    gradients[2 * i + 1] = states[i] == 0 ? ratio : -ratio;
                }
            }
        }
    }

    @Override
    public double logZ() {
        return sums.get().logZ;
    }

    @Override
    public double meanStatistic() {
        return sums.get().meanEnergy;
    }

    /**
     * Returns the exact marginals.
     *
     * @return {@code [T, C]}, row-major: the probabilities that the bits are 1; a copy
     * @throws IllegalStateException if there are more than 14 chains
     */
    public double[] marginals() {
        return sums.get().marginals.clone();
    }

    @Override
    public void sample(UniformRandomProvider random, int count, int[] states) {
        Draws.requireRoom(space(), count, states);
        sums.get().sample(random, count, states);
    }

    /** Forward and backward sums over the states of a time. Bit c of a state is chain c. */
    private final class Sums {
        private final KroneckerPower transition;
        /** {@code [T][2^C]}: the distributions of a time's bits given the observations up to then. */
        private final double[][] forward;

        private final double logZ;
        private final double[] marginals = new double[chains * times];
        private final double meanEnergy;

        Sums() {
            if (chains > MOST_CHAINS) {
                throw new IllegalStateException(FactorialHmm.this + " does not have exact answers: at most "
                        + MOST_CHAINS + " chains can be enumerated");
            }
            transition = new KroneckerPower(chains, 2, stay, 1 - stay);
            int n = transition.size();
            forward = new double[times][n];
            double[][] logLikelihoods = new double[times][n];
            double logSum = -times * (Math.log(deviation) + Math.log(2 * Math.PI) / 2);
            Arrays.fill(forward[0], 1.0 / n);
            for (int t = 0; t < times; t++) {
                double[] now = forward[t];
                if (t > 0) {
                    System.arraycopy(forward[t - 1], 0, now, 0, n);
                    transition.apply(now);
                }
                double largest = logLikelihoods(t, logLikelihoods[t]);
                for (int x = 0; x < n; x++) {
                    now[x] *= Math.exp(logLikelihoods[t][x] - largest);
                }
                logSum += largest + Math.log(normalise(now));
            }
            logZ = logSum;

            double expected = constant;
            double[] backward = new double[n];
            double[] agreeing = new double[n];
            Arrays.fill(backward, 1);
            for (int t = times - 1; t >= 0; t--) {
                double total = 0;
                double agreed = 0;
                for (int x = 0; x < n; x++) {
                    double weight = forward[t][x] * backward[x];
                    total += weight;
                    agreed += forward[t][x] * agreeing[x];
                }
                expected += agreement * agreed / total;
                double largest = Double.NEGATIVE_INFINITY;
                for (int x = 0; x < n; x++) {
                    double p = forward[t][x] * backward[x] / total;
                    expected += p * logLikelihoods[t][x];
                    for (int c = 0; c < chains; c++) {
                        marginals[t * chains + c] += (x >>> c & 1) * p;
                    }
                    largest = Math.max(largest, logLikelihoods[t][x]);
                }
                for (int x = 0; x < n; x++) {
                    backward[x] *= Math.exp(logLikelihoods[t][x] - largest);
                }
                normalise(backward);
                transition.applyWithAgreement(backward, agreeing);
            }
            meanEnergy = -expected;
        }

        /** Writes the log densities of an observation given the bits, up to the constant, and returns the largest. */
        private double logLikelihoods(int time, double[] logs) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int x = 0; x < logs.length; x++) {
                double residual = observations[time];
                for (int c = 0; c < chains; c++) {
                    residual -= (x >>> c & 1) * weights[c];
                }
                logs[x] = logNormal(residual);
                largest = Math.max(largest, logs[x]);
            }
            return largest;
        }

        private static double normalise(double[] vector) {
            double sum = Arrays.stream(vector).sum();
            for (int i = 0; i < vector.length; i++) {
                vector[i] /= sum;
            }
            return sum;
        }

        /** Samples backwards in time: the last bits from their law, the others from theirs given the following ones. */
        void sample(UniformRandomProvider random, int count, int[] states) {
            double[] law = new double[transition.size()];
            for (int s = 0; s < count; s++) {
                for (int t = times - 1, next = 0; t >= 0; t--) {
                    if (t == times - 1) {
                        Arrays.fill(law, 1);
                    } else {
                        transition.row(next, law);
                    }
                    for (int x = 0; x < law.length; x++) {
                        law[x] *= forward[t][x];
                    }
                    next = Draws.index(random, law);
                    for (int c = 0; c < chains; c++) {
                        states[(s * times + t) * chains + c] = next >>> c & 1;
                    }
                }
            }
        }
    }

    /** Returns a text like {@code FactorialHmm[10 chains, 50 times]}. */
    @Override
    public String toString() {
        return "FactorialHmm[" + Counts.of(chains, "chain") + ", " + Counts.of(times, "time") + "]";
    }
}
