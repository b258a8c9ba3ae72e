package org.concretescore.nn.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.concretescore.core.space.StateSpace;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Multilayer perceptrons, which are dense layers with an activation between them. The input is {@code [B, inputs]}, the
 * output {@code [B, outputs]}, and the parameters are W0, b0, W1, ... with W_i of shape {@code [in, out]}.
 *
 * <p>Initial weights are normal and keep the scale of the activations: the variance is 1/active in the first layer,
 * where active is the number of inputs that are not 0, and 2/(in + out) in the others. Biases are 0, and so is the last
 * layer, so that an untrained model is the uniform distribution.
 *
 * @param widths the widths of the hidden layers, perhaps none
 * @param activation the function after each hidden layer
 * @param noiseLevel whether the noise level is read, as one more input
 */
public record Mlp(List<Integer> widths, Activation activation, boolean noiseLevel) implements Architecture {
    static final String NAME = "mlp";

    /**
     * Checks the widths.
     *
     * @param widths the widths of the hidden layers, perhaps none
     * @param activation the function after each hidden layer
     * @param noiseLevel whether the noise level is read, as one more input
     * @throws IllegalArgumentException if a width is below 1
     */
    public Mlp {
        Objects.requireNonNull(activation, "activation");
        widths = Architectures.requireWidths(widths);
    }

    /**
     * Returns two SiLU layers of 256 units.
     *
     * @return the architecture
     */
    public static Mlp defaults() {
        return of(256, 256);
    }

    /**
     * Returns an architecture with SiLU layers.
     *
     * @param widths the widths of the hidden layers
     * @return the architecture
     * @throws IllegalArgumentException if a width is below 1
     */
    public static Mlp of(Integer... widths) {
        return new Mlp(List.of(widths), Activation.SILU, false);
    }

    /**
     * Returns a copy with another activation.
     *
     * @param value the activation
     * @return a new architecture
     */
    public Mlp withActivation(Activation value) {
        return new Mlp(widths, value, noiseLevel);
    }

    /**
     * Returns a copy with or without a noise level.
     *
     * @param value whether the noise level is read
     * @return a new architecture
     */
    public Mlp withNoiseLevel(boolean value) {
        return new Mlp(widths, activation, value);
    }

    @Override
    public boolean readsNoiseLevel() {
        return noiseLevel;
    }

    static Mlp parse(Map<String, String> description) {
        return new Mlp(
                Architectures.integers(description, "widths"),
                Activation.parse(Architectures.entry(description, "activation")),
                // Files of earlier versions do not have this entry.
                description.containsKey("noise-level") && Architectures.flag(description, "noise-level"));
    }

    @Override
    public Map<String, String> describe() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("name", NAME);
        description.put("widths", widths.stream().map(String::valueOf).collect(Collectors.joining(",")));
        description.put("activation", activation.toString());
        if (noiseLevel) {
            description.put("noise-level", "true");
        }
        return description;
    }

    @Override
    public Network network(StateSpace space, Encoding encoding, int outputWidth) {
        int level = noiseLevel ? 1 : 0;
        return network(encoding.width(space) + level, space.dimension() + level, outputWidth);
    }

    /**
     * Returns the network for inputs of any origin.
     *
     * @param inputWidth the width of a row of the input
     * @param active the number of entries of an input row that are not 0
     * @param outputWidth the width of a row of the output
     * @return the network
     * @throws IllegalArgumentException if a width is below 1
     */
    public GraphNetwork network(int inputWidth, int active, int outputWidth) {
        Architectures.requireWidths(List.of(inputWidth, active, outputWidth));
        return new LayeredNetwork(inputWidth, outputWidth, 256, layers -> {
            SDVariable h = layers.input();
            int in = inputWidth;
            for (int i = 0; i < widths.size(); i++) {
                int out = widths.get(i);
                double deviation = Math.sqrt(i == 0 ? 1.0 / active : 2.0 / (in + out));
                h = activation.apply(layers.graph(), layers.dense(String.valueOf(i), h, in, out, deviation));
                in = out;
            }
            return layers.dense(String.valueOf(widths.size()), h, in, outputWidth, 0);
        });
    }
}
