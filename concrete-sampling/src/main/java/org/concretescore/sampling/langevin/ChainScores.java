package org.concretescore.sampling.langevin;

/**
 * The scores of all chains at once. Each chain has its own density, so that a network that is conditioned on earlier
 * draws evaluates all of them in one batch.
 */
@FunctionalInterface
public interface ChainScores {
    /**
     * Writes the Stein score of every chain's density at its position.
     *
     * @param level the level of noise, counted from 0, which is the largest
     * @param positions {@code [C]}, which the method must not change
     * @param scores {@code [C]}, receives {@code d log p_c(x_c) / dx_c}
     */
    void write(int level, double[] positions, double[] scores);
}
