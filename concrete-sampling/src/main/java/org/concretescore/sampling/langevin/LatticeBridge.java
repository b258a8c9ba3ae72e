package org.concretescore.sampling.langevin;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.NormalizedGaussianSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Tally;

/**
 * The density of a state of several ordered coordinates plus triangular noise in each coordinate. This is the
 * {@link TriangularBridge} in D dimensions. State k becomes the point {@code x_d = delta (k_d + U_d - U'_d)}, with U_d
 * and U'_d uniform on [0, 1). In the cell with base corner k, at {@code x = delta (k + t)}, the density is the
 * multilinear interpolation of p over the cell's {@code 2^D} corners. The posterior probability of a corner is its
 * share of the sum:
 *
 * <pre>
 *   p~(x) = delta^-D sum_b w_b p(k + b),  b in {0,1}^D,  w_b = prod_d (b_d ? t_d : 1 - t_d)
 *   P(clean = k + b | x) = w_b p(k + b) / sum
 *   s_d(x) = c_d / (delta (1 + t_d c_d)),  c_d = B_d / A_d - 1
 * </pre>
 *
 * <p>A_d and B_d are the interpolations of the cell's lower and upper face in coordinate d over the other coordinates.
 * The Stein score thus follows from the Concrete score of the faces as in one dimension. If the score of the base
 * corner took the place of c_d, the result would be right only if p is a product, or at the corner itself. In general
 * it would not be the score of any density.
 *
 * <p>An evaluation needs up to {@code 2^D} log densities, in one call. The states of a ring are taken modulo K_d. On a
 * path p is 0 outside, so that the support is {@code (-delta, K_d delta)}. Several threads may share a bridge if they
 * may share the density. Every call allocates its working memory; {@link #advance} allocates it once for all its steps.
 */
public final class LatticeBridge {
    /** The largest number of coordinates, with which a cell has 1024 corners. */
    public static final int LARGEST_DIMENSION = 10;

    private final LogDensity density;
    private final StateSpace space;
    private final boolean cyclic;
    private final double delta;

    private LatticeBridge(LogDensity density, boolean cyclic, double delta) {
        this.density = density;
        this.space = density.space();
        this.cyclic = cyclic;
        this.delta = delta;
    }

    /**
     * Returns the bridge of a log density.
     *
     * @param density the log density of the clean states, up to a constant, on at most {@link #LARGEST_DIMENSION}
     *     coordinates of at least two values
     * @param cyclic true if the values of each coordinate form a ring (a torus), false if they form a path (a grid)
     * @param delta the distance of neighboring states, above 0
     * @return the bridge
     * @throws IllegalArgumentException if there are more coordinates, one has a single value, or delta is not above 0
     *     and finite
     */
    public static LatticeBridge of(LogDensity density, boolean cyclic, double delta) {
        Steps.checkDelta(delta);
        StateSpace space = density.space();
        if (space.dimension() > LARGEST_DIMENSION) {
            throw new IllegalArgumentException("the triangular bridge takes at most " + LARGEST_DIMENSION
                    + " coordinates, because it evaluates the 2^D corners of a cell; " + space + " has "
                    + space.dimension());
        }
        for (int d = 0; d < space.dimension(); d++) {
            if (space.cardinality(d) < 2) {
                throw new IllegalArgumentException(
                        "the triangular bridge needs at least two values, but coordinate " + d + " has one");
            }
        }
        return new LatticeBridge(density, cyclic, delta);
    }

    /**
     * Returns the log density.
     *
     * @param x {@code [D]}, any point
     * @return the log density, in nats, with the constant of the clean density, so that it is normalised if the clean
     *     density is; negative infinity outside the support
     * @throws IllegalStateException if the clean log density is NaN at a corner
     */
    public double logDensity(double[] x) {
        return new LatticeCell(this).at(x);
    }

    /**
     * Writes the Stein score.
     *
     * @param x {@code [D]}, a point where the density is above 0
     * @param score {@code [D]}, receives {@code d log p~(x) / dx_d}; on the border of two cells, that of the upper one
     * @throws IllegalArgumentException if the density is 0 at x
     * @throws IllegalStateException if the clean log density is NaN at a corner
     */
    public void score(double[] x, double[] score) {
        inSupport(x).score(score);
    }

