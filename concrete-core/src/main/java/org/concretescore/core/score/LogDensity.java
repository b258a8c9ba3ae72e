package org.concretescore.core.score;

import org.concretescore.core.space.StateSpace;

/**
 * A log density on a state space, up to a constant. Several threads may share it. The densities of this library check a
 * batch once per call, in one pass over the states. Your own density can do so by
 * {@link StateSpace#check(int[], int, String, double[], int)}.
 */
public interface LogDensity {
    /**
     * Returns the state space.
     *
     * @return the space
     */
    StateSpace space();

    /**
     * Writes {@code log p(x)} up to one constant, in nats; negative infinity where p vanishes.
     *
     * @param states {@code [count, D]}, row-major
     * @param count number of states, 0 or more
     * @param logDensities receives {@code [count]}
     * @throws IllegalArgumentException if a value is out of range, or an array too short
     */
    void logDensities(int[] states, int count, double[] logDensities);
}
