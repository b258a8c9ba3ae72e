package org.concretescore.nn.network;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Finds enum constants by their lower-case text. */
public final class Names {
    private Names() {}

    /**
     * Returns the constant with a given text.
     *
     * @param type the enum
     * @param name the constant's {@code toString()}
     * @param <E> the enum
     * @return the constant
     * @throws IllegalArgumentException if there is no such constant; the message lists all names
     */
    public static <E extends Enum<E>> E parse(Class<E> type, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.toString().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("unknown " + type.getSimpleName().toLowerCase(java.util.Locale.ROOT) + " '"
                + name + "'; the known names are "
                + Arrays.stream(type.getEnumConstants()).map(Enum::toString).collect(Collectors.joining(", ")));
    }
}
