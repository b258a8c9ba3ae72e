package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.file.SavedVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fit --from}. */
final class FromTest {
    @TempDir
    private Path folder;

    private Path rows(String name, boolean reals, String... extra) throws IOException {
        UniformRandomProvider random = new RandomStreams(8).stream(name);
        List<String> lines = new ArrayList<>(List.of("a,b"));
        for (int i = 0; i < 40; i++) {
            lines.add(
                    reals
                            ? random.nextDouble() + "," + 3 * random.nextDouble()
                            : "xyz".charAt(random.nextInt(3)) + "," + random.nextInt(2));
        }
        lines.addAll(List.of(extra));
        return Files.write(folder.resolve(name + ".csv"), lines);
    }

    private Cli.Outcome fit(Path data, Path save, Object... more) {
        List<Object> args = new ArrayList<>(List.of(
                "fit", "--data", data, "--save", save, "--out", folder.resolve("out"), "--batch", 8, "--averaging", 0));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    private static float[] parameters(Path file) throws IOException {
        SavedScores saved = ModelFile.loadScores(file);
        saved.model().close();
        return saved.model().parameters();
    }

    @Test
    void trainingBeginsAtTheModel() throws IOException {
        Path first = folder.resolve("first.csm");
        Path second = folder.resolve("second.csm");
        Object[] energy = {"--model", "energy", "--objective", "ratio", "--widths", 5};
        Object[] args = {
            "--model",
            "energy",
            "--objective",
            "csm",
            "--widths",
            5,
            "--from",
            first,
            "--learning-rate",
            "1e-30",
            "--steps",
            1
        };
        assertEquals(0, fit(rows("one", false), first, energy).status());
        // Without its label z, the new data alone would make another model.
        Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n" + "x,0\ny,1\nx,1\n".repeat(6));
        Cli.Outcome outcome = fit(other, second, args);
        assertEquals(0, outcome.status(), outcome.err());
        assertArrayEquals(parameters(first), parameters(second), 1e-7f);
        args[5] = 6;
        String message = last(fit(other, second, args));
        assertTrue(
                message.endsWith(
                        "training can't start from this model: its network.widths is 5, but 6 is to be trained"),
                message);
        args[5] = 5;
        message = last(fit(rows("unknown", false, "w,0"), second, args));
        assertTrue(message.contains("(read with the columns of the model " + first + ")"), message);
        message = fit(other, first, args).err();
        assertTrue(message.contains("--save " + first + " would overwrite --from " + first), message);
        assertFalse(Files.exists(folder.resolve("second.csm.checkpoint")));
    }

    @Test
    void soItDoesOnRealNumbers() throws IOException {
        Path first = folder.resolve("first.arcsm");
        Path second = folder.resolve("second.arcsm");
        Object[] args = {"--model", "arcsm", "--objective", "composite-denoising", "--widths", 6, "--steps", 20};
        assertEquals(0, fit(rows("one", true), first, args).status());
        Object[] more = {
            "--model",
            "arcsm",
            "--objective",
            "composite-denoising",
            "--widths",
            6,
            "--steps",
            1,
            "--learning-rate",
            "1e-30",
            "--from",
            first
        };
        Cli.Outcome outcome = fit(rows("two", true), second, more);
        assertEquals(0, outcome.status(), outcome.err());
        SavedVectors one = ModelFile.loadVectors(first);
        SavedVectors two = ModelFile.loadVectors(second);
        assertArrayEquals(one.model().parameters(), two.model().parameters(), 1e-7f);
        double[] a = {0.25, 1.5};
        double[] b = {0.25, 1.5};
        one.columns().restore(a);
        two.columns().restore(b);
        assertArrayEquals(a, b, "the parameters are for the units of the first data");
    }

    private static String last(Cli.Outcome outcome) {
        assertEquals(1, outcome.status(), outcome.err());
        return outcome.err().lines().reduce((a, b) -> b).orElseThrow();
    }
}
