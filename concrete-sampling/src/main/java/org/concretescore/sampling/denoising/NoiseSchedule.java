package org.concretescore.sampling.denoising;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.concretescore.core.noise.NoiseProcess;

/**
 * The levels that samplers pass on their way from much noise to none: {@code b_0 > b_1 > ... > b_n = 0}, where step i
 * leads from {@code b_(i-1)} to {@code b_i}. Immutable.
 */
public final class NoiseSchedule {
    private final double[] levels;

    private NoiseSchedule(double[] levels) {
        this.levels = levels;
    }

    /**
     * Makes a schedule of levels.
     *
     * @param levels falling, the first at most 1, the last 0; at least two
     * @return the schedule
     * @throws IllegalArgumentException if they are not
     */
    public static NoiseSchedule of(double... levels) {
        if (levels.length < 2) {
            throw new IllegalArgumentException(
                    "a schedule needs at least two levels of noise, was given " + Arrays.toString(levels));
        }
        NoiseProcess.requireLevel(levels[0]);
        for (int i = 1; i < levels.length; i++) {
            if (!(levels[i] < levels[i - 1])) {
                throw new IllegalArgumentException(
                        "levels of noise must fall, but level " + i + " is " + levels[i] + " after " + levels[i - 1]);
            }
        }
        if (levels[levels.length - 1] != 0) {
            throw new IllegalArgumentException("the last level of noise must be 0, was " + levels[levels.length - 1]);
        }
        return new NoiseSchedule(levels.clone());
    }

    /**
     * Returns levels in equal steps: {@code b_i = 1 - i/n}.
     *
     * @param steps the number of steps n, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if there is no step
     */
    public static NoiseSchedule linear(int steps) {
        return of(steps, t -> t);
    }

    /**
     * Returns levels that are dense at both ends: {@code b_i = sin^2(pi/2 (1 - i/n))}.
     *
     * @param steps the number of steps n, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if there is no step
     */
    public static NoiseSchedule cosine(int steps) {
        return of(steps, t -> t == 1 ? 1 : Math.pow(Math.sin(Math.PI / 2 * t), 2));
    }

    /**
     * Returns levels that fall by a constant factor, followed by 0.
     *
     * @param first the first level, at most 1
     * @param last the last level above 0, below the first
     * @param steps the number of steps n, at least 2
     * @return the schedule
     * @throws IllegalArgumentException if the levels are out of range, or there are too few steps
     */
    public static NoiseSchedule geometric(double first, double last, int steps) {
        if (steps < 2) {
            throw new IllegalArgumentException("a geometric schedule needs at least two steps, was given " + steps);
        }
        if (!(last > 0 && last < first)) {
            throw new IllegalArgumentException(
                    "the last level must lie between 0 and the first one, " + first + "; was " + last);
        }
        double[] levels = new double[steps + 1];
        for (int i = 0; i < steps; i++) {
            levels[i] = i == 0 ? first : first * Math.pow(last / first, i / (steps - 1.0));
        }
        return of(levels);
    }

    private static NoiseSchedule of(int steps, DoubleUnaryOperator level) {
        if (steps < 1) {
            throw new IllegalArgumentException("a schedule needs at least one step, was given " + steps);
        }
        double[] levels = new double[steps + 1];
        for (int i = 0; i < steps; i++) {
            levels[i] = level.applyAsDouble(1 - i / (double) steps);
        }
        return of(levels);
    }

    /**
     * Returns the number of steps.
     *
     * @return n, at least 1
     */
    public int steps() {
        return levels.length - 1;
    }

    /**
     * Returns a level.
     *
     * @param i the number of steps before it, {@code 0..n}
     * @return {@code b_i}
     * @throws ArrayIndexOutOfBoundsException if there is no such level
     */
    public double level(int i) {
        return levels[i];
    }

    /** Compares by content: the levels. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NoiseSchedule that && Arrays.equals(levels, that.levels);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(levels);
    }

    @Override
    public String toString() {
        return "NoiseSchedule[" + steps() + " steps from " + levels[0] + "]";
    }
}
