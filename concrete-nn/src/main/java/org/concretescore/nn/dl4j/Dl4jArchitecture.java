package org.concretescore.nn.dl4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.AtomicFile;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Architecture;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.plan.internal.RowCheck;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A user's own Deeplearning4j net, which is a stack of layers or a graph of one input and one output. The input is
 * {@code [B, in]} (for convolutions {@code InputType.convolutionalFlat}). The output {@code [B, out]} must come from a
 * layer without a loss: a {@code DenseLayer} with the identity as its activation, not an {@code OutputLayer}. The
 * parameters are {@code net.params()}, in its order.
 *
 * <p>The trainer decides objective, optimiser, learning rate, clipping and seed. Those of the configuration (updater,
 * gradient normalisation, seed) are ignored. The initial parameters of a configuration are drawn by its layers' own
 * schemes from the trainer's generator. The initial parameters of a net are its present ones.
 *
 * <p>Each plan has its own net, on one native thread. DL4J does not run inside a caller's workspace, and neither
 * do these plans. This class needs {@code org.deeplearning4j:deeplearning4j-nn} on the class path, in the version of
 * ND4J.
 */
public final class Dl4jArchitecture implements Architecture {
    private static final String LAYERS = "dl4j-multilayer";
    private static final String GRAPH = "dl4j-graph";

    /** Either {@link #LAYERS} or {@link #GRAPH}. */
    private final String name;

    private final String json;
    /** Initial parameters, or null to draw new ones each time. */
    private final float[] initial;

    private final int parameterCount;

    private Dl4jArchitecture(String name, String json, float[] initial) {
        this.name = name;
        this.json = json;
        this.initial = initial;
        parameterCount = Math.toIntExact(initialised(0).numParams());
        if (parameterCount == 0) {
            throw new IllegalArgumentException("the net does not have parameters, so there is nothing to train");
        }
        if (initial != null && initial.length != parameterCount) {
            throw new IllegalArgumentException(
                    "the net has " + parameterCount + " parameters, was given " + initial.length);
        }
    }

    /**
     * Wraps a stack of layers.
     *
     * @param configuration the configuration; copied
     * @return the architecture
     * @throws IllegalArgumentException if it can't be trained this way: a type other than FLOAT, an output layer,
     *     dropout, weight noise, constraints, l1 or l2 (the objective does not have such a term), batch normalisation,
     *     frozen, recurrent, wrapped, embedding or pretrained layers
     */
    public static Dl4jArchitecture of(MultiLayerConfiguration configuration) {
        return of(configuration, null);
    }

    /**
     * Wraps a stack of layers with its present parameters.
     *
     * @param net the net, initialised; copied
     * @return the architecture
     * @throws IllegalArgumentException as with a configuration
     */
    public static Dl4jArchitecture of(MultiLayerNetwork net) {
        return of(net.getLayerWiseConfigurations(), parametersOf(net));
    }

    /**
     * Wraps a graph.
     *
     * @param configuration the configuration; copied
     * @return the architecture
     * @throws IllegalArgumentException if it has more than one input or output, or can't be trained this way: see
     *     {@link #of(MultiLayerConfiguration)}
     */
    public static Dl4jArchitecture of(ComputationGraphConfiguration configuration) {
        return of(configuration, null);
    }

    /**
     * Wraps a graph with its present parameters.
     *
     * @param net the net, initialised; copied
     * @return the architecture
     * @throws IllegalArgumentException as with a configuration
     */
    public static Dl4jArchitecture of(ComputationGraph net) {
        return of(net.getConfiguration(), parametersOf(net));
    }

    private static float[] parametersOf(Model net) {
        if (net.params() == null || net.params().isEmpty()) {
            throw new IllegalArgumentException("the net is not initialised; call init(), or pass its configuration");
        }
        return net.params().dup('c').data().asFloat();
    }

