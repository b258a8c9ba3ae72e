package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.file.SavedVectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in virtual machines of their own, to which signals are sent. */
final class SignalTest {
    /** In seconds, for what takes a few. */
    private static final long PATIENCE = 120;

    @TempDir
    private Path folder;

    /** Processes that a shell has started in the background ignore SIGINT, and so do their children. */
    private static final String INTERRUPT = ignoresInterrupts() ? "TERM" : "INT";

    private final List<String> options = new ArrayList<>();
    private Path log;
    private Path data;
    private Process process;

    @BeforeEach
    void files() throws IOException {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "signals are sent by kill");
        log = folder.resolve("log");
        UniformRandomProvider random = new RandomStreams(3).stream("rows");
        List<String> lines = new ArrayList<>(List.of("a,b,c"));
        for (int i = 0; i < 80; i++) {
            lines.add(random.nextInt(3) + "," + random.nextInt(2) + "," + random.nextInt(4));
        }
        data = Files.write(folder.resolve("data of mine.csv"), lines);
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private static boolean ignoresInterrupts() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
        } catch (IOException e) {
            return false;
        }
    }

    private static int statusOf(String signal) {
        return signal.equals("INT") ? 130 : 143;
    }

    private static Object[] with(Object[] args, Object... more) {
        List<Object> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return all.toArray();
    }

    private void start(Object... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.concretescore.examples.Main"));
        command.addAll(1, options);
        for (Object arg : args) {
            command.add(arg.toString());
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private void send(String signal) throws Exception {
        assertTrue(process.isAlive(), this::said);
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor());
    }

    private int status() throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE, TimeUnit.SECONDS), this::said);
        return process.exitValue();
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void await(String text) throws InterruptedException {
        for (int i = 0; i < 100 * PATIENCE && !said().contains(text) && process.isAlive(); i++) {
            Thread.sleep(10);
        }
        assertTrue(said().contains(text), this::said);
    }

    private void awaitFile(Path file) throws InterruptedException {
        for (int i = 0; i < 100 * PATIENCE && !Files.exists(file) && process.isAlive(); i++) {
            Thread.sleep(10);
        }
        assertTrue(Files.exists(file), this::said);
    }

    /** The command that was printed, in this process. */
    private Cli.Outcome goOn() {
        String line = said().lines()
                .filter(l -> l.startsWith("concrete fit: to continue: ./concrete "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said()));
        List<Object> words = new ArrayList<>();
        // Quoted where a shell would take it apart.
        for (String part : line.substring(line.indexOf("./concrete ") + 11).split(" (?=(?:[^']*'[^']*')*[^']*$)")) {
            words.add(part.startsWith("'") ? part.substring(1, part.length() - 1) : part);
        }
        return Cli.run(words.toArray());
    }

    private static float[] parameters(Path file) throws IOException {
        SavedScores saved = ModelFile.loadScores(file);
        saved.model().close();
        return saved.model().parameters();
    }

    @Test
    void fitSavesWhatItHasAndGoesOnAsIfItHadNeverBeenStopped() throws Exception {
        Path saved = Files.createDirectories(folder.resolve("made")).resolve("model.csm");
        Object[] common = {
            "fit",
            "--data",
            data,
            "--model",
            "made",
            "--objective",
            "csm-mc",
            "--widths",
            6,
            "--masks",
            2,
            "--batch",
            8,
            "--steps",
            10_000,
            "--validate-every",
            100,
            "--patience",
            0,
            "--threads",
            2,
            "--out",
            folder.resolve("out")
        };
        Path whole = folder.resolve("whole.csm");
        assertEquals(0, Cli.run(with(common, "--save", whole)).status());
        start(with(common, "--save", saved, "--checkpoint-every", 150));
        for (int round = 0; round < 2; round++) {
            String signal = round == 0 ? INTERRUPT : "TERM";
            awaitFile(saved.resolveSibling("model.csm.checkpoint.previous"));
            send(signal);
            assertEquals(statusOf(signal), status(), this::said);
            assertTrue(said().contains("concrete fit: stopped after step "), this::said);
            assertEquals(
                    List.of("model.csm", "model.csm.checkpoint", "model.csm.checkpoint.previous"),
                    Cli.names(saved.getParent()));
            assertTrue(ModelFile.loadScores(saved).notes().get("stopped").startsWith("after step "));
            assertTrue(Files.exists(folder.resolve("out/report.html")));
            if (round == 0) {
                start(with(common, "--save", saved, "--checkpoint-every", 150, "--resume", saved + ".checkpoint"));
                await("goes on after step ");
            }
        }
        assertEquals(0, goOn().status());
        assertArrayEquals(parameters(whole), parameters(saved));
        assertFalse(ModelFile.loadScores(saved).notes().containsKey("stopped"));
        assertEquals(List.of("model.csm"), Cli.names(saved.getParent()));
    }

    @Test
    void soDoesFitOfRealNumbers() throws Exception {
        UniformRandomProvider random = new RandomStreams(4).stream("rows");
        List<String> lines = new ArrayList<>(List.of("x,y"));
        for (int i = 0; i < 90; i++) {
            lines.add(random.nextDouble() + "," + random.nextDouble());
        }
        Path reals = Files.write(folder.resolve("reals.csv"), lines);
        Object[] common = {
            "fit",
            "--data",
            reals,
            "--model",
            "arcsm",
            "--objective",
            "composite-denoising",
            "--widths",
            8,
            "--steps",
            600,
            "--batch",
            16,
            "--validate-every",
            50,
            "--patience",
            0,
            "--out",
            folder.resolve("out")
        };
        Path whole = folder.resolve("whole.csv.arcsm");
        assertEquals(0, Cli.run(with(common, "--save", whole)).status());
        Path saved = folder.resolve("stopped.arcsm");
        start(with(common, "--save", saved, "--checkpoint-every", 5));
        awaitFile(folder.resolve("stopped.arcsm.checkpoint"));
        send(INTERRUPT);
        assertEquals(statusOf(INTERRUPT), status(), this::said);
        SavedVectors stopped = ModelFile.loadVectors(saved);
        assertTrue(stopped.notes().get("stopped").startsWith("after step "));
        assertEquals(0, goOn().status());
        assertArrayEquals(
                ModelFile.loadVectors(whole).model().parameters(),
                ModelFile.loadVectors(saved).model().parameters());
    }

    @Test
    void sampleWritesWholeRowsAndAnEvaluationNothing() throws Exception {
        Path model = folder.resolve("model.csm");
        assertEquals(
                0,
                Cli.run(
                                "fit",
                                "--data",
                                data,
                                "--model",
                                "energy",
                                "--objective",
                                "ratio",
                                "--widths",
                                4,
                                "--steps",
                                20,
                                "--save",
                                model,
                                "--out",
                                folder.resolve("out"))
                        .status());
        Path samples = folder.resolve("samples.csv");
        start(
                "sample",
                "--model",
                model,
                "-n",
                4_000_000,
                "--chains",
                1000,
                "--burn-in",
                10,
                "--thinning",
                10_000,
                "--sampler",
                "mh",
                "--output",
                samples,
                "--out",
                folder.resolve("out"));
        await("the chains ran 10 steps");
        Thread.sleep(2000);
        send("TERM");
        assertEquals(143, status(), this::said);
        assertTrue(said().contains("of 4000000 samples, which are in " + samples), this::said);
        List<String> rows = Files.readAllLines(samples);
        assertEquals("a,b,c", rows.get(0));
        assertTrue(rows.size() > 1 && rows.size() % 1000 == 1, rows.size() + " rows");
        assertTrue(rows.stream().skip(1).allMatch(row -> row.matches("\\d,\\d,\\d")));
        start("mcmc", "--size", 10, "--sampler", "mh", "--budget", 1_000_000_000_000L, "--out", folder.resolve("mcmc"));
        awaitFile(folder.resolve("mcmc"));
        send(INTERRUPT);
        assertEquals(statusOf(INTERRUPT), status(), this::said);
        assertTrue(said().contains("concrete mcmc: stopped before the end"), this::said);
    }

    @Test
    void aSecondSignalEndsAtOnce() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        // Nobody ever writes to it, and whoever waits for it can't be interrupted.
        options.add("-Xlog:class+load:stdout");
        start("sample", "--model", fifo, "-n", 5, "--out", folder.resolve("out"));
        // By then it hears signals.
        await("org.concretescore.examples.command.SampleCommand ");
        send(INTERRUPT);
        await("concrete: stopping");
        assertTrue(process.isAlive());
        send(INTERRUPT);
        assertEquals(statusOf(INTERRUPT), status());
    }
}
