package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.run.DataOptions;
import org.concretescore.examples.run.Fit;
import org.concretescore.examples.run.NetworkOptions;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.train.TrainerOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code fit --checkpoint-every} and {@code --resume}. */
final class ResumeTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path saved;
    private Path checkpoint;

    @BeforeEach
    void paths() throws IOException {
        UniformRandomProvider random = new RandomStreams(5).stream("rows");
        List<String> lines = new ArrayList<>(List.of("a,b,c"));
        for (int i = 0; i < 60; i++) {
            lines.add(random.nextInt(3) + "," + random.nextInt(2) + "," + random.nextInt(3));
        }
        data = Files.write(folder.resolve("data.csv"), lines);
        saved = folder.resolve("made/model.csm");
        checkpoint = folder.resolve("made/model.csm.checkpoint");
    }

    private Cli.Outcome fit(Object... more) {
        Map<Object, Object> options = new LinkedHashMap<>();
        options.put("--data", data);
        options.put("--save", saved);
        options.put("--out", folder.resolve("out"));
        Object[] usual = {
            "--model", "energy", "--objective", "csm-mc", "--widths", 4, "--batch", 8, "--steps", 40, "--averaging", 0.9
        };
        for (Object[] pairs : new Object[][] {usual, {"--validate-every", 10}, more}) {
            for (int i = 0; i < pairs.length; i += 2) {
                options.put(pairs[i], pairs[i + 1]);
            }
        }
        List<Object> args = new ArrayList<>(List.of("fit", "--json"));
        options.forEach((name, value) -> args.addAll(List.of(name, value)));
        return Cli.run(args.toArray());
    }

    private static float[] parameters(Path model) throws IOException {
        try (NeuralModel loaded = ModelFile.loadScores(model).model()) {
            return loaded.parameters();
        }
    }

    private static String last(Cli.Outcome outcome, int status) {
        assertEquals(status, outcome.status(), outcome.err());
        return outcome.err().lines().reduce((a, b) -> b).orElseThrow();
    }

    /** What {@link #fit} runs, stopped while it trains. */
    private void interrupt() {
        NetworkOptions energy = new NetworkOptions(
                NetworkOptions.Model.ENERGY,
                List.of(4),
                null,
                null,
                Unit.LOG_RATIO,
                false,
                NetworkOptions.of(NetworkOptions.Model.MADE).order(),
                1,
                null,
                0);
        Fit.Options defaults = Fit.Options.of(DataOptions.of(data.toString()), saved);
        Fit.Options options = new Fit.Options(
                defaults.data(),
                null,
                saved,
                Objectives.parse("csm-mc", Unit.LOG_RATIO, defaults.objectiveOptions()),
                defaults.objectiveOptions(),
                null,
                energy,
                false,
                TrainerOptions.defaults()
                        .withSteps(40)
                        .withBatch(8)
                        .withAveraging(0.9)
                        .withValidateEvery(10),
                7,
                null,
                null,
                new RunOptions(1, folder.resolve("out"), null));
        assertEquals(
                "stopped",
                assertThrows(IllegalStateException.class, () -> Fit.run(options, Cli.stopping(task -> true)))
                        .getMessage());
        assertTrue(Files.exists(checkpoint));
    }

    @Test
    void aResumedTrainingSavesWhatAnUndisturbedOneDoes() throws IOException {
        Path undisturbed = folder.resolve("undisturbed.csm");
        int loss = fit("--save", undisturbed, "--checkpoint-every", 0)
                .json()
                .get("steps")
                .intValue();
        assertEquals(40, loss);
        interrupt();
        assertEquals(List.of("model.csm.checkpoint", "model.csm.checkpoint.previous"), Cli.names(saved.getParent()));
        Cli.Outcome resumed = fit("--resume", checkpoint);
        assertEquals(0, resumed.status(), resumed.err());
        assertTrue(resumed.err().contains("goes on after step 35 of " + checkpoint), resumed.err());
        assertArrayEquals(parameters(undisturbed), parameters(saved));
        assertEquals(List.of("model.csm"), Cli.names(saved.getParent()), "what is done needs no checkpoint");
    }

    /** What comes in by a pipe is known again by its rows, not by its name. */
    @Test
    void dataMayComeFromStandardInput() throws IOException {
        Path undisturbed = folder.resolve("undisturbed.csm");
        assertEquals(0, fit("--save", undisturbed).status());
        interrupt();
        InputStream before = System.in;
        try {
            System.setIn(Files.newInputStream(data));
            assertEquals(0, fit("--resume", checkpoint, "--data", "-").status());
        } finally {
            System.setIn(before);
        }
        assertArrayEquals(parameters(undisturbed), parameters(saved));
    }

    @Test
    void anEndedTrainingLeavesNoCheckpoint() throws IOException {
        assertEquals(0, fit("--checkpoint-every", 3).status());
        assertEquals(List.of("model.csm"), Cli.names(saved.getParent()));
    }

    @Test
    void aDivergedOneKeepsIt() throws IOException {
        Object[] wild = {
            "--model", "mlp", "--objective", "csm", "--head", "raw", "--learning-rate", "1e9", "--averaging", 0
        };
        Object[] args = Arrays.copyOf(wild, wild.length + 4);
        System.arraycopy(new Object[] {"--checkpoint-every", 1, "--steps", 200}, 0, args, wild.length, 4);
        String message = last(fit(args), 1);
        assertTrue(message.contains("diverged"), message);
        assertTrue(Files.exists(checkpoint) && Files.exists(saved));
    }

    @Test
    void startingAnewSaysWhatItOverwrites() throws IOException {
        interrupt();
        Cli.Outcome anew = fit("--seed", 2);
        assertEquals(0, anew.status());
        assertTrue(
                anew.err().contains("a training that did not end has left the checkpoint " + checkpoint), anew.err());
        assertEquals(List.of("model.csm"), Cli.names(saved.getParent()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--steps;41;steps is 41, but the checkpoint was made with 40 (the learning rate falls over all steps)",
                "--seed;2;seed is 2, but the checkpoint was made with 1",
                "--tail;3;csm with tail 3.0 over 1 neighbors, but the checkpoint was made with csm-mc, csm with"
                        + " tail 2.0",
                "--widths;5;network.widths is 5, but the checkpoint was made with 4",
            })
    void anotherTrainingIsRefused(String option, String value, String difference) throws IOException {
        interrupt();
        byte[] before = Files.readAllBytes(checkpoint);
        String message = last(fit("--resume", checkpoint, option, value), 1);
        assertTrue(message.contains("can't resume from " + checkpoint + ": it is of another training: "), message);
        assertTrue(message.contains("another training: " + difference) || option.equals("--tail"), message);
        assertTrue(message.contains(difference) && !message.contains("SHA-256"), message);
        assertArrayEquals(before, Files.readAllBytes(checkpoint));
        assertFalse(Files.exists(saved));
    }

    @Test
    void changedDataAreRefused() throws IOException {
        interrupt();
        List<String> lines = new ArrayList<>(Files.readAllLines(data));
        lines.add("0,0,0");
        Files.write(data, lines);
        String message = last(fit("--resume", checkpoint), 1);
        assertTrue(
                message.endsWith(
                        "training data is 55 rows, but the checkpoint was made with 54 rows; validation data is not"
                                + " that of the checkpoint, although it is 6 rows, too"),
                message);
    }

    @Test
    void aDamagedOneIsPassedOver() throws IOException {
        Path undisturbed = folder.resolve("undisturbed.csm");
        assertEquals(0, fit("--save", undisturbed).status());
        interrupt();
        Files.write(checkpoint, Arrays.copyOf(Files.readAllBytes(checkpoint), 500));
        Cli.Outcome resumed = fit("--resume", checkpoint);
        assertEquals(0, resumed.status(), resumed.err());
        assertTrue(resumed.err().contains("cut short or damaged"), resumed.err());
        assertTrue(resumed.err().contains("goes on after step 28 of " + checkpoint + ".previous"), resumed.err());
        assertArrayEquals(parameters(undisturbed), parameters(saved));
    }

    @Test
    void whatIsNoCheckpointIsLeftAlone() throws IOException {
        assertEquals(0, fit().status());
        byte[] model = Files.readAllBytes(saved);
        Path other = folder.resolve("other.csm");
        String message = last(fit("--resume", saved, "--save", other), 1);
        assertTrue(message.contains(saved + ": is a model of discrete states, but a checkpoint is needed"), message);
        assertArrayEquals(model, Files.readAllBytes(saved));
        message = fit("--resume", saved).failure(2);
        assertTrue(message.contains("--resume must be a checkpoint, another file than --save, was " + saved), message);
        message = fit("--resume", saved, "--save", saved + ".previous").failure(2);
        assertTrue(message.contains("another file than --save"), message);
        assertArrayEquals(model, Files.readAllBytes(saved));
        assertFalse(Files.exists(other));
    }

    @Test
    void badArguments() throws IOException {
        String message = fit("--resume", checkpoint, "--checkpoint-every", 0).failure(2);
        assertTrue(message.contains("--checkpoint-every must be above 0 to resume, was 0"), message);
        message = fit("--checkpoint-every", -1).failure(2);
        assertTrue(message.contains("--checkpoint-every must be at least 0, was -1"), message);
        message = last(fit("--resume", checkpoint), 1);
        assertTrue(
                message.endsWith("--resume " + checkpoint + ": there is no such checkpoint; a training that came to its"
                        + " end has deleted its checkpoint"),
                message);
        assertEquals(List.of("data.csv"), Cli.names(folder), "nothing is made for a training that can't begin");
        Path taken = Files.createDirectories(folder.resolve("model.csm.checkpoint"));
        message = last(fit("--save", folder.resolve("model.csm")), 1);
        assertTrue(message.contains("can't write the file " + taken + ": is a folder"), message);
    }
}
