package org.concretescore.core.score;

import org.concretescore.core.space.StateSpace;

/**
 * A log density that is a differentiable function f of the one-hot encoded state and can compute its gradient there.
 * Gibbs-with-gradients and the discrete Langevin proposal use it. The input of value v of coordinate d has the number
 * {@code offset(d) + v}, where {@code offset(d)} is the sum of the cardinalities before d.
 */
public interface GradientDensity extends LogDensity {
    /**
     * Writes log densities and their gradients with respect to the one-hot inputs.
     *
     * @param states {@code [count, D]}, row-major
     * @param count number of states, 0 or more
     * @param logDensities receives {@code [count]}, as by {@link #logDensities}
     * @param gradients receives {@code [count, inputs(space())]}, in nats. Only differences within a coordinate have a
     *     meaning
     * @throws IllegalArgumentException if a value is out of range, or an array too short
     */
    void gradients(int[] states, int count, double[] logDensities, double[] gradients);

    /**
     * Returns the number of one-hot inputs.
     *
     * @param space the states
     * @return the sum of the cardinalities
     */
    static int inputs(StateSpace space) {
        int sum = 0;
        for (int d = space.dimension() - 1; d >= 0; d--) {
            sum = Math.addExact(sum, space.cardinality(d));
        }
        return sum;
    }
}