    private static Dl4jArchitecture of(MultiLayerConfiguration given, float[] initial) {
        Backend.select();
        MultiLayerConfiguration configuration = given.clone();
        requireSupported(configuration.getDataType(), configuration.getBackpropType());
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            NeuralNetConfiguration layer = configuration.getConf(i);
            requireSupported("layer " + i, layer.getLayer());
            layer.setSeed(0);
        }
        return new Dl4jArchitecture(LAYERS, configuration.toJson(), initial);
    }

    private static Dl4jArchitecture of(ComputationGraphConfiguration given, float[] initial) {
        Backend.select();
        ComputationGraphConfiguration configuration = given.clone();
        requireSupported(configuration.getDataType(), configuration.getBackpropType());
        List<String> inputs = configuration.getNetworkInputs();
        List<String> outputs = configuration.getNetworkOutputs();
        if (inputs.size() != 1 || outputs.size() != 1) {
            throw new IllegalArgumentException(
                    "the graph must have one input and one output, has " + inputs + " and " + outputs);
        }
        for (Map.Entry<String, GraphVertex> vertex : configuration.getVertices().entrySet()) {
            String what = "'" + vertex.getKey() + "'";
            if (vertex.getValue() instanceof FrozenVertex) {
                throw refused(what, vertex.getValue(), "is frozen, but the trainer trains all parameters");
            }
            if (vertex.getValue() instanceof LayerVertex layer) {
                requireSupported(what, layer.getLayerConf().getLayer());
                layer.getLayerConf().setSeed(0);
            }
        }
        configuration.getDefaultConfiguration().setSeed(0);
        return new Dl4jArchitecture(GRAPH, configuration.toJson(), initial);
    }

    private static void requireSupported(DataType type, BackpropType backpropagation) {
        if (type != DataType.FLOAT) {
            throw new IllegalArgumentException("the net must be FLOAT, was " + type);
        }
        if (backpropagation != BackpropType.Standard) {
            throw new IllegalArgumentException("backpropagation must be Standard, was " + backpropagation);
        }
    }

    private static void requireSupported(String what, Layer layer) {
        if (layer instanceof BaseOutputLayer
                || layer instanceof LossLayer
                || layer instanceof CnnLossLayer
                || layer instanceof Yolo2OutputLayer) {
            throw refused(what, layer, "has a loss; use a DenseLayer with Activation.IDENTITY");
        }
        if (layer instanceof BatchNormalization) {
            throw refused(what, layer, "keeps statistics of batches, which a score can't depend on");
        }
        if (layer instanceof BaseRecurrentLayer || layer instanceof Bidirectional) {
            throw refused(what, layer, "is recurrent, but rows are not sequences");
        }
        if (layer instanceof FrozenLayer || layer instanceof BaseWrapperLayer) {
            throw refused(what, layer, "wraps another layer, which can't be checked");
        }
        if (layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer) {
            throw refused(what, layer, "reads indices; use a DenseLayer and Encoding.CATEGORY, which are equivalent");
        }
        if (layer.getIDropout() != null) {
            throw refused(what, layer, "has dropout, but a score must be the same each time");
        }
        if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
            throw refused(what, layer, "has weight noise, but a score must be the same each time");
        }
        if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
            throw refused(what, layer, "has constraints, which the trainer does not apply");
        }
        for (String parameter : layer.initializer().paramKeys(layer)) {
            if (layer.getRegularizationByParam(parameter) != null
                    && !layer.getRegularizationByParam(parameter).isEmpty()) {
                throw refused(what, layer, "has l1, l2 or weight decay, which the objective does not have");
            }
            if (layer.isPretrainParam(parameter)) {
                throw refused(what, layer, "has parameters only for pretraining: '" + parameter + "'");
            }
        }
    }

    private static IllegalArgumentException refused(String what, Object kind, String why) {
        return new IllegalArgumentException(what + " (" + kind.getClass().getSimpleName() + ") " + why);
    }

    /**
     * Returns the architecture of a description. {@code Architectures.parse} calls it.
     *
     * @param description from {@link #describe}
     * @return the architecture
     * @throws IllegalArgumentException if an entry is missing or wrong
     */
    public static Dl4jArchitecture parse(Map<String, String> description) {
        Backend.select();
        String json = description.get("configuration");
        if (json == null) {
            throw new IllegalArgumentException("the network's description lacks 'configuration'");
        }
        String text = description.get("initial");
        float[] initial = null;
        if (text != null) {
            byte[] bytes = Base64.getDecoder().decode(text);
            initial = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes).asFloatBuffer().get(initial);
        }
        try {
            return new Dl4jArchitecture(description.get("name"), json, initial);
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("the net's configuration can't be read: " + e.getMessage(), e);
        }
    }

    /** Returns the JSON configuration, and for a net the initial parameters as big-endian floats in base64. */
    @Override
    public Map<String, String> describe() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("name", name);
        description.put("configuration", json);
        if (initial != null) {
            ByteBuffer bytes = ByteBuffer.allocate(initial.length * Float.BYTES);
            bytes.asFloatBuffer().put(initial);
            description.put("initial", Base64.getEncoder().encodeToString(bytes.array()));
        }
        return description;
    }

    @Override
    public Network network(StateSpace space, Encoding encoding, int outputWidth) {
        int inputWidth = encoding.width(space);
        try (ScoreNetwork network = new Dl4jNetwork(this, inputWidth, outputWidth)) {
            RowCheck.require(network, initial != null ? initial : drawn(1));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "the net can't compute " + outputWidth + " outputs from the " + inputWidth
                            + " inputs of the encoding " + encoding + " of " + space + ": " + e.getMessage(),
                    e);
        }
        return new Wrapped(this, inputWidth, outputWidth);
    }

    /**
     * Writes the net with given parameters in DL4J's own format, for {@code MultiLayerNetwork.load} or
     * {@code ComputationGraph.load}, completely or not at all.
     *
     * @param file the zip file; replaced if it exists
     * @param parameters the flat parameter vector, for instance of a trained model
     * @throws IllegalArgumentException if the number of parameters is wrong
     * @throws IOException if the file can't be written; an older file of that name is then untouched
     */
    public void save(Path file, float[] parameters) throws IOException {
        if (parameters.length != parameterCount) {
            throw new IllegalArgumentException(
                    "the network has " + parameterCount + " parameters, was given " + parameters.length);
        }
        Model net = initialised(0);
        net.setParams(Nd4j.createFromArray(parameters).reshape(1, parameterCount));
        AtomicFile.write(file, null, out -> ModelSerializer.writeModel(net, out, false));
    }

    int parameterCount() {
        return parameterCount;
    }

    /** Returns a net on a flat vector of parameters [1, n]. */
    Replica replica(INDArray parameters, Pass pass) {
        // A graph's gradient at its input would be in a workspace that is closed by then.
        WorkspaceMode mode = pass == Pass.INPUT_GRADIENT ? WorkspaceMode.NONE : WorkspaceMode.ENABLED;
        if (name.equals(LAYERS)) {
            MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
            configuration.setTrainingWorkspaceMode(mode);
            configuration.setInferenceWorkspaceMode(mode);
            return Replica.of(configuration, parameters);
        }
        ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
        configuration.setTrainingWorkspaceMode(mode);
        configuration.setInferenceWorkspaceMode(mode);
        return Replica.of(configuration, parameters);
    }

    private float[] drawn(long seed) {
        return parametersOf(initialised(seed));
    }

    private Model initialised(long seed) {
        return elsewhere(() -> {
            if (name.equals(LAYERS)) {
                MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
                configuration.getConfs().forEach(layer -> layer.setSeed(seed));
                MultiLayerNetwork net = new MultiLayerNetwork(configuration);
                net.init();
                return net;
            }
            ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
            configuration.getDefaultConfiguration().setSeed(seed);
            ComputationGraph net = new ComputationGraph(configuration);
            net.init();
            return net;
        });
    }

    /** Runs on a separate thread, because DL4J seeds the generator of the calling thread, which may be a user's. */
    private static <T> T elsewhere(Supplier<T> task) {
        try {
            return CompletableFuture.supplyAsync(task, command -> new Thread(command, "concrete-dl4j-init").start())
                    .join();
        } catch (CompletionException e) {
            throw new IllegalArgumentException(
                    "the net can't be initialised: " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dl4jArchitecture that
                && name.equals(that.name)
                && json.equals(that.json)
                && Arrays.equals(initial, that.initial);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return "Dl4jArchitecture[" + name + ", " + parameterCount + " parameters]";
    }

    /** The network for given widths. */
    private record Wrapped(Dl4jArchitecture architecture, int inputWidth, int outputWidth) implements Network {
        @Override
        public int parameterCount() {
            return architecture.parameterCount;
        }

        @Override
        public float[] initialParameters(UniformRandomProvider random) {
            return architecture.initial != null ? architecture.initial.clone() : architecture.drawn(random.nextLong());
        }

        @Override
        public ScoreNetwork open() {
            return new Dl4jNetwork(architecture, inputWidth, outputWidth);
        }
    }
}
