package org.concretescore.core.noise;

import java.util.List;
import org.concretescore.core.space.StateSpace;

/**
 * A kind of noise and how strong it is, before it is known on which space: see {@link #on}.
 *
 * <p>All kinds change the coordinates independently of each other.
 *
 * @param name one of {@link #NAMES}
 * @param level what its factory says; NaN for the triangular noise, which has none
 */
public record Noise(String name, double level) {
    /** The names that {@link #parse} knows, in the order of the documentation. */
    public static final List<String> NAMES =
            List.of("uniform", "flips", "ordinal", "cyclic", "absorbing", "triangular");

    /**
     * As {@link #parse}.
     *
     * @param name one of {@link #NAMES}
     * @param level the level or time of the factory of that name; NaN for {@code triangular}
     * @throws IllegalArgumentException if the name is unknown, or the level is not one of this noise
     */
    public Noise {
        switch (name) {
            case "uniform" -> require(level > 0 && level <= 1, name, "a level above 0 and at most 1", level);
            case "flips" -> require(level > 0 && level <= 0.5, name, "a level above 0 and at most 0.5", level);
            case "ordinal", "cyclic" ->
                require(level > 0 && level < Double.POSITIVE_INFINITY, name, "a finite time above 0", level);
            case "absorbing" -> require(level > 0 && level < 1, name, "a level above 0 and below 1", level);
            case "triangular" -> require(Double.isNaN(level), name, "no level (NaN)", level);
            default ->
                throw new IllegalArgumentException(
                        "unknown noise '" + name + "'; known are " + String.join(", ", NAMES));
        }
    }

    private static void require(boolean holds, String name, String what, double level) {
        if (!holds) {
            throw new IllegalArgumentException(name + " noise takes " + what + ", was given " + level);
        }
    }

    /**
     * Noise by its name.
     *
     * @param name one of {@link #NAMES}
     * @param level the level or time of the factory of that name; NaN for {@code triangular}
     * @return the noise
     * @throws IllegalArgumentException if the name is unknown, or the level is not one of this noise
     */
    public static Noise parse(String name, double level) {
        return new Noise(name, level);
    }

    /**
     * Each coordinate is replaced with some probability by a uniform draw of its K values, the old one among them:
     * {@code Q(x|x) = 1 - level + level/K}, {@code Q(y|x) = level/K}.
     *
     * @param level the probability, above 0 and at most 1
     * @return the noise; symmetric, positive
     * @throws IllegalArgumentException if the level is out of range
     */
    public static Noise uniform(double level) {
        return new Noise("uniform", level);
    }

    /**
     * Each bit is flipped with some probability; for binary coordinates only.
     *
     * @param level the probability, above 0 and at most 1/2
     * @return the noise; symmetric, positive
     * @throws IllegalArgumentException if the level is out of range
     */
    public static Noise flips(double level) {
        return new Noise("flips", level);
    }

    /**
     * Each coordinate walks for some time among its ordered values, to each neighbor at rate 1, with reflecting ends:
     * the heat kernel {@code e^(time L)} of the path on {@code 0..K-1}, whose variance is about {@code 2 time} while the
     * ends are far.
     *
     * @param time finite, above 0
     * @return the noise; symmetric, positive
     * @throws IllegalArgumentException if the time is out of range
     */
    public static Noise ordinal(double time) {
        return new Noise("ordinal", time);
    }

    /**
     * Each coordinate walks for some time around the ring of its values, to each neighbor at rate 1: the heat kernel
     * {@code e^(time L)} of the ring of K values. A ring of two has one edge, as in the graphs {@code torus} and
     * {@code cycle}: on bits this is {@link #ordinal}, a flip with probability {@code (1 - e^(-2 time))/2}.
     *
     * @param time finite, above 0
     * @return the noise; symmetric, positive
     * @throws IllegalArgumentException if the time is out of range
     */
    public static Noise cyclic(double time) {
        return new Noise("cyclic", time);
    }

