package org.concretescore.nn.network;

import java.util.List;
import org.concretescore.nn.plan.internal.ParameterCount;

/**
 * A context by masked convolutions, for images: the shifted convolutions and gated residual blocks of PixelCNN++
 * (Salimans, Karpathy, Chen and Kingma 2017), at one resolution.
 *
 * <p>The coordinates are the pixels in the order of reading, with the channels of a pixel side by side: coordinate
 * {@code (y * width + x) * channels + c}. A vertical stack, with kernels of 2 rows and 3 columns, sees the rows above a
 * pixel. A horizontal stack, with kernels of 2 x 2, sees the pixels to the left of it and above those, and reads the
 * vertical stack. Together they see all preceding pixels within their range. The channels of the same pixel that come
 * before a coordinate enter in the last layer, a masked dense one.
 *
 * <p>The range of a coordinate grows with the number of blocks: it is {@code 1 + 2 blocks} columns to either side, one
 * more to the left in the rows above, and {@code 3 + 2 blocks} rows up.
 *
 * @param length the length of {@code c_d}
 * @param height the height of an image
 * @param width the width of an image
 * @param channels the numbers of a pixel
 * @param features the features of a pixel in each of the two stacks
 * @param blocks the number of residual blocks in each stack
 */
public record ConvolutionalContext(int length, int height, int width, int channels, int features, int blocks)
        implements Context {
    private static final int MOST_BLOCKS = 1024;

    /**
     * Checks the options.
     *
     * @param length the length of {@code c_d}
     * @param height the height of an image
     * @param width the width of an image
     * @param channels the numbers of a pixel
     * @param features the features of a pixel in each of the two stacks
     * @param blocks the number of residual blocks in each stack
     * @throws IllegalArgumentException if a number is below 1, or an image has more coordinates than an int can count
     */
    public ConvolutionalContext {
        requirePositive("length", length);
        requirePositive("features", features);
        Architectures.requireWidths(List.of(length, features));
        requirePositive("height", height);
        requirePositive("width", width);
        requirePositive("channels", channels);
        if (!(blocks >= 1 && blocks <= MOST_BLOCKS)) {
            throw new IllegalArgumentException("blocks must be 1 to " + MOST_BLOCKS + ", was " + blocks);
        }
        if ((long) height * width > ParameterCount.WIDEST / channels) {
            throw new IllegalArgumentException(
                    "an image of " + height + " x " + width + " x " + channels + " has too many coordinates");
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }

    /**
     * Returns a context of 64 numbers per coordinate, with 4 blocks of 32 features.
     *
     * @param height the height of an image
     * @param width the width of an image
     * @param channels the numbers of a pixel
     * @return the context
     * @throws IllegalArgumentException if a number is below 1
     */
    public static ConvolutionalContext of(int height, int width, int channels) {
        return new ConvolutionalContext(64, height, width, channels, 32, 4);
    }

    /**
     * Returns a copy with contexts of another length.
     *
     * @param value the length of {@code c_d}
     * @return a new context
     */
    public ConvolutionalContext withLength(int value) {
        return new ConvolutionalContext(value, height, width, channels, features, blocks);
    }

    /**
     * Returns a copy with other residual blocks.
     *
     * @param featuresEach the features of a pixel
     * @param count their number in each stack
     * @return a new context
     */
    public ConvolutionalContext withBlocks(int featuresEach, int count) {
        return new ConvolutionalContext(length, height, width, channels, featuresEach, count);
    }

    /**
     * Returns the number of coordinates.
     *
     * @return {@code height * width * channels}
     */
    public int dimension() {
        return height * width * channels;
    }
}
