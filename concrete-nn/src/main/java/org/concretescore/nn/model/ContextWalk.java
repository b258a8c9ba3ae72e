package org.concretescore.nn.model;

/** A context network on n rows, coordinate after coordinate. Values of a unit lie side by side, {@code [unit][row]}. */
interface ContextWalk {
    /** The values of a coordinate, {@code [n]}, to be written before the context of the next one is asked. */
    float[] input(int coordinate);

    /** Computes the context of a coordinate, {@code [unit][n]}; coordinates come in order, from 0. */
    void outputs(int coordinate, float[][] target);
}
