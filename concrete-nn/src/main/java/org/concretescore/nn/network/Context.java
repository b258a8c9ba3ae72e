package org.concretescore.nn.network;

/**
 * The context network of an {@link Arcsm}: what makes, of the coordinates before coordinate d, the numbers {@code c_d}
 * (Meng, Yu, Song, Song and Ermon 2020, section 4.1).
 */
public sealed interface Context permits MadeContext, ConvolutionalContext {
    /**
     * The length of {@code c_d}, the same for all coordinates.
     *
     * @return at least 1
     */
    int length();
}
