package org.concretescore.sampling.langevin;

import java.util.Arrays;
import org.apache.commons.rng.RestorableUniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.NormalizedGaussianSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.random.RandomStreams;

/**
 * Many one-dimensional chains, to be advanced at once by a {@link Langevin} kernel: a position and a random generator
 * each. Results depend neither on the number of chains nor on threads.
 */
public final class LangevinChains {
    private final double[] positions;
    private final RestorableUniformRandomProvider[] random;
    private final NormalizedGaussianSampler[] normal;

    private LangevinChains(double[] positions, RestorableUniformRandomProvider[] random) {
        this.positions = positions;
        this.random = random;
        // The sampler keeps nothing between draws: a generator's state is all the state there is.
        this.normal = Arrays.stream(random)
                .map(ZigguratSampler.NormalizedGaussian::of)
                .toArray(NormalizedGaussianSampler[]::new);
    }

    /**
     * Chains that start at given positions. Chain c draws from {@code streams.stream(name, c)}.
     *
     * @param positions {@code [C]}, at least one, finite; copied
     * @param streams where the generators come from
     * @param name the name of their streams
     * @return the chains
     * @throws IllegalArgumentException if there is none, or one is NaN or infinite
     */
    public static LangevinChains startingAt(double[] positions, RandomStreams streams, String name) {
        if (positions.length == 0) {
            throw new IllegalArgumentException("the number of chains must be at least 1, was 0");
        }
        for (int chain = 0; chain < positions.length; chain++) {
            if (!Double.isFinite(positions[chain])) {
                throw new IllegalArgumentException("position of chain " + chain + " is " + positions[chain]);
            }
        }
        RestorableUniformRandomProvider[] random = new RestorableUniformRandomProvider[positions.length];
        Arrays.setAll(random, chain -> streams.stream(name, chain));
        return new LangevinChains(positions.clone(), random);
    }

    /**
     * Chains that start at points drawn uniformly from an interval, each with its own generator.
     *
     * @param lower where the interval begins
     * @param upper where it ends, above {@code lower}
     * @param count number of chains, at least 1
     * @param streams where the generators come from: chain c draws from {@code streams.stream(name, c)}
     * @param name the name of their streams
     * @return the chains
     * @throws IllegalArgumentException if {@code count} is below 1, or the interval is empty or not finite
     */
    public static LangevinChains atRandom(double lower, double upper, int count, RandomStreams streams, String name) {
        if (!(lower < upper && upper - lower < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("(" + lower + ", " + upper + ") is no finite interval");
        }
        LangevinChains chains = startingAt(new double[Math.max(0, count)], streams, name);
        for (int chain = 0; chain < count; chain++) {
            // An odd multiple of 2^-53: never at an end.
            double u = (chains.random[chain].nextLong() >>> 11 | 1) * 0x1p-53;
            chains.positions[chain] = lower + (upper - lower) * u;
        }
        return chains;
    }

    /**
     * The number of chains.
     *
     * @return C
     */
    public int count() {
        return positions.length;
    }

    /**
     * The current positions.
     *
     * @return a copy, {@code [C]}
     */
    public double[] positions() {
        return positions.clone();
    }

    /**
     * The current position of a chain.
     *
     * @param chain the chain, {@code 0..C-1}
     * @return its position
     */
    public double position(int chain) {
        return positions[chain];
    }

    /**
     * The generator of a chain, itself and not a copy: what is drawn from it, the chain will not draw. Its state can be
     * saved and restored.
     *
     * @param chain the chain, {@code 0..C-1}
     * @return the generator
     */
    public RestorableUniformRandomProvider random(int chain) {
        return random[chain];
    }

    /**
     * Independent chains that will take the same steps as these: same positions, and generators in the same state.
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
