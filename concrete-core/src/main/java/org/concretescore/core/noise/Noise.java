package org.concretescore.core.noise;

import java.util.List;
import org.concretescore.core.space.StateSpace;

/**
 * A kind of noise and its strength, independent of a space. {@link #on} makes its kernel on a space.
 *
 * <p>All kinds change the coordinates independently of each other.
 *
 * <pre>{@code
 * StateSpace space = StateSpace.uniform(2, 4);
 * NoiseKernel kernel = Noise.uniform(0.1).on(space); // each coordinate is drawn anew with probability 0.1
 * int[] noisy = new int[2];
 * kernel.perturb(new int[] {3, 0}, 0, noisy, 0, new RandomStreams(1).stream("noise"));
 * double same = kernel.probability(0, 3, 3); // 0.9 + 0.1/4
 * }</pre>
 */
public sealed interface Noise {
    /** The names that {@link #parse} knows, in the order of the documentation. */
    List<String> NAMES = List.of("uniform", "flips", "ordinal", "cyclic", "absorbing", "triangular");

    /**
     * The noise of {@link #uniform}.
     *
     * @param level the probability of a new draw, above 0 and at most 1
     */
    record Uniform(double level) implements Noise {
        /**
         * Checks the level.
         *
         * @param level the probability of a new draw, above 0 and at most 1
         * @throws IllegalArgumentException if it is out of range
         */
        public Uniform {
            require(level > 0 && level <= 1, "uniform", "a level above 0 and at most 1", level);
        }

        @Override
        public String name() {
            return "uniform";
        }

        @Override
        public String toString() {
            return spec();
        }
    }

    /**
     * The noise of {@link #flips}.
     *
     * @param level the probability of a flip, above 0 and at most 1/2
     */
    record Flips(double level) implements Noise {
        /**
         * Checks the level.
         *
         * @param level the probability of a flip, above 0 and at most 1/2
         * @throws IllegalArgumentException if it is out of range
         */
        public Flips {
            require(level > 0 && level <= 0.5, "flips", "a level above 0 and at most 0.5", level);
        }

        @Override
        public String name() {
            return "flips";
        }

        @Override
        public String toString() {
            return spec();
        }
    }

    /**
     * The noise of {@link #ordinal}.
     *
     * @param time finite, above 0
     */
    record Ordinal(double time) implements Noise {
        /**
         * Checks the time.
         *
         * @param time finite, above 0
         * @throws IllegalArgumentException if it is out of range
         */
        public Ordinal {
            require(time > 0 && time < Double.POSITIVE_INFINITY, "ordinal", "a finite time above 0", time);
        }

        @Override
        public String name() {
            return "ordinal";
        }

        @Override
        public double level() {
            return time;
        }

        @Override
        public String toString() {
            return spec();
        }
    }

    /**
     * The noise of {@link #cyclic}.
     *
     * @param time finite, above 0
     */
    record Cyclic(double time) implements Noise {
        /**
         * Checks the time.
         *
         * @param time finite, above 0
         * @throws IllegalArgumentException if it is out of range
         */
        public Cyclic {
            require(time > 0 && time < Double.POSITIVE_INFINITY, "cyclic", "a finite time above 0", time);
        }

        @Override
        public String name() {
            return "cyclic";
        }

        @Override
        public double level() {
            return time;
        }

        @Override
        public String toString() {
            return spec();
        }
    }

    /**
     * The noise of {@link #absorbing}.
     *
     * @param level the probability of the mask, above 0 and below 1
     */
    record Absorbing(double level) implements Noise {
        /**
         * Checks the level.
         *
         * @param level the probability of the mask, above 0 and below 1
         * @throws IllegalArgumentException if it is out of range
         */
        public Absorbing {
            require(level > 0 && level < 1, "absorbing", "a level above 0 and below 1", level);
        }

        @Override
        public String name() {
            return "absorbing";
        }

        @Override
        public String toString() {
            return spec();
        }
    }

    /** The noise of {@link #triangular}. */
    record Triangular() implements Noise {
        @Override
        public String name() {
            return "triangular";
        }

        /** Returns NaN, because this noise does not have a level. */
        @Override
        public double level() {
            return Double.NaN;
        }

        @Override
        public String toString() {
            return spec();
        }
    }

    /**
     * Returns the noise that replaces each coordinate with some probability by a uniform draw of its K values, which
     * include the old one: {@code Q(x|x) = 1 - level + level/K}, {@code Q(y|x) = level/K}.
     *
     * @param level the probability, above 0 and at most 1
     * @return the noise; symmetric, positive
     * @throws IllegalArgumentException if the level is out of range
     */
    static Noise uniform(double level) {
        return new Uniform(level);
    }

