package org.concretescore.nn.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.concretescore.core.vector.Answer;

/**
 * An autoregressive conditional score model (Meng, Yu, Song, Song and Ermon 2020, section 4.1). A context network gives
 * each coordinate a vector {@code c_d} that depends only on the preceding coordinates. It is a MADE
 * ({@link MadeContext}), or masked convolutions on images ({@link ConvolutionalContext}). A score network, a perceptron
 * shared by all coordinates, computes the conditional score {@code s_d = d log q(x_d | x_<d) / dx_d} from {@code c_d}
 * and {@code x_d}, on {@code [B D]} rows at once. The derivative {@code ds_d / dx_d} comes in the same pass: the
 * tangent of {@code x_d} is carried forward through the score network, and the context does not have one.
 *
 * <p>With noise, the score network also reads the logarithm of each coordinate's noise k, and gives {@code k s_d},
 * which is of order 1 at all levels.
 *
 * @param context the context network
 * @param widths the widths of the score network's hidden layers
 * @param activation the function after each hidden layer of both; smooth, because the scores must have slopes
 * @param noise whether the noise is read
 */
public record Arcsm(Context context, List<Integer> widths, Activation activation, boolean noise)
        implements VectorArchitecture {
    static final String NAME = "arcsm";

    /**
     * Checks the options.
     *
     * @param context the context network
     * @param widths the widths of the score network's hidden layers
     * @param activation the function after each hidden layer of both; smooth, because the scores must have slopes
     * @param noise whether the noise is read
     * @throws IllegalArgumentException if a width is below 1, there is no hidden layer, or the activation has a kink
     */
    public Arcsm {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(activation, "activation");
        widths = Architectures.requireWidths(widths);
        if (widths.isEmpty()) {
            throw new IllegalArgumentException("the score network needs at least one hidden layer, was " + widths);
        }
        if (activation == Activation.RELU) {
            throw new IllegalArgumentException(
                    "activation must be smooth, was relu: the slope of its scores would not depend on x");
        }
    }

    /**
     * Returns the sizes of the nearest open architecture: 4 residual blocks of 256, 64 numbers of context per
     * coordinate, 4 layers of 128, SiLU, no noise.
     *
     * @return the architecture
     */
    public static Arcsm defaults() {
        return new Arcsm(
                new MadeContext(64, List.of(256, 256, 256, 256)), List.of(128, 128, 128, 128), Activation.SILU, false);
    }

    /**
     * Returns a copy with another context network.
     *
     * @param value the context network
     * @return a new architecture
     */
    public Arcsm withContext(Context value) {
        return new Arcsm(value, widths, activation, noise);
    }

    /**
     * Returns a copy with a MADE of other widths as its context network.
     *
     * @param width the length of {@code c_d}
     * @param blockWidths the widths of its blocks, all equal
     * @return a new architecture
     */
    public Arcsm withContext(int width, Integer... blockWidths) {
        return withContext(new MadeContext(width, List.of(blockWidths)));
    }

    /**
     * Returns a copy with another score network.
     *
     * @param values the widths of its hidden layers
     * @return a new architecture
     */
    public Arcsm withWidths(Integer... values) {
        return new Arcsm(context, List.of(values), activation, noise);
    }

    /**
     * Returns a copy with another activation.
     *
     * @param value the activation
     * @return a new architecture
     */
    public Arcsm withActivation(Activation value) {
        return new Arcsm(context, widths, value, noise);
    }

    /**
     * Returns a copy with or without noise.
     *
     * @param value whether the noise is read
     * @return a new architecture
     */
    public Arcsm withNoise(boolean value) {
        return new Arcsm(context, widths, activation, value);
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
        if (context instanceof ConvolutionalContext image) {
            description.put("image", image.height() + "," + image.width() + "," + image.channels());
            description.put("features", String.valueOf(image.features()));
            description.put("blocks", String.valueOf(image.blocks()));
        } else {
            description.put("blocks", joined(((MadeContext) context).blocks()));
        }
        description.put("context", String.valueOf(context.length()));
        description.put("widths", joined(widths));
        description.put("activation", activation.toString());
        description.put("noise", String.valueOf(noise));
        return description;
    }

    private static String joined(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Parses a context. Only a convolutional one has an image. */
    private static Context parseContext(Map<String, String> description) {
        int length = Architectures.integer(description, "context");
        if (!description.containsKey("image")) {
            return new MadeContext(length, Architectures.integers(description, "blocks"));
        }
        List<Integer> image = Architectures.integers(description, "image");
        if (image.size() != 3) {
            throw new IllegalArgumentException("an image must be given as height,width,channels, was " + image);
        }
        return new ConvolutionalContext(
                length,
                image.get(0),
                image.get(1),
                image.get(2),
                Architectures.integer(description, "features"),
                Architectures.integer(description, "blocks"));
    }

    static Arcsm parse(Map<String, String> description) {
        return new Arcsm(
                parseContext(description),
                Architectures.integers(description, "widths"),
                Activation.parse(Architectures.entry(description, "activation")),
                Architectures.flag(description, "noise"));
    }
}
