package org.concretescore.sampling.chain;

/**
 * Numbers that a kernel remembers of each chain's current state, such as a score row. A chain's numbers are forgotten
 * when it {@linkplain Chains#move moves}. Threads may use it at once as long as each keeps to its own chains.
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
     * The number of numbers of a chain.
     *
     * @return the width
     */
    public int width() {
        return width;
    }

    /**
     * Whether a chain's numbers belong to its current state.
     *
     * @param chain the chain, {@code 0..C-1}
     * @return false before {@link #keep}, and again once the chain moved
     */
    public boolean knows(int chain) {
        return known[chain];
    }

    /**
     * The numbers of all chains, live and to be read only.
     *
     * @return {@code [C, width]}, row-major; a chain's row counts only while it is known
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
