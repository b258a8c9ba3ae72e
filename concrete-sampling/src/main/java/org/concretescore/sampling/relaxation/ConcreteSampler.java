package org.concretescore.sampling.relaxation;

import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.relaxation.BinConcrete;
import org.concretescore.core.relaxation.Concrete;
import org.concretescore.core.relaxation.ExpConcrete;
import org.concretescore.core.relaxation.Gumbel;
import org.concretescore.core.relaxation.Logistic;
import org.concretescore.core.relaxation.LogitBinConcrete;
import org.concretescore.core.space.Counts;

/**
 * Samples of Concrete variables and of the noise that they are made of.
 *
 * <p>A sample is a transform of noise. Whoever wants to use the noise again, or the gradient with respect to it, draws it
 * by {@link #gumbels} or {@link #logistics} and calls the distribution's {@code transform}; the {@code sample} methods
 * here do both, and give the same values for the same generator. ({@link GumbelMax} has the same law, but takes other
 * numbers from the generator.)
 *
 * <p>Noise is made of uniform draws that are odd multiples of 2^-53: Gumbels lie in (-3.7, 36.8), logistics in
 * (-36.8, 36.8), all finite; less than 1e-15 of the mass is beyond.
 *
 * <pre>{@code
 * ExpConcrete law = ExpConcrete.of(new double[] {0, 1, 2}, 3, 0.5); // logits of one variable, temperature 0.5
 * double[] logs = new double[10 * 3];
 * ConcreteSampler.sample(law, new RandomStreams(1).stream("noise"), 10, logs); // logarithms of ten points
 * }</pre>
 */
public final class ConcreteSampler {
    private static final double LOG2 = Math.log(2);
    /** More than all rounding errors of a bound. */
    private static final double ROUNDING = 1e-9;

    private ConcreteSampler() {}

    /**
     * One Gumbel draw.
     *
     * @param random the generator
     * @return finite
     */
    public static double gumbel(UniformRandomProvider random) {
        return Gumbel.quantile(positive(random));
    }

    /**
     * One logistic draw.
     *
     * @param random the generator
     * @return finite
     */
    public static double logistic(UniformRandomProvider random) {
        return Logistic.quantile(positive(random));
    }

    /** Uniform on (0, 1), both ends excluded. */
    static double positive(UniformRandomProvider random) {
        return (random.nextLong() >>> 11 | 1) * 0x1p-53;
    }

    /**
     * At least {@code Gumbel.quantile(u)}, and where that is large, hardly more than 0.06 above: whether a draw can be the
     * largest mostly shows without its logarithms. {@code -log u >= 1 - u}, and the bits of a double, read as one number,
     * are its logarithm to the base 2 but for what the mantissa's line lies below the curve.
     *
     * @param u in (0, 1)
     */
    static double gumbelBound(double u) {
        return ROUNDING - LOG2 * (Double.doubleToRawLongBits(1 - u) * 0x1p-52 - Double.MAX_EXPONENT);
    }

    /**
     * Independent Gumbel draws.
     *
     * @param random the generator
     * @param count number of draws
     * @param values receives {@code [count]}
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     */
    public static void gumbels(UniformRandomProvider random, int count, double[] values) {
        requireLength(values, count, 1);
        for (int i = 0; i < count; i++) {
            values[i] = gumbel(random);
        }
    }

    /**
     * Independent logistic draws.
     *
     * @param random the generator
     * @param count number of draws
     * @param values receives {@code [count]}
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     */
    public static void logistics(UniformRandomProvider random, int count, double[] values) {
        requireLength(values, count, 1);
        for (int i = 0; i < count; i++) {
            values[i] = logistic(random);
        }
    }

    /**
     * Samples of ExpConcrete variables.
     *
     * @param law the variables
     * @param random the generator
     * @param count number of rows
     * @param values receives {@code [count, n]}; row r is of the variable {@code r mod rows}
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     */
    public static void sample(ExpConcrete law, UniformRandomProvider random, int count, double[] values) {
        requireLength(values, count, law.n());
        gumbels(random, count * law.n(), values);
        law.transform(values, count, values);
    }

    /**
     * Samples of Concrete variables (equation 10).
     *
     * @param law the variables
     * @param random the generator
     * @param count number of rows
     * @param values receives {@code [count, n]}; row r is of the variable {@code r mod rows}
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     */
    public static void sample(Concrete law, UniformRandomProvider random, int count, double[] values) {
        requireLength(values, count, law.n());
        gumbels(random, count * law.n(), values);
        law.transform(values, count, values);
    }

    /**
     * Samples of the logits of binary Concrete variables (equation 26).
     *
     * @param law the variables
     * @param random the generator
     * @param count number of values
     * @param values receives {@code [count]}; value r is of the variable {@code r mod rows}
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     */
    public static void sample(LogitBinConcrete law, UniformRandomProvider random, int count, double[] values) {
        logistics(random, count, values);
        law.transform(values, count, values);
    }

    /**
     * Samples of binary Concrete variables (equation 16).
     *
     * @param law the variables
     * @param random the generator
     * @param count number of values
     * @param values receives {@code [count]}; value r is of the variable {@code r mod rows}
     * @throws IllegalArgumentException if the count is negative, or the array too short for it
     */
    public static void sample(BinConcrete law, UniformRandomProvider random, int count, double[] values) {
        logistics(random, count, values);
        law.transform(values, count, values);
    }

    private static void requireLength(double[] values, int count, int width) {
        if (count < 0 || values.length < (long) count * width) {
            throw new IllegalArgumentException("values holds " + Counts.of(values.length, "value") + ", too few for "
                    + Counts.of(count, "row") + " of " + width);
        }
    }
}
