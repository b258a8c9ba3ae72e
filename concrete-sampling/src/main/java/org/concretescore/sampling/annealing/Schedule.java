package org.concretescore.sampling.annealing;

import java.util.Arrays;
import org.concretescore.core.space.Counts;

/**
 * Inverse temperatures {@code 0 = b_0 < b_1 < ... < b_K = 1} from the base to the target. Immutable.
 */
public final class Schedule {
    /** The largest number of steps. */
    public static final int STEPS = 1 << 24;

    private final double[] temperatures;

    private Schedule(double[] temperatures) {
        this.temperatures = temperatures;
    }

    /**
     * Returns a schedule of given inverse temperatures.
     *
     * @param temperatures the inverse temperatures, which begin with 0, increase, and end with 1; copied
     * @return the schedule
     * @throws IllegalArgumentException if there are fewer than two, the first is not 0, one is NaN or not larger than
     *     the one before, or the last is not exactly 1, so that the path does not end at the target
     */
    public static Schedule of(double... temperatures) {
        int last = temperatures.length - 1;
        if (last < 1) {
            throw new IllegalArgumentException(
                    "a schedule needs at least two inverse temperatures, 0 and 1, was given " + temperatures.length);
        }
        if (temperatures[0] != 0) {
            throw new IllegalArgumentException(
                    "inverse temperature 0 must be 0, where the base is, was " + temperatures[0]);
        }
        for (int k = 1; k <= last; k++) {
            if (!(temperatures[k] > temperatures[k - 1])) {
                throw new IllegalArgumentException("inverse temperature " + k + " must be larger than the one before, "
                        + temperatures[k - 1] + ", was " + temperatures[k]);
            }
        }
        if (temperatures[last] != 1) {
            throw new IllegalArgumentException(
                    "the last inverse temperature must be 1, where the target is, was " + temperatures[last]);
        }
        return new Schedule(temperatures.clone());
    }

    /**
     * Returns a schedule with steps of one size.
     *
     * @param steps their number K, in {@code 1..2^24}
     * @return {@code b_k = k/K}
     * @throws IllegalArgumentException if the number is out of range
     */
    public static Schedule linear(int steps) {
        double[] b = new double[requireSteps(steps) + 1];
        Arrays.setAll(b, k -> (double) k / steps);
        return of(b);
    }

    /**
     * Returns a schedule with short steps at both ends, which is a rescaled logistic function of k.
     *
     * @param steps their number K, in {@code 1..2^24}
     * @param steepness above 0, at most 16; the logistic function is taken from {@code -steepness} to
     *     {@code steepness}. 4 is common
     * @return the schedule
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static Schedule sigmoid(int steps, double steepness) {
        if (!(steepness > 0 && steepness <= 16)) {
            throw new IllegalArgumentException("steepness must be above 0 and at most 16, was " + steepness);
        }
        double[] b = new double[requireSteps(steps) + 1];
        double end = Math.tanh(steepness / 2);
        Arrays.setAll(b, k -> (1 + Math.tanh(steepness / 2 * (2.0 * k / steps - 1)) / end) / 2);
        b[0] = 0;
        b[steps] = 1;
        return of(b);
    }

    /**
     * Returns a schedule with inverse temperatures in geometric progression after the first step.
     *
     * @param steps their number K, in {@code 1..2^24}
     * @param first the first inverse temperature above 0, in (0, 1); it is ignored if there is one step
     * @return {@code b_k = first^((K-k)/(K-1))}
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static Schedule geometric(int steps, double first) {
        if (!(first > 0 && first < 1)) {
            throw new IllegalArgumentException("first must be in (0, 1), was " + first);
        }
        double[] b = new double[requireSteps(steps) + 1];
        for (int k = 1; k < steps; k++) {
            b[k] = Math.pow(first, (double) (steps - k) / (steps - 1));
        }
        b[steps] = 1;
        return of(b);
    }

    /**
     * Returns a schedule with steps of equal thermodynamic length, {@code integral sd_b(log p - log p0) db}. Steps are
     * short where the log density ratio varies much, so that each adds the same variance to the log weights.
     *
     * @param temperatures the inverse temperatures at which the standard deviation is known, from 0 to 1, as in
     *     {@link #of}
     * @param deviations the standard deviation at each of them, in nats, finite and not negative; it is interpolated
     *     linearly between them
     * @param steps number of steps, in {@code 1..2^24}
     * @return the schedule
     * @throws IllegalArgumentException if an argument is out of range, or lengths differ
     */
    public static Schedule equalLength(double[] temperatures, double[] deviations, int steps) {
        double[] grid = of(temperatures).temperatures;
        double[] reached = lengths(grid, deviations);
        int last = grid.length - 1;
        double[] b = new double[requireSteps(steps) + 1];
        int j = 0;
        int kept = 1;
        for (int k = 1; k < steps; k++) {
            double goal = reached[last] * k / steps;
            while (j < last - 1 && reached[j + 1] < goal) {
                j++;
            }
            double share = reached[j + 1] > reached[j] ? (goal - reached[j]) / (reached[j + 1] - reached[j]) : 0;
            double next = grid[j] + share * (grid[j + 1] - grid[j]);
            // Steps that are too short for a double are left out.
            if (next > b[kept - 1] && next < 1) {
                b[kept++] = next;
            }
        }
        b[kept++] = 1;
        return of(Arrays.copyOf(b, kept));
    }

    /**
     * Returns the thermodynamic length up to each temperature. A small multiple of the temperature is added, so that
     * the length increases strictly.
     */
    static double[] lengths(double[] temperatures, double[] deviations) {
        if (deviations.length != temperatures.length) {
            throw new IllegalArgumentException(Counts.were(deviations.length, "standard deviation") + " given for "
                    + temperatures.length + " inverse temperatures");
        }
        double[] reached = new double[temperatures.length];
        for (int k = 0; k < temperatures.length; k++) {
            if (!(deviations[k] >= 0 && deviations[k] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "deviation " + k + " must be finite and not negative, was " + deviations[k]);
            }
            if (k > 0) {
                double speed = (deviations[k - 1] + deviations[k]) / 2 + 1e-9;
                reached[k] = reached[k - 1] + speed * (temperatures[k] - temperatures[k - 1]);
            }
        }
        return reached;
    }

    private static int requireSteps(int steps) {
        if (steps < 1 || steps > STEPS) {
            throw new IllegalArgumentException("steps must be in 1.." + STEPS + ", was " + steps);
        }
        return steps;
    }

    /**
     * Returns the number of steps.
     *
     * @return K, at least 1
     */
    public int steps() {
        return temperatures.length - 1;
    }

    /**
     * Returns an inverse temperature.
     *
     * @param k its number, {@code 0..K}
     * @return b_k
     */
    public double temperature(int k) {
        return temperatures[k];
    }

    /**
     * Returns all inverse temperatures.
     *
     * @return a copy, {@code [K + 1]}
     */
    public double[] temperatures() {
        return temperatures.clone();
    }

    /** Compares by content: the inverse temperatures. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule that && Arrays.equals(temperatures, that.temperatures);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(temperatures);
    }

    @Override
    public String toString() {
        return "Schedule[" + Counts.of(steps(), "step") + "]";
    }
}
