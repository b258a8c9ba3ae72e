package org.concretescore.nn.train;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.latent.Estimator;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.CompositeDenoising;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that begin at a model's parameters. */
final class StartTest {
    private static final TrainerOptions OPTIONS = TrainerOptions.defaults()
            .withSteps(6)
            .withBatch(8)
            .withLearningRate(0.05)
            .withAveraging(0);
    /** Steps so small that no parameter moves. */
    private static final TrainerOptions STILL = OPTIONS.withSteps(1).withLearningRate(1e-30);

    private static final StateSpace BITS = StateSpace.binary(3);
    private static final Dataset DATA = bits("data");
    private static final Dataset OTHER = bits("other");
    private static final NetworkSpec SPEC =
            NetworkSpec.energy(Graphs.hamming(BITS)).withArchitecture(Mlp.of(5));

    @TempDir
    private Path folder;

    private static Dataset bits(String name) {
        UniformRandomProvider random = STREAMS.stream(name);
        return Dataset.of(
                Schema.of(BITS), random.ints(3 * 30L, 0, 3).map(i -> i / 2).toArray(), 30);
    }

    private Checkpoint checkpoint(boolean resume) {
        return new Checkpoint(folder.resolve("a.checkpoint"), 100, resume);
    }

    private static TrainingListener interruptAt(int at) {
        return new TrainingListener() {
            @Override
            public void step(int step, int steps, double loss) {
                if (step == at) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private static TrainingResult<NeuralModel> fit(
            Trainer trainer, NetworkSpec spec, Dataset data, TrainingListener listener) {
        return trainer.withListener(listener)
                .fit(spec, Objectives.parse("ratio", Unit.LOG_RATIO, ObjectiveOptions.defaults()), data, STREAMS);
    }

    private static TrainingResult<NeuralModel> fit(Trainer trainer, Dataset data) {
        return fit(trainer, SPEC, data, new TrainingListener() {});
    }

    private static String refusal(Runnable training) {
        return assertThrows(IllegalArgumentException.class, training::run).getMessage();
    }

    @Test
    void aModelOnStatesIsWhereTrainingBegins() {
        TrainingResult<NeuralModel> first = fit(Trainer.of(OPTIONS), DATA);
        Trainer still = Trainer.of(STILL).startingFrom(first.model());
        assertArrayEquals(first.model().parameters(), fit(still, OTHER).model().parameters(), 1e-7f);
        // Which would begin at its columns' marginals.
        NetworkSpec made = NetworkSpec.made(Graphs.hamming(BITS)).withArchitecture(Made.of(6));
        first = fit(Trainer.of(OPTIONS), made, DATA, new TrainingListener() {});
        still = Trainer.of(STILL).startingFrom(first.model());
        assertArrayEquals(
                first.model().parameters(),
                fit(still, made, OTHER, new TrainingListener() {}).model().parameters(),
                1e-7f);
    }

    @Test
    void aModelOfAnotherSpecificationIsRefusedByWhatDiffers() {
        TrainingResult<NeuralModel> first = fit(Trainer.of(OPTIONS), DATA);
        Trainer trainer = Trainer.of(OPTIONS).startingFrom(first.model());
        NetworkSpec wider = SPEC.withArchitecture(Mlp.of(6).withActivation(Activation.TANH));
        assertEquals(
                "training can't start from this model: its network.widths is 5, but 6 is to be trained; its"
                        + " network.activation is silu, but tanh is to be trained",
                refusal(() -> fit(trainer, wider, DATA, new TrainingListener() {})));
        NetworkSpec free = NetworkSpec.mlp(Graphs.grid(BITS)).withArchitecture(Mlp.of(5));
        String message = refusal(() -> fit(trainer, free, DATA, new TrainingListener() {}));
        assertTrue(message.contains("its graph is hamming, but grid is to be trained"), message);
    }

    @Test
    void checkpointsKnowWhereTheirTrainingBegan() {
        TrainingResult<NeuralModel> first = fit(Trainer.of(OPTIONS), DATA);
        TrainingResult<NeuralModel> second = fit(Trainer.of(OPTIONS.withSteps(3)), DATA);
        Trainer trainer = Trainer.of(OPTIONS).startingFrom(first.model());
        TrainingResult<NeuralModel> expected = fit(trainer, OTHER);
        assertTrue(fit(trainer.withCheckpoint(checkpoint(false)), SPEC, OTHER, interruptAt(4))
                .stopped());
        assertTrue(Thread.interrupted());
        String message = refusal(() -> fit(Trainer.of(OPTIONS).withCheckpoint(checkpoint(true)), OTHER));
        assertTrue(
                message.endsWith("initial parameters is random, but the checkpoint was made with given ones"), message);
        message = refusal(() -> fit(trainer.startingFrom(second.model()).withCheckpoint(checkpoint(true)), OTHER));
        assertTrue(
                message.endsWith("initial parameters is not that of the checkpoint, although it is given ones, too"),
                message);
        TrainingResult<NeuralModel> resumed = fit(trainer.withCheckpoint(checkpoint(true)), OTHER);
        assertEquals(6, resumed.steps());
        assertArrayEquals(expected.model().parameters(), resumed.model().parameters());
        // And the other way round.
        assertTrue(fit(Trainer.of(OPTIONS).withCheckpoint(checkpoint(false)), SPEC, OTHER, interruptAt(4))
                .stopped());
        assertTrue(Thread.interrupted());
        message = refusal(() -> fit(trainer.withCheckpoint(checkpoint(true)), OTHER));
        assertTrue(
                message.endsWith("initial parameters is given ones, but the checkpoint was made with random"), message);
    }

    @Test
    void aModelOnVectorsIsWhereTrainingBegins() {
        UniformRandomProvider random = STREAMS.stream("vectors");
        float[] values = new float[80];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        Vectors data = Vectors.of(2, values);
        Arcsm architecture = Arcsm.defaults().withWidths(6).withNoise(true);
        CompositeDenoising objective = new CompositeDenoising(NoiseLevels.of(0.5, 0.1));
        VectorTrainer trainer = VectorTrainer.of(OPTIONS);
        VectorModel first = trainer.fit(architecture, objective, data, STREAMS).model();
        VectorModel still = VectorTrainer.of(STILL)
                .startingFrom(first)
                .fit(architecture, objective, data, STREAMS)
                .model();
        assertArrayEquals(first.parameters(), still.parameters(), 1e-7f);
        String message = refusal(() -> trainer.startingFrom(first)
                .fit(architecture, new CompositeDenoising(NoiseLevels.of(0.5, 0.2)), data, STREAMS));
        assertEquals(
                "training can't start from this model: its noise is [0.5, 0.1], but [0.5, 0.2] is to be trained",
                message);
        Vectors wider = Vectors.of(3, Arrays.copyOf(values, 78));
        message = refusal(() -> trainer.startingFrom(first).fit(architecture, objective, wider, STREAMS));
        assertTrue(message.contains("its dimension is 2, but 3 is to be trained"), message);
        VectorTrainer warm = trainer.startingFrom(first);
        assertTrue(warm.withCheckpoint(checkpoint(false))
                .withListener(interruptAt(4))
                .fit(architecture, objective, data, STREAMS)
                .stopped());
        assertTrue(Thread.interrupted());
        message = refusal(() -> trainer.withCheckpoint(checkpoint(true)).fit(architecture, objective, data, STREAMS));
        assertTrue(
                message.endsWith("initial parameters is random, but the checkpoint was made with given ones"), message);
    }

    @Test
    void aLatentModelIsWhereTrainingBegins() {
        LatentSpec spec = LatentSpec.parse("2H~3V", 2);
        TrainerOptions options =
                LatentTrainer.defaults().withSteps(6).withBatch(8).withLearningRate(0.05);
        LatentTrainer trainer = LatentTrainer.of(options);
        LatentObjective objective = LatentObjective.of(Estimator.CONCRETE, 2, 2);
        LatentModel first = trainer.fit(spec, objective, DATA, STREAMS).model();
        // With a baseline, which the model has none of.
        LatentModel still = LatentTrainer.of(options.withSteps(1).withLearningRate(1e-30))
                .startingFrom(first)
                .fit(spec, LatentObjective.of(Estimator.NVIL, 1, 2), OTHER, STREAMS)
                .model();
        assertArrayEquals(first.parameters(), still.parameters(), 1e-7f);
        assertArrayEquals(first.mean(), still.mean());
        assertEquals(
                "training can't start from this model: its layers are 2H~3V, but 3H~3V is to be trained",
                refusal(() -> trainer.startingFrom(first).fit(LatentSpec.parse("3H~3V", 2), objective, DATA, STREAMS)));
        LatentTrainer warm = trainer.startingFrom(first);
        assertTrue(warm.withCheckpoint(checkpoint(false))
                .withListener(interruptAt(4))
                .fit(spec, objective, OTHER, STREAMS)
                .stopped());
        assertTrue(Thread.interrupted());
        String message = refusal(() -> trainer.withCheckpoint(checkpoint(true)).fit(spec, objective, OTHER, STREAMS));
        assertTrue(
                message.endsWith("initial parameters is random, but the checkpoint was made with given ones"), message);
        assertEquals(
                warm.fit(spec, objective, OTHER, STREAMS).model(),
                warm.withCheckpoint(checkpoint(true))
                        .fit(spec, objective, OTHER, STREAMS)
                        .model());
    }
}
