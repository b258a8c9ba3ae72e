package org.concretescore.examples;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.model.NeuralModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command {@code fit} in a virtual machine of its own, killed at random moments and resumed until it ends: it must
 * end with exactly the parameters of an undisturbed run. Steps are so short, and checkpoints so frequent, that many
 * kills hit the writing of one. {@code -Dconcrete.kills=20} says how many kills, {@code -Dconcrete.seed} when they
 * come.
 */
@Tag("slow")
final class KillTest {
    private static final int KILLS = Integer.getInteger("concrete.kills", 200);
    private static final int STEPS = Integer.getInteger("concrete.kills.steps", 6000);
    private static final int EVERY = 3;
    /** The longest that a process lives after its first step, in ms. */
    private static final int LIFE = 400;
    /** Of this many kills, one comes at any time since the start of the process, the others while it trains. */
    private static final int EARLY = 10;

    @TempDir
    private Path folder;

    private Path data;
    private int kills;
    private int halfWritten;
    private int betweenRenames;
    private int early;

    private ProcessBuilder fit(Path saved, int every, Object... more) {
        List<Object> args = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.concretescore.examples.Main",
                "fit",
                "--data",
                data,
                "--save",
                saved,
                "--out",
                folder.resolve("out"),
                "--steps",
                STEPS,
                "--checkpoint-every",
                every));
        args.addAll(List.of(
                "--model",
                "made",
                "--objective",
                "csm-mc",
                "--widths",
                "6",
                "--masks",
                2,
                "--batch",
                8,
                "--validate-every",
                100,
                "--patience",
                0,
                "--threads",
                1));
        args.addAll(List.of(more));
        return new ProcessBuilder(args.stream().map(Object::toString).toList())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
    }

    private static float[] parameters(Path model) throws IOException {
        try (NeuralModel loaded = ModelFile.loadScores(model).model()) {
            return loaded.parameters();
        }
    }

    private static long stamp(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            // Not there yet, or just now being renamed.
            return -1;
        }
    }

    @Test
    void everyResumeSucceedsAndTheEndIsTheUndisturbedOne() throws Exception {
        UniformRandomProvider random = STREAMS.stream("kills");
        List<String> lines = new ArrayList<>(List.of("a,b,c"));
        for (int i = 0; i < 80; i++) {
            lines.add(random.nextInt(3) + "," + random.nextInt(2) + "," + random.nextInt(4));
        }
        data = Files.write(folder.resolve("data.csv"), lines);
        Path undisturbed = folder.resolve("undisturbed.csm");
        assertEquals(0, fit(undisturbed, 0).start().waitFor(), this::log);
        float[] expected = parameters(undisturbed);
        int runs = 0;
        while (kills < KILLS) {
            Path saved = Files.createDirectories(folder.resolve("run" + runs++)).resolve("model.csm");
            runToTheEnd(saved, random);
            assertArrayEquals(expected, parameters(saved));
            assertEquals(List.of("model.csm"), Cli.names(saved.getParent()));
        }
        System.out.println(kills + " kills in " + runs + " trainings: " + early + " before a first checkpoint, "
                + halfWritten + " with a checkpoint half written, " + betweenRenames + " between the two renames");
        assertTrue(KILLS < 100 || halfWritten > 0, "no kill hit the writing of a checkpoint");
    }

    private void runToTheEnd(Path saved, UniformRandomProvider random) throws Exception {
        Path checkpoint = saved.resolveSibling("model.csm.checkpoint");
        Path previous = saved.resolveSibling("model.csm.checkpoint.previous");
        while (true) {
            boolean there = Files.exists(checkpoint) || Files.exists(previous);
            long before = stamp(checkpoint);
            Process process = (there ? fit(saved, EVERY, "--resume", checkpoint) : fit(saved, EVERY)).start();
            if (kills < KILLS) {
                if (kills % EARLY == 0) {
                    process.waitFor(random.nextInt(3000), TimeUnit.MILLISECONDS);
                } else {
                    long now = before;
                    while (process.isAlive() && (now < 0 || now == before)) {
                        Thread.sleep(2);
                        now = stamp(checkpoint);
                    }
                    process.waitFor(random.nextInt(LIFE), TimeUnit.MILLISECONDS);
                }
                if (process.isAlive()) {
                    process.destroyForcibly().waitFor();
                    count(checkpoint, previous);
                    continue;
                }
            }
            assertEquals(0, process.waitFor(), this::log);
            return;
        }
    }

    private void count(Path checkpoint, Path previous) throws IOException {
        kills++;
        if (!Files.exists(checkpoint)) {
            if (Files.exists(previous)) {
                betweenRenames++;
            } else {
                early++;
            }
        }
        if (Cli.names(checkpoint.getParent()).stream().anyMatch(name -> name.endsWith(".part"))) {
            halfWritten++;
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
