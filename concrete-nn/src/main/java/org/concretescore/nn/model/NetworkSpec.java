package org.concretescore.nn.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.noise.NoiseProcess;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Architecture;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.network.UNet;

/**
 * The specification of a neural score model, without its parameters. Begin with {@link #mlp}, {@link #energy},
 * {@link #made} or {@link #unet} and change what should differ.
 *
 * <pre>{@code
 * StateSpace space = StateSpace.uniform(3, 4);
 * NetworkSpec free = NetworkSpec.mlp(Graphs.hamming(space)); // one output per slot
 * NetworkSpec tied = NetworkSpec.energy(Graphs.hamming(space)); // log ratios are differences of one output
 * NetworkSpec normalised = NetworkSpec.made(Graphs.hamming(space)); // an autoregressive likelihood
 * }</pre>
 *
 * @param family free, tied or normalised
 * @param graph the neighborhood graph
 * @param architecture the network
 * @param encoding how states become inputs
 * @param head the unit of the outputs of a free model: log ratios, or scores (the raw head). Other models have log
 *     ratios
 */
public record NetworkSpec(Family family, Neighborhood graph, Architecture architecture, Encoding encoding, Unit head) {
    /** The name of the text with the fingerprint of a user's own graph in {@link #describe}. */
    public static final String FINGERPRINT = "graph.fingerprint";

    /**
     * Checks that the parts fit.
     *
     * @param family free, tied or normalised
     * @param graph the neighborhood graph
     * @param architecture the network
     * @param encoding how states become inputs
     * @param head the unit of the outputs of a free model: log ratios, or scores (the raw head). Other models have log
     *     ratios
     * @throws IllegalArgumentException if the graph does not have an edge, a model that is not free has the raw head, a
     *     normalised model is not a MADE, a MADE is not normalised, or the architecture does not fit the states
     */
    public NetworkSpec {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(encoding, "encoding");
        Objects.requireNonNull(head, "head");
        if (graph.slots() == 0) {
            throw new IllegalArgumentException(graph + " does not have edges, so there is no score to learn");
        }
        if (family != Family.FREE && head != Unit.LOG_RATIO) {
            throw new IllegalArgumentException("the differences of a " + family
                    + " model are log ratios; the raw head is for the free mlp and unet");
        }
        if ((family == Family.NORMALISED) != (architecture instanceof Made)) {
            throw new IllegalArgumentException("a MADE is a normalised model, and the only one; this is a " + family
                    + " model with " + architecture);
        }
        if (family == Family.DENOISER && !architecture.readsNoiseLevel()) {
            throw new IllegalArgumentException("a denoiser answers for every level of noise, but its network does not"
                    + " read the level: " + architecture);
        }
        Network network = architecture.network(graph.space(), encoding, outputWidth(family, graph));
        if (network.masks() > 1 && family != Family.NORMALISED) {
            throw new IllegalArgumentException("a " + family + " model has one network, but " + architecture + " has "
                    + Counts.of(network.masks(), "mask"));
        }
    }

    private static int outputWidth(Family family, Neighborhood graph) {
        return switch (family) {
            case FREE -> graph.slots();
            case TIED -> 1;
            case NORMALISED -> Made.outputWidth(graph.space());
            case DENOISER -> new PosteriorHead(graph).outputWidth();
        };
    }

    /**
     * Returns a free perceptron with two SiLU layers of 256 units, ordinal inputs and the log-ratio head.
     *
     * @param graph the neighborhood graph
     * @return the specification
     */
    public static NetworkSpec mlp(Neighborhood graph) {
        return new NetworkSpec(Family.FREE, graph, Mlp.defaults(), Encoding.ORDINAL, Unit.LOG_RATIO);
    }

    /**
     * Returns a tied perceptron with two SiLU layers of 256 units and ordinal inputs.
     *
     * @param graph the neighborhood graph
     * @return the specification
     */
    public static NetworkSpec energy(Neighborhood graph) {
        return new NetworkSpec(Family.TIED, graph, Mlp.defaults(), Encoding.ORDINAL, Unit.LOG_RATIO);
    }

    /**
     * Returns a MADE with two ReLU layers of 500 units and one unit vector per coordinate as its input.
     *
     * @param graph the neighborhood graph
     * @return the specification
     */
    public static NetworkSpec made(Neighborhood graph) {
        return new NetworkSpec(Family.NORMALISED, graph, Made.defaults(), Encoding.CATEGORY, Unit.LOG_RATIO);
    }

    /**
     * Returns a free U-Net with ordinal inputs and the log-ratio head.
     *
     * @param graph the neighborhood graph, on pixels
     * @param image the size of the image, and other options
     * @return the specification
     */
    public static NetworkSpec unet(Neighborhood graph, UNet image) {
        return new NetworkSpec(Family.FREE, graph, image, Encoding.ORDINAL, Unit.LOG_RATIO);
    }

