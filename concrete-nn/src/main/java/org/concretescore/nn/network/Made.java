package org.concretescore.nn.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.plan.ParameterCount;

/**
 * The masked autoencoder for distribution estimation (Germain et al. 2015): a perceptron with some connections taken
 * away, so that the outputs of a coordinate depend on the coordinates before it alone. Its outputs are the conditional
 * distributions p(x_d | x_before), and so the log density is exact.
 *
 * <p>Input {@code [B, inputs]} as the encoding says; output {@code [B, outputs]}: one logit (of the value 1) for a
 * coordinate of two values, K log weights for one of K values, none for one of a single value. A residual network (Durkan
 * and Nash 2019) has blocks h + W' a(W a(h)) of equal width.
 *
 * <p>With several masks, each has its own hidden degrees, and with {@link Order#SHUFFLED} its own order of the coordinates;
 * training takes them in turn, and the model is the mean of their densities.
 *
 * @param widths the widths of the hidden layers; for a residual network one for each block, all equal
 * @param activation the function after each hidden layer
 * @param residual whether the hidden layers are residual blocks
 * @param order the order of the coordinates
 * @param masks the number of masks
 * @param maskSeed what orders and degrees are drawn from
 */
public record Made(List<Integer> widths, Activation activation, boolean residual, Order order, int masks, long maskSeed)
        implements Architecture {
    static final String NAME = "made";
    /** A model holds its parameters once a mask. */
    private static final int MOST_MASKS = 1024;

    /** The order in which coordinates are generated. */
    public enum Order {
        /** As they are numbered. */
        NATURAL,
        /** At random, for each mask anew. */
        SHUFFLED;

        /**
         * An order by its name in lower case.
         *
         * @param name {@code natural} or {@code shuffled}
         * @return the order
         * @throws IllegalArgumentException if there is none of this name
         */
        public static Order parse(String name) {
            return Names.parse(Order.class, name);
        }

        /** The name in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Checks the options.
     *
     * @param widths the widths of the hidden layers; for a residual network one for each block, all equal
     * @param activation the function after each hidden layer
     * @param residual whether the hidden layers are residual blocks
     * @param order the order of the coordinates
     * @param masks the number of masks
     * @param maskSeed what orders and degrees are drawn from
     * @throws IllegalArgumentException if a width is below 1, a residual network has no or unequal widths, or there is no
     *     mask
     */
    public Made {
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(order, "order");
        widths = Architectures.requireWidths(widths);
        if (residual && (widths.isEmpty() || widths.stream().distinct().count() > 1)) {
            throw new IllegalArgumentException("a residual network needs hidden layers of equal width, was " + widths);
        }
        if (!(masks >= 1 && masks <= MOST_MASKS)) {
            throw new IllegalArgumentException("masks must be 1 to " + MOST_MASKS + ", was " + masks);
        }
    }

    /**
     * ReLU layers, natural order, one mask.
     *
     * @param widths the widths of the hidden layers
     * @return the architecture
     * @throws IllegalArgumentException if a width is below 1
     */
    public static Made of(Integer... widths) {
        return new Made(List.of(widths), Activation.RELU, false, Order.NATURAL, 1, 1);
    }

    /**
     * Two ReLU layers of 500 units, natural order, one mask.
     *
     * @return the architecture
     */
    public static Made defaults() {
        return of(500, 500);
    }

    /**
     * The same with another activation.
     *
     * @param value the activation
     * @return a new architecture
     */
    public Made withActivation(Activation value) {
        return new Made(widths, value, residual, order, masks, maskSeed);
    }

    /**
     * The same with residual blocks, or without.
     *
     * @param value whether the hidden layers are residual blocks
     * @return a new architecture
     */
    public Made withResidual(boolean value) {
        return new Made(widths, activation, value, order, masks, maskSeed);
    }

    /**
     * The same with another order.
     *
     * @param value the order
     * @return a new architecture
     */
    public Made withOrder(Order value) {
        return new Made(widths, activation, residual, value, masks, maskSeed);
    }

    /**
     * The same with another number of masks.
     *
     * @param value the number
     * @return a new architecture
     */
    public Made withMasks(int value) {
        return new Made(widths, activation, residual, order, value, maskSeed);
    }

    /**
     * The number of outputs for some states.
     *
     * @param space the states
     * @return one for each coordinate of two values, K for each of K above 2
     */
    public static int outputWidth(StateSpace space) {
        long width = 0;
        for (int d = 0; d < space.dimension(); d++) {
            width += outputs(space.cardinality(d));
        }
        return ParameterCount.width(width, "a MADE's outputs", space);
    }

    /** The outputs of a coordinate of so many values. */
    static int outputs(int cardinality) {
        return switch (cardinality) {
            case 1 -> 0;
            case 2 -> 1;
            default -> cardinality;
        };
    }

    static Made parse(Map<String, String> description) {
        return new Made(
                Architectures.integers(description, "widths"),
                Activation.parse(Architectures.entry(description, "activation")),
                Architectures.flag(description, "residual"),
                Order.parse(Architectures.entry(description, "order")),
                Architectures.integer(description, "masks"),
                Architectures.number(description, "mask-seed", Long::parseLong));
    }

    @Override
    public Map<String, String> describe() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("name", NAME);
        description.put("widths", widths.stream().map(String::valueOf).collect(Collectors.joining(",")));
        description.put("activation", activation.toString());
        description.put("residual", String.valueOf(residual));
        description.put("order", order.toString());
        description.put("masks", String.valueOf(masks));
        description.put("mask-seed", String.valueOf(maskSeed));
        return description;
    }

    /**
     * The network.
     *
     * @param space the states
     * @param encoding how they become inputs
     * @param outputWidth {@link #outputWidth(StateSpace)}
     * @return the network, of type {@link MadeNetwork}
     * @throws IllegalArgumentException if outputWidth is another
     */
    @Override
    public MadeNetwork network(StateSpace space, Encoding encoding, int outputWidth) {
        if (outputWidth != outputWidth(space)) {
            throw new IllegalArgumentException(
                    "a MADE on " + space + " has " + outputWidth(space) + " outputs, not " + outputWidth);
        }
        return new MadeNetwork(this, space, encoding);
    }
}
