package org.concretescore.sampling.chain;

/**
 * The numbers that a kernel remembers about each chain's current state, for instance a score row. The numbers of a
 * chain are forgotten when it {@linkplain Chains#move moves}. Several threads may use a memory at once if each uses
 * only its own chains.
 */
public final class ChainMemory {
    private final int width;
    private final double[] values;
    private final boolean[] known;

    ChainMemory(int chains, int width) {
        this.width = width;
        this.values = new double[Math.multiplyExact(chains, width)];
        this.known = new boolean[chains];
    }

    /**
     * Returns how many numbers each chain has.
     *
     * @return the width
     */
    public int width() {
        return width;
    }

    /**
     * Returns whether the numbers of a chain belong to its current state.
     *
     * @param chain the chain, {@code 0..C-1}
     * @return false before {@link #keep}, and again after the chain has moved
     */
    public boolean knows(int chain) {
        return known[chain];
    }

    /**
     * Returns the numbers of all chains: the live array, which must not be changed.
     *
     * @return {@code [C, width]}, row-major; the row of a chain is valid only while it is known
     */
    public double[] values() {
        return values;
    }

    /**
     * Keeps the numbers of a chain's current state.
     *
     * @param chain the chain, {@code 0..C-1}
     * @param from holds the numbers
     * @param at where they begin
     */
    public void keep(int chain, double[] from, int at) {
        System.arraycopy(from, at, values, chain * width, width);
        known[chain] = true;
    }

    void forget(int chain) {
        known[chain] = false;
    }
}
