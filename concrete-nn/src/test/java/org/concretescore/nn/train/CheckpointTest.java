package org.concretescore.nn.train;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Architecture;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Made;
import org.concretescore.nn.network.Mlp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training that is stopped, however and whenever, and resumed gives bit for bit what it gives undisturbed. */
final class CheckpointTest {
    private static final long SEED = STREAMS.seed();
    private static final StateSpace SPACE = StateSpace.of(3, 2, 4);
    private static final Dataset DATA = rows(70, "data");
    private static final Dataset VALIDATION = rows(30, "validation");
    /** Frequent where the data are rare: training moves away from it at once. */
    private static final Dataset MIRRORED = mirrored(VALIDATION);

    private static final int STEPS = 13;
    private static final TrainerOptions OPTIONS = TrainerOptions.defaults()
            .withSteps(STEPS)
            .withLearningRate(0.05)
            .withAveraging(0.8)
            .withValidateEvery(4)
            .withThreads(1)
            .withShard(5);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void path() {
        file = folder.resolve("a.checkpoint");
    }

    private static Dataset rows(int count, String name) {
        UniformRandomProvider random = STREAMS.stream(name);
        int[] states = new int[count * SPACE.dimension()];
        for (int i = 0; i < states.length; i++) {
            int values = SPACE.cardinality(i % SPACE.dimension());
            states[i] = Math.min(random.nextInt(values), random.nextInt(values));
        }
        return Dataset.of(Schema.of(SPACE), states, count);
    }

    private static Dataset mirrored(Dataset data) {
        int[] states = data.states().clone();
        for (int i = 0; i < states.length; i++) {
            states[i] = SPACE.cardinality(i % SPACE.dimension()) - 1 - states[i];
        }
        return Dataset.of(data.schema(), states, data.count());
    }

