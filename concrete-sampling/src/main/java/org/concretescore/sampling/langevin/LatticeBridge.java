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
 * The density of a state of several ordered coordinates plus triangular noise in each: {@link TriangularBridge} in D
 * dimensions. State k becomes the point {@code x_d = delta (k_d + U_d - U'_d)}. In the cell with base corner k, at
 * {@code x = delta (k + t)}, the density is the multilinear interpolation of p over the cell's {@code 2^D} corners, and
 * the posterior of the clean state is the corner's share of it:
 *
 * <pre>
 *   p~(x) = delta^-D sum_b w_b p(k + b),  b in {0,1}^D,  w_b = prod_d (b_d ? t_d : 1 - t_d)
 *   P(clean = k + b | x) = w_b p(k + b) / sum
 *   s_d(x) = c_d / (delta (1 + t_d c_d)),  c_d = B_d / A_d - 1
 * </pre>
 *
 * <p>with A_d and B_d the interpolations, over the other coordinates, of the cell's lower and upper face in coordinate d.
 * So the Stein score follows from the Concrete score of the faces as in one dimension. (With the score of the base corner
 * alone for c_d it would be right where p is a product, or at the corner itself; elsewhere it is not the score of any
 * density in general.)
 *
 * <p>An evaluation asks for up to {@code 2^D} log densities, in one call. A ring's states are taken modulo K_d; on a path
 * p vanishes outside, so that the support is {@code (-delta, K_d delta)}. May be shared by several threads if the density
 * may; every call allocates what it needs, {@link #advance} once for all its steps.
 */
public final class LatticeBridge {
    /** The most coordinates: 1024 corners. */
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
     * The bridge of a log density.
     *
     * @param density of the clean states, up to a constant; at most {@link #LARGEST_DIMENSION} coordinates of at least two
     *     values
     * @param cyclic whether each coordinate's values form a ring (a torus), or a path (a grid)
     * @param delta the distance of neighboring states, above 0
     * @return the bridge
     * @throws IllegalArgumentException if there are more coordinates, one has a single value, or delta is not above 0 and
     *     finite
     */
    public static LatticeBridge of(LogDensity density, boolean cyclic, double delta) {
        if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("delta must be above 0 and finite, was " + delta);
        }
        StateSpace space = density.space();
        if (space.dimension() > LARGEST_DIMENSION) {
            throw new IllegalArgumentException("the triangular bridge evaluates 2^D corners of a cell, with at most "
                    + LARGEST_DIMENSION + " coordinates; " + space + " has " + space.dimension());
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
     * The log density.
     *
     * @param x {@code [D]}, any point
     * @return up to the constant of the clean density, in nats: normalised if that is; negative infinity outside the
     *     support
     * @throws IllegalStateException if the clean log density is NaN at a corner
     */
    public double logDensity(double[] x) {
        return new Cell().at(x);
    }

    /**
     * The Stein score.
     *
     * @param x {@code [D]}, a point where the density does not vanish
     * @param score {@code [D]}, receives {@code d log p~(x) / dx_d}; on the border of two cells that of the upper one
     * @throws IllegalArgumentException if the density vanishes at x
     * @throws IllegalStateException if the clean log density is NaN at a corner
     */
    public void score(double[] x, double[] score) {
        inSupport(x).score(score);
    }

    /**
     * Draws the clean state from its posterior. For points drawn from the density it has exactly the clean distribution.
     *
     * @param x {@code [D]}, a point where the density does not vanish
     * @param random the generator
     * @param states receives the state
     * @param at where it is to begin
     * @throws IllegalArgumentException if the density vanishes at x
     * @throws IllegalStateException if the clean log density is NaN at a corner
     */
    public void denoise(double[] x, UniformRandomProvider random, int[] states, int at) {
        Cell cell = inSupport(x);
        double left = random.nextDouble() * cell.total;
        int drawn = -1;
        for (int corner = 0; corner < cell.mass.length && left >= 0; corner++) {
            double mass = cell.weight(corner, -1) * cell.mass[corner];
            if (mass > 0) {
                // The last corner that has any, should rounding lead beyond.
                drawn = corner;
                left -= mass;
            }
        }
        System.arraycopy(cell.corner(drawn), 0, states, at, space.dimension());
    }

    /**
     * Adds noise to a state.
     *
     * @param states holds the state
     * @param at where it begins
     * @param random the generator
     * @param x {@code [D]}, receives a point drawn from the density around the state
     */
    public void noise(int[] states, int at, UniformRandomProvider random, double[] x) {
        for (int d = 0; d < x.length; d++) {
            x[d] = wrap(delta * (states[at + d] + random.nextDouble() - random.nextDouble()), d);
        }
    }

    /**
     * Steps of Metropolis-adjusted Langevin, as {@link Mala} takes them, in D dimensions:
     * {@code x' = x + step/2 score(x) + sqrt(step) z}, the drift of each coordinate truncated to at most
     * {@code sqrt(step)} either way, accepted so that the density is stationary.
     *
     * @param x {@code [D]}, a point where the density does not vanish; receives the new one
     * @param step the variance of the noise, in the squared units of x, above 0
     * @param steps number of steps, 0 or more
     * @param random the chain's generator
     * @param tally receives what happened; an evaluation is one of a point, of up to {@code 2^D} states
     * @throws IllegalArgumentException if an argument is out of range, or the density vanishes at x
     * @throws IllegalStateException if the clean log density is NaN at a corner
     */
    public void advance(double[] x, double step, long steps, UniformRandomProvider random, Tally tally) {
        Steps.check(step);
        if (steps < 0) {
            throw new IllegalArgumentException("the number of steps must not be negative, was " + steps);
        }
        NormalizedGaussianSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
        int dimension = space.dimension();
        double deviation = Math.sqrt(step);
        Cell cell = inSupport(x);
        double here = cell.logDensity;
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
                // The reverse move is -jump; on a ring every way around is a move of its own.
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

    private Cell inSupport(double[] x) {
        Cell cell = new Cell();
        if (!(cell.at(x) > Double.NEGATIVE_INFINITY)) {
            throw new IllegalArgumentException("the density vanishes at " + Arrays.toString(x));
        }
        return cell;
    }

    /** On a ring the representative in {@code [0, K_d delta)}, else the point itself. */
    private double wrap(double x, int d) {
        double period = delta * space.cardinality(d);
        if (!cyclic || x >= 0 && x < period) {
            return x;
        }
        double wrapped = x - period * Math.floor(x / period);
        return wrapped < 0 || wrapped >= period ? 0 : wrapped;
    }

    /** A point's cell, and p at its corners. Corner number b is the base corner, one up where bit d of b is set. */
    private final class Cell {
        private final int dimension = space.dimension();
        private final int[] base = new int[dimension];
        private final double[] t = new double[dimension];
        private final int[] states = new int[dimension * (1 << dimension)];
        private final double[] logs = new double[1 << dimension];
        private final int[] asked = new int[1 << dimension];
        /** p at the corners over the largest of them. */
        private final double[] mass = new double[1 << dimension];
        /** The interpolation of {@link #mass}. */
        private double total;

        private double logDensity;

        /** Moves to a point and evaluates the density there. */
        double at(double[] x) {
            logDensity = Double.NEGATIVE_INFINITY;
            for (int d = 0; d < dimension; d++) {
                double y = wrap(x[d], d) / delta;
                int k = space.cardinality(d);
                if (!(cyclic ? y >= 0 : y > -1 && y < k)) {
                    return logDensity;
                }
                // Rounding in the division must not lead out.
                base[d] = (int) Math.min(Math.floor(y), k - 1);
                t[d] = Math.max(0, Math.min(1, y - base[d]));
            }
            int count = 0;
            for (int corner = 0; corner < mass.length; corner++) {
                mass[corner] = 0;
                if (put(corner, states, count * dimension)) {
                    asked[count++] = corner;
                }
            }
            density.logDensities(states, count, logs);
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < count; i++) {
                if (!(logs[i] < Double.POSITIVE_INFINITY)) {
                    throw new IllegalStateException("log density of state " + Arrays.toString(corner(asked[i])) + " is "
                            + logs[i] + " in " + density);
                }
                // A corner without weight must not set the scale.
                largest = weight(asked[i], -1) > 0 ? Math.max(largest, logs[i]) : largest;
            }
            if (largest == Double.NEGATIVE_INFINITY) {
                return logDensity;
            }
            total = 0;
            for (int i = 0; i < count; i++) {
                mass[asked[i]] = Math.exp(logs[i] - largest);
                double weight = weight(asked[i], -1);
                total += weight > 0 ? weight * mass[asked[i]] : 0;
            }
            logDensity = largest + Math.log(total) - dimension * Math.log(delta);
            return logDensity;
        }

        /** The score at the last point. */
        void score(double[] score) {
            for (int d = 0; d < dimension; d++) {
                double rise = 0;
                for (int corner = 0; corner < mass.length; corner++) {
                    double weight = weight(corner, d);
                    double part = weight > 0 ? weight * mass[corner] : 0;
                    rise += (corner >> d & 1) == 1 ? part : -part;
                }
                score[d] = rise / total / delta;
            }
        }

        void drift(double step, double[] drift) {
            score(drift);
            double longest = Math.sqrt(step);
            for (int d = 0; d < dimension; d++) {
                drift[d] = Math.max(-longest, Math.min(longest, step / 2 * drift[d]));
            }
        }

        /** The weight of a corner in the interpolation over all coordinates but one, or over all (-1). */
        double weight(int corner, int except) {
            double weight = 1;
            for (int d = 0; d < dimension; d++) {
                if (d != except) {
                    weight *= (corner >> d & 1) == 1 ? t[d] : 1 - t[d];
                }
            }
            return weight;
        }

        int[] corner(int corner) {
            int[] state = new int[dimension];
            put(corner, state, 0);
            return state;
        }

        /** Writes a corner's state; false where there is none. */
        private boolean put(int corner, int[] into, int at) {
            for (int d = 0; d < dimension; d++) {
                int value = base[d] + (corner >> d & 1);
                if (cyclic && value == space.cardinality(d)) {
                    value = 0;
                }
                if (value < 0 || value >= space.cardinality(d)) {
                    return false;
                }
                into[at + d] = value;
            }
            return true;
        }
    }

    @Override
    public String toString() {
        return "LatticeBridge[" + space + (cyclic ? ", rings" : ", paths") + ", delta " + delta + "]";
    }
}