    /**
     * Draws the clean state from its posterior. For points drawn from the density it has exactly the clean
     * distribution.
     *
     * @param x {@code [D]}, a point where the density is above 0
     * @param random the generator
     * @param states receives the state
     * @param at the index where it begins
     * @throws IllegalArgumentException if the density is 0 at x
     * @throws IllegalStateException if the clean log density is NaN at a corner
     */
    public void denoise(double[] x, UniformRandomProvider random, int[] states, int at) {
        System.arraycopy(inSupport(x).draw(random), 0, states, at, space.dimension());
    }

    /**
     * Adds noise to a state.
     *
     * @param states holds the state
     * @param at the index where it begins
     * @param random the generator
     * @param x {@code [D]}, receives a point drawn from the density around the state
     */
    public void noise(int[] states, int at, UniformRandomProvider random, double[] x) {
        for (int d = 0; d < x.length; d++) {
            x[d] = wrap(delta * (states[at + d] + random.nextDouble() - random.nextDouble()), d);
        }
    }

    /**
     * Takes steps of the Metropolis-adjusted Langevin algorithm in D dimensions, as {@link Mala} does in one dimension.
     * The proposal is {@code x' = x + step/2 score(x) + sqrt(step) z}, where the drift of each coordinate is truncated
     * to at most {@code sqrt(step)} in either direction. It is accepted with the probability that keeps the density
     * stationary.
     *
     * @param x {@code [D]}, a point where the density is above 0; receives the new one
     * @param step the variance of the noise, in the squared units of x, above 0
     * @param steps number of steps, 0 or more
     * @param random the chain's generator
     * @param tally receives the counts; an evaluation is that of one point, which takes up to {@code 2^D} states
     * @throws IllegalArgumentException if an argument is out of range, or the density vanishes at x
     * @throws IllegalStateException if the clean log density is NaN at a corner
     */
    public void advance(double[] x, double step, long steps, UniformRandomProvider random, Tally tally) {
        Steps.check(step);
        if (steps < 0) {
            throw new IllegalArgumentException("steps must not be negative, was " + steps);
        }
        NormalizedGaussianSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
        int dimension = space.dimension();
        double deviation = Math.sqrt(step);
        LatticeCell cell = inSupport(x);
        double here = cell.logDensity();
        double[] drift = new double[dimension];
        double[] driftThere = new double[dimension];
        double[] jump = new double[dimension];
        double[] y = new double[dimension];
        cell.drift(step, drift);
        long acceptances = 0;
        for (long i = 0; i < steps; i++) {
            if (i % 256 == 0) {
                StoppedException.throwIfInterrupted("Langevin dynamics");
            }
            for (int d = 0; d < dimension; d++) {
                jump[d] = drift[d] + deviation * normal.sample();
                y[d] = wrap(x[d] + jump[d], d);
            }
            double there = cell.at(y);
            if (there == Double.NEGATIVE_INFINITY) {
                continue;
            }
            cell.drift(step, driftThere);
            double logAcceptance = there - here;
            for (int d = 0; d < dimension; d++) {
                // The reverse move is -jump. On a ring every way around is a separate move.
                double noise = jump[d] - drift[d];
                double noiseBack = -jump[d] - driftThere[d];
                logAcceptance += (noise - noiseBack) * (noise + noiseBack) / (2 * step);
            }
            if (logAcceptance >= 0 || random.nextDouble() < Math.exp(logAcceptance)) {
                System.arraycopy(y, 0, x, 0, dimension);
                double[] swap = drift;
                drift = driftThere;
                driftThere = swap;
                here = there;
                acceptances++;
            }
        }
        tally.add(steps, acceptances, steps + 1);
    }

    private LatticeCell inSupport(double[] x) {
        LatticeCell cell = new LatticeCell(this);
        if (!(cell.at(x) > Double.NEGATIVE_INFINITY)) {
            throw new IllegalArgumentException("the density is 0 at " + Arrays.toString(x));
        }
        return cell;
    }

    /**
     * Returns the representative of a coordinate in {@code [0, K_d delta)} on a ring, and the coordinate itself
     * otherwise.
     */
    double wrap(double x, int d) {
        return cyclic ? Steps.wrap(x, delta * space.cardinality(d)) : x;
    }

    /** Returns the log density of the clean states. */
    LogDensity clean() {
        return density;
    }

    boolean isCyclic() {
        return cyclic;
    }

    double delta() {
        return delta;
    }

    @Override
    public String toString() {
        return "LatticeBridge[" + space + (cyclic ? ", rings" : ", paths") + ", delta " + delta + "]";
    }
}
