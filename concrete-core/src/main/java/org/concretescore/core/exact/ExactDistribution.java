package org.concretescore.core.exact;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AliasMethodDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;

/**
 * An enumerated probability mass function. Immutable.
 *
 * <p>Probabilities are indexed by the {@linkplain StateSpace#rank rank} of the state.
 *
 * <pre>{@code
 * StateSpace space = StateSpace.uniform(2, 3);
 * ExactDistribution truth = ExactDistribution.of(space, 1, 2, 4, 8, 16, 8, 4, 2, 1); // weights of the 9 states
 * int[] rows = truth.sample(1000, new RandomStreams(1).stream("data"));
 * ExactDistribution counted = ExactDistribution.ofSamples(space, rows, 1000);
 * double distance = truth.tv(counted); // total variation
 * ScoreModel score = truth.score(Graphs.hamming(space));
 * }</pre>
 */
public final class ExactDistribution implements LogDensity {
    /** The largest number of states that is enumerated. */
    public static final int STATES = 1 << 22;

    private static final int BATCH = 4096;

    private final StateSpace space;
    private final double[] p;
    /** Log probabilities. They are kept beside p because they are finite where p underflows. */
    private final double[] logP;

    private final double logZ;

    private ExactDistribution(StateSpace space, double[] p, double[] logP, double logZ) {
        this.space = space;
        this.p = p;
        this.logP = logP;
        this.logZ = logZ;
    }

