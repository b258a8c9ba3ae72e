package org.concretescore.sampling.adaptation;

/**
 * The options of {@link Adaptation#tune}.
 *
 * @param initial the first number, from {@code smallest} to {@code largest}
 * @param smallest the smallest number that is allowed, above 0
 * @param largest the largest number that is allowed, finite
 * @param target the acceptance rate to reach, in (0, 1)
 * @param rounds number of rounds, each of which changes the number once, at least 2
 * @param steps number of steps of each chain in a round, at least 1
 * @param gain the first change of the logarithm if the acceptance rate differs from the target by 1, above 0 and finite
 * @param decay the power by which changes fall, in (0.5, 1], so that the sum of their squares is finite and their sum
 *     is not
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
    /** 0.574, the best acceptance rate of Langevin proposals in many dimensions (Roberts and Rosenthal 1998). */
    public static final double LANGEVIN_RATE = 0.574;

    /**
     * Checks the options.
     *
     * @param initial the first number, from {@code smallest} to {@code largest}
     * @param smallest the smallest number that is allowed, above 0
     * @param largest the largest number that is allowed, finite
     * @param target the acceptance rate to reach, in (0, 1)
     * @param rounds number of rounds, each of which changes the number once, at least 2
     * @param steps number of steps of each chain in a round, at least 1
     * @param gain the first change of the logarithm if the acceptance rate differs from the target by 1, above 0 and
     *     finite
     * @param decay the power by which changes fall, in (0.5, 1], so that the sum of their squares is finite and their
     *     sum is not
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
     * Returns options that search between a millionth and a million times the initial number. The target is 0.574, and
     * there are 100 rounds of 20 steps, with gain 2 and decay 0.6.
     *
     * @param initial the first number, above 0
     * @return the options
     * @throws IllegalArgumentException if {@code initial} is not above 0, or is above 1e300
     */
    public static AdaptationOptions startingAt(double initial) {
        if (!(initial > 0 && initial <= 1e300)) {
            throw new IllegalArgumentException("initial must be above 0 and at most 1e300, was " + initial);
        }
        return new AdaptationOptions(initial, initial * 1e-6, initial * 1e6, LANGEVIN_RATE, 100, 20, 2, 0.6);
    }

    /**
     * Returns a copy with other bounds.
     *
     * @param least the smallest number that is allowed, above 0 and at most the initial number
     * @param most the largest number that is allowed, finite and at least the initial number
     * @return new options
     * @throws IllegalArgumentException if one is out of range
     */
    public AdaptationOptions withBounds(double least, double most) {
        return new AdaptationOptions(initial, least, most, target, rounds, steps, gain, decay);
    }

    /**
     * Returns a copy with another target.
     *
     * @param rate the acceptance rate to reach, in (0, 1)
     * @return new options
     * @throws IllegalArgumentException if {@code rate} is out of range
     */
    public AdaptationOptions withTarget(double rate) {
        return new AdaptationOptions(initial, smallest, largest, rate, rounds, steps, gain, decay);
    }

    /**
     * Returns a copy with another number of rounds and steps.
     *
     * @param count number of rounds, at least 2
     * @param each number of steps of each chain in a round, at least 1
     * @return new options
     * @throws IllegalArgumentException if one is out of range
     */
    public AdaptationOptions withRounds(int count, long each) {
        return new AdaptationOptions(initial, smallest, largest, target, count, each, gain, decay);
    }

    /**
     * Returns a copy with other changes.
     *
     * @param first the first change of the logarithm if the acceptance rate differs from the target by 1, above 0 and
     *     finite
     * @param power the power by which changes fall, in (0.5, 1]
     * @return new options
     * @throws IllegalArgumentException if one is out of range
     */
    public AdaptationOptions withGain(double first, double power) {
        return new AdaptationOptions(initial, smallest, largest, target, rounds, steps, first, power);
    }
}
