package org.concretescore.core.noise;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.StateSpace;

/**
 * Noise of one kind at every level b, from 0, which leaves the data as they are, to 1, which leaves nothing of them. It
 * changes the coordinates independently of each other.
 *
 * <p>Levels compose. Noise of level g on data that already have noise of level b' gives noise of level b with
 * {@code 1 - b = (1 - b')(1 - g)}; {@link #between} computes g. In the time {@code sigma = -log(1 - b)}, both kinds are
 * Markov processes with constant rates.
 */
public enum NoiseProcess {
    /**
     * Each coordinate of K values is replaced with probability b by a uniform draw of its values:
     * {@code q_b(w|k) = (1 - b)[w = k] + b/K}. At level 1 the states are uniform.
     */
    UNIFORM {
        @Override
        public double probability(int values, int clean, int noisy, double level) {
            return (clean == noisy ? 1 - level : 0) + level / values;
        }

        @Override
        public Neighborhood graph(StateSpace space) {
            return Graphs.hamming(space);
        }

        @Override
        int draw(int values, int clean, double level, UniformRandomProvider random) {
            return random.nextDouble() < level ? random.nextInt(values) : clean;
        }
    },

    /**
     * Each coordinate of K values, the last of which is the mask, becomes the mask with probability b and stays as it is
     * otherwise. Clean states do not hold the mask. At level 1 all coordinates are masked.
     */
    ABSORBING {
        @Override
        public double probability(int values, int clean, int noisy, double level) {
            int mask = values - 1;
            if (clean == mask) {
                return noisy == mask ? 1 : 0;
            }
            return noisy == mask ? level : noisy == clean ? 1 - level : 0;
        }

        @Override
        public Neighborhood graph(StateSpace space) {
            return Graphs.unmask(space);
        }

        @Override
        int draw(int values, int clean, double level, UniformRandomProvider random) {
            return random.nextDouble() < level ? values - 1 : clean;
        }
    };

    /**
     * Returns the probability that a coordinate becomes a value.
     *
     * @param values K, the number of values of the coordinate
     * @param clean its clean value
     * @param noisy its noisy value
     * @param level the level b, 0 to 1
     * @return {@code q_b(noisy|clean)}
     */
    public abstract double probability(int values, int clean, int noisy, double level);

    /**
     * Returns the graph on which the ratios of the noisy distribution follow from the posteriors of clean coordinates.
     *
     * @param space the noisy states
     * @return {@code hamming} for uniform noise, {@code unmask} for absorbing noise
     */
    public abstract Neighborhood graph(StateSpace space);

    abstract int draw(int values, int clean, double level, UniformRandomProvider random);

    /**
     * Returns the level of the noise that leads from one level to a higher one.
     *
     * @param lower the lower level, 0 to 1
     * @param level the higher level, {@code lower} to 1
     * @return {@code 1 - (1 - level)/(1 - lower)}, and 0 from 1 to 1
     * @throws IllegalArgumentException if the levels are out of range or in the wrong order
     */
    public static double between(double lower, double level) {
        if (!(lower >= 0 && lower <= level && level <= 1)) {
            throw new IllegalArgumentException(
                    "levels of noise must lie between 0 and 1, the lower one first; were " + lower + " and " + level);
        }
        // This form does not cancel if both levels are small.
        return lower == level ? 0 : (level - lower) / (1 - lower);
    }

    /**
     * Checks a level.
     *
     * @param level the level
     * @throws IllegalArgumentException if it is not above 0 and at most 1
     */
    public static void requireLevel(double level) {
        if (!(level > 0 && level <= 1)) {
            throw new IllegalArgumentException("a level of noise must be above 0 and at most 1, was " + level);
        }
    }

    /**
     * Checks that the noise suits a space.
     *
     * @param space the noisy states
     * @throws IllegalArgumentException if the noise is absorbing and a coordinate has only one value, so that there is no
     *     room for a value beside the mask
     */
    public void requireSpace(StateSpace space) {
        for (int d = 0; this == ABSORBING && d < space.dimension(); d++) {
            if (space.cardinality(d) < 2) {
                throw new IllegalArgumentException("absorbing noise needs coordinates of at least two values, the last"
                        + " being the mask; coordinate " + d + " of " + space + " has " + space.cardinality(d));
            }
        }
    }

    /**
     * Draws a noisy state. Allocates nothing.
     *
     * @param space the noisy states
     * @param clean holds the clean state
     * @param at where it begins
     * @param noisy receives the noisy state; may be {@code clean} itself, also at the same place
     * @param noisyAt where it begins
     * @param level the level, 0 to 1
     * @param random the generator
     */
    public void perturb(
            StateSpace space,
            int[] clean,
            int at,
            int[] noisy,
            int noisyAt,
            double level,
            UniformRandomProvider random) {
        for (int d = 0; d < space.dimension(); d++) {
            noisy[noisyAt + d] = draw(space.cardinality(d), clean[at + d], level, random);
        }
    }

    /**
     * Returns the exact distribution of noisy states.
     *
     * @param clean the distribution of clean states, on the space of the noisy ones
     * @param level the level, 0 to 1
     * @return {@code p_b(y) = sum_x p(x) q_b(y|x)}
     * @throws IllegalArgumentException if the noise does not suit the space, or the level is out of range
     */
    public ExactDistribution noisy(ExactDistribution clean, double level) {
        StateSpace space = clean.space();
        requireSpace(space);
        if (level == 0) {
            return clean;
        }
        requireLevel(level);
        if (this == UNIFORM) {
            return Noise.uniform(level).on(space).noisy(clean);
        }
        if (level < 1) {
            return Noise.absorbing(level).on(space).noisy(clean);
        }
        double[] masked = new double[(int) space.size()];
        masked[masked.length - 1] = 1;
        return ExactDistribution.of(space, masked);
    }

    /**
     * Returns the number of posteriors of a state.
     *
     * @param space the noisy states
     * @return the sum of the numbers of values of all coordinates
     */
    static int width(StateSpace space) {
        return Arrays.stream(space.cardinalities()).sum();
    }
}
