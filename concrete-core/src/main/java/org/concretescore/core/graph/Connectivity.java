package org.concretescore.core.graph;

/** Says how well the edges of a directed graph connect its states. */
public enum Connectivity {
    /** Some states can't be reached from others even if every edge may be walked both ways. */
    DISCONNECTED,
    /** Every state can be reached from every other if edges may be walked both ways. Theorem 1 asks for this. */
    WEAK,
    /** Every state can be reached from every other along the edges' directions. */
    STRONG;

    /**
     * Returns whether the condition of Theorem 1 holds, so that the score determines the distribution.
     *
     * @return true for {@link #WEAK} and {@link #STRONG}
     */
    public boolean isWeaklyConnected() {
        return this != DISCONNECTED;
    }
}
