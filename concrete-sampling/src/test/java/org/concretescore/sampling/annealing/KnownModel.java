package org.concretescore.sampling.annealing;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.ChowLiuTree;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.Target;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.space.StateSpace;

/**
 * A model whose log Z is known, and rows of data.
 *
 * @param name what kind it is
 * @param target the unnormalised density
 * @param logZ its log Z
 * @param rows {@code [count, D]}
 * @param count number of rows
 */
record KnownModel(String name, LogDensity target, double logZ, int[] rows, int count) {
    private static final int ROWS = 300;

    /** Bits of which some are, but for a penalty in nats, the xor, the and, or the or of two others. */
    static KnownModel relations(UniformRandomProvider random, int dimension, int relations, double penalty) {
        int free = dimension - relations;
        int[] first = new int[relations];
        int[] second = new int[relations];
        int[] kind = new int[relations];
        for (int i = 0; i < relations; i++) {
            first[i] = random.nextInt(free + i);
            second[i] = (first[i] + 1 + random.nextInt(free + i - 1)) % (free + i);
            kind[i] = random.nextInt(4);
        }
        double[] bias = new double[free];
        Arrays.setAll(bias, d -> 2 * random.nextDouble() - 1);
        double[] pairs = new double[free * free];
        Arrays.setAll(pairs, i -> random.nextDouble() < 0.3 ? 2 * random.nextDouble() - 1 : 0);
        LogDensity target = Targets.of(StateSpace.binary(dimension), x -> {
            double sum = 0;
            for (int d = 0; d < free; d++) {
                sum += bias[d] * x[d];
                for (int e = 0; e < d; e++) {
                    sum += x[d] == x[e] ? pairs[d * free + e] : -pairs[d * free + e];
                }
            }
            for (int i = 0; i < relations; i++) {
                int a = x[first[i]];
                int b = x[second[i]];
                int c = kind[i] < 2 ? a ^ b : kind[i] == 2 ? a & b : a | b;
                sum -= c == x[free + i] ? 0 : penalty;
            }
            return sum;
        });
        return enumerated("relations " + dimension + "/" + relations + ", penalty " + penalty, target, random);
    }

    /**
     * Isolated modes: states of which each value is replaced by another with a small probability. The first mode has a
     * given weight; the rows leave it out if asked to.
     */
    static KnownModel modes(
            UniformRandomProvider random,
            int dimension,
            int values,
            int modes,
            double noise,
            double firstWeight,
            boolean leftOut) {
        int[] cardinalities = new int[dimension];
        Arrays.fill(cardinalities, values);
        int[] centers = new int[modes * dimension];
        Arrays.setAll(centers, i -> random.nextInt(values));
        double[] weights = new double[modes];
        Arrays.setAll(weights, m -> 0.1 - Math.log(1 - random.nextDouble()));
        double others = Arrays.stream(weights).skip(1).sum();
        Arrays.setAll(weights, m -> m == 0 ? firstWeight : weights[m] / others * (1 - firstWeight));
        double logZ = 10 * random.nextDouble() - 5;
        double[] kernel = new double[dimension + 1];
        Arrays.setAll(kernel, m -> Math.pow(noise / (values - 1), m) * Math.pow(1 - noise, dimension - m));
        LogDensity target = Targets.of(StateSpace.of(cardinalities), x -> {
            double sum = 0;
            for (int m = 0; m < modes; m++) {
                int differences = 0;
                for (int d = 0; d < dimension; d++) {
                    differences += x[d] == centers[m * dimension + d] ? 0 : 1;
                }
                sum += weights[m] * kernel[differences];
            }
            return logZ + Math.log(sum);
        });
        int[] rows = new int[ROWS * dimension];
        for (int i = 0; i < ROWS; i++) {
            int mode = leftOut ? 1 : 0;
            double u = random.nextDouble() * (leftOut ? 1 - firstWeight : 1);
            while (mode < modes - 1 && u >= weights[mode]) {
                u -= weights[mode++];
            }
            for (int d = 0; d < dimension; d++) {
                int value = centers[mode * dimension + d];
                rows[i * dimension + d] =
                        random.nextDouble() < noise ? (value + 1 + random.nextInt(values - 1)) % values : value;
            }
        }
        String name = modes + " modes, " + values + "^" + dimension + ", noise " + noise + ", first " + firstWeight
                + (leftOut ? ", left out" : "");
        return new KnownModel(name, target, logZ, rows, ROWS);
    }

    /**
     * Log probabilities that are exponentially distributed; rows that are the model's, or, mostly rare ones, uniform.
     */
    static KnownModel table(UniformRandomProvider random, StateSpace space, double scale, boolean rareRows) {
        double[] logs = new double[(int) space.enumerableSize(1 << 22, "a table")];
        Arrays.setAll(logs, i -> -scale * Math.log(1 - random.nextDouble()));
        KnownModel model = enumerated(
                "table of " + space + ", scale " + scale, Targets.of(space, x -> logs[(int) space.rank(x, 0)]), random);
        if (!rareRows) {
            return model;
        }
        for (int i = 0; i < ROWS; i++) {
            space.unrank(random.nextInt(logs.length), model.rows, i * space.dimension());
        }
        return new KnownModel(model.name + ", rare rows", model.target, model.logZ, model.rows, ROWS);
    }

