package org.concretescore.nn.model;

import java.util.Locale;
import org.concretescore.nn.network.Names;

/** The families of score models. */
public enum Family {
    /** One output a slot: its log ratio, or its score. Need not be the score of any distribution. */
    FREE,
    /** One output, an unnormalised log density, whose differences are the log ratios. */
    TIED,
    /** Conditional distributions, coordinate by coordinate, whose product is the density: tied, with a known constant. */
    NORMALISED;

    /**
     * A family by its name in lower case.
     *
     * @param name for instance {@code free}
     * @return the family
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Family parse(String name) {
        return Names.parse(Family.class, name);
    }

    /** The name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
