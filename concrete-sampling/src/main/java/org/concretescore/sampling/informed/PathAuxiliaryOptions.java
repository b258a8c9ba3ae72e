package org.concretescore.sampling.informed;

import java.util.Objects;

/**
 * The options of {@link PathAuxiliary}.
 *
 * @param duration how many coordinates a path changes, as a share of those that would change if each were drawn anew
 *     given the rest; from 0 to 1, and 0 means one coordinate. Longer paths move further, and are accepted less often
 * @param balancing the function that turns a ratio into a weight
 */
public record PathAuxiliaryOptions(double duration, Balancing balancing) {
    private static final PathAuxiliaryOptions DEFAULTS = new PathAuxiliaryOptions(0.4, Balancing.BARKER);

    /**
     * Checks the options.
     *
     * @param duration how many coordinates a path changes, as a share of those that would change if each were drawn
     *     anew given the rest; from 0 to 1, and 0 means one coordinate
     * @param balancing the function that turns a ratio into a weight
     * @throws IllegalArgumentException if the duration is out of range
     */
    public PathAuxiliaryOptions {
        Objects.requireNonNull(balancing, "balancing");
        if (!(duration >= 0 && duration <= 1)) {
            throw new IllegalArgumentException("duration must be from 0 to 1, was " + duration);
        }
    }

    /**
     * Returns the defaults: a duration of 0.4 and {@link Balancing#BARKER}.
     *
     * @return the options
     */
    public static PathAuxiliaryOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns the options for single moves. With Taylor's rows this is Gibbs-with-gradients.
     *
     * @return the options
     */
    public static PathAuxiliaryOptions single() {
        return DEFAULTS.withDuration(0);
    }

    /**
     * Returns a copy with another duration.
     *
     * @param share the share of the coordinates that would change if each were drawn anew; from 0 to 1, and 0 means one
     *     move
     * @return new options
     * @throws IllegalArgumentException if it is out of range
     */
    public PathAuxiliaryOptions withDuration(double share) {
        return new PathAuxiliaryOptions(share, balancing);
    }

    /**
     * Returns a copy with another balancing function.
     *
     * @param function the function that turns a ratio into a weight
     * @return new options
     */
    public PathAuxiliaryOptions withBalancing(Balancing function) {
        return new PathAuxiliaryOptions(duration, function);
    }
}
