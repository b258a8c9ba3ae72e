package org.concretescore.nn.model;

/**
 * A walk of a context network over the coordinates of n rows. Values of a unit lie side by side, {@code [unit][row]}.
 */
interface ContextWalk {
    /** Returns the values of a coordinate, {@code [n]}. Write them before you compute the context of the next one. */
    float[] input(int coordinate);

    /** Computes the context of a coordinate, {@code [unit][n]}. Coordinates come in order, from 0. */
    void outputs(int coordinate, float[][] target);
}
