package org.concretescore.nn.network;

import java.util.List;

/**
 * A context computed by a MADE of residual blocks, for vectors of any kind.
 *
 * @param length the length of {@code c_d}
 * @param blocks the widths of the residual blocks, all equal
 */
public record MadeContext(int length, List<Integer> blocks) implements Context {
    /**
     * Checks the options.
     *
     * @param length the length of {@code c_d}
     * @param blocks the widths of the residual blocks, all equal
     * @throws IllegalArgumentException if a width is below 1, there is no block, or the blocks are unequal
     */
    public MadeContext {
        blocks = Architectures.requireWidths(blocks);
        Architectures.requireWidths(List.of(length));
        if (blocks.isEmpty() || blocks.stream().distinct().count() > 1) {
            throw new IllegalArgumentException("the context network needs blocks of equal width, was " + blocks);
        }
    }
}
