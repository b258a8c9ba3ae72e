package org.concretescore.sampling.langevin;

/**
 * The scores of all chains at once, each chain's of a density of its own: a network that is conditioned on what was drawn
 * before evaluates them in one batch.
 */
@FunctionalInterface
public interface ChainScores {
    /**
     * Writes the Stein score of every chain's density at its position.
     *
     * @param level the level of noise, counted from 0, the largest
     * @param positions {@code [C]}, not to be changed
     * @param scores {@code [C]}, receives {@code d log p_c(x_c) / dx_c}
     */
    void write(int level, double[] positions, double[] scores);
}
