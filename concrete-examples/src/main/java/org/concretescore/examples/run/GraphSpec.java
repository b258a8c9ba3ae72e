package org.concretescore.examples.run;

import com.fasterxml.jackson.annotation.JsonValue;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.space.StateSpace;

/**
 * A neighborhood graph, independent of a space. {@link #on} makes it on a space, as {@code Noise.on} makes a kernel.
 *
 * @param text a text that {@link Graphs#parse} reads
 */
public record GraphSpec(@JsonValue String text) {
    private static final String OPTION = "--graph ";

    /**
     * Checks the name.
     *
     * @throws UsageException if there is no graph of this name; the message names the option
     */
    public GraphSpec {
        // Lists of edges name states, which can be checked only on their space.
        if (!text.contains("(")) {
            parse(text, StateSpace.binary(1));
        }
    }

    /**
     * Makes the graph.
     *
     * @param space the states
     * @return the graph
     * @throws UsageException if there is no such graph on these states; the message names the option
     */
    public Neighborhood on(StateSpace space) {
        return parse(text, space);
    }

    private static Neighborhood parse(String text, StateSpace space) {
        try {
            return Graphs.parse(text, space);
        } catch (IllegalArgumentException e) {
            throw new UsageException(OPTION + text + ": " + e.getMessage(), e);
        }
    }

    /** The text. */
    @Override
    public String toString() {
        return text;
    }
}
