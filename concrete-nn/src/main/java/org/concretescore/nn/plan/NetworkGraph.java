package org.concretescore.nn.plan;

import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A network as a SameDiff graph with one input, one output and named parameters.
 *
 * <p>The input is a float placeholder of shape {@code [-1, inputWidth]}, the output a variable of shape
 * {@code [-1, outputWidth]}. The parameters are the graph's variables in the order in which they lie in the flat
 * parameter vector, each in row-major order.
 *
 * @param graph the graph
 * @param input the name of the placeholder
 * @param output the name of the output
 * @param parameters the names of the parameters, in order
 * @param inputWidth the width of a row of the input
 * @param outputWidth the width of a row of the output
 */
public record NetworkGraph(
        SameDiff graph, String input, String output, List<String> parameters, int inputWidth, int outputWidth) {
    /**
     * Checks that the names exist.
     *
     * @param graph the graph
     * @param input the name of the placeholder
     * @param output the name of the output
     * @param parameters the names of the parameters, in order
     * @param inputWidth the width of a row of the input
     * @param outputWidth the width of a row of the output
     * @throws IllegalArgumentException if the graph lacks one of them
     */
    public NetworkGraph {
        parameters = List.copyOf(parameters);
        for (String name : parameters) {
            requireVariable(graph, name);
        }
        requireVariable(graph, input);
        requireVariable(graph, output);
    }

    private static void requireVariable(SameDiff graph, String name) {
        if (!graph.hasVariable(name)) {
            throw new IllegalArgumentException("the graph has no variable '" + name + "'");
        }
    }

    /**
     * The number of parameters.
     *
     * @return the length of the flat parameter vector
     */
    public int parameterCount() {
        long count = 0;
        for (String name : parameters) {
            long size = 1;
            for (long extent : graph.getVariable(name).getShape()) {
                size *= extent;
            }
            count += size;
        }
        return Math.toIntExact(count);
    }
}
