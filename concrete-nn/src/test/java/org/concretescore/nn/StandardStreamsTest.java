package org.concretescore.nn;

import static org.concretescore.nn.network.NetworkContract.GRAPH;
import static org.concretescore.nn.network.NetworkContract.INPUTS;
import static org.concretescore.nn.network.NetworkContract.P;
import static org.concretescore.nn.network.NetworkContract.spec;
import static org.concretescore.nn.network.NetworkContract.uniform;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.latent.Estimator;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.CompositeScoreMatching;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.dl4j.Dl4jArchitecture;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedLatent;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.file.SavedVectors;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Architecture;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.SameDiffArchitecture;
import org.concretescore.nn.network.UNet;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.train.LatentObjective;
import org.concretescore.nn.train.LatentTrainer;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.VectorTrainer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** The standard output and the standard error belong to the program that uses the library. */
final class StandardStreamsTest {
    private static final RandomStreams STREAMS = new RandomStreams(1);

    @TempDir
    private Path folder;

    private static void assertSilent(Printed.Task task) throws Exception {
        assertEquals("", Printed.by(task));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "free",
                "energy",
                "made",
                "unet",
                "own graph",
                "own graph that can't be compiled",
                "dense layers",
                "layers on SameDiff"
            })
    void trainingAndFiles(String kind) throws Exception {
        if (kind.equals("own graph that can't be compiled")) {
            String warning = Printed.by(() -> trainSaveAndLoad(specOf(kind)));
            assertTrue(
                    warning.contains("'concat' on integers that are computed can't be compiled") || warning.isEmpty());
        }
        NetworkSpec spec = specOf(kind);
        assertSilent(() -> trainSaveAndLoad(spec));
    }

    private static NetworkSpec specOf(String kind) {
        return switch (kind) {
            case "free" -> NetworkSpec.mlp(GRAPH);
            case "energy" -> NetworkSpec.energy(GRAPH).withArchitecture(Mlp.of(4));
            case "made" -> NetworkSpec.made(GRAPH).withArchitecture(Made.of(8));
            case "unet" ->
                NetworkSpec.unet(
                                GRAPH,
                                new UNet(1, 2, 1, List.of(2), org.concretescore.nn.network.Activation.TANH, 0, false))
                        .withFamily(Family.TIED);
            case "own graph" -> spec(Family.TIED, ownGraph(false));
            case "own graph that can't be compiled" -> spec(Family.TIED, ownGraph(true));
            case "dense layers" -> spec(Family.TIED, layers(dense(4), dense(1)));
            case "layers on SameDiff" ->
                spec(
                        Family.TIED,
                        layers(
                                new LocallyConnected2D.Builder()
                                        .kernelSize(2, 2)
                                        .nOut(2)
                                        .build(),
                                dense(1)));
            default -> throw new AssertionError(kind);
        };
    }

    private static Layer dense(int outputs) {
        return new DenseLayer.Builder()
                .nOut(outputs)
                .activation(Activation.IDENTITY)
                .build();
    }

    /** Layers on the six inputs as an image of 2 x 3. */
    private static Architecture layers(Layer... layers) {
        Backend.select();
        return Dl4jArchitecture.of(new NeuralNetConfiguration.Builder()
                .list(layers)
                .setInputType(InputType.convolutionalFlat(2, 3, 1))
                .build());
    }

    private static Architecture ownGraph(boolean computedShape) {
        Backend.select();
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, INPUTS);
        SDVariable w = graph.var("w", Nd4j.createFromArray(uniform("w", INPUTS)).reshape(INPUTS, 1));
        SDVariable h = graph.math().tanh(x.mmul(w));
        SDVariable shape = graph.concat(0, h.shape(), graph.constant(1L).reshape(1));
        SDVariable y = computedShape ? graph.reshape(graph.reshape(h, shape), h.shape()) : h;
        y = y.add("y", 1);
        return SameDiffArchitecture.of(graph, "x", y.name());
    }

    private void trainSaveAndLoad(NetworkSpec spec) throws Exception {
        StateSpace space = P.space();
        Dataset data = Dataset.of(Schema.of(space), P.sample(20, STREAMS.stream("data")), 20);
        TrainerOptions options = TrainerOptions.defaults().withSteps(2).withThreads(2);
        try (NeuralModel model = Trainer.of(options)
                .withValidation(data)
                .fit(spec, Objectives.parse("csm", Unit.LOG_RATIO, ObjectiveOptions.defaults()), data, STREAMS)
                .model()) {
            Path file = folder.resolve("a.model");
            ModelFile.save(file, new SavedScores(model, data.schema(), Map.of()));
            boolean described = !(spec.architecture() instanceof SameDiffArchitecture);
            SavedScores loaded =
                    described ? ModelFile.loadScores(file) : ModelFile.loadScores(file, spec.architecture());
            loaded.model().score().logRatios(new int[space.dimension()]);
            loaded.model().close();
        }
    }

    @Test
    void vectors() throws Exception {
        Vectors data = Vectors.of(2, uniform("vectors", 40));
        assertSilent(() -> {
            VectorModel model = VectorTrainer.of(VectorTrainer.defaults().withSteps(2))
                    .withValidation(data)
                    .fit(
                            Arcsm.defaults().withContext(4, 8).withWidths(8),
                            new CompositeScoreMatching(NoiseLevels.none()),
                            data,
                            STREAMS)
                    .model();
            Path file = folder.resolve("vectors.model");
            ModelFile.save(file, new SavedVectors(model, Columns.of(data), Map.of()));
            ModelFile.loadVectors(file);
        });
    }

    @Test
    void latentVariables() throws Exception {
        Dataset data = Dataset.of(Schema.of(StateSpace.of(2, 2)), new int[] {0, 0, 0, 1, 1, 1}, 3);
        assertSilent(() -> {
            LatentModel model = LatentTrainer.of(LatentTrainer.defaults().withSteps(2))
                    .withValidation(data)
                    .fit(LatentSpec.parse("2H~2V", 2), LatentObjective.of(Estimator.CONCRETE, 2, 2), data, STREAMS)
                    .model();
            Path file = folder.resolve("latent.model");
            ModelFile.save(file, new SavedLatent(model, Map.of()));
            ModelFile.loadLatent(file);
        });
    }
}