    /**
     * Returns a distribution from unnormalised weights.
     *
     * @param space the states
     * @param weights one per state by rank, at least 0, finite, not all 0; copied
     * @return the distribution
     * @throws IllegalArgumentException if the number of weights differs from the number of states, a weight is NaN,
     *     infinite or negative, or all are 0
     */
    public static ExactDistribution of(StateSpace space, double... weights) {
        if (!space.hasAtMost(weights.length) || space.size() != weights.length) {
            throw new IllegalArgumentException(Counts.were(weights.length, "weight") + " given for " + space);
        }
        double largest = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "weight of state " + i + " must be finite and not negative, was " + weights[i]);
            }
            largest = Math.max(largest, weights[i]);
        }
        if (largest == 0) {
            throw new IllegalArgumentException("all " + weights.length + " weights are 0");
        }
        double[] p = new double[weights.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = weights[i] / largest;
        }
        double sum = sum(p);
        double[] logP = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            p[i] /= sum;
            logP[i] = Math.log(p[i]);
        }
        return new ExactDistribution(space, p, logP, Math.log(sum) + Math.log(largest));
    }

    /**
     * Returns a distribution from a log density, which is evaluated in batches at every state.
     *
     * @param density the density, up to a constant
     * @return the distribution; {@link #logZ} is the logarithm of the sum of the density
     * @throws IllegalArgumentException if there are more than {@value #STATES} states, a log density is NaN or positive
     *     infinity, or the density is 0 everywhere
     * @throws StoppedException if the thread is interrupted
     */
    public static ExactDistribution of(LogDensity density) {
        StateSpace space = density.space();
        int n = space.enumerableSize(STATES, "an exact distribution");
        double[] logs = new double[n];
        int dimension = space.dimension();
        int[] states = new int[Math.min(n, BATCH) * dimension];
        double[] batch = new double[Math.min(n, BATCH)];
        for (int from = 0; from < n; from += BATCH) {
            StoppedException.throwIfInterrupted("an exact distribution");
            int count = Math.min(BATCH, n - from);
            for (int i = 0; i < count; i++) {
                space.unrank(from + i, states, i * dimension);
            }
            density.logDensities(states, count, batch);
            System.arraycopy(batch, 0, logs, from, count);
        }
        return ofLogWeights(space, logs);
    }

    private static ExactDistribution ofLogWeights(StateSpace space, double[] logs) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logs.length; i++) {
            if (!(logs[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("log density of state " + i + " is " + logs[i]);
            }
            largest = Math.max(largest, logs[i]);
        }
        if (largest == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("the density is 0 everywhere");
        }
        double[] p = new double[logs.length];
        for (int i = 0; i < logs.length; i++) {
            p[i] = Math.exp(logs[i] - largest);
        }
        double sum = sum(p);
        double logZ = largest + Math.log(sum);
        for (int i = 0; i < logs.length; i++) {
            p[i] /= sum;
            logs[i] -= logZ;
        }
        return new ExactDistribution(space, p, logs, logZ);
    }

    /**
     * Returns the distribution that a score belongs to (Theorem 1). Ratios are multiplied along a spanning tree of the
     * graph, built breadth first from state 0 with edges walked both ways. The result is exact for a consistent score.
     * For a free score it depends on the tree.
     *
     * @param model the score
     * @return the distribution
     * @throws IllegalArgumentException if the graph is not weakly connected, there are more than {@value #STATES}
     *     states, or a ratio on the tree is 0, infinite or NaN
     * @throws StoppedException if the thread is interrupted
     */
    public static ExactDistribution ofScores(ScoreModel model) {
        Neighborhood graph = model.neighborhood();
        StateSpace space = graph.space();
        int n = space.enumerableSize(STATES, "recovering a distribution from its scores");
        Graphs.requireWeaklyConnected(graph, "recovering a distribution from its scores");
        int dimension = space.dimension();
        double[] logs = new double[n];
        boolean[] seen = new boolean[n];
        int[] queue = new int[n];
        int[] x = new int[dimension];
        int[] y = new int[dimension];
        double[] rowOfX = new double[graph.slots()];
        double[] rowOfY = new double[graph.slots()];
        int head = 0;
        int tail = 1;
        seen[0] = true;
        while (head < tail) {
            StoppedException.throwIfInterrupted("recovering a distribution from its scores");
            int from = queue[head++];
            space.unrank(from, x, 0);
            model.logRatios(x, 1, rowOfX);
            int reverseSlots = graph.reverseSlots(x, 0);
            for (int i = 0; i < graph.slots() + reverseSlots; i++) {
                int back = -1;
                if (i < graph.slots()) {
                    if (!graph.neighbor(x, 0, i, y, 0)) {
                        continue;
                    }
                } else {
                    back = graph.reverseNeighbor(x, 0, i - graph.slots(), y, 0);
                    if (back < 0) {
                        continue;
                    }
                }
                int to = (int) space.rank(y, 0);
                if (seen[to]) {
                    continue;
                }
                double logRatio = back < 0 ? rowOfX[i] : Double.NaN;
                if (back >= 0) {
                    model.logRatios(y, 1, rowOfY);
                    logRatio = -rowOfY[back];
                }
                if (!Double.isFinite(logRatio)) {
                    throw new IllegalArgumentException(
                            "log ratio from state " + from + " to state " + to + " is " + logRatio);
                }
                logs[to] = logs[from] + logRatio;
                seen[to] = true;
                queue[tail++] = to;
            }
        }
        return ofLogWeights(space, logs);
    }

    /**
     * Returns the empirical distribution of data.
     *
     * @param space the states
     * @param states {@code [count, D]}, row-major
     * @param count number of rows, at least 1
     * @return relative frequencies
     * @throws IllegalArgumentException if a value is out of range, there is no row, or there are more than
     *     {@value #STATES} states
     */
    public static ExactDistribution ofSamples(StateSpace space, int[] states, int count) {
        int n = space.enumerableSize(STATES, "an empirical distribution");
        space.check(states, count);
        double[] counts = new double[n];
        for (int i = 0; i < count; i++) {
            counts[(int) space.rank(states, i * space.dimension())]++;
        }
        return of(space, counts);
    }

    @Override
    public StateSpace space() {
        return space;
    }

    /**
     * Returns the probability of a state.
     *
     * @param rank the state's rank
     * @return p
     */
    public double probability(int rank) {
        return p[rank];
    }

    /**
     * Returns the log probability of a state.
     *
     * @param rank the state's rank
     * @return log p in nats, exact even if p itself is too small for a double
     */
    public double logProbability(int rank) {
        return logP[rank];
    }

    /**
     * Returns all probabilities, by rank.
     *
     * @return a copy
     */
    public double[] probabilities() {
        return p.clone();
    }

    /**
     * Returns the logarithm of the normalising constant of the density that this distribution was made from.
     *
     * @return log Z in nats
     */
    public double logZ() {
        return logZ;
    }

    /** Writes {@code log p(x)}, normalised. */
    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        space.check(states, count, "logDensities", logDensities, 1);
        for (int i = 0; i < count; i++) {
            logDensities[i] = logP[(int) space.rank(states, i * space.dimension())];
        }
    }

    /**
     * Returns the exact score on a graph. Where {@code p(x) = 0}, the log ratios are infinite, or NaN towards another
     * such state.
     *
     * @param graph a graph on the same space
     * @return the model
     * @throws IllegalArgumentException if the spaces differ
     */
    public ScoreModel score(Neighborhood graph) {
        if (!graph.space().equals(space)) {
            throw new IllegalArgumentException(
                    "the distribution is on " + space + ", but the graph on " + graph.space());
        }
        return new ExactScore(this, graph);
    }

    /**
     * Returns the Kullback-Leibler divergence {@code sum p log(p/q)} from this distribution p to another, q.
     *
     * @param q the other distribution, on the same space
     * @return the divergence in nats; infinity if q lacks a state of p
     * @throws IllegalArgumentException if the spaces differ
     */
    public double kl(ExactDistribution q) {
        requireSameSpace(q);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                // Each term of p log(p/q) - p + q is at least 0, so nothing cancels when p and q are close. If they are
                // far apart, q/p may overflow, and q may underflow although its logarithm does not.
                double gap = q.p[i] - p[i];
                double logRatio = Math.abs(gap) < p[i] / 2 ? Math.log1p(gap / p[i]) : q.logP[i] - logP[i];
                sum += gap - p[i] * logRatio;
            } else {
                sum += q.p[i];
            }
        }
        return sum;
    }

    /**
     * Returns the total variation distance {@code 1/2 sum |p - q|}.
     *
     * @param q the other distribution, on the same space
     * @return the distance, between 0 and 1
     * @throws IllegalArgumentException if the spaces differ
     */
    public double tv(ExactDistribution q) {
        requireSameSpace(q);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.abs(p[i] - q.p[i]);
        }
        return sum / 2;
    }

    private void requireSameSpace(ExactDistribution q) {
        if (!space.equals(q.space)) {
            throw new IllegalArgumentException("distributions on " + space + " and " + q.space + " can't be compared");
        }
    }

    /**
     * Returns the entropy.
     *
     * @return {@code -sum p log p} in nats
     */
    public double entropy() {
        double sum = 0;
        for (double value : p) {
            sum -= value > 0 ? value * Math.log(value) : 0;
        }
        return sum;
    }

    /**
     * Returns the expected total variation distance between this distribution and the relative frequencies of i.i.d.
     * draws from it. A perfect sampler comes this close. The value is exact, by de Moivre's formula for the binomial's
     * mean absolute deviation.
     *
     * @param draws number of draws, at least 1
     * @return the distance, between 0 and 1
     * @throws IllegalArgumentException if there is no draw
     */
    public double expectedTv(int draws) {
        if (draws < 1) {
            throw new IllegalArgumentException("draws must be at least 1, was " + draws);
        }
        double sum = 0;
        for (double value : p) {
            sum += meanAbsoluteDeviation(draws, value) / draws;
        }
        return sum / 2;
    }

    /** Returns E|X - np| = 2 m (1 - p) P(X = m) with m = floor(np) + 1. */
    private static double meanAbsoluteDeviation(int n, double p) {
        double m = Math.floor(n * p) + 1;
        if (p == 0 || m > n) {
            return 0;
        }
        return 2 * m * (1 - p) * BinomialDistribution.of(n, p).probability((int) m);
    }

    /**
     * Draws independent samples.
     *
     * @param count number of samples
     * @param random the generator
     * @return {@code [count, D]}, row-major
     */
    public int[] sample(int count, UniformRandomProvider random) {
        int dimension = space.dimension();
        int[] states = new int[Math.multiplyExact(count, dimension)];
        SharedStateDiscreteSampler sampler = AliasMethodDiscreteSampler.of(random, p);
        for (int i = 0; i < count; i++) {
            space.unrank(sampler.sample(), states, i * dimension);
        }
        return states;
    }

    /** Sums pairwise, so that a sum of millions of probabilities keeps its digits. */
    private static double sum(double[] values) {
        return sum(values, 0, values.length);
    }

    private static double sum(double[] values, int from, int to) {
        if (to - from <= 64) {
            return Arrays.stream(values, from, to).sum();
        }
        int middle = (from + to) >>> 1;
        return sum(values, from, middle) + sum(values, middle, to);
    }

    /** Compares by content: the space, the probabilities and {@link #logZ}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ExactDistribution that
                && space.equals(that.space)
                && Arrays.equals(logP, that.logP)
                && logZ == that.logZ;
    }

    @Override
    public int hashCode() {
        return 31 * space.hashCode() + Arrays.hashCode(logP);
    }

    @Override
    public String toString() {
        return "ExactDistribution on " + space;
    }
}
