package org.concretescore.nn.train;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.latent.Estimator;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.archive.internal.Archive;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings of latent variable models that are stopped and resumed; of checkpoints as such, {@code CheckpointTest}. */
final class LatentCheckpointTest {
    private static final int STEPS = 9;
    private static final TrainerOptions OPTIONS = LatentTrainer.defaults()
            .withSteps(STEPS)
            .withBatch(12)
            .withShard(5)
            .withLearningRate(0.05)
            .withValidateEvery(4)
            .withThreads(1);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void path() {
        file = folder.resolve("a.checkpoint");
    }

    private static Dataset rows(String name, int bits, int count) {
        UniformRandomProvider random = STREAMS.stream(name);
        int[] states = new int[count * bits];
        for (int i = 0; i < states.length; i++) {
            states[i] = random.nextInt(3) / 2;
        }
        return Dataset.of(Schema.of(StateSpace.binary(bits)), states, count);
    }

    /** What is trained. */
    private record Latent(
            LatentSpec spec, LatentObjective objective, TrainerOptions options, Dataset data, Dataset validation) {
        static Latent of(String layers, int arity, LatentObjective objective, TrainerOptions options, boolean judged) {
            LatentSpec spec = LatentSpec.parse(layers, arity);
            Dataset validation = judged ? rows("validation", spec.dataWidth(), 15) : null;
            return new Latent(spec, objective, options, rows("data", spec.dataWidth(), 40), validation);
        }

        TrainingResult<LatentModel> run(Checkpoint checkpoint, TrainingListener listener) {
            return LatentTrainer.of(options)
                    .withCheckpoint(checkpoint)
                    .withValidation(validation)
                    .withListener(listener)
                    .fit(spec, objective, data, STREAMS);
        }

        Latent with(LatentObjective other) {
            return new Latent(spec, other, options, data, validation);
        }

        Latent with(TrainerOptions other) {
            return new Latent(spec, objective, other, data, validation);
        }

        @Override
        public String toString() {
            return spec + ", " + objective.estimator();
        }
    }

    /** Centers, statistics of signals, an average and the best parameters, all at once. */
    private static final Latent NVIL =
            Latent.of("2H-3H~5V", 2, LatentObjective.of(Estimator.NVIL, 1, 2), OPTIONS.withAveraging(0.8), true);

    static List<Latent> trainings() {
        return List.of(
                NVIL,
                Latent.of("4H-2H-3V", 4, LatentObjective.of(Estimator.CONCRETE, 2, 4), OPTIONS, false),
                Latent.of("2V-3H-3V", 2, LatentObjective.of(Estimator.VIMCO, 2, 2), OPTIONS, false));
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Throws at a step, before its checkpoint is written. */
    private void interrupt(Latent training, int every, boolean resume, int at) {
        assertThrows(
                Stop.class,
                () -> training.run(new Checkpoint(file, every, resume), new TrainingListener() {
                    @Override
                    public void step(int step, int steps, double loss) {
                        if (step == at) {
                            throw new Stop();
                        }
                    }
                }));
    }

    private TrainingResult<LatentModel> resume(Latent training) {
        return training.run(new Checkpoint(file, 100, true), new TrainingListener() {});
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void resumingGivesTheUndisturbedRun(Latent training) {
        TrainingResult<LatentModel> expected = training.run(null, new TrainingListener() {});
        assertEquals(STEPS, expected.steps());
        interrupt(training, 1, false, 2);
        assertEquals(expected, resume(training.with(training.options().withThreads(2))));
        interrupt(training, 2, true, 6);
        assertEquals(expected, resume(training));
        interrupt(training, 1, true, 9);
        assertEquals(expected, resume(training));
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void anInterruptedThreadResumesToTheUndisturbedRun(Latent training) {
        TrainingResult<LatentModel> expected = training.run(null, new TrainingListener() {});
        for (int at = 1; at < STEPS; at++) {
            int last = at;
            TrainingResult<LatentModel> stopped =
                    training.run(new Checkpoint(file, 100, at > 1), new TrainingListener() {
                        @Override
                        public void step(int step, int steps, double loss) {
                            if (step == last) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    });
            assertTrue(Thread.interrupted());
            assertTrue(stopped.stopped());
            assertEquals(at, stopped.steps());
            boolean judged = training.validation() != null && at > 4;
            assertEquals(judged ? (at - 1) / 4 * 4 : at, stopped.bestStep());
        }
        assertEquals(expected, resume(training));
    }

    @Test
    void endedTrainingsGiveTheirResultAgain() {
        TrainingResult<LatentModel> expected = NVIL.run(new Checkpoint(file, 1, false), new TrainingListener() {});
        assertEquals(expected, NVIL.run(new Checkpoint(file, 1, true), new TrainingListener() {
            @Override
            public void step(int step, int steps, double loss) {
                throw new AssertionError("step " + step + " is done again");
            }
        }));
    }

    private void assertRefused(Latent other, String part) {
        String message = assertThrows(IllegalArgumentException.class, () -> resume(other))
                .getMessage();
        assertTrue(message.startsWith("can't resume from " + file + ": "), message);
        assertTrue(message.contains(part), message);
    }

    @Test
    void anotherTrainingIsRefused() {
        Latent relaxed = Latent.of("3H~5V", 2, LatentObjective.of(Estimator.CONCRETE, 2, 2), OPTIONS, false);
        interrupt(relaxed, 1, false, 3);
        LatentObjective objective = relaxed.objective();
        assertRefused(
                relaxed.with(objective.withTemperatures(new Temperatures(0.5, 0.5))),
                "concrete of 2 samples, concrete at temperatures 0.5 and 0.5, but the checkpoint was made with"
                        + " concrete of 2"
                        + " samples, concrete at temperatures 0.6666666666666666 and 0.5");
        assertRefused(relaxed.with(objective.withRelaxation(Relaxation.MASSES)), "samples, masses at");
        assertRefused(relaxed.with(LatentObjective.of(Estimator.VIMCO, 2, 2)), "is vimco of 2 samples, discrete");
        assertRefused(relaxed.with(OPTIONS.withSteps(10)), "steps is 10, but the checkpoint was made with 9");
        assertRefused(relaxed.with(OPTIONS.withShard(4)), "shard is 4, but the checkpoint was made with 5");
        assertRefused(
                Latent.of("3H-5V", 2, objective, OPTIONS, false),
                "layers is 3H-5V, but the checkpoint was made with 3H~5V");
        assertRefused(Latent.of("4H~5V", 4, objective, OPTIONS, false), "is 4H~5V of arity 4, but the checkpoint");
        assertRefused(Latent.of("3H~5V", 2, objective, OPTIONS, true), ", but the checkpoint was made with none");
    }

    @Test
    void signalsOfTheWrongNumberAreRefused() throws IOException {
        interrupt(NVIL, 1, false, 3);
        Archive archive = Archive.load(file, "CONCHECK", "checkpoint", 1);
        Map<String, String> texts = new LinkedHashMap<>(archive.texts());
        texts.put("memory", "0");
        new Archive(1, texts, archive.vectors()).save(file, null, "CONCHECK");
        assertRefused(NVIL, "its memory has 1 numbers instead of 2");
        texts.remove("memory");
        new Archive(1, texts, archive.vectors()).save(file, null, "CONCHECK");
        assertRefused(NVIL, "the field 'memory' is missing");
    }
}
