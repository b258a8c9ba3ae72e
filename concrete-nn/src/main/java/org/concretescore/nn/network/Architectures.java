package org.concretescore.nn.network;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.concretescore.nn.plan.internal.ParameterCount;

/** Makes architectures from their descriptions. */
public final class Architectures {
    private Architectures() {}

    /**
     * Returns the architecture of a description.
     *
     * @param description from {@link Architecture#describe}
     * @return the architecture
     * @throws IllegalArgumentException if the name is unknown, or an entry is missing or wrong
     */
    public static Architecture parse(Map<String, String> description) {
        String name = entry(description, "name");
        return switch (name) {
            case Mlp.NAME -> Mlp.parse(description);
            case Made.NAME -> Made.parse(description);
            case UNet.NAME -> UNet.parse(description);
            case SameDiffArchitecture.NAME -> SameDiffArchitecture.parse(description);
            case "dl4j-multilayer", "dl4j-graph" -> dl4j(name, description);
            default ->
                throw new IllegalArgumentException("the network '" + name
                        + "' is not part of this library; give the architecture with which it was made");
        };
    }

    /**
     * Returns the architecture on vectors of a description.
     *
     * @param description from {@link VectorArchitecture#describe}
     * @return the architecture
     * @throws IllegalArgumentException if the name is unknown, or an entry is missing or wrong
     */
    public static VectorArchitecture parseVector(Map<String, String> description) {
        String name = entry(description, "name");
        return switch (name) {
            case Arcsm.NAME -> Arcsm.parse(description);
            case MixtureMade.NAME -> MixtureMade.parse(description);
            case ScoreMlp.NAME -> new ScoreMlp(Mlp.parse(description));
            default ->
                throw new IllegalArgumentException("the network '" + name
                        + "' is not one of this library's networks on vectors; give the architecture with which it was"
                        + " made");
        };
    }

    /** Finds the class by its name, because it needs DL4J, which is optional. */
    private static Architecture dl4j(String name, Map<String, String> description) {
        try {
            return (Architecture) Class.forName("org.concretescore.nn.dl4j.Dl4jArchitecture")
                    .getMethod("parse", Map.class)
                    .invoke(null, description);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            throw new IllegalArgumentException(
                    "the network '" + name + "' can't be read: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException(
                    "the network '" + name + "' needs org.deeplearning4j:deeplearning4j-nn on the class path", e);
        }
    }

    static String entry(Map<String, String> description, String name) {
        String value = description.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the network's description lacks '" + name + "'");
        }
        return value;
    }

    static List<Integer> integers(Map<String, String> description, String name) {
        String text = entry(description, name);
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(part -> number(name, part, Integer::valueOf))
                        .toList();
    }

    static int integer(Map<String, String> description, String name) {
        return number(description, name, Integer::valueOf);
    }

    static <T> T number(Map<String, String> description, String name, Function<String, T> parser) {
        return number(name, entry(description, name), parser);
    }

    private static <T> T number(String name, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the network's '" + name + "' has '" + text + "' for an integer", e);
        }
    }

    /** Accepts only true and false. This library does not write anything else. */
    static boolean flag(Map<String, String> description, String name) {
        String text = entry(description, name);
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(
                    "the network's '" + name + "' must be true or false, was '" + text + "'");
        }
        return text.equals("true");
    }

    static List<Integer> requireWidths(List<Integer> widths) {
        List<Integer> copy = List.copyOf(widths);
        for (int width : copy) {
            if (width < 1) {
                throw new IllegalArgumentException("widths must be at least 1, were " + copy);
            }
            if (width > ParameterCount.WIDEST) {
                throw new IllegalArgumentException(
                        "widths must be at most " + ParameterCount.WIDEST + ", were " + copy);
            }
        }
        return copy;
    }
}
