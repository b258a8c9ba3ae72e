package org.concretescore.nn.model;

import java.util.Locale;
import org.concretescore.nn.network.Names;

/** The families of score models. */
public enum Family {
    /** One output per slot: its log ratio, or its score. The outputs need not be the score of a distribution. */
    FREE,
    /** One output, an unnormalised log density. The log ratios are its differences. */
    TIED,
    /**
     * Conditional distributions of the coordinates, whose product is the density. The model is tied, with a known
     * constant.
     */
    NORMALISED,
    /**
     * The posteriors of single clean coordinates, given a noisy state and its level of noise. They determine the log
     * ratios of the noisy data.
     */
    DENOISER;

    /**
     * Returns a family by its name in lower case.
     *
     * @param name for instance {@code free}
     * @return the family
     * @throws IllegalArgumentException if there is no family of this name
     */
    public static Family parse(String name) {
        return Names.parse(Family.class, name);
    }

    /** Returns the name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
