package org.concretescore.core.graph;

/**
 * A graph whose edges change one coordinate each: grid, torus, Hamming and unmask. It answers for an edge in constant
 * time, while {@link Neighborhood#neighbor} copies a state. Like the methods of a neighborhood, these check nothing.
 */
public sealed interface CoordinateEdges extends Neighborhood permits CoordinateGraph, UnmaskGraph {
    /**
     * Returns the coordinate that a slot changes.
     *
     * @param slot the slot
     * @return the coordinate
     */
    int coordinate(int slot);

    /**
     * Returns the value that the coordinate of a slot has at the neighbor.
     *
     * @param states holds the state x
     * @param at where x begins
     * @param slot the slot
     * @return the value, or -1 if the slot is empty at x
     */
    int value(int[] states, int at, int slot);
}
