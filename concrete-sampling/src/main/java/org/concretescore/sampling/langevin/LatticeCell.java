package org.concretescore.sampling.langevin;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;

/**
 * The cell of a {@link LatticeBridge} that a point lies in, and the values of p at its corners. Corner number b is the
 * base corner, plus 1 in each coordinate d whose bit of b is set.
 */
final class LatticeCell {
    private final LatticeBridge bridge;
    private final LogDensity density;
    private final StateSpace space;
    private final int dimension;
    /** The state of the base corner. */
    private final int[] base;
    /** The place of the point in the cell, from 0 to 1 in each coordinate. */
    private final double[] t;

    private final int[] states;
    private final double[] logs;
    /** The corners that the space contains, in the order of the evaluation. */
    private final int[] evaluated;
    /** p at the corners, divided by the largest value among them. */
    private final double[] mass;
    /** The interpolation of {@link #mass}. */
    private double total;

    private double logDensity;

    LatticeCell(LatticeBridge bridge) {
        this.bridge = bridge;
        density = bridge.clean();
        space = density.space();
        dimension = space.dimension();
        base = new int[dimension];
        t = new double[dimension];
        states = new int[dimension * (1 << dimension)];
        logs = new double[1 << dimension];
        evaluated = new int[1 << dimension];
        mass = new double[1 << dimension];
    }

    /** Moves to a point and returns the log density there. */
    double at(double[] x) {
        logDensity = Double.NEGATIVE_INFINITY;
        for (int d = 0; d < dimension; d++) {
            double y = bridge.wrap(x[d], d) / bridge.delta();
            int k = space.cardinality(d);
            if (!(bridge.isCyclic() ? y >= 0 : y > -1 && y < k)) {
                return logDensity;
            }
            // The division may round to a point outside of the cell.
            base[d] = (int) Math.min(Math.floor(y), k - 1);
            t[d] = Math.max(0, Math.min(1, y - base[d]));
        }
        int count = 0;
        for (int corner = 0; corner < mass.length; corner++) {
            mass[corner] = 0;
            if (put(corner, states, count * dimension)) {
                evaluated[count++] = corner;
            }
        }
        density.logDensities(states, count, logs);
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            if (!(logs[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalStateException("the log density of state " + Arrays.toString(corner(evaluated[i]))
                        + " is " + logs[i] + " in " + density);
            }
            // A corner without weight does not count for the largest value.
            largest = weight(evaluated[i], -1) > 0 ? Math.max(largest, logs[i]) : largest;
        }
        if (largest == Double.NEGATIVE_INFINITY) {
            return logDensity;
        }
        total = 0;
        for (int i = 0; i < count; i++) {
            mass[evaluated[i]] = Math.exp(logs[i] - largest);
            double weight = weight(evaluated[i], -1);
            total += weight > 0 ? weight * mass[evaluated[i]] : 0;
        }
        logDensity = largest + Math.log(total) - dimension * Math.log(bridge.delta());
        return logDensity;
    }

    /** Returns the log density at the last point. */
    double logDensity() {
        return logDensity;
    }

    /** Writes the score at the last point. */
    void score(double[] score) {
        for (int d = 0; d < dimension; d++) {
            double rise = 0;
            for (int corner = 0; corner < mass.length; corner++) {
                double weight = weight(corner, d);
                double part = weight > 0 ? weight * mass[corner] : 0;
                rise += (corner >> d & 1) == 1 ? part : -part;
            }
            score[d] = rise / total / bridge.delta();
        }
    }

    /** Writes the truncated drift at the last point. */
    void drift(double step, double[] drift) {
        score(drift);
        for (int d = 0; d < dimension; d++) {
            drift[d] = Steps.truncatedDrift(step, drift[d]);
        }
    }

    /** Draws the clean state from its posterior given the last point. */
    int[] draw(UniformRandomProvider random) {
        double left = random.nextDouble() * total;
        int drawn = -1;
        for (int corner = 0; corner < mass.length && left >= 0; corner++) {
            double share = weight(corner, -1) * mass[corner];
            if (share > 0) {
                // If rounding leads beyond the last corner, the last one with any mass is taken.
                drawn = corner;
                left -= share;
            }
        }
        return corner(drawn);
    }

    /**
     * Returns the weight of a corner in the interpolation over all coordinates except one, or over all of them for -1.
     */
    private double weight(int corner, int except) {
        double weight = 1;
        for (int d = 0; d < dimension; d++) {
            if (d != except) {
                weight *= (corner >> d & 1) == 1 ? t[d] : 1 - t[d];
            }
        }
        return weight;
    }

    private int[] corner(int corner) {
        int[] state = new int[dimension];
        put(corner, state, 0);
        return state;
    }

    /** Writes a corner's state, and returns false if the space does not contain it. */
    private boolean put(int corner, int[] into, int at) {
        for (int d = 0; d < dimension; d++) {
            int value = base[d] + (corner >> d & 1);
            if (bridge.isCyclic() && value == space.cardinality(d)) {
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
