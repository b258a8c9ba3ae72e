package org.concretescore.nn.network;

/**
 * The context network of an {@link Arcsm}. It computes the numbers {@code c_d} from the coordinates before coordinate d
 * (Meng, Yu, Song, Song and Ermon 2020, section 4.1).
 */
public sealed interface Context permits MadeContext, ConvolutionalContext {
    /**
     * Returns the length of {@code c_d}, the same for all coordinates.
     *
     * @return at least 1
     */
    int length();
}
