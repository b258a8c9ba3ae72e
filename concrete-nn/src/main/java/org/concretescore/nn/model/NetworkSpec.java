package org.concretescore.nn.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Architecture;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.network.UNet;

/**
 * What a neural score model is, apart from its parameters. Begin with {@link #mlp}, {@link #energy}, {@link #made} or
 * {@link #unet} and change what should differ.
 *
 * @param family free, tied or normalised
 * @param graph the neighborhood graph
 * @param architecture the network
 * @param encoding how states become inputs
 * @param head what the outputs of a free model are: log ratios, or scores (the raw head). Other models have log ratios
 */
public record NetworkSpec(Family family, Neighborhood graph, Architecture architecture, Encoding encoding, Unit head) {
    /** The name of the text that a graph of the user's own has beside its name in {@link #describe}. */
    public static final String FINGERPRINT = "graph.fingerprint";

    /**
     * Checks that the parts fit.
     *
     * @param family free, tied or normalised
     * @param graph the neighborhood graph
     * @param architecture the network
     * @param encoding how states become inputs
     * @param head what the outputs of a free model are: log ratios, or scores (the raw head). Other models have log
     *     ratios
     * @throws IllegalArgumentException if the graph has no edge, a model that is not free is to have the raw head, a
     *     normalised one is no MADE, a MADE is not normalised, or the architecture does not fit the states
     */
    public NetworkSpec {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(encoding, "encoding");
        Objects.requireNonNull(head, "head");
        if (graph.slots() == 0) {
            throw new IllegalArgumentException(graph + " has no edges, so there is no score to learn");
        }
        if (family != Family.FREE && head != Unit.LOG_RATIO) {
            throw new IllegalArgumentException("the differences of a " + family
                    + " model are log ratios; the raw head is for the free mlp and unet");
        }
        if ((family == Family.NORMALISED) != (architecture instanceof Made)) {
            throw new IllegalArgumentException("a MADE is a normalised model, and the only one; this is a " + family
                    + " model with " + architecture);
        }
        Network network = architecture.network(graph.space(), encoding, outputWidth(family, graph));
        if (network.masks() > 1 && family != Family.NORMALISED) {
            throw new IllegalArgumentException("a " + family + " model has one network, but " + architecture + " has "
                    + network.masks() + " masks");
        }
    }

    private static int outputWidth(Family family, Neighborhood graph) {
        return switch (family) {
            case FREE -> graph.slots();
            case TIED -> 1;
            case NORMALISED -> Made.outputWidth(graph.space());
        };
    }

    /**
     * A free perceptron with two SiLU layers of 256 units, ordinal inputs and the log-ratio head.
     *
     * @param graph the neighborhood graph
     * @return the specification
     */
    public static NetworkSpec mlp(Neighborhood graph) {
        return new NetworkSpec(Family.FREE, graph, Mlp.defaults(), Encoding.ORDINAL, Unit.LOG_RATIO);
    }

    /**
     * A tied perceptron with two SiLU layers of 256 units and ordinal inputs.
     *
     * @param graph the neighborhood graph
     * @return the specification
     */
    public static NetworkSpec energy(Neighborhood graph) {
        return new NetworkSpec(Family.TIED, graph, Mlp.defaults(), Encoding.ORDINAL, Unit.LOG_RATIO);
    }

    /**
     * A MADE with two ReLU layers of 500 units and one unit vector a coordinate as its input.
     *
     * @param graph the neighborhood graph
     * @return the specification
     */
    public static NetworkSpec made(Neighborhood graph) {
        return new NetworkSpec(Family.NORMALISED, graph, Made.defaults(), Encoding.CATEGORY, Unit.LOG_RATIO);
    }

    /**
     * A free U-Net with ordinal inputs and the log-ratio head.
     *
     * @param graph the neighborhood graph, on pixels
     * @param image the size of the image, and other options
     * @return the specification
     */
    public static NetworkSpec unet(Neighborhood graph, UNet image) {
        return new NetworkSpec(Family.FREE, graph, image, Encoding.ORDINAL, Unit.LOG_RATIO);
    }

    /**
     * The same with another network.
     *
     * @param value the architecture
     * @return a new specification
     */
    public NetworkSpec withArchitecture(Architecture value) {
        return new NetworkSpec(family, graph, value, encoding, head);
    }

    /**
     * The same of another family.
     *
     * @param value the family
     * @return a new specification
     */
    public NetworkSpec withFamily(Family value) {
        return new NetworkSpec(value, graph, architecture, encoding, head);
    }

    /**
     * The same with another encoding.
     *
     * @param value the encoding
     * @return a new specification
     */
    public NetworkSpec withEncoding(Encoding value) {
        return new NetworkSpec(family, graph, architecture, value, head);
    }

