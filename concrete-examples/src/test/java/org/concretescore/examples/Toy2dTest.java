package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.examples.csm.Toy2d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figure 3's command, on few bins. */
final class Toy2dTest {
    @TempDir
    private Path folder;

    private Cli.Outcome toy2d(Object... more) {
        List<Object> args = new ArrayList<>(
                List.of("toy2d", "--widths", "16", "--train-samples", 20_000, "--out", folder.resolve("out")));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    @Test
    void aRowForEachObjective() throws IOException {
        Cli.Outcome outcome = toy2d("--dataset", "2spirals", "--bins", 7, "--steps", 20, "--json", "--seed", 4);
        JsonNode json = outcome.json();
        assertEquals("2spirals", json.get("dataset").textValue());
        assertEquals(4, json.get("seed").intValue());
        assertTrue(json.get("seconds").doubleValue() > 0);
        List<String> objectives = new ArrayList<>();
        for (JsonNode row : json.get("rows")) {
            objectives.add(row.get("objective").textValue());
            assertTrue(row.get("kl").doubleValue() > 0, row::toString);
            assertTrue(row.get("tv").doubleValue() > 0 && row.get("tv").doubleValue() < 1, row::toString);
            assertTrue(row.get("seconds").doubleValue() > 0, row::toString);
            assertTrue(Double.isFinite(row.get("loss").doubleValue()), row::toString);
            assertEquals(20, row.get("steps").intValue());
            assertFalse(row.get("diverged").booleanValue());
        }
        assertEquals(Toy2d.OBJECTIVES, objectives);
        for (String objective : objectives) {
            assertTrue(outcome.err().contains(objective + ": KL "), outcome.err());
        }
        assertEquals(List.of("figure3.png", "report.html"), Cli.names(folder.resolve("out")));
        BufferedImage picture = ImageIO.read(folder.resolve("out/figure3.png").toFile());
        // The data and the paper's five above the other five.
        assertTrue(picture.getWidth() > 2 * picture.getHeight(), picture.getWidth() + " x " + picture.getHeight());
        assertTrue(Files.readString(folder.resolve("out/report.html")).contains("<td>energy-discrepancy</td>"));
    }

    /** All bins are drawn or next to one that is: nothing is left to the network's whim. */
    @Test
    void properObjectivesFindTheTruth() throws IOException {
        JsonNode rows = toy2d(
                        "--dataset",
                        "8gaussians",
                        "--bins",
                        7,
                        "--objective",
                        "csm,pseudo-likelihood,ratio-original",
                        "--steps",
                        400,
                        "--learning-rate",
                        0.02,
                        "--averaging",
                        0.98,
                        "--json")
                .json()
                .get("rows");
        assertTrue(rows.get(0).get("kl").doubleValue() < 0.02, rows::toString);
        assertTrue(rows.get(1).get("kl").doubleValue() < 0.02, rows::toString);
        assertTrue(rows.get(2).get("kl").doubleValue() > 0.1, rows::toString);
        assertTrue(
                rows.get(0).get("nll").isNull()
                        && rows.get(0).get("log_z_error").isNull(),
                rows::toString);
    }

    @Test
    void aRowThatDivergesLeavesTheOthers() throws IOException {
        JsonNode rows = toy2d(
                        "--dataset",
                        "2spirals",
                        "--bins",
                        7,
                        "--objective",
                        "csm,pseudo-likelihood",
                        "--tail",
                        "inf",
                        "--learning-rate",
                        10,
                        "--steps",
                        300,
                        "--averaging",
                        0,
                        "--json")
                .json()
                .get("rows");
        assertTrue(rows.get(0).get("diverged").booleanValue(), rows::toString);
        assertEquals(300, rows.get(1).get("steps").intValue(), rows::toString);
        assertFalse(rows.get(1).get("diverged").booleanValue(), rows::toString);
    }

    @Test
    void grayCodes() throws IOException {
        Cli.Outcome outcome = toy2d(
                "--dataset",
                "2spirals",
                "--gray",
                "--widths",
                "64,64",
                "--objective",
                "csm,energy-discrepancy",
                "--steps",
                100,
                "--json");
        for (JsonNode row : outcome.json().get("rows")) {
            assertTrue(row.get("kl").isNull() && row.get("tv").isNull(), row::toString);
            double floor = row.get("floor").doubleValue();
            double nll = row.get("nll").doubleValue();
            double error = row.get("nll_error").doubleValue();
            // Uniform, it would be 32 log 2.
            assertTrue(nll > floor - 3 * error && nll < 32 * Math.log(2), row::toString);
            double parts = Math.hypot(
                    row.get("log_z_error").doubleValue(), row.get("test_error").doubleValue());
            assertEquals(parts, error, 1e-12);
            assertTrue(error > 0 && error < 0.1, row::toString);
            assertTrue(Double.isFinite(row.get("log_z").doubleValue()), row::toString);
        }
        assertTrue(outcome.err().contains("csm: NLL "), outcome.err());
        assertEquals(List.of("figure3.png", "report.html"), Cli.names(folder.resolve("out")));
    }

    @Test
    void variancesOfTheEstimators() throws IOException {
        Cli.Outcome outcome = toy2d(
                "--dataset",
                "8gaussians",
                "--bins",
                7,
                "--graph",
                "grid",
                "--variance",
                "--objective",
                "csm,csm-mc,energy-discrepancy",
                "--steps",
                50,
                "--json");
        JsonNode variances = outcome.json().get("variances");
        // Both forms of csm have the same estimators.
        List<String> names = new ArrayList<>();
        variances.forEach(v -> names.add(
                v.get("objective").textValue() + " " + v.get("estimator").textValue()));
        assertEquals(List.of("csm full", "csm mc-1", "csm mc-2", "csm mc-4", "energy-discrepancy full"), names);
        assertEquals(2, variances.get(1).get("states_per_row").doubleValue());
        assertEquals(3, variances.get(2).get("states_per_row").doubleValue(), 1e-9);
        JsonNode full = variances.get(0);
        for (int i = 1; i < 4; i++) {
            JsonNode sampled = variances.get(i);
            double deviation = Math.sqrt((full.get("loss_variance").doubleValue()
                            + sampled.get("loss_variance").doubleValue())
                    / 20_000);
            new MeanTest(sampled.get("loss").doubleValue(), full.get("loss").doubleValue(), deviation)
                    .require(names.get(i));
        }
        for (String variance : List.of("loss_variance", "gradient_variance")) {
            double one = variances.get(1).get(variance).doubleValue();
            double two = variances.get(2).get(variance).doubleValue();
            double four = variances.get(3).get(variance).doubleValue();
            assertTrue(one > two && two > four, variances::toString);
            // No bin of a grid has more than four neighbors.
            assertEquals(full.get(variance).doubleValue(), four, 1e-9 * four);
        }
    }
}
