package org.concretescore.nn.model;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.plan.NetworkGraph;

/**
 * What a neural score model is, apart from its parameters. Begin with {@link #mlp} or {@link #energy} and change what
 * should differ.
 *
 * @param kind free or tied
 * @param graph the neighborhood graph
 * @param widths the widths of the hidden layers
 * @param activation the function after each hidden layer
 * @param encoding how states become inputs
 * @param head what the outputs of a free model are: log ratios, or scores (the raw head). A tied model has log ratios
 */
public record NetworkSpec(
        ModelKind kind, Neighborhood graph, List<Integer> widths, Activation activation, Encoding encoding, Unit head) {
    private static final List<Integer> WIDTHS = List.of(256, 256);
    private static final Activation ACTIVATION = Activation.SILU;

    /**
     * Checks that the parts fit.
     *
     * @param kind free or tied
     * @param graph the neighborhood graph
     * @param widths the widths of the hidden layers
     * @param activation the function after each hidden layer
     * @param encoding how states become inputs
     * @param head what the outputs of a free model are: log ratios, or scores (the raw head). A tied model has log ratios
     * @throws IllegalArgumentException if a width is below 1, the graph has no edge, or a tied model is to have the raw
     *     head
     */
    public NetworkSpec {
        widths = List.copyOf(widths);
        for (int width : widths) {
            if (width < 1) {
                throw new IllegalArgumentException("widths must be at least 1, were " + widths);
            }
        }
        if (graph.slots() == 0) {
            throw new IllegalArgumentException(graph + " has no edges, so there is no score to learn");
        }
        if (kind == ModelKind.ENERGY && head != Unit.LOG_RATIO) {
            throw new IllegalArgumentException(
                    "an energy model's differences are log ratios; the raw head is for the free mlp");
        }
    }

    /**
     * A free perceptron with two SiLU layers of 256 units, ordinal inputs and the log-ratio head.
     *
     * @param graph the neighborhood graph
     * @return the specification
     */
    public static NetworkSpec mlp(Neighborhood graph) {
        return new NetworkSpec(ModelKind.MLP, graph, WIDTHS, ACTIVATION, Encoding.ORDINAL, Unit.LOG_RATIO);
    }

    /**
     * A tied perceptron with two SiLU layers of 256 units and ordinal inputs.
     *
     * @param graph the neighborhood graph
     * @return the specification
     */
    public static NetworkSpec energy(Neighborhood graph) {
        return new NetworkSpec(ModelKind.ENERGY, graph, WIDTHS, ACTIVATION, Encoding.ORDINAL, Unit.LOG_RATIO);
    }

    /**
     * The same with other hidden layers.
     *
     * @param value their widths
     * @return a new specification
     */
    public NetworkSpec withWidths(List<Integer> value) {
        return new NetworkSpec(kind, graph, value, activation, encoding, head);
    }

    /**
     * The same with another activation.
     *
     * @param value the activation
     * @return a new specification
     */
    public NetworkSpec withActivation(Activation value) {
        return new NetworkSpec(kind, graph, widths, value, encoding, head);
    }

    /**
     * The same with another encoding.
     *
     * @param value the encoding
     * @return a new specification
     */
    public NetworkSpec withEncoding(Encoding value) {
        return new NetworkSpec(kind, graph, widths, activation, value, head);
    }

    /**
     * The same with another head.
     *
     * @param value what the outputs are
     * @return a new specification
     */
    public NetworkSpec withHead(Unit value) {
        return new NetworkSpec(kind, graph, widths, activation, encoding, value);
    }

    /**
     * The width of the network's input.
     *
     * @return the number of inputs
     */
    public int inputWidth() {
        return encoding.width(graph.space());
    }

    /**
     * The width of the network's output.
     *
     * @return the number of slots for a free model, 1 for a tied one
     */
    public int outputWidth() {
        return kind == ModelKind.MLP ? graph.slots() : 1;
    }

    /**
     * The network.
     *
     * @return a new graph
     */
    public NetworkGraph network() {
        return Mlp.graph(inputWidth(), widths, outputWidth(), activation);
    }

    /**
     * The number of parameters.
     *
     * @return the length of the flat parameter vector
     * @throws ArithmeticException if it does not fit an int
     */
    public int parameterCount() {
        return Mlp.parameterCount(inputWidth(), widths, outputWidth());
    }

    /**
     * Draws initial parameters.
     *
     * @param random the generator
     * @return the flat parameter vector
     */
    public float[] initialParameters(UniformRandomProvider random) {
        return Mlp.initialParameters(inputWidth(), graph.space().dimension(), widths, outputWidth(), random);
    }

    /**
     * The model with given parameters.
     *
     * @param parameters the flat parameter vector; copied
     * @return the model
     * @throws IllegalArgumentException if their number is wrong, or one is NaN or infinite
     */
    public NeuralModel model(float[] parameters) {
        return kind == ModelKind.MLP ? new FreeNetwork(this, parameters) : new EnergyNetwork(this, parameters);
    }
}