    /**
     * The same with another head.
     *
     * @param value what the outputs are
     * @return a new specification
     */
    public NetworkSpec withHead(Unit value) {
        return new NetworkSpec(family, graph, architecture, encoding, value);
    }

    /**
     * Whether log ratios are differences of a log density.
     *
     * @return true unless the model is free
     */
    public boolean isTied() {
        return family != Family.FREE;
    }

    /**
     * The network.
     *
     * @return the architecture with the widths that this model needs
     */
    public Network network() {
        return architecture.network(graph.space(), encoding, outputWidth(family, graph));
    }

    /**
     * What makes log densities of the network's outputs.
     *
     * @return a new head
     * @throws IllegalStateException if the model is free
     */
    public DensityHead densityHead() {
        return switch (family) {
            case FREE -> throw new IllegalStateException("a free model has no density");
            case TIED -> DensityHead.ofEnergy();
            case NORMALISED -> new ConditionalsHead(graph.space());
        };
    }

    /**
     * Encodes states as rows of the network's input.
     *
     * @param states holds the states, row-major
     * @param from the first state
     * @param count the number of states
     * @param noiseLevel the last entry of each row, where the network reads one
     * @param rows receives {@code [count, inputWidth]}
     * @throws IllegalArgumentException if a value is out of range, naming row, coordinate and value; or an array is too
     *     short
     */
    public void encode(int[] states, int from, int count, double noiseLevel, float[] rows) {
        encode(states, from, count, row -> noiseLevel, rows);
    }

    /**
     * Encodes states at noise levels of their own as rows of the network's input.
     *
     * @param states holds the states, row-major
     * @param from the first state
     * @param count the number of states
     * @param noiseLevels the noise level of each row, {@code 0..count-1}, where the network reads one
     * @param rows receives {@code [count, inputWidth]}
     * @throws IllegalArgumentException if a value is out of range, naming row, coordinate and value; or an array is too
     *     short
     */
    public void encode(int[] states, int from, int count, IntToDoubleFunction noiseLevels, float[] rows) {
        StateSpace space = graph.space();
        int width = encoding.width(space);
        boolean readsLevel = architecture.readsNoiseLevel();
        if (readsLevel && rows.length < (long) count * (width + 1)) {
            throw new IllegalArgumentException("rows must have room for " + count + " x " + (width + 1)
                    + " numbers, a noise level behind each state, has " + rows.length);
        }
        encoding.encode(space, states, from, count, rows);
        if (readsLevel) {
            for (int row = count - 1; row >= 0; row--) {
                System.arraycopy(rows, row * width, rows, row * (width + 1), width);
                rows[row * (width + 1) + width] = (float) noiseLevels.applyAsDouble(row);
            }
        }
    }

    /**
     * Gradients with respect to the one-hot state from those with respect to the network's input.
     *
     * @param rowGradients {@code [count, inputWidth]}; the noise level's is ignored
     * @param from the first row of the result
     * @param count the number of rows
     * @param gradients rows of one-hot inputs as in {@link org.concretescore.core.score.GradientDensity}; receives those
     *     from {@code from} to {@code from + count - 1}
     * @throws IllegalArgumentException if an array is too short
     */
    public void oneHotGradients(float[] rowGradients, int from, int count, double[] gradients) {
        StateSpace space = graph.space();
        int stride = encoding.width(space) + (architecture.readsNoiseLevel() ? 1 : 0);
        encoding.oneHotGradients(space, rowGradients, stride, from, count, gradients);
    }

    /**
     * The model with given parameters.
     *
     * @param parameters the flat parameter vector; copied
     * @return the model
     * @throws IllegalArgumentException if their number is wrong, or one is NaN or infinite
     */
    public NeuralModel model(float[] parameters) {
        return switch (family) {
            case FREE -> new FreeNetwork(this, parameters);
            case TIED -> new EnergyNetwork(this, parameters);
            case NORMALISED -> new NormalisedNetwork(this, parameters);
        };
    }

    /**
     * The specification as texts by name, as model files and checkpoints hold it: {@code family}, {@code graph},
     * {@code encoding}, {@code head}, and the architecture's description with {@code network.} before each name. A graph that
     * {@link Graphs#parse} can't make from its {@link Neighborhood#spec spec} has its fingerprint beside its name,
     * {@value #FINGERPRINT}.
     *
     * @return texts by name
     */
    public Map<String, String> describe() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("family", family.toString());
        texts.put("graph", graph.spec());
        if (!isParsed(graph)) {
            texts.put(FINGERPRINT, Graphs.fingerprint(graph));
        }
        architecture.describe().forEach((name, value) -> texts.put("network." + name, value));
        texts.put("encoding", encoding.toString());
        texts.put("head", head.name());
        return texts;
    }

    /** Whether the graph is what its own text makes. */
    private static boolean isParsed(Neighborhood graph) {
        try {
            return graph.equals(Graphs.parse(graph.spec(), graph.space()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
