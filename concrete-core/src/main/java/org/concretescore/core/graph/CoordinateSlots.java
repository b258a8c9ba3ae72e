package org.concretescore.core.graph;

import java.util.Objects;
import java.util.Optional;
import org.concretescore.core.space.StateSpace;

/**
 * The slots of grid, torus and Hamming, by the coordinate that they change and the value that they lead to. Immutable.
 */
public final class CoordinateSlots {
    private final CoordinateGraph graph;

    private CoordinateSlots(CoordinateGraph graph) {
        this.graph = graph;
    }

    /**
     * Returns the slots of a graph by coordinate.
     *
     * @param graph any graph
     * @return the slots; empty unless the graph is grid, torus or Hamming
     */
    public static Optional<CoordinateSlots> of(Neighborhood graph) {
        Objects.requireNonNull(graph, "graph");
        return graph instanceof CoordinateGraph coordinates
                ? Optional.of(new CoordinateSlots(coordinates))
                : Optional.empty();
    }

    /**
     * Returns the same kind of graph on another space.
     *
     * @param space the states
     * @return the graph
     */
    public Neighborhood on(StateSpace space) {
        return graph.on(space);
    }

    /**
     * Returns whether all values of every coordinate are neighbors of each other. This is always so on Hamming, on a
     * grid up to two values, and on a torus up to three.
     *
     * @return true if all values are neighbors
     */
    public boolean isComplete() {
        return graph.isComplete();
    }

    /**
     * Returns the coordinate that a slot changes.
     *
     * @param slot the slot
     * @return the coordinate
     */
    public int coordinate(int slot) {
        return graph.coordinate(slot);
    }

    /**
     * Returns the first slot of a coordinate. Its slots end where those of the next coordinate begin.
     *
     * @param coordinate the coordinate, or the number of coordinates
     * @return the slot, or the number of slots
     */
    public int firstSlot(int coordinate) {
        return graph.firstSlotOf(coordinate);
    }

    /** Compares by content: the graph. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CoordinateSlots that && graph.equals(that.graph);
    }

    @Override
    public int hashCode() {
        return graph.hashCode();
    }

    @Override
    public String toString() {
        return "CoordinateSlots[" + graph + "]";
    }
}
