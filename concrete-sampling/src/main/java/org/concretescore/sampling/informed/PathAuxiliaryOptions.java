package org.concretescore.sampling.informed;

import java.util.Objects;

/**
 * Options of {@link PathAuxiliary}.
 *
 * @param shortest the smallest number of coordinates that a path changes, at least 1
 * @param longest the largest; each length between is as likely. Above {@code shortest}, unless both are 1: paths of one
 *     length need not reach every state, as an even number of bit flips keeps the parity
 * @param balancing how a ratio becomes a weight
 */
public record PathAuxiliaryOptions(int shortest, int longest, Balancing balancing) {
    private static final PathAuxiliaryOptions DEFAULTS = new PathAuxiliaryOptions(1, 7, Balancing.BARKER);

    /**
     * Checks the options.
     *
     * @param shortest the smallest number of coordinates that a path changes, at least 1
     * @param longest the largest; each length between is as likely. Above {@code shortest}, unless both are 1
     * @param balancing how a ratio becomes a weight
     * @throws IllegalArgumentException if one is out of range
     */
    public PathAuxiliaryOptions {
        Objects.requireNonNull(balancing, "balancing");
        if (shortest < 1) {
            throw new IllegalArgumentException("shortest must be at least 1, was " + shortest);
        }
        if (longest < shortest || longest == shortest && longest > 1) {
            throw new IllegalArgumentException("longest must be above shortest, " + shortest
                    + ", unless both are 1: paths of one length need not reach every state; was " + longest);
        }
    }

    /**
     * Paths of 1 to 7 coordinates, 4 on average, by Barker's balancing.
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
        return DEFAULTS.withLengths(1, 1);
    }

    /**
     * The same with other lengths.
     *
     * @param fewest the smallest number of coordinates that a path changes, at least 1
     * @param most the largest
     * @return new options
     * @throws IllegalArgumentException if out of range
     */
    public PathAuxiliaryOptions withLengths(int fewest, int most) {
        return new PathAuxiliaryOptions(fewest, most, balancing);
    }

    /**
     * The same with another balancing function.
     *
     * @param function how a ratio becomes a weight
     * @return new options
     */
    public PathAuxiliaryOptions withBalancing(Balancing function) {
        return new PathAuxiliaryOptions(shortest, longest, function);
    }
}