    /**
     * Returns the noise that flips each bit with some probability. It is for binary coordinates only.
     *
     * @param level the probability, above 0 and at most 1/2
     * @return the noise; symmetric, positive
     * @throws IllegalArgumentException if the level is out of range
     */
    static Noise flips(double level) {
        return new Flips(level);
    }

    /**
     * Returns the noise by which each coordinate walks for some time among its ordered values, to each neighbor at rate
     * 1, with reflecting ends. Its kernel is the heat kernel {@code e^(time L)} of the path on {@code 0..K-1}, whose
     * variance is about {@code 2 time} far from the ends.
     *
     * @param time finite, above 0
     * @return the noise; symmetric, positive
     * @throws IllegalArgumentException if the time is out of range
     */
    static Noise ordinal(double time) {
        return new Ordinal(time);
    }

    /**
     * Returns the noise by which each coordinate walks for some time around the ring of its values, to each neighbor at
     * rate 1. Its kernel is the heat kernel {@code e^(time L)} of the ring of K values. A ring of two has one edge, as
     * in the graphs {@code torus} and {@code cycle}: on bits this is {@link #ordinal}, a flip with probability
     * {@code (1 - e^(-2 time))/2}.
     *
     * @param time finite, above 0
     * @return the noise; symmetric, positive
     * @throws IllegalArgumentException if the time is out of range
     */
    static Noise cyclic(double time) {
        return new Cyclic(time);
    }

    /**
     * Returns the noise that turns each coordinate into the mask with some probability. The mask is the last value,
     * {@code K-1}, and stays. The noise is not positive: a state that it can't have come from does not have a ratio.
     * D-CSM with it is therefore right only on {@link org.concretescore.core.graph.Graphs#unmask}.
     *
     * @param level the probability, above 0 and below 1
     * @return the noise; neither symmetric nor positive
     * @throws IllegalArgumentException if the level is out of range
     */
    static Noise absorbing(double level) {
        return new Absorbing(level);
    }

    /**
     * Returns the noise by which each coordinate stays with probability 1/2 and goes one up or one down with
     * probability 1/4 each. A step that would leave the range stays. Away from the ends, an offset of Manhattan length
     * k in {@code {-1,0,1}^D} has probability {@code 2^-(D+k)} (the paper prints 1/2D+k, which does not sum to 1).
     *
     * <p>It does not have a level. Its support is bounded, so D-CSM with it is biased on every graph with an edge
     * between coordinates of three or more values: the ratio of such an edge lacks the clean states that reach one end
     * only. On a uniform distribution of five values, the ratio of 2 to 3 is estimated as 3/4 instead of 1.
     *
     * @return the noise; symmetric, positive only on coordinates of at most two values
     */
    static Noise triangular() {
        return new Triangular();
    }

    /**
     * Returns noise by its name.
     *
     * @param name one of {@link #NAMES}
     * @param level the level or time of the factory of that name; NaN for {@code triangular}
     * @return the noise
     * @throws IllegalArgumentException if the name is unknown, or the level is not one of this noise
     */
    static Noise parse(String name, double level) {
        return switch (name) {
            case "uniform" -> uniform(level);
            case "flips" -> flips(level);
            case "ordinal" -> ordinal(level);
            case "cyclic" -> cyclic(level);
            case "absorbing" -> absorbing(level);
            case "triangular" -> {
                require(Double.isNaN(level), name, "no level (NaN)", level);
                yield triangular();
            }
            default ->
                throw new IllegalArgumentException(
                        "unknown noise '" + name + "'; the known names are " + String.join(", ", NAMES));
        };
    }

    private static void require(boolean holds, String name, String what, double level) {
        if (!holds) {
            throw new IllegalArgumentException(name + " noise takes " + what + ", was given " + level);
        }
    }

    /**
     * Returns the name of the kind.
     *
     * @return one of {@link #NAMES}
     */
    String name();

    /**
     * Returns the strength of the noise.
     *
     * @return the level or the time; NaN for the triangular noise, which does not have a level
     */
    double level();

    /**
     * Returns the kernel of the noise on a space.
     *
     * @param space the states, of any number
     * @return its kernel
     * @throws IllegalArgumentException if a coordinate does not suit the noise: flips need two values, absorbing noise
     *     needs at least two, and every noise needs at most {@value NoiseKernel#VALUES}
     */
    default NoiseKernel on(StateSpace space) {
        return new NoiseKernel(this, space);
    }

    /**
     * Returns whether going from a to b is as likely as going from b to a, on every space.
     *
     * @return true except for absorbing noise
     */
    default boolean isSymmetric() {
        return !(this instanceof Absorbing);
    }

    /**
     * Returns name and level.
     *
     * @return for instance {@code uniform(0.1)} or {@code triangular}
     */
    default String spec() {
        return Double.isNaN(level()) ? name() : name() + "(" + level() + ")";
    }
}
