package org.concretescore.core.graph;

/** How far the edges of a directed graph hold it together. */
public enum Connectivity {
    /** Some states can't be reached from others even when edges may be walked both ways. */
    DISCONNECTED,
    /** Every state is reached from every other when edges may be walked both ways: what Theorem 1 asks for. */
    WEAK,
    /** Every state is reached from every other along the edges' directions. */
    STRONG;

    /**
     * Whether Theorem 1 holds: the score determines the distribution.
     *
     * @return true for {@link #WEAK} and {@link #STRONG}
     */
    public boolean isWeaklyConnected() {
        return this != DISCONNECTED;
    }
}
