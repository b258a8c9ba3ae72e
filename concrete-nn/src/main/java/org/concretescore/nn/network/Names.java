package org.concretescore.nn.network;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Enum constants by their lower-case text. */
public final class Names {
    private Names() {}

    /**
     * The constant whose text is given.
     *
     * @param type the enum
     * @param name the constant's {@code toString()}
     * @param <E> the enum
     * @return the constant
     * @throws IllegalArgumentException if there is none; the message lists what there is
     */
    public static <E extends Enum<E>> E parse(Class<E> type, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.toString().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("unknown " + type.getSimpleName().toLowerCase(java.util.Locale.ROOT) + " '"
                + name + "'; known are "
                + Arrays.stream(type.getEnumConstants()).map(Enum::toString).collect(Collectors.joining(", ")));
    }
}
