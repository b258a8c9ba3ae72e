package org.concretescore.nn.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.plan.internal.ParameterCount;

/**
 * The masked autoencoder for distribution estimation (Germain et al. 2015): a perceptron without some of its
 * connections, so that the outputs of a coordinate depend only on the preceding coordinates. Its outputs are the
 * conditional distributions p(x_d | x_before), so the log density is exact.
 *
 * <p>The input is {@code [B, inputs]}, as the encoding says. The output is {@code [B, outputs]}: one logit (of the
 * value 1) for a coordinate of two values, K log weights for a coordinate of K values, and none for a coordinate of a
 * single value. A residual network (Durkan and Nash 2019) has blocks h + W' a(W a(h)) of equal width.
 *
 * <p>With several masks, each has its own hidden degrees, and with {@link Order#SHUFFLED} its own order of the
 * coordinates. Training takes the masks in turn, and the model is the mean of their densities.
 *
 * @param widths the widths of the hidden layers; for a residual network one for each block, all equal
 * @param activation the function after each hidden layer
 * @param residual whether the hidden layers are residual blocks
 * @param order the order of the coordinates
 * @param masks the number of masks
 * @param maskSeed the seed of orders and degrees
 */
public record Made(List<Integer> widths, Activation activation, boolean residual, Order order, int masks, long maskSeed)
        implements Architecture {
    static final String NAME = "made";
    /** The largest number of masks. A model holds its parameters once per mask. */
    private static final int MOST_MASKS = 1024;

    /** The order in which coordinates are generated. */
    public enum Order {
        /** In the order of their numbers. */
        NATURAL,
        /** In a random order for each mask. */
        SHUFFLED;

        /**
         * Returns an order by its name in lower case.
         *
         * @param name {@code natural} or {@code shuffled}
         * @return the order
         * @throws IllegalArgumentException if there is no order of this name
         */
        public static Order parse(String name) {
            return Names.parse(Order.class, name);
        }

        /** Returns the name in lower case. */
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
     * @param maskSeed the seed of orders and degrees
     * @throws IllegalArgumentException if a width is below 1, a residual network has no or unequal widths, or there is
     *     no mask
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
     * Returns an architecture with ReLU layers, natural order and one mask.
     *
     * @param widths the widths of the hidden layers
     * @return the architecture
     * @throws IllegalArgumentException if a width is below 1
     */
    public static Made of(Integer... widths) {
        return new Made(List.of(widths), Activation.RELU, false, Order.NATURAL, 1, 1);
    }

    /**
     * Returns two ReLU layers of 500 units, natural order and one mask.
     *
     * @return the architecture
     */
    public static Made defaults() {
        return of(500, 500);
    }

    /**
     * Returns a copy with another activation.
     *
     * @param value the activation
     * @return a new architecture
     */
    public Made withActivation(Activation value) {
        return new Made(widths, value, residual, order, masks, maskSeed);
    }

    /**
     * Returns a copy with or without residual blocks.
     *
     * @param value whether the hidden layers are residual blocks
     * @return a new architecture
     */
    public Made withResidual(boolean value) {
        return new Made(widths, activation, value, order, masks, maskSeed);
    }

    /**
     * Returns a copy with another order.
     *
     * @param value the order
     * @return a new architecture
     */
    public Made withOrder(Order value) {
        return new Made(widths, activation, residual, value, masks, maskSeed);
    }

    /**
     * Returns a copy with another number of masks.
     *
     * @param value the number
     * @return a new architecture
     */
    public Made withMasks(int value) {
        return new Made(widths, activation, residual, order, value, maskSeed);
    }

    /**
     * Returns the number of outputs for some states.
     *
     * @param space the states
     * @return one for each coordinate of two values, K for each coordinate of K values above 2
     */
    public static int outputWidth(StateSpace space) {
        long width = 0;
        for (int d = 0; d < space.dimension(); d++) {
            width += outputs(space.cardinality(d));
        }
        return ParameterCount.width(width, "a MADE's outputs", space);
    }

    /** Returns the number of outputs of a coordinate with a number of values. */
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
     * Returns the network.
     *
     * @param space the states
     * @param encoding how they become inputs
     * @param outputWidth {@link #outputWidth(StateSpace)}
     * @return the network, of type {@link MadeNetwork}
     * @throws IllegalArgumentException if outputWidth differs from that
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
