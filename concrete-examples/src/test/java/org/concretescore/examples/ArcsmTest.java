package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
        JsonNode rows = run("arcsm-gaussian", "--dimension", "3", "--noise", "0.5", "--steps", 10, "--batch", 64)
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

    @Test
    void wrongArgumentsAreUsage() {
        assertEquals(2, run("arcsm-2d", "--dataset", "squares").status());
        assertEquals(
                2,
                run("arcsm-2d", "--dataset", "moons", "--objective", "sliced").status());
        assertEquals(2, run("arcsm-2d", "--dataset", "moons", "--components", 0).status());
        assertEquals(2, run("arcsm-gaussian", "--method", "csm").status());
        assertEquals(2, run("arcsm-gaussian", "--noise", "-1").status());
    }
}
