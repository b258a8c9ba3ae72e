package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
                            5,
                            "--batch",
                            64,
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
        JsonNode rows = run(
                        "arcsm-gaussian",
                        "--dimension",
                        "3",
                        "--step-dimension",
                        "2,3",
                        "--noise",
                        "0.5,1",
                        "--steps",
                        40,
                        "--batch",
                        16)
                .json()
                .get("rows");
        List<String> titles = new ArrayList<>();
        for (JsonNode row : rows) {
            boolean trained = row.get("dimension").intValue() == 3;
            boolean noisy = row.get("method").textValue().equals("denoising");
            titles.add(row.get("dimension") + " " + row.get("method").textValue()
                    + (noisy ? " " + row.get("noise").doubleValue() : ""));
            assertEquals(noisy, !row.get("noise").isNull());
            for (String positive :
                    List.of("step_ms", "pass_ms", "passes", "pass_memory_mb", "score_error", "target_error")) {
                assertTrue(row.get(positive).doubleValue() > 0, () -> positive + " of " + row);
            }
            // With derivatives, or more points than rows, a step holds more than a pass.
            double memory = row.get("memory_mb").doubleValue()
                    / row.get("pass_memory_mb").doubleValue();
            assertTrue(noisy ? memory == 1 : memory > 1, row::toString);
            // Nothing was learned yet: scores of 0, the error of which is the score itself.
            JsonNode curve = row.get("curve");
            assertEquals(0, curve.get(0).get("step").intValue());
            assertEquals(1, curve.get(0).get("score_error").doubleValue(), 1e-6);
            assertEquals(
                    row.get("steps").intValue(),
                    curve.get(curve.size() - 1).get("step").intValue());
            assertEquals(
                    row.get("score_error").doubleValue(),
                    curve.get(curve.size() - 1).get("score_error").doubleValue());
            assertEquals(trained, row.get("steps").intValue() > 0);
            assertEquals(trained, curve.size() > 1);
            double variance = row.get("true_loss_variance").doubleValue();
            int d = row.get("dimension").intValue();
            switch (row.get("method").textValue()) {
                // Of the true scores: sum_d x_d^2 / (2 sigma^4) - D / sigma^2, which has the variance D / (2 sigma^4).
                // 5000 rows, of kurtosis 3 + 12 / D at most: relative deviation 0.045, false alarms below 1e-5.
                case "composite", "score-matching", "sliced-vr" -> assertEquals(0.5 / d, variance, 0.2 * 0.5 / d);
                // (v' x)^2 / (2 sigma^4): v' x is a Gaussian of variance D sigma^2.
                case "sliced" -> assertEquals(0.5, variance, 0.5 * 0.25);
                default -> assertTrue(variance > 0, row::toString);
            }
        }
        assertEquals(
                List.of(
                        "2 composite",
                        "2 score-matching",
                        "2 sliced",
                        "2 sliced-vr",
                        "2 denoising 0.05",
                        "3 composite",
                        "3 score-matching",
                        "3 sliced",
                        "3 sliced-vr",
                        "3 denoising 0.05",
                        "3 denoising 0.1"),
                titles);
        assertEquals(List.of("figure1.png", "figure2.png", "report.html"), Cli.names(folder.resolve("out")));
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
        Cli.Outcome refused = run("arcsm-gaussian", "--noise", "-1");
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("--noise must be above 0 and finite, was -1"), refused.err());
        refused = run("arcsm-gaussian", "--step-dimension", "10,0");
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("--step-dimension must be at least 1, was 0"), refused.err());
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
