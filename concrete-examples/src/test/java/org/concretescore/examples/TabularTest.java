package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.ChowLiuTree;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.data.ColumnGroups;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.NormalisedDensity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Table 1's command, on small data of its own. */
final class TabularTest {
    @TempDir
    private Path folder;

    /** Bits that mostly repeat the one two before: no tree of neighbors, and far from independent. */
    private Path bits(String name, int columns) throws IOException {
        UniformRandomProvider random = new RandomStreams(3).stream(name);
        Path prefix = folder.resolve(name);
        for (String split : List.of("train", "valid", "test")) {
            try (GZIPOutputStream out =
                    new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + "." + split + ".data.gz")))) {
                for (int i = 0; i < (split.equals("train") ? 400 : 100); i++) {
                    int[] row = new int[columns];
                    for (int d = 0; d < columns; d++) {
                        boolean same = d > 1 && random.nextDouble() < 0.8;
                        row[d] = same ? row[d - 2] : random.nextInt(2);
                    }
                    String line = Arrays.stream(row).mapToObj(Integer::toString).collect(Collectors.joining(","));
                    out.write((line + "\n").getBytes());
                }
            }
        }
        return prefix;
    }

    private Cli.Outcome tabular(Object... more) {
        List<Object> args = new ArrayList<>(
                List.of("tabular", "--widths", "8,8", "--averaging", 0.9, "--seed", 4, "--out", folder.resolve("out")));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    @Test
    void aRowForEachDataSetAndObjective() throws IOException {
        Path a = bits("a", 5);
        Path b = bits("b", 3);
        Cli.Outcome outcome =
                tabular("--dataset", a + "," + b, "--objective", "csm,likelihood", "--steps", 120, "--json");
        JsonNode json = outcome.json();
        assertEquals(4, json.get("seed").intValue());
        assertTrue(json.get("seconds").doubleValue() > 0);
        JsonNode rows = json.get("rows");
        List<String> models = new ArrayList<>();
        for (JsonNode row : rows) {
            models.add(
                    row.get("dataset").textValue() + " " + row.get("objective").textValue());
            assertFalse(row.get("diverged").booleanValue());
            assertEquals(120, row.get("steps").intValue());
            assertTrue(row.get("seconds").doubleValue() > 0);
            assertTrue(row.get("std_error").doubleValue() > 0);
            Path prefix = Path.of(row.get("dataset").textValue());
            Dataset train = DataCatalog.of(null).train(prefix.toString());
            Dataset test = DataCatalog.of(null).train(prefix + ":test");
            assertEquals(
                    mean(IndependentModel.of(train), test), row.get("bernoulli").doubleValue(), 1e-12);
            assertEquals(mean(ChowLiuTree.of(train), test), row.get("chow_liu").doubleValue(), 1e-12);
            // Half trained, the network has begun to see how the bits hang together.
            assertTrue(
                    row.get("test_log_likelihood").doubleValue()
                            > row.get("bernoulli").doubleValue(),
                    row::toString);
        }
        assertEquals(List.of(a + " csm", a + " likelihood", b + " csm", b + " likelihood"), models);
        for (String model : models) {
            assertTrue(outcome.err().contains(model + ": -"), outcome.err());
        }
        assertEquals(List.of("report.html", "tabular.png"), Cli.names(folder.resolve("out")));
        String report = Files.readString(folder.resolve("out/report.html"));
        assertTrue(report.contains("<th>chow_liu</th>") && report.contains("<td>likelihood</td>"), report);
    }

    /** All columns in one group: the network has one column, and begins at its distribution. */
    @Test
    void columnsAreReadAsOne() throws IOException {
        Path a = bits("a", 5);
        JsonNode row = tabular(
                        "--dataset",
                        a,
                        "--objective",
                        "csm",
                        "--steps",
                        1,
                        "--learning-rate",
                        1e-6,
                        "--group",
                        5,
                        "--json")
                .json()
                .get("rows")
                .get(0);
        Dataset train = DataCatalog.of(null).train(a.toString());
        Dataset test = DataCatalog.of(null).train(a + ":test");
        ColumnGroups groups = ColumnGroups.of(train.space(), List.of(new int[] {0, 1, 2, 3, 4}));
        assertEquals(
                mean(IndependentModel.of(groups.group(train)), groups.group(test)),
                row.get("test_log_likelihood").doubleValue(),
                1e-3);
        assertEquals(mean(ChowLiuTree.of(train), test), row.get("chow_liu").doubleValue(), 1e-12);
        for (int wrong : new int[] {0, 13}) {
            Cli.Outcome refused = tabular("--dataset", a, "--group", wrong);
            assertEquals(2, refused.status());
            assertTrue(refused.err().contains("--group must be a number from 1 to 12, was " + wrong), refused.err());
        }
    }

    @Test
    void theTableIsPrinted() throws IOException {
        Path a = bits("a", 3);
        Cli.Outcome outcome = tabular("--dataset", a, "--objective", "csm,ratio", "--steps", 2);
        assertEquals(0, outcome.status(), outcome.err());
        List<String> lines = outcome.out().lines().toList();
        assertTrue(lines.get(0).matches("dataset +objective +test_log_likelihood +std_error +bernoulli +chow_liu .*"));
        assertTrue(lines.get(1).startsWith(a + "  csm "), lines.get(1));
        assertTrue(lines.get(2).startsWith(a + "  ratio "), lines.get(2));
        assertTrue(lines.contains("seed     4"), outcome.out());
        assertFalse(outcome.out().contains("{"), outcome.out());
    }

    /** What fit saves and evaluate computes. */
    @Test
    void isFitAndEvaluate() throws IOException {
        Path a = bits("a", 5);
        Object[] training = {"--objective", "likelihood", "--steps", 30, "--masks", 2, "--order", "shuffled"};
        JsonNode row = tabular(with(training, "--dataset", a, "--json"))
                .json()
                .get("rows")
                .get(0);
        Path model = folder.resolve("a.model");
        Object[] common = {"--seed", 4, "--out", folder, "--json"};
        JsonNode fit = Cli.run(with(
                        with(common, training),
                        "fit",
                        "--data",
                        a,
                        "--model",
                        "made",
                        "--widths",
                        "8,8",
                        "--averaging",
                        0.9,
                        "--save",
                        model))
                .json();
        JsonNode test = Cli.run(with(common, "evaluate", "--model", model, "--data", a + ":test"))
                .json();
        assertEquals(test.get("mean_log_likelihood"), row.get("test_log_likelihood"));
        assertEquals(test.get("std_error"), row.get("std_error"));
        assertEquals(fit.get("validation"), row.get("validation"));
        assertEquals(fit.get("best_step"), row.get("best_step"));
    }

    @Test
    void manyColumnsSampleANeighbor() throws IOException {
        Path wide = bits("wide", 21);
        Path narrow = bits("narrow", 20);
        Cli.Outcome outcome = tabular(
                "--dataset", wide + "," + narrow, "--objective", "csm,csm-mc,likelihood", "--steps", 2, "--json");
        List<String> objectives = new ArrayList<>();
        outcome.json()
                .get("rows")
                .forEach(row -> objectives.add(row.get("objective").textValue()));
        assertEquals(List.of("csm-mc", "likelihood", "csm", "csm-mc", "likelihood"), objectives);
        List<String> notes =
                outcome.err().lines().filter(line -> line.contains("instead")).toList();
        assertEquals(1, notes.size(), outcome.err());
        assertTrue(notes.get(0).contains("21 columns") && notes.get(0).contains("csm-mc"), notes.get(0));
    }

    @Test
    void aRowThatDivergesLeavesTheOthers() throws IOException {
        Path a = bits("a", 5);
        Path b = bits("b", 3);
        Cli.Outcome outcome = tabular(
                "--dataset",
                a + "," + b,
                "--objective",
                "csm,likelihood",
                "--tail",
                "inf",
                "--learning-rate",
                3,
                "--steps",
                400,
                "--json");
        JsonNode rows = outcome.json().get("rows");
        assertEquals(4, rows.size());
        JsonNode first = rows.get(0);
        assertTrue(first.get("diverged").booleanValue(), rows::toString);
        assertTrue(first.get("steps").intValue() < 400, rows::toString);
        assertTrue(first.get("best_step").intValue() <= first.get("steps").intValue(), rows::toString);
        assertTrue(Double.isFinite(first.get("test_log_likelihood").doubleValue()), rows::toString);
        assertFalse(rows.get(1).get("diverged").booleanValue(), rows::toString);
        assertTrue(outcome.err().contains("csm: -") && outcome.err().contains("diverged"), outcome.err());
    }

    /** As fit does: before a network of more than a million parameters is made for names or numbers of rows. */
    @Test
    void identifiers() throws IOException {
        Path prefix = folder.resolve("numbered");
        for (String split : List.of("train", "valid", "test")) {
            try (GZIPOutputStream out =
                    new GZIPOutputStream(Files.newOutputStream(folder.resolve("numbered." + split + ".data.gz")))) {
                for (int i = 0; i < 4000; i++) {
                    out.write((i + "," + i % 2 + "\n").getBytes());
                }
            }
        }
        Object[] wide = {
            "tabular", "--dataset", prefix, "--objective", "likelihood", "--widths", 140, "--out", folder.resolve("out")
        };
        Cli.Outcome refused = Cli.run(wide);
        assertEquals(2, refused.status(), refused.err());
        List<String> lines = refused.err().lines().toList();
        assertEquals(
                "concrete tabular: " + prefix
                        + ": the column 'x1' (4000) has nearly as many values as there are training"
                        + " rows (4000), as identifiers have; a model can not learn anything from it: leave it out of"
                        + " the data, or group the values",
                lines.get(0));
        assertTrue(
                lines.get(1)
                        .contains(" parameters, most of them for 'x1', from which it can not learn anything; leave that"
                                + " out of the data, or give --keep-identifiers"),
                lines.get(1));
        assertFalse(Files.exists(folder.resolve("out")));
        List<Object> kept = new ArrayList<>(List.of(wide));
        kept.addAll(List.of("--keep-identifiers", "--steps", 1, "--batch", 2));
        Cli.Outcome asked = Cli.run(kept.toArray());
        assertEquals(0, asked.status(), asked.err());
        // A smaller network is trained, and the column named all the same.
        Cli.Outcome small = tabular("--dataset", prefix, "--objective", "likelihood", "--steps", 1, "--batch", 2);
        assertEquals(0, small.status(), small.err());
        assertTrue(small.err().contains("the column 'x1' (4000) has nearly"), small.err());
    }

    private static double mean(NormalisedDensity model, Dataset test) {
        double[] logs = new double[test.count()];
        model.logDensities(test.states(), logs.length, logs);
        return Arrays.stream(logs).average().getAsDouble();
    }

    private static Object[] with(Object[] common, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(common));
        return all.toArray();
    }

    /** All categories of the registries: the learned models are at least as good as independent columns. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "apparel",
                "bath",
                "bedding",
                "carseats",
                "decor",
                "diaper",
                "feeding",
                "furniture",
                "gear",
                "gifts",
                "health",
                "media",
                "moms",
                "pottytrain",
                "safety",
                "strollers",
                "toys"
            })
    void registries(String category) throws IOException {
        Path dataDir = Path.of(System.getProperty("concrete.root", ".."), "../shared/data");
        String name = "amzn_" + category;
        assumeTrue(
                DataCatalog.of(dataDir).has(name),
                "skipped: the data set " + name + " is not there; set CONCRETE_DATA to the folder of amazon_baby");
        JsonNode row = Cli.run(
                        "tabular",
                        "--dataset",
                        name,
                        "--objective",
                        "likelihood",
                        "--data-dir",
                        dataDir,
                        "--out",
                        folder,
                        "--json")
                .json()
                .get("rows")
                .get(0);
        double reached = row.get("test_log_likelihood").doubleValue();
        assertTrue(reached >= row.get("bernoulli").doubleValue(), row::toString);
    }
}
