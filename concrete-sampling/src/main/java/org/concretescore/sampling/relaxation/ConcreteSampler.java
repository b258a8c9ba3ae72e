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
 * Draws samples of Concrete variables and of their noise.
 *
 * <p>A sample is a transform of noise. To use the noise again or to compute the gradient with respect to it, draw it by
 * {@link #gumbels} or {@link #logistics} and call the distribution's {@code transform}. The {@code sample} methods of
 * this class do both, and give the same values for the same generator. ({@link GumbelMax} has the same law but takes
 * other numbers from the generator.)
 *
 * <p>The noise is a function of uniform draws, which are odd multiples of 2^-53. Gumbel draws lie in (-3.7, 36.8) and
 * logistic draws in (-36.8, 36.8), so that all are finite. Less than 1e-15 of the mass lies outside these intervals.
 *
 * <pre>{@code
 * ExpConcrete law = ExpConcrete.of(new double[] {0, 1, 2}, 3, 0.5); // logits of one variable, temperature 0.5
 * double[] logs = new double[10 * 3];
 * ConcreteSampler.sample(law, new RandomStreams(1).stream("noise"), 10, logs); // logarithms of ten points
 * }</pre>
 */
public final class ConcreteSampler {
    private static final double LOG2 = Math.log(2);
    /** This is larger than the rounding error of a bound. */
    private static final double ROUNDING = 1e-9;

    private ConcreteSampler() {}

    /**
     * Draws one Gumbel variate.
     *
     * @param random the generator
     * @return the variate, which is finite
     */
    public static double gumbel(UniformRandomProvider random) {
        return Gumbel.quantile(positive(random));
    }

    /**
     * Draws one logistic variate.
     *
     * @param random the generator
     * @return the variate, which is finite
     */
    public static double logistic(UniformRandomProvider random) {
        return Logistic.quantile(positive(random));
    }

    /** Draws a uniform variate on (0, 1), without both ends. */
    static double positive(UniformRandomProvider random) {
        return (random.nextLong() >>> 11 | 1) * 0x1p-53;
    }

    /**
     * Returns an upper bound of {@code Gumbel.quantile(u)}. If the quantile is large, the bound is at most about 0.06
     * larger. It needs no logarithm and usually suffices to decide whether a draw can be the largest. It follows from
     * {@code -log u >= 1 - u}, and from the fact that the bits of a double, read as one number, are a lower bound of
     * its logarithm to the base 2, which is linear between powers of 2.
     *
     * @param u in (0, 1)
     */
    static double gumbelBound(double u) {
        return ROUNDING - LOG2 * (Double.doubleToRawLongBits(1 - u) * 0x1p-52 - Double.MAX_EXPONENT);
    }

    /**
     * Draws independent Gumbel variates.
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
     * Draws independent logistic variates.
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
     * Draws samples of ExpConcrete variables.
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
     * Draws samples of Concrete variables (equation 10).
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
     * Draws samples of the logits of binary Concrete variables (equation 26).
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
     * Draws samples of binary Concrete variables (equation 16).
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
