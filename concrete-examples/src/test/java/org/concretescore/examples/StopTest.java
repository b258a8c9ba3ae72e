package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.examples.csm.Toy1d;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.GraphSpec;
import org.concretescore.examples.run.RunOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands whose thread is interrupted, as Ctrl-C does it; {@link SignalTest} sends signals to processes. What a
 * command is told to stop at is what it says, so that nothing depends on how fast it is.
 */
final class StopTest {
    @TempDir
    private Path folder;

    private Path out;

    @AfterEach
    void forget() {
        Thread.interrupted();
    }

    /**
     * Runs a command on this thread, which is interrupted as soon as the command has said a text; before, if it is
     * empty.
     */
    private Cli.Outcome run(String text, Object... args) {
        out = folder.resolve("out");
        String[] all = Stream.concat(Stream.of(args), Stream.of("--out", out))
                .map(Object::toString)
                .toArray(String[]::new);
        StringWriter result = new StringWriter();
        StringWriter err = new StringWriter() {
            @Override
            public void write(String string, int offset, int length) {
                super.write(string, offset, length);
                if (toString().contains(text)) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        if (text.isEmpty()) {
            Thread.currentThread().interrupt();
        }
        int status = Main.execute(all, new PrintWriter(result), new PrintWriter(err));
        assertTrue(Thread.interrupted(), "it was not interrupted, or the flag was taken away: " + err);
        return new Cli.Outcome(status, result.toString(), err.toString());
    }

    /** The files that are there, of which none is half written. */
    private List<String> assertStopped(String command, Cli.Outcome outcome) throws IOException {
        assertEquals(130, outcome.status(), outcome.err());
        assertEquals("", outcome.out());
        String last = outcome.err().lines().reduce((a, b) -> b).orElseThrow();
        assertEquals("concrete " + command + ": stopped before the end", last);
        return Cli.names(out);
    }

    /** Three columns, a fit to them, and splits by a common prefix. */
    private Path model() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(i % 2 + "," + i / 2 % 2 + "," + (i % 3 == 0 ? 1 : 0));
        }
        for (String split : List.of("train", "valid", "test")) {
            Files.write(folder.resolve("bits." + split + ".csv"), rows);
            Files.write(folder.resolve("bits." + split + ".data.gz"), gzip(String.join("\n", rows) + "\n"));
        }
        Path model = folder.resolve("bits.model");
        Cli.Outcome fit = Cli.run(
                "fit",
                "--data",
                folder.resolve("bits.train.csv"),
                "--model",
                "energy",
                "--objective",
                "csm",
                "--widths",
                4,
                "--steps",
                3,
                "--save",
                model,
                "--out",
                folder.resolve("fit"));
        assertEquals(0, fit.status(), fit.err());
        return model;
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toy1d --steps 20 --samples 500 --train-samples 500",
                "toy2d --dataset circles --bins 5 --objective csm --steps 20",
                "toy2d --dataset circles --gray --objective csm-mc --train-samples 50 --steps 20",
                "tabular --dataset PREFIX --objective csm --steps 20",
                "evaluate --model MODEL --data DATA",
                "evaluate --model MODEL --data DATA --estimator sandwich",
                "score --model MODEL --data DATA",
                "mcmc --size 3 --budget 2000",
                "mcmc --size 3 --budget 2000 --local --adapt",
                "arcsm-2d --dataset circles --steps 5",
                "arcsm-gaussian --dimension 2 --steps 5",
                "relaxed-gradients --samples 100",
                "bench",
            })
    void whatIsInterruptedBeforeItBeginsWritesNothing(String line) throws IOException {
        Path model = model();
        Object[] args = Stream.of(line.split(" "))
                .map(word -> switch (word) {
                    case "MODEL" -> model;
                    case "DATA" -> folder.resolve("bits.test.csv");
                    case "PREFIX" -> folder.resolve("bits");
                    default -> word;
                })
                .toArray();
        assertEquals(List.of(), assertStopped(line.split(" ")[0], run("", args)));
    }

    @Test
    void toy2dKeepsTheObjectivesThatAreDone() throws IOException {
        Cli.Outcome outcome = run(
                "csm: KL",
                "toy2d",
                "--dataset",
                "circles",
                "--bins",
                5,
                "--objective",
                "csm,ratio",
                "--steps",
                20,
                "--train-samples",
                100,
                "--widths",
                4);
        assertEquals(List.of("figure3.png", "report.html"), assertStopped("toy2d", outcome));
        assertRows("csm", "ratio");
    }

    @Test
    void tabularKeepsTheRowsThatAreDone() throws IOException {
        model();
        Cli.Outcome outcome = run(
                "csm: -",
                "tabular",
                "--dataset",
                folder.resolve("bits"),
                "--objective",
                "csm,ratio",
                "--steps",
                20,
                "--widths",
                4);
        assertEquals(List.of("report.html", "tabular.png"), assertStopped("tabular", outcome));
        assertRows("csm", "ratio");
    }

    private void assertRows(String done, String notDone) throws IOException {
        String report = Files.readString(out.resolve("report.html"));
        assertTrue(report.contains("<td>" + done + "</td>") && report.endsWith("</html>\n"), report);
        assertFalse(report.contains("<td>" + notDone + "</td>"), report);
    }

    @Test
    void mcmcWritesAllSamplersOrNone() throws IOException {
        Cli.Outcome outcome = run("mh: ESS", "mcmc", "--size", 3, "--sampler", "mh,gibbs", "--budget", 2000);
        assertEquals(List.of(), assertStopped("mcmc", outcome));
        assertFalse(outcome.err().contains("gibbs: ESS"), outcome.err());
    }

    /** Interrupts the thread that has made it at the first step of a task. */
    private static Console interrupting(String task) {
        Thread thread = Thread.currentThread();
        return new Console() {
            @Override
            public void note(String line) {}

            @Override
            public Progress progress(String name, long steps) {
                return (step, detail) -> {
                    if (name.equals(task)) {
                        thread.interrupt();
                    }
                };
            }
        };
    }

    /** Whichever part of it is under way. */
    @ParameterizedTest
    @ValueSource(strings = {"training", "sampling", "Langevin"})
    void toy1dWritesNothing(String task) throws IOException {
        Path pmf = Cli.write(folder.resolve("pmf.txt"), "3", "1", "2");
        Toy1d.Options options = new Toy1d.Options(
                pmf,
                new GraphSpec("cycle"),
                Objectives.csm(),
                1000,
                50_000,
                200,
                new RunOptions(1, folder.resolve("out"), null));
        assertThrows(StoppedException.class, () -> Toy1d.run(options, interrupting(task)));
        assertTrue(Thread.interrupted());
        assertEquals(List.of(), Cli.names(folder.resolve("out")));
    }
}
