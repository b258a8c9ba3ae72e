package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the autoregressive score matching paper, on little work. */
final class ArcsmTest {
    @TempDir
    private Path folder;

    private Cli.Outcome run(Object... arguments) {
        List<Object> args = new ArrayList<>(List.of(arguments));
        args.addAll(List.of("--out", folder.resolve("out"), "--json"));
        return Cli.run(args.toArray());
    }

    @Test
    void aRowForEachModelOfThePlane() throws IOException {
        for (String objective : List.of("composite", "composite-denoising")) {
            JsonNode json = run(
                            "arcsm-2d",
                            "--dataset",
                            "moons",
                            "--objective",
                            objective,
                            "--steps",
                            20,
                            "--train-samples",
                            500,
                            "--samples",
                            200,
                            "--components",
                            objective.equals("composite") ? "1,2" : "1")
                    .json();
            assertEquals("moons", json.get("dataset").textValue());
            // Two samples of 200 points: sqrt(2/200) or less, for far pairs count too.
            assertTrue(json.get("mmd_data").doubleValue() < 0.15, json::toString);
            List<String> models = new ArrayList<>();
            for (JsonNode row : json.get("rows")) {
                models.add(row.get("model").textValue());
                assertTrue(row.get("mmd").doubleValue() > 0 && row.get("mmd").doubleValue() < 1.5, row::toString);
                assertTrue(row.get("seconds").doubleValue() > 0, row::toString);
                assertFalse(row.get("diverged").booleanValue(), row::toString);
                // Strictly fewer parameters than every baseline.
                assertTrue(
                        models.size() == 1
                                || row.get("parameters").intValue()
                                        > json.get("rows")
                                                .get(0)
                                                .get("parameters")
                                                .intValue(),
                        json::toString);
            }
            assertEquals(
                    objective.equals("composite")
                            ? List.of("arcsm", "made-mol-1", "made-mol-2")
                            : List.of("arcsm", "made-mol-1"),
                    models);
            assertEquals(List.of("figure3b.png", "report.html"), Cli.names(folder.resolve("out")));
        }
    }

    @Test
    void aRowForEachKindOfScoreMatching() throws IOException {
        JsonNode rows = run("arcsm-gaussian", "--dimension", "3", "--noise", "0.5", "--steps", 25)
                .json()
                .get("rows");
        assertEquals(5, rows.size());
        List<String> methods = new ArrayList<>();
        for (JsonNode row : rows) {
            methods.add(row.get("method").textValue());
            assertTrue(row.get("step_ms").doubleValue() > 0, row::toString);
            assertTrue(row.get("score_error").doubleValue() > 0, row::toString);
            assertTrue(row.get("loss_variance").doubleValue() >= 0, row::toString);
            assertEquals(
                    row.get("method").textValue().equals("denoising"),
                    !row.get("noise").isNull());
        }
        assertEquals(List.of("composite", "score-matching", "sliced", "sliced-vr", "denoising"), methods);
        assertEquals(List.of("figure1.png", "report.html"), Cli.names(folder.resolve("out")));
    }

    /** Fits columns of numbers far from 0 and 1, and samples and evaluates what came out. */
    @Test
    void ownColumnsOfNumbers() throws IOException {
        StringBuilder csv = new StringBuilder("height,\"weight, kg\"\n");
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 300; i++) {
            double height = 170 + 10 * random.nextGaussian();
            csv.append(height)
                    .append(',')
                    .append(0.5 * height - 15 + 5 * random.nextGaussian())
                    .append('\n');
        }
        Path data = Files.writeString(folder.resolve("people.csv"), csv);
        Path model = folder.resolve("people.model");
        JsonNode fit = run(
                        "fit",
                        "--data",
                        data,
                        "--model",
                        "arcsm",
                        "--objective",
                        "composite-denoising",
                        "--save",
                        model,
                        "--steps",
                        150,
                        "--batch",
                        64,
                        "--learning-rate",
                        0.002)
                .json();
        assertEquals(270, fit.get("rows").intValue());
        assertEquals(30, fit.get("valid_rows").intValue());
        assertEquals(150, fit.get("steps").intValue());
        Path output = folder.resolve("drawn.csv");
        assertEquals(
                200,
                run("sample", "--model", model, "-n", 200, "--output", output)
                        .json()
                        .get("n")
                        .intValue());
        List<String> lines = Files.readAllLines(output);
        assertEquals(201, lines.size());
        assertEquals("height,\"weight, kg\"", lines.get(0));
        double mean = 0;
        for (String line : lines.subList(1, 201)) {
            mean += Double.parseDouble(line.split(",")[0]) / 200;
        }
        assertEquals(170, mean, 10, "the mean height of a model that is hardly trained");
        JsonNode evaluation = run("evaluate", "--model", model, "--data", data).json();
        assertEquals(300, evaluation.get("n").intValue());
        // Of the truth: -log(2 pi e) - log 50, which is -6.75.
        double logLikelihood = evaluation.get("mean_log_likelihood").doubleValue();
        assertTrue(logLikelihood > -12 && logLikelihood < -6, evaluation::toString);

        Cli.Outcome refused = run("sample", "--model", model, "-n", 2, "--chains", 4);
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("--chains means nothing to an arcsm"), refused.err());
        refused = run(
                "fit",
                "--data",
                data,
                "--model",
                "arcsm",
                "--objective",
                "composite",
                "--save",
                model,
                "--graph",
                "grid");
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("--graph means nothing to an arcsm"), refused.err());
        assertEquals(
                2,
                run("fit", "--data", data, "--model", "arcsm", "--objective", "csm", "--save", model)
                        .status());
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "a,b\n1,2\n3,x\n");
        refused = run("evaluate", "--model", model, "--data", wrong);
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("wrong.csv:3:2: 'x' is not a number"), refused.err());
    }

    @Test
    void wrongArgumentsAreUsage() {
        assertEquals(2, run("arcsm-2d", "--dataset", "squares").status());
        assertEquals(
                2,
                run("arcsm-2d", "--dataset", "moons", "--objective", "sliced").status());
        assertEquals(2, run("arcsm-2d", "--dataset", "moons", "--components", 0).status());
        for (String samples : List.of("--samples", "--train-samples")) {
            String failure = run("arcsm-2d", "--dataset", "moons", samples, Integer.MAX_VALUE)
                    .failure(2);
            assertTrue(failure.contains(samples + " must be at most 10000000, was 2147483647"), failure);
        }
        assertEquals(2, run("arcsm-gaussian", "--method", "csm").status());
        assertEquals(2, run("arcsm-gaussian", "--noise", "-1").status());
    }

    /** The samples of a model that did not learn may look plausible. */
    @Test
    void divergenceIsTold() throws IOException {
        Cli.Outcome outcome = run(
                "arcsm-2d",
                "--dataset",
                "moons",
                "--learning-rate",
                1e30,
                "--steps",
                20,
                "--train-samples",
                500,
                "--samples",
                200,
                "--components",
                1);
        for (JsonNode row : outcome.json().get("rows")) {
            assertTrue(row.get("diverged").booleanValue(), row::toString);
        }
        assertTrue(outcome.err().contains("training diverged after step"), outcome.err());
    }
}