    /**
     * Returns a denoiser, which knows the posteriors of clean coordinates at every level of noise. Its inputs are one
     * unit vector per coordinate of three or more values.
     *
     * @param space the noisy states; with absorbing noise, the last value of each coordinate is the mask
     * @param noise the noise
     * @param architecture the network, which must read the noise level
     * @return the specification
     * @throws IllegalArgumentException if the noise or the network does not fit the states
     */
    public static NetworkSpec denoiser(StateSpace space, NoiseProcess noise, Architecture architecture) {
        noise.requireSpace(space);
        return new NetworkSpec(Family.DENOISER, noise.graph(space), architecture, Encoding.CATEGORY, Unit.LOG_RATIO);
    }

    /**
     * Returns a copy with another network.
     *
     * @param value the architecture
     * @return a new specification
     */
    public NetworkSpec withArchitecture(Architecture value) {
        return new NetworkSpec(family, graph, value, encoding, head);
    }

    /**
     * Returns a copy of another family.
     *
     * @param value the family
     * @return a new specification
     */
    public NetworkSpec withFamily(Family value) {
        return new NetworkSpec(value, graph, architecture, encoding, head);
    }

    /**
     * Returns a copy with another encoding.
     *
     * @param value the encoding
     * @return a new specification
     */
    public NetworkSpec withEncoding(Encoding value) {
        return new NetworkSpec(family, graph, architecture, value, head);
    }

    /**
     * Returns a copy with another head.
     *
     * @param value the unit of the outputs
     * @return a new specification
     */
    public NetworkSpec withHead(Unit value) {
        return new NetworkSpec(family, graph, architecture, encoding, value);
    }

    /**
     * Returns whether log ratios are differences of a log density.
     *
     * @return true for tied and normalised models
     */
    public boolean isTied() {
        return family == Family.TIED || family == Family.NORMALISED;
    }

    /**
     * Returns the network.
     *
     * @return the architecture with the widths that this model needs
     */
    public Network network() {
        return architecture.network(graph.space(), encoding, outputWidth(family, graph));
    }

    /**
     * Returns the head that computes log densities from the network's outputs.
     *
     * @return a new head
     * @throws IllegalStateException if the model is free, or a denoiser
     */
    public DensityHead densityHead() {
        return switch (family) {
            case FREE, DENOISER -> throw new IllegalStateException("a " + family + " model does not have a density");
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
     * @param noiseLevel the last entry of each row, if the network reads one
     * @param rows receives {@code [count, inputWidth]}
     * @throws IllegalArgumentException if a value is out of range (the message names row, coordinate and value), or if
     *     an array is too short
     */
    public void encode(int[] states, int from, int count, double noiseLevel, float[] rows) {
        encode(states, from, count, row -> noiseLevel, rows);
    }

    /**
     * Encodes states, each at its own noise level, as rows of the network's input.
     *
     * @param states holds the states, row-major
     * @param from the first state
     * @param count the number of states
     * @param noiseLevels the noise level of each row, {@code 0..count-1}, if the network reads one
     * @param rows receives {@code [count, inputWidth]}
     * @throws IllegalArgumentException if a value is out of range (the message names row, coordinate and value), or if
     *     an array is too short
     */
    public void encode(int[] states, int from, int count, IntToDoubleFunction noiseLevels, float[] rows) {
        StateSpace space = graph.space();
        int width = encoding.width(space);
        boolean readsLevel = architecture.readsNoiseLevel();
        if (readsLevel && rows.length < (long) count * (width + 1)) {
            throw new IllegalArgumentException("rows must have room for " + count + " x " + (width + 1)
                    + " numbers, including a noise level behind each state, has " + rows.length);
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
     * Computes gradients with respect to the one-hot state from those with respect to the network's input.
     *
     * @param rowGradients {@code [count, inputWidth]}; the noise level's is ignored
     * @param from the first row of the result
     * @param count the number of rows
     * @param gradients rows of one-hot inputs as in {@link org.concretescore.core.score.GradientDensity}; receives
     *     those from {@code from} to {@code from + count - 1}
     * @throws IllegalArgumentException if an array is too short
     */
    public void oneHotGradients(float[] rowGradients, int from, int count, double[] gradients) {
        StateSpace space = graph.space();
        int stride = encoding.width(space) + (architecture.readsNoiseLevel() ? 1 : 0);
        encoding.oneHotGradients(space, rowGradients, stride, from, count, gradients);
    }

    /**
     * Returns the model with given parameters.
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
            case DENOISER -> new DenoiserNetwork(this, parameters);
        };
    }

    /**
     * Returns the specification as texts by name, as model files and checkpoints hold it: {@code family},
     * {@code graph}, {@code encoding}, {@code head}, and the architecture's description with {@code network.} before
     * each name. If {@link Graphs#parse} can't make the graph from its {@link Neighborhood#spec spec}, the texts also
     * hold its fingerprint, {@value #FINGERPRINT}.
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

    /** Returns whether the graph can be made from its own text. */
    private static boolean isParsed(Neighborhood graph) {
        try {
            return graph.equals(Graphs.parse(graph.spec(), graph.space()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
