package org.concretescore.sampling.langevin;

import java.util.Arrays;
import org.apache.commons.rng.RestorableUniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.NormalizedGaussianSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.random.RandomStreams;

/**
 * One-dimensional chains that a {@link Langevin} kernel advances together. Each chain has a position and a random
 * generator. The results of a chain do not depend on the number of chains or threads.
 */
public final class LangevinChains {
    private final double[] positions;
    private final RestorableUniformRandomProvider[] random;
    private final NormalizedGaussianSampler[] normal;

    private LangevinChains(double[] positions, RestorableUniformRandomProvider[] random) {
        this.positions = positions;
        this.random = random;
        // The sampler keeps nothing between draws, so that a generator's state is the whole state.
        this.normal = Arrays.stream(random)
                .map(ZigguratSampler.NormalizedGaussian::of)
                .toArray(NormalizedGaussianSampler[]::new);
    }

    /**
     * Returns chains that start at given positions. Chain c draws from {@code streams.stream(name, c)}.
     *
     * @param positions {@code [C]}, at least one, finite; copied
     * @param streams the source of the generators
     * @param name the name of their streams
     * @return the chains
     * @throws IllegalArgumentException if there is no position, or one is NaN or infinite
     */
    public static LangevinChains startingAt(double[] positions, RandomStreams streams, String name) {
        if (positions.length == 0) {
            throw new IllegalArgumentException("the number of chains must be at least 1, was 0");
        }
        for (int chain = 0; chain < positions.length; chain++) {
            if (!Double.isFinite(positions[chain])) {
                throw new IllegalArgumentException(
                        "the position of chain " + chain + " must be finite, was " + positions[chain]);
            }
        }
        RestorableUniformRandomProvider[] random = new RestorableUniformRandomProvider[positions.length];
        Arrays.setAll(random, chain -> streams.stream(name, chain));
        return new LangevinChains(positions.clone(), random);
    }

    /**
     * Returns chains that start at points drawn uniformly from an interval, each by its own generator.
     *
     * @param lower the lower end of the interval
     * @param upper the upper end, above {@code lower}
     * @param count number of chains, at least 1
     * @param streams the source of the generators: chain c draws from {@code streams.stream(name, c)}
     * @param name the name of their streams
     * @return the chains
     * @throws IllegalArgumentException if {@code count} is below 1, or the interval is empty or not finite
     */
    public static LangevinChains atRandom(double lower, double upper, int count, RandomStreams streams, String name) {
        Steps.checkInterval(lower, upper);
        LangevinChains chains = startingAt(new double[Math.max(0, count)], streams, name);
        for (int chain = 0; chain < count; chain++) {
            chains.positions[chain] = lower + (upper - lower) * Steps.openUniform(chains.random[chain]);
        }
        return chains;
    }

    /**
     * Returns the number of chains.
     *
     * @return C
     */
    public int count() {
        return positions.length;
    }

    /**
     * Returns the current positions.
     *
     * @return a copy, {@code [C]}
     */
    public double[] positions() {
        return positions.clone();
    }

    /**
     * Returns the current position of a chain.
     *
     * @param chain the chain, {@code 0..C-1}
     * @return its position
     */
    public double position(int chain) {
        return positions[chain];
    }

    /**
     * Returns the generator of a chain, which is not a copy. Numbers that are drawn from it are lost to the chain. Its
     * state can be saved and restored.
     *
     * @param chain the chain, {@code 0..C-1}
     * @return the generator
     */
    public RestorableUniformRandomProvider random(int chain) {
        return random[chain];
    }

    /**
     * Returns independent chains that will take the same steps as these. They have the same positions, and generators
     * in the same state.
     *
     * @return the copy
     */
    public LangevinChains copy() {
        RestorableUniformRandomProvider[] copies = new RestorableUniformRandomProvider[random.length];
        for (int chain = 0; chain < copies.length; chain++) {
            copies[chain] = new RandomStreams(0).stream("");
            copies[chain].restoreState(random[chain].saveState());
        }
        return new LangevinChains(positions.clone(), copies);
    }

    void move(int chain, double position) {
        positions[chain] = position;
    }

    NormalizedGaussianSampler normal(int chain) {
        return normal[chain];
    }

    @Override
    public String toString() {
        return "LangevinChains[" + positions.length + "]";
    }
}
