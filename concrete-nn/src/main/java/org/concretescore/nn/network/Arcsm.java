package org.concretescore.nn.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.concretescore.core.continuous.Answer;

/**
 * An autoregressive conditional score model (Meng, Yu, Song, Song and Ermon 2020, section 4.1). A context network, a MADE
 * of residual blocks, gives each coordinate a vector {@code c_d} that depends on the coordinates before it alone. A score
 * network, a perceptron shared by all coordinates, makes of {@code c_d} and {@code x_d} the conditional score
 * {@code s_d = d log q(x_d | x_<d) / dx_d}; on {@code [B D]} rows at once. The derivative {@code ds_d / dx_d} comes in the
 * same pass: the tangent of {@code x_d} is carried forward through the score network, and the context has none.
 *
 * <p>With noise, the score network reads the logarithm of each coordinate's noise k too, and what it gives is {@code k s_d}:
 * a number of order 1 at all levels.
 *
 * @param blocks the widths of the context network's residual blocks, all equal
 * @param contextWidth the length of {@code c_d}
 * @param widths the widths of the score network's hidden layers
 * @param activation the function after each hidden layer of both; smooth, for scores are to have slopes
 * @param noise whether the noise is read
 */
public record Arcsm(List<Integer> blocks, int contextWidth, List<Integer> widths, Activation activation, boolean noise)
        implements VectorArchitecture {
    static final String NAME = "arcsm";

    /**
     * Checks the options.
     *
     * @param blocks the widths of the context network's residual blocks, all equal
     * @param contextWidth the length of {@code c_d}
     * @param widths the widths of the score network's hidden layers
     * @param activation the function after each hidden layer of both; smooth, for scores are to have slopes
     * @param noise whether the noise is read
     * @throws IllegalArgumentException if a width is below 1, there is no block or no hidden layer, the blocks are unequal, or
     *     the activation has a kink
     */
    public Arcsm {
        blocks = Architectures.requireWidths(blocks);
        widths = Architectures.requireWidths(widths);
        Architectures.requireWidths(List.of(contextWidth));
        if (blocks.isEmpty() || blocks.stream().distinct().count() > 1) {
            throw new IllegalArgumentException("the context network needs blocks of equal width, was " + blocks);
        }
        if (widths.isEmpty()) {
            throw new IllegalArgumentException("the score network needs at least one hidden layer, was " + widths);
        }
        if (activation == Activation.RELU) {
            throw new IllegalArgumentException(
                    "activation must be smooth, was relu: the slope of its scores would not depend on x");
        }
    }

    /**
     * The sizes of the nearest open architecture: 4 residual blocks of 256, 64 numbers of context a coordinate, 4 layers of
     * 128; SILU, no noise.
     *
     * @return the architecture
     */
    public static Arcsm defaults() {
        return new Arcsm(List.of(256, 256, 256, 256), 64, List.of(128, 128, 128, 128), Activation.SILU, false);
    }

    /**
     * The same with another context network.
     *
     * @param width the length of {@code c_d}
     * @param blockWidths the widths of its blocks, all equal
     * @return a new architecture
     */
    public Arcsm withContext(int width, Integer... blockWidths) {
        return new Arcsm(List.of(blockWidths), width, widths, activation, noise);
    }

    /**
     * The same with another score network.
     *
     * @param values the widths of its hidden layers
     * @return a new architecture
     */
    public Arcsm withWidths(Integer... values) {
        return new Arcsm(blocks, contextWidth, List.of(values), activation, noise);
    }

    /**
     * The same with another activation.
     *
     * @param value the activation
     * @return a new architecture
     */
    public Arcsm withActivation(Activation value) {
        return new Arcsm(blocks, contextWidth, widths, value, noise);
    }

    /**
     * The same with noise, or without.
     *
     * @param value whether the noise is read
     * @return a new architecture
     */
    public Arcsm withNoise(boolean value) {
        return new Arcsm(blocks, contextWidth, widths, activation, value);
    }

    @Override
    public boolean readsNoise() {
        return noise;
    }

    @Override
    public ArcsmNetwork network(int dimension, Answer answer) {
        return new ArcsmNetwork(this, dimension, answer);
    }

    @Override
    public Map<String, String> describe() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("name", NAME);
        description.put("blocks", joined(blocks));
        description.put("context", String.valueOf(contextWidth));
        description.put("widths", joined(widths));
        description.put("activation", activation.toString());
        description.put("noise", String.valueOf(noise));
        return description;
    }

    private static String joined(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    static Arcsm parse(Map<String, String> description) {
        return new Arcsm(
                Architectures.integers(description, "blocks"),
                Integer.parseInt(Architectures.entry(description, "context")),
                Architectures.integers(description, "widths"),
                Activation.parse(Architectures.entry(description, "activation")),
                Boolean.parseBoolean(Architectures.entry(description, "noise")));
    }
}