    /**
     * Each coordinate becomes the mask with some probability. The mask is the last value, {@code K-1}, and stays. Not
     * positive: what the noise can't have come from has no ratio, so that D-CSM with it is right only on
     * {@link org.concretescore.core.graph.Graphs#unmask}.
     *
     * @param level the probability, above 0 and below 1
     * @return the noise; neither symmetric nor positive
     * @throws IllegalArgumentException if the level is out of range
     */
    public static Noise absorbing(double level) {
        return new Noise("absorbing", level);
    }

    /**
     * Each coordinate stays with probability 1/2 and goes one up or one down with 1/4 each; what would leave the range
     * stays. Away from the ends an offset of Manhattan length k in {@code {-1,0,1}^D} has probability
     * {@code 2^-(D+k)} (the paper prints 1/2D+k, which does not sum to 1).
     *
     * <p>It has no level. Its support is bounded, so that D-CSM with it is biased on every graph with an edge between
     * coordinates of three or more values: the ratio of such an edge lacks the clean states that reach one end only. On
     * a uniform distribution of five values the ratio 2 to 3 comes out as 3/4 instead of 1.
     *
     * @return the noise; symmetric, positive only on coordinates of at most two values
     */
    public static Noise triangular() {
        return new Noise("triangular", Double.NaN);
    }

    /**
     * The noise on a space.
     *
     * @param space the states, of any number
     * @return its kernel
     * @throws IllegalArgumentException if it can't be on some coordinate: flips on other than two values, absorbing on
     *     fewer than two, any on more than {@value NoiseKernel#VALUES}
     */
    public NoiseKernel on(StateSpace space) {
        return new NoiseKernel(this, space);
    }

    /** The kernel of one coordinate of k values. */
    NoiseTable table(int k) {
        double off = level / k;
        return switch (name) {
            case "uniform" -> NoiseTable.ofProbabilities(k, (x, y) -> x == y ? 1 - (level - off) : off);
            case "flips" -> NoiseTable.ofProbabilities(k, (x, y) -> x == y ? 1 - level : level);
            case "ordinal" -> HeatKernel.path(k, level);
            // A ring of two has one edge: it is a path.
            case "cyclic" -> k == 2 ? HeatKernel.path(k, level) : HeatKernel.ring(k, level);
            case "absorbing" -> NoiseTable.ofProbabilities(k, (x, y) -> absorbing(k - 1, x, y));
            default -> NoiseTable.ofProbabilities(k, (x, y) -> triangular(k, x, y));
        };
    }

    private double absorbing(int mask, int x, int y) {
        if (x == mask) {
            return y == mask ? 1 : 0;
        }
        return y == mask ? level : y == x ? 1 - level : 0;
    }

    private static double triangular(int k, int x, int y) {
        if (x == y) {
            return 0.5 + (x == 0 ? 0.25 : 0) + (x == k - 1 ? 0.25 : 0);
        }
        return Math.abs(x - y) == 1 ? 0.25 : 0;
    }

    /** Why there is no kernel on k values, or null. */
    String refusal(int k) {
        if (k > NoiseKernel.VALUES) {
            return "at most " + NoiseKernel.VALUES + " values";
        }
        if (name.equals("flips") && k != 2) {
            return "two values";
        }
        return name.equals("absorbing") && k < 2 ? "at least two values, the last being the mask" : null;
    }

    /**
     * Whether going from a to b is as likely as going from b to a, on every space.
     *
     * @return true but for absorbing noise
     */
    public boolean isSymmetric() {
        return !name.equals("absorbing");
    }

    /**
     * Name and level.
     *
     * @return for instance {@code uniform(0.1)} or {@code triangular}
     */
    public String spec() {
        return Double.isNaN(level) ? name : name + "(" + level + ")";
    }

    /** The {@link #spec}. */
    @Override
    public String toString() {
        return spec();
    }
}
