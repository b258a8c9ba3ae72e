package org.concretescore.nn.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.plan.internal.ParameterCount;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A U-Net (Ronneberger et al. 2015) on images. It has two 3x3 convolutions per level, 2x2 max pooling on the way down,
 * nearest upsampling and concatenation with the level's own features on the way up, and a last 1x1 convolution.
 *
 * <p>The coordinates of a state are the pixels, channel by channel: coordinate {@code (c * height + y) * width + x}.
 * The input is {@code [B, inputs]}, as the encoding says (one number per coordinate, or K for categories, with the same
 * K for all), followed by one column for the noise level if that is read. The output is {@code [B, outputs]}: for a
 * free model the slots of each coordinate in turn, for a log density the sum over all pixels of one output channel.
 *
 * <p>The noise level t enters as sines and cosines of t at 16 frequencies from 1 to 1000, through two dense layers,
 * which are added to the first convolution of every level.
 *
 * @param height the height of an image; divisible by 2 for every level below the first
 * @param width the width of an image; divisible likewise
 * @param channels the colors of an image
 * @param levels the feature channels of each level, the finest first
 * @param activation the function after each convolution
 * @param groups the groups of the group normalisation before each activation, 0 for none
 * @param noiseLevel whether the noise level is read
 */
public record UNet(
        int height,
        int width,
        int channels,
        List<Integer> levels,
        Activation activation,
        int groups,
        boolean noiseLevel)
        implements Architecture {
    static final String NAME = "unet";
    private static final int FREQUENCIES = 16;
    private static final int EMBEDDING = 64;

    /**
     * Checks the options.
     *
     * @param height the height of an image; divisible by 2 for every level below the first
     * @param width the width of an image; divisible likewise
     * @param channels the colors of an image
     * @param levels the feature channels of each level, the finest first
     * @param activation the function after each convolution
     * @param groups the groups of the group normalisation before each activation, 0 for none
     * @param noiseLevel whether the noise level is read
     * @throws IllegalArgumentException if a value is out of range, or the values do not fit each other
     */
    public UNet {
        Objects.requireNonNull(activation, "activation");
        levels = Architectures.requireWidths(levels);
        if (height < 1 || width < 1 || channels < 1 || levels.isEmpty()) {
            throw new IllegalArgumentException("a U-Net needs an image and at least one level, was " + height + " x "
                    + width + " x " + channels + ", levels " + levels);
        }
        if ((long) height * width > ParameterCount.WIDEST / channels) {
            throw new IllegalArgumentException(
                    "an image of " + height + " x " + width + " x " + channels + " has too many coordinates");
        }
        int divisor = 1 << (levels.size() - 1);
        if (levels.size() > 20 || height % divisor != 0 || width % divisor != 0) {
            throw new IllegalArgumentException("an image of " + height + " x " + width + " can't be halved "
                    + (levels.size() - 1) + " times; use fewer levels than " + levels);
        }
        if (groups < 0) {
            throw new IllegalArgumentException("groups must be at least 0, was " + groups);
        }
        for (int level : levels) {
            if (groups > 0 && level % groups != 0) {
                throw new IllegalArgumentException("levels must be multiples of " + groups + " groups, were " + levels);
            }
        }
    }

    /**
     * Returns a U-Net with ReLU levels of 32, 64 and 128 channels, no normalisation and no noise level.
     *
     * @param height the height of an image
     * @param width the width of an image
     * @param channels the colors of an image
     * @return the architecture
     */
    public static UNet of(int height, int width, int channels) {
        return new UNet(height, width, channels, List.of(32, 64, 128), Activation.RELU, 0, false);
    }

    /**
     * Returns a copy with other levels.
     *
     * @param value the feature channels of each level, the finest first
     * @return a new architecture
     */
    public UNet withLevels(Integer... value) {
        return new UNet(height, width, channels, List.of(value), activation, groups, noiseLevel);
    }

    /**
     * Returns a copy with another activation.
     *
     * @param value the activation
     * @return a new architecture
     */
    public UNet withActivation(Activation value) {
        return new UNet(height, width, channels, levels, value, groups, noiseLevel);
    }

    /**
     * Returns a copy with another normalisation.
     *
     * @param value the groups, 0 for none
     * @return a new architecture
     */
    public UNet withGroups(int value) {
        return new UNet(height, width, channels, levels, activation, value, noiseLevel);
    }

    /**
     * Returns a copy with or without a noise level.
     *
     * @param value whether the noise level is read
     * @return a new architecture
     */
    public UNet withNoiseLevel(boolean value) {
        return new UNet(height, width, channels, levels, activation, groups, value);
    }

    static UNet parse(Map<String, String> description) {
        List<Integer> image = Architectures.integers(description, "image");
        if (image.size() != 3) {
            throw new IllegalArgumentException("an image must be given as height,width,channels, was " + image);
        }
        return new UNet(
                image.get(0),
                image.get(1),
                image.get(2),
                Architectures.integers(description, "levels"),
                Activation.parse(Architectures.entry(description, "activation")),
                Architectures.integer(description, "groups"),
                Architectures.flag(description, "noise-level"));
    }

    @Override
    public Map<String, String> describe() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("name", NAME);
        description.put("image", height + "," + width + "," + channels);
        description.put("levels", levels.stream().map(String::valueOf).collect(Collectors.joining(",")));
        description.put("activation", activation.toString());
        description.put("groups", String.valueOf(groups));
        description.put("noise-level", String.valueOf(noiseLevel));
        return description;
    }

    @Override
    public boolean readsNoiseLevel() {
        return noiseLevel;
    }

    @Override
    public Network network(StateSpace space, Encoding encoding, int outputWidth) {
        int pixels = height * width * channels;
        if (space.dimension() != pixels) {
            throw new IllegalArgumentException("a U-Net on images of " + height + " x " + width + " x " + channels
                    + " reads " + pixels + " coordinates, but " + space + " has " + space.dimension());
        }
        for (int d = 1; d < pixels; d++) {
            if (space.cardinality(d) != space.cardinality(0)) {
                throw new IllegalArgumentException(
                        "a U-Net reads pixels with the same number of values, was given " + space);
            }
        }
        return network(encoding.width(space) / pixels, outputWidth);
    }

    /**
     * Returns the network for inputs of any origin.
     *
     * @param inputsPerPixel the number of inputs of a coordinate
     * @param outputWidth a multiple of the number of coordinates, or 1 for a log density
     * @return the network
     * @throws IllegalArgumentException if outputWidth is neither of these
     */
    public GraphNetwork network(int inputsPerPixel, int outputWidth) {
        int pixels = height * width * channels;
        boolean sums = outputWidth == 1 && pixels > 1;
        if (!sums && outputWidth % pixels != 0) {
            throw new IllegalArgumentException("a U-Net on " + pixels
                    + " pixels must have a multiple of that number of outputs, or 1, not " + outputWidth);
        }
        int perPixel = sums ? 1 : outputWidth / pixels;
        int inputWidth = pixels * inputsPerPixel + (noiseLevel ? 1 : 0);
        return new LayeredNetwork(
                inputWidth, outputWidth, 32, layers -> new Builder(layers, inputsPerPixel, perPixel, sums).build());
    }

    /** Builds one graph. */
    private final class Builder {
        private final Layers layers;
        private final SameDiff graph;
        private final int inputsPerPixel;
        private final int perPixel;
        private final boolean sums;
        private SDVariable noise;

        Builder(Layers layers, int inputsPerPixel, int perPixel, boolean sums) {
            this.layers = layers;
            this.graph = layers.graph();
            this.inputsPerPixel = inputsPerPixel;
            this.perPixel = perPixel;
            this.sums = sums;
        }

        SDVariable build() {
            SDVariable image = layers.input();
            int inputs = height * width * channels * inputsPerPixel;
            if (noiseLevel) {
                noise = embedding(graph.slice(image, new int[] {0, inputs}, -1, 1));
                image = graph.slice(image, new int[] {0, 0}, -1, inputs);
            }
            SDVariable h = channelsLast(image);
            int in = channels * inputsPerPixel;
            SDVariable[] skips = new SDVariable[levels.size()];
            int last = levels.size() - 1;
            for (int level = 0; level <= last; level++) {
                if (level > 0) {
                    h = layers.maxPooling(h);
                }
                h = block("down" + level, h, in, level);
                skips[level] = h;
                in = levels.get(level);
            }
            for (int level = last - 1; level >= 0; level--) {
                h = graph.concat(3, layers.upsampling(h), skips[level]);
                h = block("up" + level, h, in + levels.get(level), level);
                in = levels.get(level);
            }
            int out = sums ? 1 : channels * perPixel;
            h = layers.convolution("out", h, 1, in, out, 0);
            if (sums) {
                return h.sum(1, 2);
            }
            return fromChannelsLast(h);
        }

        private SDVariable channelsLast(SDVariable image) {
            if (channels == 1) {
                return image.reshape(-1, height, width, inputsPerPixel);
            }
            return image.reshape(-1, channels, height, width, inputsPerPixel)
                    .permute(0, 2, 3, 1, 4)
                    .reshape(-1, height, width, channels * inputsPerPixel);
        }

        private SDVariable fromChannelsLast(SDVariable h) {
            int outputs = height * width * channels * perPixel;
            if (channels == 1) {
                return h.reshape(-1, outputs);
            }
            return h.reshape(-1, height, width, channels, perPixel)
                    .permute(0, 3, 1, 2, 4)
                    .reshape(-1, outputs);
        }

        private SDVariable block(String name, SDVariable x, int in, int level) {
            int out = levels.get(level);
            SDVariable h = layers.convolution(name + "a", x, 3, in, out, Math.sqrt(2.0 / (9 * in)));
            if (noiseLevel) {
                SDVariable shift = layers.dense(name + "t", noise, EMBEDDING, out, Math.sqrt(1.0 / EMBEDDING));
                h = h.add(shift.reshape(-1, 1, 1, out));
            }
            h = normalised(name + "a", h, level);
            h = layers.convolution(name + "b", h, 3, out, out, Math.sqrt(2.0 / (9 * out)));
            return normalised(name + "b", h, level);
        }

        private SDVariable normalised(String name, SDVariable h, int level) {
            if (groups > 0) {
                int rows = height >> level;
                int columns = width >> level;
                int out = levels.get(level);
                h = layers.groupNormalisation(
                        name, h, rows * columns, out, groups, new long[] {-1, rows, columns, out});
            }
            return activation.apply(graph, h);
        }

        private SDVariable embedding(SDVariable level) {
            double[] frequencies = new double[FREQUENCIES];
            for (int i = 0; i < FREQUENCIES; i++) {
                frequencies[i] = Math.pow(1000, i / (FREQUENCIES - 1.0));
            }
            SDVariable row = layers.constant("frequencies", frequencies).reshape(1, FREQUENCIES);
            SDVariable angles = level.mmul(row);
            SDVariable waves =
                    graph.concat(1, graph.math().sin(angles), graph.math().cos(angles));
            SDVariable h = layers.dense("noise0", waves, 2 * FREQUENCIES, EMBEDDING, Math.sqrt(1.0 / FREQUENCIES));
            h = activation.apply(graph, h);
            h = layers.dense("noise1", h, EMBEDDING, EMBEDDING, Math.sqrt(1.0 / EMBEDDING));
            return activation.apply(graph, h);
        }
    }
}
