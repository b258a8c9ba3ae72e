package org.concretescore.nn.train;

import java.util.Locale;
import org.concretescore.nn.network.Names;

/** How the learning rate falls from its full value at the first step. */
public enum Decay {
    /** The learning rate does not fall. */
    CONSTANT,
    /** On a line to 0, which the step after the last would reach. */
    LINEAR,
    /** On half a cosine wave to 0, which the step after the last would reach. */
    COSINE;

    /**
     * Returns a decay by its name in lower case.
     *
     * @param name for instance {@code cosine}
     * @return the decay
     * @throws IllegalArgumentException if there is no decay of this name
     */
    public static Decay parse(String name) {
        return Names.parse(Decay.class, name);
    }

    /**
     * Returns the factor of the learning rate.
     *
     * @param step the step, {@code 0..steps-1}
     * @param steps the number of steps
     * @return between 0 and 1
     */
    public double factor(int step, int steps) {
        double done = (double) step / steps;
        return switch (this) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - done;
            case COSINE -> (1 + Math.cos(Math.PI * done)) / 2;
        };
    }

    /** Returns the name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
