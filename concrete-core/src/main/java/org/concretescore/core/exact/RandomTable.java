package org.concretescore.core.exact;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;

/**
 * A distribution without any structure, on any graph: one independent normal log weight per state. All answers are
 * enumerated.
 */
public final class RandomTable implements Target {
    private static final int STATES = 1 << 20;

    private final Weights density;
    private final ExactDistribution exact;
    private final TableScore score;

    private RandomTable(Neighborhood graph, double[] logWeights) {
        this.density = new Weights(graph.space(), logWeights);
        this.exact = ExactDistribution.of(density);
        this.score = TableScore.of(TiedScore.of(density, graph));
    }

    /** The weights by rank. */
    private record Weights(StateSpace space, double[] logWeights) implements LogDensity {
        @Override
        public void logDensities(int[] states, int count, double[] logDensities) {
            space.check(states, count, "logDensities", logDensities, 1);
            for (int i = 0; i < count; i++) {
                logDensities[i] = logWeights[(int) space.rank(states, i * space.dimension())];
            }
        }
    }

    /**
     * Draws a table.
     *
     * @param graph the graph of the score, on at most 2^20 states
     * @param deviation the standard deviation of the log weights in nats, 0 to 100
     * @param random the generator
     * @return the distribution
     * @throws IllegalArgumentException if there are more states, or the deviation is out of range
     */
    public static RandomTable of(Neighborhood graph, double deviation, UniformRandomProvider random) {
        if (!(deviation >= 0 && deviation <= 100)) {
            throw new IllegalArgumentException("deviation must lie between 0 and 100, was " + deviation);
        }
        int n = graph.space().enumerableSize(STATES, "a random table");
        double[] logWeights = ZigguratSampler.NormalizedGaussian.of(random)
                .samples(n)
                .map(normal -> deviation * normal)
                .toArray();
        return new RandomTable(graph, logWeights);
    }

    /**
     * Returns the enumerated distribution.
     *
     * @return the distribution, normalised
     */
    public ExactDistribution exact() {
        return exact;
    }

    @Override
    public LocalScore score() {
        return score;
    }

    @Override
    public StateSpace space() {
        return exact.space();
    }

    /** Writes the log weights as they were drawn, not normalised. */
    @Override
    public void logDensities(int[] states, int count, double[] logDensities) {
        density.logDensities(states, count, logDensities);
    }

    @Override
    public double logZ() {
        return exact.logZ();
    }

    @Override
    public double meanStatistic() {
        return exact.entropy() - exact.logZ();
    }

    @Override
    public void sample(UniformRandomProvider random, int count, int[] states) {
        Draws.requireRoom(space(), count, states);
        System.arraycopy(exact.sample(count, random), 0, states, 0, count * space().dimension());
    }

    @Override
    public String toString() {
        return "RandomTable[" + score.neighborhood() + "]";
    }
}