    /** What is trained. */
    private record Training(
            String name,
            NetworkSpec spec,
            String objective,
            double tail,
            TrainerOptions options,
            Dataset data,
            Dataset validation,
            long seed) {
        TrainingResult<NeuralModel> run(Checkpoint checkpoint, int threads, TrainingListener listener) {
            return Trainer.of(options.withThreads(threads))
                    .withCheckpoint(checkpoint)
                    .withValidation(validation)
                    .withListener(listener)
                    .fit(
                            spec,
                            Objectives.parse(
                                    objective,
                                    spec.head(),
                                    ObjectiveOptions.defaults().withTail(tail)),
                            data,
                            new RandomStreams(seed));
        }

        Training with(TrainerOptions other) {
            return new Training(name, spec, objective, tail, other, data, validation, seed);
        }

        Training with(NetworkSpec other) {
            return new Training(name, other, objective, tail, options, data, validation, seed);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Training training(
            String name,
            Family family,
            Architecture architecture,
            String objective,
            TrainerOptions options,
            Dataset validation) {
        NetworkSpec spec =
                new NetworkSpec(family, Graphs.hamming(SPACE), architecture, Encoding.CATEGORY, Unit.LOG_RATIO);
        return new Training(name, spec, objective, 2, options, DATA, validation, SEED);
    }

    private static final Training FREE = training(
            "free, csm, mini-batches, validation", Family.FREE, Mlp.of(3), "csm", OPTIONS.withBatch(16), VALIDATION);

    static List<Training> trainings() {
        Made masked = Made.of(6, 6).withMasks(3).withOrder(Made.Order.SHUFFLED);
        // Above the number of distinct rows: every step takes all data.
        TrainerOptions whole = OPTIONS.withBatch(100);
        TrainerOptions small = OPTIONS.withBatch(16);
        return List.of(
                FREE,
                training("free, csm-mc, whole data", Family.FREE, Mlp.of(4), "csm-mc", whole.withClipNorm(0.1), null),
                training("tied, csm, whole data", Family.TIED, Mlp.of(4, 4), "csm", whole, null),
                training("tied, csm-mc, mini-batches, validation", Family.TIED, Mlp.of(4), "csm-mc", small, VALIDATION),
                training(
                        "tied, ratio, mini-batches, no averaging",
                        Family.TIED,
                        Mlp.of(4),
                        "ratio",
                        small.withAveraging(0).withDecay(Decay.CONSTANT),
                        null),
                training(
                        "normalised, likelihood, masks, validation",
                        Family.NORMALISED,
                        masked,
                        "likelihood",
                        small,
                        VALIDATION),
                training("normalised, csm, masks", Family.NORMALISED, masked, "csm", whole, null),
                training(
                        "normalised, csm-mc, masks, patience",
                        Family.NORMALISED,
                        masked,
                        "csm-mc",
                        small.withValidateEvery(2).withPatience(3),
                        MIRRORED));
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Throws at a step, before its checkpoint is written: as a kill does, only that this process lives on. */
    private static TrainingListener stopAt(int at) {
        return new TrainingListener() {
            @Override
            public void step(int step, int steps, double loss) {
                if (step == at) {
                    throw new Stop();
                }
            }
        };
    }

    private static final class Notes implements TrainingListener {
        private final List<String> lines = new ArrayList<>();
        private int firstStep;

        @Override
        public void step(int step, int steps, double loss) {
            firstStep = firstStep == 0 ? step : firstStep;
        }

        @Override
        public void note(String line) {
            lines.add(line);
        }
    }

    private static void interrupt(Training training, Checkpoint checkpoint, int threads, int at) {
        assertThrows(Stop.class, () -> training.run(checkpoint, threads, stopAt(at)));
    }

    private static void assertSame(
            TrainingResult<NeuralModel> expected, TrainingResult<NeuralModel> actual, String when) {
        assertEquals(expected.steps(), actual.steps(), when);
        assertEquals(expected.bestStep(), actual.bestStep(), when);
        assertEquals(expected.loss(), actual.loss(), when);
        assertEquals(expected.validation(), actual.validation(), when);
        assertEquals(expected.diverged(), actual.diverged(), when);
        assertEquals(expected.curve(), actual.curve(), when);
        try (NeuralModel model = actual.model()) {
            assertArrayEquals(expected.model().parameters(), model.parameters(), when);
        }
    }

    private Checkpoint fresh(int every) {
        return new Checkpoint(file, every, false);
    }

    private Checkpoint resume(int every) {
        return new Checkpoint(file, every, true);
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void resumingAfterAnyStepGivesTheUndisturbedRun(Training training) throws IOException {
        TrainingResult<NeuralModel> expected = training.run(null, 1, new TrainingListener() {});
        assertTrue(expected.curve().size() > 1);
        assertEquals(training.validation() == MIRRORED, expected.steps() < STEPS, "stopped by patience");
        for (int at = 2; at <= expected.steps(); at++) {
            // 1 to 3, of both parities for each number of threads.
            int every = Math.min(at - 1, 1 + at / 2 % 3);
            fresh(1).delete();
            interrupt(training, fresh(every), 1 + at % 2, at);
            Notes notes = new Notes();
            // Nor does it matter how often the rest is saved.
            TrainingResult<NeuralModel> actual = training.run(resume(4 - every), 2 - at % 2, notes);
            assertSame(expected, actual, "every " + every + ", stopped at " + at);
            assertEquals((at - 1) / every * every + 1, notes.firstStep, "no more is lost than the last interval");
        }
    }

    /**
     * Interrupts the thread that trains, at a step: the next thing that happens is a step, or the validation of this
     * one.
     */
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

    @ParameterizedTest
    @MethodSource("trainings")
    void anInterruptedThreadReturnsWhatThereIsAndResumesToTheUndisturbedRun(Training training) throws IOException {
        TrainingResult<NeuralModel> expected = training.run(null, 1, new TrainingListener() {});
        for (int at = 1; at < expected.steps(); at++) {
            fresh(1).delete();
            // Once with checkpoints as such, and once with none but the one that the interruption leaves.
            int every = at % 2 == 0 ? 3 : 100;
            TrainingResult<NeuralModel> stopped = training.run(fresh(every), 1 + at % 2, interruptAt(at));
            assertTrue(Thread.interrupted(), "whoever called can see it");
            assertTrue(stopped.stopped() && !stopped.diverged());
            assertEquals(at, stopped.steps());
            assertTrue(Double.isFinite(stopped.loss()));
            int until = training.validation() == null ? at : at - 1;
            int judged = (int) expected.curve().stream()
                    .filter(point -> point.step() <= until)
                    .count();
            assertEquals(judged, stopped.curve().size(), "a validation is whole or not at all");
            assertEquals(expected.curve().subList(0, judged), stopped.curve());
            if (training.validation() == null || judged == 0) {
                assertEquals(at, stopped.bestStep());
            } else {
                TrainingResult.Point best = stopped.curve().stream()
                        .min(Comparator.comparingDouble(TrainingResult.Point::validation))
                        .orElseThrow();
                assertEquals(best.step(), stopped.bestStep());
                assertEquals(best.validation(), stopped.validation());
            }
            stopped.model().close();
            Notes notes = new Notes();
            assertSame(expected, training.run(resume(2), 1, notes), "stopped at " + at);
            assertEquals(at + 1, Math.max(at + 1, notes.firstStep), "no step is done again");
        }
    }

    @Test
    void whoIsInterruptedBeforeTheFirstStepGetsTheInitialParametersAndLeavesNoFile() {
        TrainingResult<NeuralModel> untrained;
        try {
            Thread.currentThread().interrupt();
            untrained = FREE.run(fresh(1), 2, new TrainingListener() {});
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertTrue(untrained.stopped());
        assertEquals(0, untrained.steps());
        assertFalse(Files.exists(file));
        untrained.model().close();
    }

    @Test
    void interruptionsFromAnotherThreadAtAnyMoment() throws Exception {
        Training longer = FREE.with(OPTIONS.withSteps(400).withBatch(16).withValidateEvery(7));
        TrainingResult<NeuralModel> expected = longer.run(null, 1, new TrainingListener() {});
        UniformRandomProvider random = new RandomStreams(SEED).stream("moments");
        ExecutorService executor = Executors.newSingleThreadExecutor();
        TrainingResult<NeuralModel> last;
        int stops = 0;
        boolean resumed = false;
        do {
            Checkpoint checkpoint = new Checkpoint(file, 5, resumed);
            CompletableFuture<TrainingResult> result = new CompletableFuture<>();
            CountDownLatch begun = new CountDownLatch(1);
            Future<?> running = executor.submit(() -> {
                try {
                    result.complete(longer.run(checkpoint, 2, new TrainingListener() {
                        @Override
                        public void step(int step, int steps, double loss) {
                            begun.countDown();
                        }
                    }));
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                } finally {
                    begun.countDown();
                }
            });
            begun.await();
            Thread.sleep(random.nextInt(15));
            running.cancel(true);
            last = result.get(60, TimeUnit.SECONDS);
            stops += last.stopped() ? 1 : 0;
            resumed = true;
        } while (last.stopped());
        executor.shutdown();
        assertTrue(executor.awaitTermination(60, TimeUnit.SECONDS));
        assertSame(expected, last, "after " + stops + " stops");
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("concrete-worker")) {
                thread.join(10_000);
                assertFalse(thread.isAlive(), "a worker is left behind");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void soDoSeveralInterruptions(Training training) {
        TrainingResult<NeuralModel> expected = training.run(null, 2, new TrainingListener() {});
        interrupt(training, fresh(2), 1, 4);
        interrupt(training, resume(2), 2, 4);
        interrupt(training, resume(1), 1, 5);
        for (int at = 6; at <= expected.steps(); at += 3) {
            interrupt(training, resume(1), 1 + at % 2, at);
        }
        assertSame(expected, training.run(resume(1), 2, new TrainingListener() {}), "many");
    }

    @Test
    void trainingsThatEndedGiveTheirResultAgain() {
        Training patient = FREE.with(
                OPTIONS.withSteps(500).withBatch(16).withValidateEvery(2).withPatience(2));
        for (Training training : List.of(FREE, patient)) {
            TrainingResult<NeuralModel> expected = training.run(fresh(1), 1, new TrainingListener() {});
            assertEquals(
                    training == FREE, expected.steps() == training.options().steps());
            Notes notes = new Notes();
            assertSame(expected, training.run(resume(1), 1, notes), "again");
            assertEquals(0, notes.firstStep, "no step is done");
            assertEquals(List.of("goes on after step " + expected.steps() + " of " + file), notes.lines);
        }
    }

    @Test
    void divergenceIsReachedAgain() {
        Training wild = FREE.with(FREE.spec().withHead(Unit.SCORE))
                .with(OPTIONS.withSteps(300)
                        .withBatch(16)
                        .withLearningRate(1e7)
                        .withDecay(Decay.CONSTANT)
                        .withAveraging(0));
        TrainingResult<NeuralModel> expected = wild.run(fresh(1), 1, new TrainingListener() {});
        assertTrue(expected.diverged());
        assertSame(expected, wild.run(resume(1), 1, new TrainingListener() {}), "diverged");
    }

    @Test
    void theOneBeforeIsKeptAndTakenIfTheNewestIsMissing() throws IOException {
        TrainingResult<NeuralModel> expected = FREE.run(null, 1, new TrainingListener() {});
        interrupt(FREE, fresh(2), 1, 7);
        // What a kill between the two renames leaves.
        Files.delete(file);
        Notes notes = new Notes();
        assertSame(expected, FREE.run(resume(5), 1, notes), "from previous");
        assertEquals(5, notes.firstStep);
        assertEquals(List.of("goes on after step 4 of " + file + ".previous"), notes.lines);
        assertEquals(List.of("a.checkpoint", "a.checkpoint.previous"), names());
        fresh(1).delete();
        assertEquals(List.of(), names());
        assertFalse(fresh(1).exists());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void everyCutAndEveryFlippedByteIsRefused() throws IOException {
        interrupt(FREE, fresh(3), 1, 4);
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length++) {
            rewrite(Arrays.copyOf(bytes, length));
            assertRefusedAsDamaged();
        }
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            rewrite(flipped);
            assertRefusedAsDamaged();
        }
        rewrite(bytes);
        FREE.run(resume(3), 1, new TrainingListener() {}).model().close();
    }

    /** Some file systems force a file to disk that is cut to nothing and written again; of a new one they don't. */
    private void rewrite(byte[] bytes) throws IOException {
        Files.delete(file);
        Files.write(file, bytes);
    }

    /** Without the rest of the training, since this is done thousands of times. */
    private void assertRefusedAsDamaged() {
        int parameters = FREE.spec().network().parameterCount();
        String message = assertThrows(UncheckedIOException.class, () -> resume(3)
                        .restore(new TrainingState(new float[parameters]), Map.of(), new TrainingListener() {}))
                .getMessage();
        assertTrue(message.startsWith("can't resume from " + file + ": "), message);
    }

    @Test
    void aDamagedOneIsPassedOverAndNeverReplacesTheGoodOneBefore() throws IOException {
        TrainingResult<NeuralModel> expected = FREE.run(null, 1, new TrainingListener() {});
        interrupt(FREE, fresh(2), 1, 7);
        byte[] newest = Files.readAllBytes(file);
        byte[] good = Files.readAllBytes(resume(1).previous());
        for (int i = 0; i < newest.length; i += 1 + newest.length / 7) {
            byte[] damaged = newest.clone();
            damaged[i] ^= 16;
            Files.write(file, i % 2 == 0 ? damaged : Arrays.copyOf(newest, i));
            Files.write(resume(1).previous(), good);
            Notes notes = new Notes();
            assertSame(expected, FREE.run(resume(100), 1, notes), "byte " + i);
            assertEquals(5, notes.firstStep);
            assertTrue(
                    notes.lines.get(0).contains("a.checkpoint: is ")
                            && notes.lines.get(0).endsWith("the one before it is used, " + file + ".previous"),
                    notes.lines::toString);
            // Its first checkpoint, of step 5, takes the damaged one's place.
            interrupt(FREE, resume(1), 1, 6);
            assertArrayEquals(good, Files.readAllBytes(resume(1).previous()));
            Notes next = new Notes();
            assertSame(expected, FREE.run(resume(100), 1, next), "byte " + i);
            assertEquals(6, next.firstStep);
        }
        Files.write(resume(1).previous(), new byte[3]);
        Files.write(file, new byte[3]);
        assertRefusedAsDamaged();
    }

    @Test
    void aLaterVersionIsNamed() throws IOException {
        interrupt(FREE, fresh(3), 1, 4);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putInt(8, 99);
        Files.write(file, bytes);
        String message = assertThrows(
                        UncheckedIOException.class, () -> FREE.run(resume(3), 1, new TrainingListener() {}))
                .getMessage();
        assertTrue(message.contains("version 99") && message.contains("reads versions up to 1"), message);
    }

    private void assertOther(Training other, String... parts) {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> other.run(resume(3), 1, new TrainingListener() {}))
                .getMessage();
        assertTrue(message.startsWith("can't resume from " + file + ": it is of another training: "), message);
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
        }
    }

    @Test
    void everyOptionButTheThreadsMakesAnotherTraining() {
        interrupt(FREE, fresh(3), 1, 4);
        TrainerOptions options = FREE.options();
        Map<String, TrainerOptions> others = new LinkedHashMap<>();
        others.put("steps is 14, but the checkpoint was made with 13 (the learning rate", options.withSteps(14));
        others.put("batch is 17, but the checkpoint was made with 16", options.withBatch(17));
        others.put("learning rate is 0.06, but the checkpoint was made with 0.05", options.withLearningRate(0.06));
        others.put(
                "decay is " + Decay.LINEAR + ", but the checkpoint was made with " + Decay.COSINE,
                options.withDecay(Decay.LINEAR));
        others.put("clip norm is 1.0, but the checkpoint was made with Infinity", options.withClipNorm(1));
        others.put("weight decay is 0.1, but the checkpoint was made with 0.0", options.withWeightDecay(0.1));
        others.put("averaging is 0.9, but the checkpoint was made with 0.8", options.withAveraging(0.9));
        others.put("validate every is 5, but the checkpoint was made with 4", options.withValidateEvery(5));
        others.put("patience is 16, but the checkpoint was made with 15", options.withPatience(16));
        others.put("shard is ", options.withShard(64));
        others.forEach((difference, other) -> assertOther(FREE.with(other), difference));
        // Whoever adds an option decides here whether it makes another training.
        List<String> known = List.of("threads");
        for (RecordComponent option : TrainerOptions.class.getRecordComponents()) {
            String name = option.getName().replaceAll("[A-Z]", " $0").toLowerCase(java.util.Locale.ROOT);
            assertTrue(
                    known.contains(name)
                            || others.keySet().stream().anyMatch(difference -> difference.startsWith(name + " is ")),
                    name);
        }
        assertOther(
                FREE.with(options.withSteps(20).withBatch(5)),
                "steps is 20, but the checkpoint was made with 13",
                "; batch is 5, but the checkpoint was made with 16");
    }

    @Test
    void soDoModelObjectiveSeedAndData() {
        interrupt(FREE, fresh(3), 1, 4);
        NetworkSpec spec = FREE.spec();
        assertOther(
                FREE.with(spec.withArchitecture(Mlp.of(5))), "network.widths is 5, but the checkpoint was made with 3");
        assertOther(
                FREE.with(spec.withArchitecture(Mlp.of(3).withActivation(Activation.TANH))),
                "activation is tanh, but the");
        assertOther(
                FREE.with(spec.withEncoding(Encoding.ORDINAL)),
                "encoding is ordinal, but the checkpoint was made with category");
        assertOther(FREE.with(spec.withHead(Unit.SCORE)), "head is SCORE, but the checkpoint was made with LOG_RATIO");
        assertOther(
                FREE.with(
                        new NetworkSpec(Family.TIED, spec.graph(), spec.architecture(), spec.encoding(), spec.head())),
                "family is tied, but the checkpoint was made with free");
        assertOther(
                FREE.with(new NetworkSpec(
                        Family.FREE, Graphs.grid(SPACE), spec.architecture(), spec.encoding(), spec.head())),
                "graph is grid, but the checkpoint was made with hamming");
        assertOther(new Training("", spec, "csm", 4, FREE.options(), DATA, VALIDATION, SEED), "tail 2.0", "tail 4.0");
        assertOther(new Training("", spec, "csm-mc", 2, FREE.options(), DATA, VALIDATION, SEED), "csm", "csm-mc");
        assertOther(
                new Training("", spec, "csm", 2, FREE.options(), DATA, VALIDATION, SEED + 1),
                "seed is " + (SEED + 1) + ", but the checkpoint was made with " + SEED);
        Dataset less = DATA.slice(0, 69);
        assertOther(
                new Training("", spec, "csm", 2, FREE.options(), less, VALIDATION, SEED),
                "it is of another training: training data is 69 rows, but the checkpoint was made with 70 rows");
        Dataset others = Dataset.of(DATA.schema(), new int[DATA.states().length], DATA.count());
        assertOther(
                new Training("", spec, "csm", 2, FREE.options(), others, VALIDATION, SEED),
                "it is of another training: training data is not that of the checkpoint, although it is 70 rows, too");
        // Another seed holds out other rows, which goes without saying.
        assertOther(
                new Training("", spec, "csm", 2, FREE.options(), others, VALIDATION, SEED + 1),
                "it is of another training: seed is " + (SEED + 1) + ", but the checkpoint was made with " + SEED);
        assertOther(
                new Training("", spec, "csm", 2, FREE.options(), DATA, null, SEED),
                "validation data is none, but the checkpoint was made with 30 rows");
    }

    @Test
    void whatIsMissingOrCanNotBeWrittenIsSaidBeforeTheFirstStep() throws IOException {
        Notes notes = new Notes();
        String missing = assertThrows(UncheckedIOException.class, () -> FREE.run(resume(1), 1, notes))
                .getMessage();
        assertEquals("can't resume from " + file + ": there is no such file", missing);
        Path nowhere = folder.resolve("nowhere/a");
        for (Path bad : List.of(nowhere, folder)) {
            UncheckedIOException failure =
                    assertThrows(UncheckedIOException.class, () -> FREE.run(new Checkpoint(bad, 1, false), 1, notes));
            assertTrue(failure.getMessage().startsWith("can't write the checkpoint " + bad), failure.getMessage());
            assertEquals(failure.getMessage(), failure.getCause().getMessage());
        }
        assertEquals(0, notes.firstStep);
        assertEquals(List.of(), names());
        assertThrows(IllegalArgumentException.class, () -> new Checkpoint(file, 0, false));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeCanNotHoldOne() throws Exception {
        assumeTrue(new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0);
        String message = assertThrows(
                        UncheckedIOException.class, () -> FREE.run(fresh(1), 1, new TrainingListener() {}))
                .getMessage();
        assertEquals(
                "can't write the checkpoint " + file + ": is not a regular file, so it could not be read again",
                message);
    }

    /** What it leads to goes once the model is saved, the link stays. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkIsFollowed() throws IOException {
        Path there = Files.createDirectories(folder.resolve("there")).resolve("a");
        Files.createSymbolicLink(file, there);
        interrupt(FREE, fresh(2), 1, 5);
        assertTrue(Files.isSymbolicLink(file) && Files.isRegularFile(there));
        assertTrue(Files.exists(new Checkpoint(file, 1, true).previous()));
        Checkpoint checkpoint = resume(2);
        assertNotNull(FREE.run(checkpoint, 1, new TrainingListener() {}));
        checkpoint.delete();
        assertTrue(Files.isSymbolicLink(file) && Files.notExists(there) && !checkpoint.exists());
    }

    @Test
    void whatAKillLeftHalfWrittenIsTakenAway() throws IOException {
        interrupt(FREE, fresh(2), 1, 5);
        Files.copy(file, folder.resolve(".a.checkpoint.999999999999.part"), StandardCopyOption.REPLACE_EXISTING);
        TrainingResult<NeuralModel> result = FREE.run(resume(2), 1, new TrainingListener() {});
        assertNotNull(result);
        assertEquals(List.of("a.checkpoint", "a.checkpoint.previous"), names());
    }

    @Test
    void anotherBackendIsNamed() throws IOException {
        interrupt(FREE, fresh(3), 1, 4);
        var archive = org.concretescore.nn.archive.internal.Archive.load(file, "CONCHECK", "checkpoint", 1);
        Map<String, String> texts = new LinkedHashMap<>(archive.texts());
        assertNotNull(texts.put("backend", "an abacus"));
        new org.concretescore.nn.archive.internal.Archive(1, texts, archive.vectors()).save(file, null, "CONCHECK");
        Notes notes = new Notes();
        assertSame(FREE.run(null, 1, new TrainingListener() {}), FREE.run(resume(3), 1, notes), "abacus");
        assertTrue(notes.lines.get(0).contains("the backend an abacus, this is "), notes.lines::toString);
    }
}
