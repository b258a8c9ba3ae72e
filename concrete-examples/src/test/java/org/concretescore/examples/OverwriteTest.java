package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No command writes over what it reads. */
final class OverwriteTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path real;
    private Path model;
    private Path arcsm;

    @BeforeEach
    void models() throws IOException {
        data = Cli.write(folder.resolve("bits.csv"), "a,b", "0,1", "1,0", "1,1", "0,0");
        real = Cli.write(folder.resolve("real.csv"), "a,b", "0.5,1.5", "1,0.2", "1,1", "-2,0");
        model = folder.resolve("my.model");
        arcsm = folder.resolve("real.model");
        assertEquals(0, fit(data, "energy", model).status());
        assertEquals(0, fit(real, "arcsm", arcsm).status());
    }

    private Cli.Outcome fit(Path from, String family, Path save, Object... more) {
        List<Object> args = new ArrayList<>(List.of("fit", "--data", from, "--model", family, "--save", save));
        args.addAll(List.of("--objective", family.equals("arcsm") ? "composite" : "csm", "--widths", 2, "--steps", 2));
        args.addAll(List.of("--out", folder.resolve("out")));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        for (String name : Cli.names(folder)) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                contents.put(file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    /** Status 2, a last line that names both, and all files as they were. */
    private void assertKept(String message, Map<Path, String> before, Cli.Outcome outcome) throws IOException {
        assertEquals(2, outcome.status(), outcome.err());
        String last = outcome.err().lines().reduce((a, b) -> b).orElseThrow();
        assertEquals(message, last.replaceFirst("^concrete \\w+: ", "").replaceFirst(" \\(see .*", ""));
        assertEquals(before, contents());
    }

    @Test
    void trainingKeepsItsData() throws IOException {
        Path valid = Files.copy(real, folder.resolve("valid.csv"));
        Path bits = Files.copy(data, folder.resolve("data.csv.checkpoint"));
        Path link = Files.createLink(folder.resolve("link.csv"), data);
        Path split = Files.copy(data, folder.resolve("p.train.csv"));
        Files.copy(data, folder.resolve("p.valid.csv"));
        Map<Path, String> before = contents();
        assertKept("--save " + data + " would overwrite --data " + data, before, fit(data, "energy", data));
        assertKept("--save " + real + " would overwrite --data " + real, before, fit(real, "arcsm", real));
        Path roundabout = folder.resolve("out/../bits.csv");
        assertKept("--save " + roundabout + " would overwrite --data " + link, before, fit(link, "energy", roundabout));
        assertKept(
                "--save " + valid + " would overwrite --valid " + valid,
                before,
                fit(real, "arcsm", valid, "--valid", valid));
        assertKept(
                "--save " + bits + " would overwrite --valid " + bits,
                before,
                fit(data, "energy", bits, "--valid", bits, "--checkpoint-every", 0));
        // The checkpoint follows from the model's name.
        Path save = folder.resolve("data.csv");
        assertKept("--save " + save + " would overwrite --data " + bits, before, fit(bits, "energy", save));
        Path prefix = folder.resolve("p");
        assertKept("--save " + split + " would overwrite --data " + prefix, before, fit(prefix, "energy", split));
        Path other = folder.resolve("p.valid.csv");
        assertKept(
                "--save " + other + " would overwrite --data " + prefix + ":valid",
                before,
                fit(prefix, "energy", other));
        assertKept(
                "--resume " + data + " would overwrite --data " + data,
                before,
                fit(data, "energy", save, "--resume", data));
    }

    @Test
    void whatReadsAModelKeepsItAndItsData() throws IOException {
        Path given = Cli.write(folder.resolve("given.csv"), "0,", ",1");
        Path json = Files.copy(model, folder.resolve("x.csv.json"));
        Map<Path, String> before = contents();
        Path out = folder.resolve("out");
        for (Path file : List.of(model, arcsm)) {
            assertKept(
                    "--output " + file + " would overwrite --model " + file,
                    before,
                    Cli.run("sample", "--model", file, "-n", 5, "--output", file, "--out", out));
        }
        // What says how an output was made is named after it.
        Path x = folder.resolve("x.csv");
        assertKept(
                "--output " + x + " would overwrite --model " + json,
                before,
                Cli.run("sample", "--model", json, "-n", 5, "--output", x, "--out", out));
        assertKept(
                "--output " + given + " would overwrite --given " + given,
                before,
                Cli.run("sample", "--model", model, "-n", 5, "--given", given, "--output", given, "--out", out));
        for (Path file : List.of(model, data)) {
            assertKept(
                    "--output " + file + " would overwrite --" + (file == data ? "data " : "model ") + file,
                    before,
                    Cli.run("score", "--model", model, "--data", data, "--output", file, "--out", out));
        }
    }

    /** Neither do files that have their names from the folder of the report. */
    @Test
    void theReportKeepsThem() throws IOException {
        Path out = Files.createDirectories(folder.resolve("other"));
        Path given = Cli.write(out.resolve("samples.csv"), "0,", ",1");
        byte[] bytes = Files.readAllBytes(given);
        String said = Cli.run("sample", "--model", model, "-n", 5, "--given", given, "--out", out)
                .failure(2);
        assertFalse(said.isEmpty());
        assertArrayEquals(bytes, Files.readAllBytes(given));
        Path report = Files.copy(real, out.resolve("report.html"));
        Map<Path, String> before = contents();
        assertKept(
                "--out " + out + " would overwrite --data " + report,
                before,
                Cli.run("evaluate", "--model", arcsm, "--data", report, "--out", out));
        assertArrayEquals(Files.readAllBytes(real), Files.readAllBytes(report));
        Files.copy(model, report, StandardCopyOption.REPLACE_EXISTING);
        assertKept(
                "--out " + out + " would overwrite --model " + report,
                before,
                Cli.run("evaluate", "--model", report, "--data", data, "--out", out));
        assertArrayEquals(Files.readAllBytes(model), Files.readAllBytes(report));
    }
}
