package org.concretescore.sampling.informed;

import java.util.Objects;

/**
 * Options of {@link PathAuxiliary}.
 *
 * @param duration how many coordinates a path changes, as a share of those that would change if each were drawn anew given
 *     the rest, from 0 to 1; 0 is one coordinate. Longer paths go further and are accepted less often
 * @param balancing how a ratio becomes a weight
 */
public record PathAuxiliaryOptions(double duration, Balancing balancing) {
    private static final PathAuxiliaryOptions DEFAULTS = new PathAuxiliaryOptions(0.4, Balancing.BARKER);

    /**
     * Checks the options.
     *
     * @param duration how many coordinates a path changes, as a share of those that would change if each were drawn anew
     *     given the rest, from 0 to 1; 0 is one coordinate
     * @param balancing how a ratio becomes a weight
     * @throws IllegalArgumentException if one is out of range
     */
    public PathAuxiliaryOptions {
        Objects.requireNonNull(balancing, "balancing");
        if (!(duration >= 0 && duration <= 1)) {
            throw new IllegalArgumentException("duration must be from 0 to 1, was " + duration);
        }
    }

    /**
     * A duration of 0.4, Barker's balancing.
     *
     * @return the options
     */
    public static PathAuxiliaryOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Single moves: Gibbs-with-gradients where the rows are Taylor's.
     *
     * @return the options
     */
    public static PathAuxiliaryOptions single() {
        return DEFAULTS.withDuration(0);
    }

    /**
     * The same with another duration.
     *
     * @param share of the coordinates that would change if each were drawn anew, from 0 to 1; 0 is one move
     * @return new options
     * @throws IllegalArgumentException if out of range
     */
    public PathAuxiliaryOptions withDuration(double share) {
        return new PathAuxiliaryOptions(share, balancing);
    }

    /**
     * The same with another balancing function.
     *
     * @param function how a ratio becomes a weight
     * @return new options
     */
    public PathAuxiliaryOptions withBalancing(Balancing function) {
        return new PathAuxiliaryOptions(duration, function);
    }
}
