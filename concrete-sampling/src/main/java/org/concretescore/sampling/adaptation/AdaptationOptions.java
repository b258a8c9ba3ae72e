package org.concretescore.sampling.adaptation;

/**
 * How {@link Adaptation#tune} looks for a number.
 *
 * @param initial where it begins, from {@code smallest} to {@code largest}
 * @param smallest the least it may become, above 0
 * @param largest the most it may become, finite
 * @param target the acceptance rate to be reached, in (0, 1)
 * @param rounds number of changes, at least 2
 * @param steps steps of each chain a round, at least 1
 * @param gain the first change of its logarithm for an acceptance rate that is off by 1, above 0 and finite
 * @param decay the power by which changes fall, in (0.5, 1]: the sum of their squares is finite, and their own is not
 */
public record AdaptationOptions(
        double initial,
        double smallest,
        double largest,
        double target,
        int rounds,
        long steps,
        double gain,
        double decay) {
    /** 0.574, the best rate of Langevin proposals in many dimensions (Roberts and Rosenthal 1998). */
    public static final double LANGEVIN_RATE = 0.574;

    /**
     * Checks the options.
     *
     * @param initial where it begins, from {@code smallest} to {@code largest}
     * @param smallest the least it may become, above 0
     * @param largest the most it may become, finite
     * @param target the acceptance rate to be reached, in (0, 1)
     * @param rounds number of changes, at least 2
     * @param steps steps of each chain a round, at least 1
     * @param gain the first change of its logarithm for an acceptance rate that is off by 1, above 0 and finite
     * @param decay the power by which changes fall, in (0.5, 1]: the sum of their squares is finite, and their own is not
     * @throws IllegalArgumentException if one is out of range
     */
    public AdaptationOptions {
        if (!(smallest > 0 && smallest <= largest && largest < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "smallest and largest must be above 0, finite and in order, were " + smallest + " and " + largest);
        }
        if (!(initial >= smallest && initial <= largest)) {
            throw new IllegalArgumentException(
                    "initial must be from " + smallest + " to " + largest + ", was " + initial);
        }
        if (!(target > 0 && target < 1)) {
            throw new IllegalArgumentException("target must be above 0 and below 1, was " + target);
        }
        if (rounds < 2) {
            throw new IllegalArgumentException("rounds must be at least 2, were " + rounds);
        }
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, was " + steps);
        }
        if (!(gain > 0 && gain < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("gain must be above 0 and finite, was " + gain);
        }
        if (!(decay > 0.5 && decay <= 1)) {
            throw new IllegalArgumentException("decay must be above 0.5 and at most 1, was " + decay);
        }
    }

    /**
     * Between a millionth and a million times the initial value, towards 0.574, in 100 rounds of 20 steps, gain 2, decay 0.6.
     *
     * @param initial where it begins, above 0
     * @return the options
     * @throws IllegalArgumentException if {@code initial} is not above 0, or too large
     */
    public static AdaptationOptions startingAt(double initial) {
        if (!(initial > 0 && initial <= 1e300)) {
            throw new IllegalArgumentException("initial must be above 0 and at most 1e300, was " + initial);
        }
        return new AdaptationOptions(initial, initial * 1e-6, initial * 1e6, LANGEVIN_RATE, 100, 20, 2, 0.6);
    }

    /**
     * The same within other bounds.
     *
     * @param least above 0, at most the initial value
     * @param most finite, at least the initial value
     * @return new options
     * @throws IllegalArgumentException if one is out of range
     */
    public AdaptationOptions withBounds(double least, double most) {
        return new AdaptationOptions(initial, least, most, target, rounds, steps, gain, decay);
    }

    /**
     * The same with another target.
     *
     * @param rate the acceptance rate to be reached, in (0, 1)
     * @return new options
     * @throws IllegalArgumentException if out of range
     */
    public AdaptationOptions withTarget(double rate) {
        return new AdaptationOptions(initial, smallest, largest, rate, rounds, steps, gain, decay);
    }

    /**
     * The same with another length.
     *
     * @param count number of changes, at least 2
     * @param each steps of each chain a round, at least 1
     * @return new options
     * @throws IllegalArgumentException if one is out of range
     */
    public AdaptationOptions withRounds(int count, long each) {
        return new AdaptationOptions(initial, smallest, largest, target, count, each, gain, decay);
    }

    /**
     * The same with other changes.
     *
     * @param first the first change of the logarithm for an acceptance rate that is off by 1, above 0 and finite
     * @param power the power by which changes fall, in (0.5, 1]
     * @return new options
     * @throws IllegalArgumentException if one is out of range
     */
    public AdaptationOptions withGain(double first, double power) {
        return new AdaptationOptions(initial, smallest, largest, target, rounds, steps, first, power);
    }
}
