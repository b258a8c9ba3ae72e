package org.concretescore.nn.model;

import java.util.Locale;
import org.concretescore.nn.network.Names;

/** The two families of score models. */
public enum ModelKind {
    /** Free: a perceptron with one output a slot. It need not be the score of any distribution. */
    MLP,
    /** Tied: a perceptron for an unnormalised log density, whose differences are the log ratios. */
    ENERGY;

    /**
     * A kind by its name in lower case.
     *
     * @param name {@code mlp} or {@code energy}
     * @return the kind
     * @throws IllegalArgumentException if there is none of this name
     */
    public static ModelKind parse(String name) {
        return Names.parse(ModelKind.class, name);
    }

    /** The name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
