package org.concretescore.nn.plan;

import java.util.Arrays;
import java.util.List;
import org.concretescore.nn.plan.internal.ParameterCount;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A network as a SameDiff graph with one input, one output and named parameters.
 *
 * <p>The input is a placeholder of shape {@code [-1, inputWidth]}, the output a variable of shape
 * {@code [-1, outputWidth]}. The parameters are the graph's variables in the order in which they lie in the flat
 * parameter vector, each in row-major order. All are floats, or all doubles.
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
     * @throws IllegalArgumentException if the graph does not have one of them, or input and parameters differ in type
     */
    public NetworkGraph {
        parameters = List.copyOf(parameters);
        DataType type = requireVariable(graph, input).dataType();
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException("the input '" + input + "' must be FLOAT or DOUBLE, was " + type);
        }
        for (String name : parameters) {
            SDVariable parameter = requireVariable(graph, name);
            if (parameter.dataType() != type) {
                throw new IllegalArgumentException(
                        "the parameter '" + name + "' is " + parameter.dataType() + ", but the input is " + type);
            }
            if (parameter.getShape() == null) {
                throw new IllegalArgumentException("the parameter '" + name + "' does not have a shape");
            }
        }
        requireVariable(graph, output);
    }

    private static SDVariable requireVariable(SameDiff graph, String name) {
        if (!graph.hasVariable(name)) {
            throw new IllegalArgumentException("the graph does not have a variable '" + name + "'");
        }
        return graph.getVariable(name);
    }

    /**
     * Returns the type of input, output and parameters.
     *
     * @return FLOAT or DOUBLE
     */
    public DataType type() {
        return graph.getVariable(input).dataType();
    }

    /**
     * Returns the number of values in a parameter.
     *
     * @param name one of {@link #parameters}
     * @return the product of its shape
     */
    public long length(String name) {
        return Arrays.stream(graph.getVariable(name).getShape()).reduce(1, (a, b) -> a * b);
    }

    /**
     * Returns the number of parameters.
     *
     * @return the length of the flat parameter vector
     * @throws IllegalArgumentException if it does not fit an int
     */
    public int parameterCount() {
        int count = 0;
        for (String name : parameters) {
            count = ParameterCount.plus(count, name, graph.getVariable(name).getShape());
        }
        return count;
    }
}
