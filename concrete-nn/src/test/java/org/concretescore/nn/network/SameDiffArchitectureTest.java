package org.concretescore.nn.network;

import static org.concretescore.nn.network.NetworkContract.INPUTS;
import static org.concretescore.nn.network.NetworkContract.P;
import static org.concretescore.nn.network.NetworkContract.SLOTS;
import static org.concretescore.nn.network.NetworkContract.assertMessage;
import static org.concretescore.nn.network.NetworkContract.uniform;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.Printed;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.network.NetworkContract.Answers;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.train.TrainerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class SameDiffArchitectureTest {
    private static final int HIDDEN = 16;

    @TempDir
    private Path folder;

    private static INDArray array(String name, long... shape) {
        int length = (int) Nd4j.createUninitialized(shape).length();
        return Nd4j.createFromArray(uniform(name, length)).reshape('c', shape).muli(0.5);
    }

    /** Two dense layers with something between them; the user's own loss and labels are in the graph, too. */
    private static SameDiff graph(int outputs, BiFunction<SameDiff, SDVariable, SDVariable> between) {
        org.concretescore.nn.plan.Backend.select();
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, INPUTS);
        SDVariable labels = graph.placeHolder("labels", DataType.FLOAT, -1, outputs);
        SDVariable w0 = graph.var("a", array("a", INPUTS, HIDDEN));
        SDVariable b0 = graph.var("b", array("b", HIDDEN));
        SDVariable w1 = graph.var("c", array("c", HIDDEN, outputs));
        SDVariable b1 = graph.var("d", array("d", outputs));
        SDVariable h = between.apply(graph, graph.nn().linear(x, w0, b0));
        SDVariable y = graph.nn().linear("y", h, w1, b1);
        SDVariable unrelated = graph.var("unrelated", array("unrelated", 1));
        graph.loss.meanSquaredError("loss", labels, y.mul(unrelated), null);
        graph.setLossVariables("loss");
        return graph;
    }

    private static SameDiff tanh(int outputs) {
        return graph(outputs, (graph, h) -> graph.math().tanh(h));
    }

    /** Reshapes by a shape that is computed from another's, which no plan knows beforehand, and back. */
    private static SDVariable reshaped(SameDiff graph, SDVariable h) {
        SDVariable shape = h.shape();
        SDVariable cube = graph.reshape(
                graph.math().tanh(h), graph.concat(0, shape, graph.constant(1L).reshape(1)));
        return graph.reshape(graph.math().square(cube), shape);
    }

    /** Repeats by numbers that are computed, though they are always 1. */
    private static SDVariable tiled(SameDiff graph, SDVariable h) {
        return graph.tile(graph.math().tanh(h), graph.onesLike(h.shape()));
    }

    private static SDVariable normalised(SameDiff graph, SDVariable h) {
        SDVariable gain = graph.var("gain", array("gain", HIDDEN));
        return graph.nn().softmax(graph.nn().layerNorm(h, gain, false, 1));
    }

    private static SameDiff graph(String kind, int outputs) {
        return switch (kind) {
            case "tanh" -> tanh(outputs);
            case "session" -> graph(outputs, SameDiffArchitectureTest::reshaped);
            case "normalised" -> graph(outputs, SameDiffArchitectureTest::normalised);
            default -> throw new AssertionError(kind);
        };
    }

    private static Network network(SameDiff graph, int outputs) {
        return SameDiffArchitecture.of(graph, "x", "y").network(P.space(), Encoding.CATEGORY, outputs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tanh", "session", "normalised"})
    void gradientsAreSlopes(String kind) {
        Network network = network(graph(kind, SLOTS), SLOTS);
        NetworkContract.gradients(network, uniform("parameters", network.parameterCount()));
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithAPerceptron(Activation activation) {
        Network wrapped = network(graph(SLOTS, activation::apply), SLOTS);
        Network mlp = new Mlp(List.of(HIDDEN), activation, false).network(INPUTS, INPUTS, SLOTS);
        float[] parameters = uniform("parameters", mlp.parameterCount());
        try (ScoreNetwork one = wrapped.open();
                ScoreNetwork two = mlp.open()) {
            Answers found = Answers.of(one, parameters);
            Answers expected = Answers.of(two, parameters);
            assertArrayEquals(expected.outputs(), found.outputs(), 1e-5f);
            assertArrayEquals(expected.gradients(), found.gradients(), 1e-5f);
            assertArrayEquals(expected.inputGradients(), found.inputGradients(), 1e-5f);
        }
    }

    @Test
    void initialParametersAreTheGraphsValuesInTheOrderOfNames() {
        float[] values = network(tanh(SLOTS), SLOTS).initialParameters(new RandomStreams(1).stream("any"));
        assertEquals(INPUTS * HIDDEN + HIDDEN + HIDDEN * SLOTS + SLOTS, values.length);
        int at = 0;
        int[] lengths = {INPUTS * HIDDEN, HIDDEN, HIDDEN * SLOTS, SLOTS};
        for (int i = 0; i < lengths.length; i++) {
            for (float value : uniform(List.of("a", "b", "c", "d").get(i), lengths[i])) {
                assertEquals(0.5f * value, values[at++]);
            }
        }
    }

    @Test
    void theUsersGraphStaysAsItWas() {
        SameDiff graph = tanh(1);
        String before = graph.summary();
        float[] w0 = graph.getVariable("a").getArr().dup('c').data().asFloat();
        NetworkContract.learn(
                Family.TIED,
                SameDiffArchitecture.of(graph, "x", "y"),
                TrainerOptions.defaults().withSteps(3));
        assertEquals(before, graph.summary());
        assertEquals(List.of("loss"), graph.getLossVariables());
        assertArrayEquals(w0, graph.getVariable("a").getArr().dup('c').data().asFloat());
    }

    @ParameterizedTest
    @CsvSource({"FREE,tanh,3000", "TIED,tanh,3000", "TIED,session,1000"})
    void learnsAPopulation(Family family, String kind, int steps) {
        SameDiff graph = graph(kind, family == Family.FREE ? SLOTS : 1);
        TrainerOptions options = TrainerOptions.defaults()
                .withSteps(steps)
                .withLearningRate(1e-2)
                .withThreads(1)
                .withShard(32);
        double kl = NetworkContract.learn(family, SameDiffArchitecture.of(graph, "x", "y"), options);
        assertTrue(kl < 1e-3, "KL " + kl);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tanh", "session"})
    void theNumberOfThreadsChangesNothing(String kind) {
        NetworkContract.threadsChangeNothing(SameDiffArchitecture.of(graph(kind, 1), "x", "y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tanh", "session"})
    void twoThreadsEachWithAPlan(String kind) throws Exception {
        Network network = network(graph(kind, SLOTS), SLOTS);
        NetworkContract.twoThreads(network, uniform("parameters", network.parameterCount()));
    }

    @Test
    void oneWarningSaysWhatCantBeCompiled() throws Exception {
        SameDiff graph = graph(SLOTS, SameDiffArchitectureTest::tiled);
        String text = Printed.by(() -> {
            for (int i = 0; i < 2; i++) {
                network(graph, SLOTS).open().close();
            }
        });
        assertEquals(2, text.split("the op 'tile' on integers that are computed can't be compiled", -1).length, text);
    }

    @Test
    void modelFilesNeedNothingElse() throws Exception {
        for (Family family : List.of(Family.FREE, Family.TIED)) {
            int outputs = family == Family.FREE ? SLOTS : 1;
            SameDiffArchitecture architecture = SameDiffArchitecture.of(tanh(outputs), "x", "y");
            assertEquals(architecture, SameDiffArchitecture.of(tanh(outputs), "x", "y"));
            NetworkContract.modelFile(
                    family,
                    architecture,
                    uniform("parameters", network(tanh(outputs), outputs).parameterCount()),
                    folder);
        }
        assertNotEquals(SameDiffArchitecture.of(tanh(1), "x", "y"), SameDiffArchitecture.of(tanh(2), "x", "y"));
        UnaryOperator<String> entry =
                name -> SameDiffArchitecture.of(tanh(1), "x", "y").describe().get(name);
        assertMessage(
                "lacks 'output'",
                () -> Architectures.parse(Map.of("name", "samediff", "input", "x", "graph", entry.apply("graph"))));
        assertMessage(
                "not base64",
                () -> Architectures.parse(Map.of("name", "samediff", "input", "x", "output", "y", "graph", "?")));
        assertMessage(
                "can't be read",
                () -> Architectures.parse(Map.of("name", "samediff", "input", "x", "output", "y", "graph", "AAAA")));
    }

    @Test
    void sameDiffLoadsWhatIsSaved() throws Exception {
        SameDiffArchitecture architecture = SameDiffArchitecture.of(tanh(SLOTS), "x", "y");
        Network network = network(tanh(SLOTS), SLOTS);
        float[] parameters = uniform("parameters", network.parameterCount());
        Path file = folder.resolve("graph.fb");
        architecture.save(file, parameters);
        SameDiff plain = SameDiff.load(file.toFile(), false);
        float[] rows = uniform("rows", 5 * INPUTS);
        INDArray outputs = plain.output(Map.of("x", Nd4j.createFromArray(rows).reshape(5, INPUTS)), List.of("y"))
                .get("y");
        try (ScoreNetwork open = network.open()) {
            assertArrayEquals(
                    Answers.of(open, parameters).outputs(),
                    outputs.dup('c').data().asFloat(),
                    1e-5f);
        }
        assertMessage("parameters, was given 3", () -> architecture.save(file, new float[3]));
    }

    @Test
    void whatCantWorkIsRefused() {
        SameDiffArchitecture one = SameDiffArchitecture.of(tanh(1), "x", "y");
        assertMessage(
                "the graph's input 'x' has the width 6, but the encoding ordinal of",
                () -> one.network(P.space(), Encoding.ORDINAL, 1));
        assertMessage(
                "output 'y' has the width 1, but the model needs 4", () -> NetworkContract.spec(Family.FREE, one));
        assertMessage("does not have a variable 'z'", () -> SameDiffArchitecture.of(tanh(1), "z", "y"));
        assertMessage("the input 'a' must be a FLOAT placeholder", () -> SameDiffArchitecture.of(tanh(1), "a", "y"));
        assertMessage("needs the placeholder 'labels'", () -> SameDiffArchitecture.of(tanh(1), "x", "loss"));
        assertMessage(
                "must be FLOAT of the shape [rows, outputs]",
                () -> of((g, x) -> x.mul(g.var("v", array("v", 1))).sum()));
        assertMessage("does not depend on any variable", () -> of((g, x) -> x.mul(2)));
        assertMessage(
                "does not depend on 'x'",
                () -> of((g, x) -> g.var("v", array("v", 1, 1)).mul(2)));
        assertMessage(
                "draws random numbers",
                () -> of((g, x) -> {
                    SDVariable noise = g.random().normal(0, 1, DataType.FLOAT, 1, INPUTS);
                    return x.mul(g.var("v", array("v", 1))).add(noise);
                }));
        assertMessage(
                "draws random numbers", () -> of((g, x) -> g.nn().dropout(x.mul(g.var("v", array("v", 1))), 0.5)));
        assertMessage(
                "keeps statistics",
                () -> of((g, x) -> g.nn().batchNorm(
                                x,
                                g.var("mean", array("mean", INPUTS)),
                                g.var("variance", Nd4j.ones(DataType.FLOAT, INPUTS)),
                                g.var("gain", array("gain", INPUTS)),
                                g.var("bias", array("bias", INPUTS)),
                                1e-5,
                                1)));
        assertMessage(
                "changes with the other rows",
                () -> of((g, x) -> x.sub(x.mean(true, 0)).mul(g.var("v", array("v", 1)))));
        assertMessage(
                "must be FLOAT, was DOUBLE",
                () -> of((g, x) ->
                        x.mul(g.var("v", Nd4j.ones(DataType.DOUBLE, 1)).castTo(DataType.FLOAT))));
        assertMessage(
                "does not run on 3 rows",
                () -> of((g, x) -> g.reshape(x, 2, INPUTS).mul(g.var("v", array("v", 1)))));
        SameDiff wide = SameDiff.create();
        SDVariable x = wide.placeHolder("x", DataType.DOUBLE, -1, 2);
        x.mul(wide.var("v", Nd4j.ones(DataType.DOUBLE, 1))).rename("y");
        assertMessage(
                "must be a FLOAT placeholder of the shape [-1, inputs], was a DOUBLE",
                () -> SameDiffArchitecture.of(wide, "x", "y"));
    }

    private static SameDiffArchitecture of(BiFunction<SameDiff, SDVariable, SDVariable> build) {
        SameDiff graph = SameDiff.create();
        SDVariable y = build.apply(graph, graph.placeHolder("x", DataType.FLOAT, -1, INPUTS));
        y.rename("y");
        return SameDiffArchitecture.of(graph, "x", "y");
    }
}
