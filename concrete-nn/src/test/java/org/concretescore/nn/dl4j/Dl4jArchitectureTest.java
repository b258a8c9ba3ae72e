package org.concretescore.nn.dl4j;

import static org.concretescore.nn.network.NetworkContract.INPUTS;
import static org.concretescore.nn.network.NetworkContract.P;
import static org.concretescore.nn.network.NetworkContract.SLOTS;
import static org.concretescore.nn.network.NetworkContract.assertMessage;
import static org.concretescore.nn.network.NetworkContract.uniform;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.TaylorScore;
import org.concretescore.nn.model.EnergyNetwork;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.network.Architectures;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.network.NetworkContract;
import org.concretescore.nn.network.NetworkContract.Answers;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.train.TrainerOptions;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class Dl4jArchitectureTest {
    private static final int HIDDEN = 16;

    @TempDir
    private Path folder;

    private static DenseLayer dense(int in, int out, Activation activation) {
        return new DenseLayer.Builder().nIn(in).nOut(out).activation(activation).build();
    }

    private static NeuralNetConfiguration.ListBuilder list(Layer... layers) {
        org.concretescore.nn.plan.Backend.select();
        return new NeuralNetConfiguration.Builder().list(layers);
    }

    private static MultiLayerConfiguration layers(int outputs) {
        return list(dense(INPUTS, HIDDEN, Activation.TANH), dense(HIDDEN, outputs, Activation.IDENTITY))
                .build();
    }

    /** One skip connection, and the input used twice. */
    private static ComputationGraphConfiguration graph(int outputs) {
        org.concretescore.nn.plan.Backend.select();
        return new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", dense(INPUTS, HIDDEN, Activation.TANH), "in")
                .addLayer("b", dense(HIDDEN, HIDDEN, Activation.TANH), "a")
                .addLayer("c", dense(INPUTS, HIDDEN, Activation.SIGMOID), "in")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b", "c")
                .addLayer("out", dense(HIDDEN, outputs, Activation.IDENTITY), "sum")
                .setOutputs("out")
                .build();
    }

    /** The six inputs as an image of 2 x 3. */
    private static MultiLayerConfiguration convolution(int outputs) {
        return list(
                        new ConvolutionLayer.Builder(2, 2)
                                .nOut(3)
                                .activation(Activation.TANH)
                                .build(),
                        dense(0, outputs, Activation.IDENTITY))
                .setInputType(InputType.convolutionalFlat(2, 3, 1))
                .build();
    }

    private static Dl4jArchitecture architecture(String kind, int outputs) {
        return switch (kind) {
            case "layers" -> Dl4jArchitecture.of(layers(outputs));
            case "graph" -> Dl4jArchitecture.of(graph(outputs));
            case "convolution" -> Dl4jArchitecture.of(convolution(outputs));
            default -> throw new AssertionError(kind);
        };
    }

    private static Network network(Dl4jArchitecture architecture, int outputs) {
        return architecture.network(P.space(), Encoding.CATEGORY, outputs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"layers", "graph", "convolution"})
    void gradientsAreSlopes(String kind) {
        Network network = network(architecture(kind, SLOTS), SLOTS);
        NetworkContract.gradients(network, uniform("parameters", network.parameterCount()), false);
    }

    /** DL4J's weights lie column by column in the flat vector. */
    private static float[] columnMajor(float[] rowMajor) {
        float[] other = rowMajor.clone();
        int at = 0;
        for (int[] shape : new int[][] {{INPUTS, HIDDEN}, {HIDDEN, SLOTS}}) {
            for (int i = 0; i < shape[0]; i++) {
                for (int j = 0; j < shape[1]; j++) {
                    other[at + j * shape[0] + i] = rowMajor[at + i * shape[1] + j];
                }
            }
            at += (shape[0] + 1) * shape[1];
        }
        return other;
    }

    @Test
    void aLinearNetsTaylorScoreIsItsScore() {
        Layer layer = dense(INPUTS, 1, Activation.IDENTITY);
        NetworkSpec spec = NetworkContract.spec(
                Family.TIED, Dl4jArchitecture.of(list(layer).build()));
        try (EnergyNetwork model = (EnergyNetwork) spec.model(uniform("parameters", INPUTS + 1))) {
            for (int rank = 0; rank < 9; rank++) {
                int[] x = {rank / 3, rank % 3};
                assertArrayEquals(
                        model.score().logRatios(x), TaylorScore.of(model).logRatios(x), 1e-6);
            }
        }
    }

    @Test
    void agreesWithAPerceptron() {
        Network mlp = new Mlp(List.of(HIDDEN), org.concretescore.nn.network.Activation.TANH, false)
                .network(INPUTS, INPUTS, SLOTS);
        float[] parameters = uniform("parameters", mlp.parameterCount());
        try (ScoreNetwork one = network(architecture("layers", SLOTS), SLOTS).open();
                ScoreNetwork two = mlp.open()) {
            Answers found = Answers.of(one, columnMajor(parameters));
            Answers expected = Answers.of(two, parameters);
            assertArrayEquals(expected.outputs(), found.outputs(), 1e-5f);
            assertArrayEquals(columnMajor(expected.gradients()), found.gradients(), 1e-5f);
            assertArrayEquals(expected.inputGradients(), found.inputGradients(), 1e-5f);
        }
    }

    @Test
    void initialParametersAreDrawnOrTheNets() {
        Nd4j.getRandom().setSeed(5);
        double expected = Nd4j.getRandom().nextDouble();
        Nd4j.getRandom().setSeed(5);
        Network drawn = network(architecture("graph", SLOTS), SLOTS);
        float[] one = drawn.initialParameters(new RandomStreams(1).stream("a"));
        assertEquals(expected, Nd4j.getRandom().nextDouble(), "the caller's generator is not touched");
        assertArrayEquals(one, drawn.initialParameters(new RandomStreams(1).stream("a")));
        assertFalse(Arrays.equals(one, drawn.initialParameters(new RandomStreams(2).stream("a"))));
        MultiLayerNetwork net = new MultiLayerNetwork(layers(SLOTS));
        assertMessage("not initialised", () -> Dl4jArchitecture.of(net));
        net.init();
        assertArrayEquals(
                net.params().dup('c').data().asFloat(),
                network(Dl4jArchitecture.of(net), SLOTS).initialParameters(new RandomStreams(1).stream("a")));
    }

    @ParameterizedTest
    @CsvSource({"FREE,layers", "TIED,layers", "FREE,graph", "TIED,graph"})
    void learnsAPopulation(Family family, String kind) {
        TrainerOptions options = TrainerOptions.defaults()
                .withSteps(2000)
                .withLearningRate(1e-2)
                .withThreads(1)
                .withShard(32);
        double kl = NetworkContract.learn(family, architecture(kind, family == Family.FREE ? SLOTS : 1), options);
        assertTrue(kl < 1e-3, "KL " + kl);
    }

    @ParameterizedTest
    @ValueSource(strings = {"layers", "graph"})
    void theNumberOfThreadsChangesNothing(String kind) {
        NetworkContract.threadsChangeNothing(architecture(kind, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"layers", "graph"})
    void twoThreadsEachWithAPlan(String kind) throws Exception {
        Network network = network(architecture(kind, SLOTS), SLOTS);
        NetworkContract.twoThreads(network, uniform("parameters", network.parameterCount()));
    }

    @ParameterizedTest
    @CsvSource({"FREE,layers", "TIED,layers", "FREE,graph", "TIED,convolution"})
    void modelFilesNeedNothingElse(Family family, String kind) throws Exception {
        int outputs = family == Family.FREE ? SLOTS : 1;
        Dl4jArchitecture architecture = architecture(kind, outputs);
        assertEquals(architecture, architecture(kind, outputs));
        int count = network(architecture, outputs).parameterCount();
        NetworkContract.modelFile(family, architecture, uniform("parameters", count), folder);
    }

    @Test
    void aModelFileKeepsANetsOwnParameters() throws Exception {
        ComputationGraph net = new ComputationGraph(graph(1));
        net.init();
        Dl4jArchitecture architecture = Dl4jArchitecture.of(net);
        NetworkContract.modelFile(Family.TIED, architecture, uniform("parameters", (int) net.numParams()), folder);
        assertMessage("lacks 'configuration'", () -> Architectures.parse(Map.of("name", "dl4j-graph")));
        assertMessage("can't be", () -> Architectures.parse(Map.of("name", "dl4j-graph", "configuration", "{")));
        Map<String, String> few = new java.util.HashMap<>(architecture.describe());
        few.put("initial", "AAAAAA==");
        assertMessage("parameters, was given 1", () -> Architectures.parse(few));
    }

    @Test
    void dl4jLoadsWhatIsSaved() throws Exception {
        INDArray rows = Nd4j.createFromArray(uniform("rows", 5 * INPUTS)).reshape(5, INPUTS);
        Path file = folder.resolve("net.zip");
        for (String kind : List.of("layers", "graph")) {
            Dl4jArchitecture architecture = architecture(kind, SLOTS);
            Network network = network(architecture, SLOTS);
            float[] parameters = uniform("parameters", network.parameterCount());
            architecture.save(file, parameters);
            INDArray outputs = kind.equals("layers")
                    ? MultiLayerNetwork.load(file.toFile(), false).output(rows)
                    : ComputationGraph.load(file.toFile(), false).outputSingle(rows);
            try (ScoreNetwork open = network.open()) {
                assertArrayEquals(
                        Answers.of(open, parameters).outputs(),
                        outputs.dup('c').data().asFloat(),
                        1e-5f);
            }
            assertMessage("parameters, was given 3", () -> architecture.save(file, new float[3]));
        }
    }

    private static void refused(String part, Layer layer) {
        assertMessage(
                part,
                () -> Dl4jArchitecture.of(
                        list(layer, dense(INPUTS, 1, Activation.IDENTITY)).build()));
    }

    private static DenseLayer dense(Consumer<DenseLayer.Builder> change) {
        DenseLayer.Builder builder = new DenseLayer.Builder().nIn(INPUTS).nOut(INPUTS);
        change.accept(builder);
        return builder.build();
    }

    @Test
    void whatCantWorkIsRefused() {
        refused("layer 0 (DenseLayer) has dropout", dense(b -> b.dropOut(0.5)));
        refused("has weight noise", dense(b -> b.weightNoise(new DropConnect(0.5))));
        refused("has constraints", dense(b -> b.constrainWeights(new NonNegativeConstraint())));
        refused("has l1, l2", dense(b -> b.l2(0.1)));
        refused("has l1, l2", dense(b -> b.l1(0.1)));
        refused(
                "keeps statistics",
                new BatchNormalization.Builder().nIn(INPUTS).nOut(INPUTS).build());
        refused("is recurrent", new LSTM.Builder().nIn(INPUTS).nOut(INPUTS).build());
        refused("wraps another", new FrozenLayer(dense(INPUTS, INPUTS, Activation.TANH)));
        refused(
                "reads indices",
                new EmbeddingLayer.Builder().nIn(INPUTS).nOut(INPUTS).build());
        assertMessage(
                "layer 0 (OutputLayer) has a loss; use a DenseLayer",
                () -> Dl4jArchitecture.of(
                        list(new OutputLayer.Builder(org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction.MSE)
                                        .nIn(INPUTS)
                                        .nOut(1)
                                        .activation(Activation.IDENTITY)
                                        .build())
                                .build()));
        assertMessage(
                "must be FLOAT, was DOUBLE",
                () -> Dl4jArchitecture.of(new NeuralNetConfiguration.Builder()
                        .dataType(DataType.DOUBLE)
                        .list(dense(INPUTS, 1, Activation.IDENTITY))
                        .build()));
        assertMessage(
                "one input and one output, has [x, y] and [a]",
                () -> Dl4jArchitecture.of(new NeuralNetConfiguration.Builder()
                        .graphBuilder()
                        .addInputs("x", "y")
                        .addLayer("a", dense(2 * INPUTS, 1, Activation.IDENTITY), "x", "y")
                        .setOutputs("a")
                        .build()));
        assertMessage(
                "can't compute 4 outputs from the 6 inputs of the encoding category",
                () -> NetworkContract.spec(Family.FREE, architecture("layers", 1)));
        assertMessage("can't compute 1 outputs from the 2 inputs", () -> architecture("layers", 1)
                .network(P.space(), Encoding.ORDINAL, 1));
    }
}