    /** A restricted Boltzmann machine with 10 hidden units. */
    static KnownModel rbm(UniformRandomProvider random, int visible, double deviation) {
        Targets.Rbm rbm = new Targets.Rbm(visible, 10, deviation, random);
        return new KnownModel(
                "rbm " + visible + ", weights " + deviation, rbm, rbm.logZ(), rbm.sample(ROWS, random), ROWS);
    }

    /** An Ising torus, ordered or not. */
    static KnownModel ising(UniformRandomProvider random, double coupling) {
        return enumerated("ising 4 x 4, coupling " + coupling, new Targets.Ising(4, coupling), random);
    }

    /** A needle: one state holds a share of the probability, and no other state tells where it is. */
    static KnownModel needle(UniformRandomProvider random, int dimension, double share) {
        int[] needle = new int[dimension];
        Arrays.setAll(needle, d -> random.nextInt(2));
        double height = Math.log(share / (1 - share)) + dimension * Math.log(2);
        ToDoubleFunction<int[]> log = x -> Arrays.equals(x, needle) ? height : 0;
        return enumerated(
                "needle in 2^" + dimension + ", share " + share, Targets.of(StateSpace.binary(dimension), log), random);
    }

    /** A target that knows its log Z and its samples. */
    static KnownModel of(Target target, UniformRandomProvider random) {
        return new KnownModel(
                target.toString(), target, target.logZ(), rows(target.space(), target::sample, random), ROWS);
    }

    /** Independent bits, whose log odds are uniform between -1 and 1. */
    static KnownModel independent(UniformRandomProvider random, int dimension) {
        StateSpace space = StateSpace.binary(dimension);
        double[][] weights = new double[dimension][];
        Arrays.setAll(weights, d -> new double[] {1, Math.exp(2 * random.nextDouble() - 1)});
        return normalised(dimension + " independent bits", IndependentModel.of(space, weights), random);
    }

    /** A Chow-Liu tree of bits that are copies of bits shortly before, each with a given probability of an error. */
    static KnownModel tree(UniformRandomProvider random, int dimension, double error) {
        int count = 2000;
        int[] parents = new int[dimension];
        Arrays.setAll(parents, d -> Math.max(0, d - 1 - random.nextInt(4)));
        int[] data = new int[count * dimension];
        for (int i = 0; i < data.length; i++) {
            int d = i % dimension;
            boolean other = d == 0 ? random.nextBoolean() : random.nextDouble() < error;
            data[i] = (d == 0 ? 0 : data[i - d + parents[d]]) ^ (other ? 1 : 0);
        }
        Dataset rows = Dataset.of(Schema.of(StateSpace.binary(dimension)), data, count);
        return normalised("tree of " + dimension + " bits, errors " + error, ChowLiuTree.of(rows), random);
    }

    /** A normalised model, times a constant. */
    private static KnownModel normalised(String name, NormalisedDensity density, UniformRandomProvider random) {
        double logZ = 10 * random.nextDouble() - 5;
        LogDensity target = new LogDensity() {
            @Override
            public StateSpace space() {
                return density.space();
            }

            @Override
            public void logDensities(int[] states, int number, double[] logDensities) {
                density.logDensities(states, number, logDensities);
                for (int i = 0; i < number; i++) {
                    logDensities[i] += logZ;
                }
            }
        };
        return new KnownModel(name, target, logZ, rows(density.space(), density::sample, random), ROWS);
    }

    /** Draws states from what can be sampled. */
    private interface Sampler {
        void sample(UniformRandomProvider random, int count, int[] states);
    }

    private static int[] rows(StateSpace space, Sampler sampler, UniformRandomProvider random) {
        int[] rows = new int[ROWS * space.dimension()];
        sampler.sample(random, ROWS, rows);
        return rows;
    }

    private static KnownModel enumerated(String name, LogDensity target, UniformRandomProvider random) {
        ExactDistribution p = ExactDistribution.of(target);
        return new KnownModel(name, target, p.logZ(), p.sample(ROWS, random), ROWS);
    }

    /** The same with other rows. */
    KnownModel withRows(int[] others, int number) {
        return new KnownModel(name, target, logZ, others, number);
    }

    /** An interval as the command line makes it, with any number of evaluations. */
    LogZInterval interval(int chains, RandomStreams streams) {
        return interval(chains, Long.MAX_VALUE, streams);
    }

    /** The same with a limited number of evaluations, of which exploration may take a quarter. */
    LogZInterval interval(int chains, long evaluations, RandomStreams streams) {
        int dimension = target.space().dimension();
        AnnealingOptions options = new AnnealingOptions(chains, dimension, 2);
        Exploration exploration = Exploration.run(
                target, Graphs.hamming(target.space()), rows, count, options, evaluations / 4, streams, name);
        return LogZRounds.run(
                exploration,
                evaluations - evaluations / 4,
                options,
                3,
                streams,
                name,
                (round, transitions) -> passed -> {});
    }

    boolean isIn(LogZInterval interval) {
        return interval.lower() <= logZ && logZ <= interval.upper();
    }
}
