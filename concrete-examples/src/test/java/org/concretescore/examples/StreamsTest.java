package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.concretescore.examples.command.StandardOutput;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Standard input and output, pipes, links and devices in place of files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StreamsTest {
    private Path folder;
    private Path bits;
    private Path model;
    private Path arcsm;
    private Path out;

    @BeforeAll
    void models(@TempDir Path shared) throws IOException {
        folder = shared;
        out = folder.resolve("out");
        bits = Cli.write(folder.resolve("bits.csv"), "a,b", "0,1", "1,0", "1,1", "0,0");
        Path real = Cli.write(folder.resolve("real.csv"), "a,b", "0.5,1.5", "1,0.2", "1,1", "-2,0");
        model = folder.resolve("bits.model");
        arcsm = folder.resolve("real.model");
        assertEquals(0, fit(bits, "made", "likelihood", model).status());
        assertEquals(0, fit(real, "arcsm", "composite-denoising", arcsm).status());
    }

    private Cli.Outcome fit(Object data, String family, String objective, Object save, Object... more) {
        Object[] args = {"fit", "--data", data, "--model", family, "--objective", objective, "--save", save};
        return run(args, "--widths", 4, "--steps", 3, more);
    }

    private Cli.Outcome run(Object[] args, Object... more) {
        return Cli.run(Stream.of(args, more, new Object[] {"--out", out})
                .flatMap(Arrays::stream)
                .flatMap(arg -> arg instanceof Object[] several ? Arrays.stream(several) : Stream.of(arg))
                .toArray());
    }

    private Cli.Outcome run(Object... args) {
        return run(args, new Object[0]);
    }

    private static Cli.Outcome withInput(byte[] input, Supplier<Cli.Outcome> command) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input));
        try {
            return command.get();
        } finally {
            System.setIn(before);
        }
    }

    private static JsonNode lastLine(String text) throws IOException {
        return new ObjectMapper().readTree(text.lines().reduce((a, b) -> b).orElseThrow());
    }

    private static void makePipe(Path pipe) throws Exception {
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    }

    private static CompletableFuture<String> reading(Path pipe) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    @Test
    void standardOutputHoldsTheTableAlone() throws IOException {
        for (Path of : List.of(model, arcsm)) {
            Path file = folder.resolve("drawn.csv");
            assertEquals(
                    0, run("sample", "--model", of, "-n", 5, "--output", file).status());
            Cli.Outcome drawn = run("sample", "--model", of, "-n", 5, "--output", "-", "--json");
            assertEquals(0, drawn.status(), drawn.err());
            assertEquals(Files.readString(file), drawn.out());
            assertEquals(5, lastLine(drawn.err()).get("n").intValue());
            Cli.Outcome plain = run("sample", "--model", of, "-n", 5, "--output", "-");
            assertEquals(drawn.out(), plain.out());
            assertTrue(plain.err().contains("sampler"), plain.err());
        }
        Cli.Outcome scored = run("score", "--model", model, "--data", bits, "--output", "-", "--json");
        assertEquals(1 + 4 * 2, scored.out().lines().count(), scored.out());
        assertEquals(8, lastLine(scored.err()).get("edges").intValue());
        assertFalse(Files.exists(Path.of("-")) || Files.exists(Path.of("-.json")));
    }

    @Test
    void standardInputIsData() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(bits));
        }
        Object[] evaluate = {"evaluate", "--model", model, "--json"};
        JsonNode expected = run(evaluate, "--data", bits).json();
        JsonNode actual = withInput(packed.toByteArray(), () -> run(evaluate, "--data", "-"))
                .json();
        assertEquals(4, actual.get("n").intValue());
        assertEquals(
                expected.get("mean_log_likelihood").doubleValue(),
                actual.get("mean_log_likelihood").doubleValue(),
                1e-12);
        byte[] holes = "0,\n,1\n".getBytes(StandardCharsets.UTF_8);
        Cli.Outcome filled =
                withInput(holes, () -> run("sample", "--model", model, "-n", 1, "--given", "-", "--output", "-"));
        assertEquals(3, filled.out().lines().count(), filled.err());
        Cli.Outcome fitted = withInput(
                "x\n1.5\n2.5\n3\n4\n".getBytes(StandardCharsets.UTF_8),
                () -> fit("-", "arcsm", "composite", folder.resolve("piped.model"), "--json"));
        assertEquals(1, fitted.json().get("columns").intValue());
        Cli.Outcome bad =
                withInput("a,b\n0,1\n0\n".getBytes(StandardCharsets.UTF_8), () -> run(evaluate, "--data", "-"));
        assertTrue(bad.failure(1).contains("standard input:3"), bad.err());
    }

    @Test
    void standardInputIsReadOnce() {
        for (String family : List.of("energy", "arcsm")) {
            String objective = family.equals("energy") ? "csm" : "composite";
            String message = fit("-", family, objective, folder.resolve("no.model"), "--valid", "-")
                    .failure(2);
            assertTrue(
                    message.contains("--data - and --valid - are the same stream, which can be read only once; one of"
                            + " them must be a file"),
                    message);
        }
        String message = run("evaluate", "--model", "-", "--data", bits).failure(1);
        assertTrue(message.contains("standard input: is not a regular file; a model file is read twice"), message);
        message = fit(bits, "energy", "csm", "-").failure(2);
        assertTrue(message.contains("--save must be a file, because a model is not a text, was -"), message);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void pipesAreReadAndWritten() throws Exception {
        Path in = folder.resolve("in");
        Path pipe = folder.resolve("pipe");
        makePipe(in);
        makePipe(pipe);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                Files.write(in, Files.readAllBytes(bits));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        CompletableFuture<String> read = reading(pipe);
        JsonNode result = run("score", "--model", model, "--data", in, "--output", pipe, "--json")
                .json();
        writing.get(30, TimeUnit.SECONDS);
        assertEquals(8, result.get("edges").intValue());
        assertEquals(9, read.get(30, TimeUnit.SECONDS).lines().count());
        assertFalse(Files.isRegularFile(pipe) || Files.exists(folder.resolve("pipe.json")));

        read = reading(pipe);
        assertEquals(0, fit(bits, "energy", "csm", pipe).status());
        assertTrue(read.get(30, TimeUnit.SECONDS).startsWith("CONCRETE")
                || read.get().contains("MalformedInput"));
        assertFalse(Files.isRegularFile(pipe) || Files.exists(folder.resolve("pipe.checkpoint")));
        String message = run("evaluate", "--model", pipe, "--data", bits).failure(1);
        assertTrue(message.contains(pipe + ": is not a regular file; a model file is read twice"), message);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksAreFollowed() throws IOException {
        Path there = Files.createDirectories(folder.resolve("there"));
        Path saved = Files.createSymbolicLink(folder.resolve("link.model"), Path.of("there/a.model"));
        assertEquals(0, fit(bits, "made", "likelihood", saved).status());
        assertEquals(List.of("a.model"), Cli.names(there));
        Path samples = Files.createSymbolicLink(folder.resolve("link.csv"), there.resolve("a.csv"));
        Files.writeString(there.resolve("a.csv"), "old");
        assertEquals(
                0, run("sample", "--model", saved, "-n", 3, "--output", samples).status());
        assertTrue(Files.isSymbolicLink(saved) && Files.isSymbolicLink(samples));
        assertEquals(4, Files.readAllLines(there.resolve("a.csv")).size());
        Path report = Files.createSymbolicLink(
                Files.createDirectories(folder.resolve("reports")).resolve("report.html"), there.resolve("r.html"));
        Object[] sample = {"sample", "--model", saved, "-n", 3, "--output", samples, "--out", report.getParent()};
        assertEquals(0, Cli.run(sample).status());
        assertTrue(Files.isSymbolicLink(report) && Files.isRegularFile(there.resolve("r.html")));
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        String message =
                run("sample", "--model", saved, "-n", 3, "--output", loop).failure(1);
        assertTrue(message.contains("can't write the file " + loop + ": is a link that leads to itself"), message);
    }

    /** The device that is always full stands for a disk that is. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFullDiskNamesWhatCouldNotBeWritten() throws Exception {
        Path full = folder.resolve("full");
        assumeTrue(new ProcessBuilder("mknod", full.toString(), "c", "1", "7")
                        .start()
                        .waitFor()
                == 0);
        assumeTrue(Files.isWritable(full), "devices don't work in this folder");
        String message =
                run("sample", "--model", model, "-n", 9, "--output", full).failure(1);
        String reason = full + ": can't be written: No space left on device";
        assertTrue(message.endsWith("can't write the samples: " + reason), message);
        message =
                run("score", "--model", model, "--data", bits, "--output", full).failure(1);
        assertTrue(message.endsWith("can't write the scores: " + reason), message);
        Cli.Outcome fitted = fit(bits, "energy", "csm", full);
        assertEquals(1, fitted.status());
        assertTrue(fitted.err().strip().endsWith("can't write the model: " + reason), fitted.err());
        assertFalse(Files.isRegularFile(full) || Files.exists(folder.resolve("full.checkpoint")));
    }

    /** A reader that goes away after some bytes. */
    private static final class Deaf extends OutputStream {
        private final String reason;
        private int left = 100;

        Deaf(String reason) {
            this.reason = reason;
        }

        @Override
        public void write(int b) throws IOException {
            if (left-- <= 0) {
                throw new IOException(reason);
            }
        }
    }

    private Cli.Outcome writingTo(String reason, Object... args) {
        StringWriter err = new StringWriter();
        PrintWriter to = new PrintWriter(new StandardOutput(new Deaf(reason)), true, StandardCharsets.UTF_8);
        String[] texts = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        int status = Main.execute(texts, to, new PrintWriter(err));
        return new Cli.Outcome(status, "", err.toString());
    }

    @Test
    void aReaderThatHasReadEnoughEndsTheCommandQuietly() {
        Object[] sample = {"sample", "--model", model, "-n", 20_000, "--output", "-", "--out", out};
        assertEquals(new Cli.Outcome(141, "", ""), writingTo("Broken pipe", sample));
        assertEquals(new Cli.Outcome(141, "", ""), writingTo("Broken pipe", "help", "fit"));
        Object[] json = {"sample", "--model", model, "-n", 2, "--out", out, "--json"};
        assertEquals(new Cli.Outcome(141, "", ""), writingTo("Broken pipe", json));
        for (Object[] args : List.of(sample, json)) {
            assertEquals(
                    "concrete: can't write to standard output: No space left on device",
                    writingTo("No space left on device", args).failure(1));
        }
    }

    /** What a script says that runs the command line as {@code "$@"}. */
    private String shell(String script) throws IOException {
        Process process = new ProcessBuilder(
                        "sh",
                        Files.writeString(folder.resolve("run.sh"), script + "\n")
                                .toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "org.concretescore.examples.Main")
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The launcher chooses a locale that has all characters; whoever runs java finds out what would help. */
    @Test
    @DisabledOnOs({OS.WINDOWS, OS.MAC})
    void aPathThatTheLocaleCanNotExpress() throws IOException {
        String said = shell("LC_ALL=C; export LC_ALL; \"$@\" sample --model /ä.model -n 1\n"
                + "\"$@\" fit --model arcsm --objective composite --save m --data /ä.csv");
        assertEquals(2, said.lines().count(), said);
        said.lines()
                .forEach(line -> assertTrue(
                        line.contains("is not a path: it has characters that the locale's character set ")
                                && line.contains(" does not have; set the environment variable LC_ALL to C.UTF-8")
                                && !line.contains("Exception"),
                        line));
    }

    /** The process's own output, which is no longer that of System.out. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theProcessWritesToItsDescriptor() throws Exception {
        String said = shell("(\"$@\" fit --help; echo $? > '" + folder + "/rc') | head -n 1");
        assertEquals(1, said.lines().count(), said);
        assertTrue(said.startsWith("Usage: "), said);
        assertTrue(
                List.of("0", "141")
                        .contains(Files.readString(folder.resolve("rc")).strip()),
                said);
    }
}
