package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From a CSV file with labels to a model, its scores, samples and likelihood. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OwnDataTest {
    private static final int ROWS = 4000;

    private Path folder;
    private Path data;
    private Path model;
    private JsonNode fitted;
    /** Relative frequencies of the rows. */
    private final Map<String, Double> frequencies = new HashMap<>();

    @BeforeAll
    void fit(@TempDir Path shared) throws IOException {
        folder = shared;
        UniformRandomProvider random = new RandomStreams(5).stream("rows");
        List<String> lines = new ArrayList<>(List.of("color,size,\"odd, name\""));
        for (int i = 0; i < ROWS; i++) {
            int color = random.nextInt(3);
            int size = random.nextDouble() < 0.3 + 0.2 * color ? 1 : 0;
            String row = List.of("red", "green", "\"blue, dark\"").get(color) + "," + size + ","
                    + (size + random.nextInt(3));
            lines.add(row);
            frequencies.merge(row, 1.0 / ROWS, Double::sum);
        }
        data = Files.write(folder.resolve("data.csv"), lines);
        model = folder.resolve("made/model.csm");
        fitted = Cli.run(
                        "fit",
                        "--data",
                        data,
                        "--model",
                        "energy",
                        "--objective",
                        "csm",
                        "--steps",
                        600,
                        "--widths",
                        "32,32",
                        "--save",
                        model,
                        "--out",
                        folder.resolve("fit"),
                        "--json")
                .json();
    }

    private double entropy() {
        return -frequencies.values().stream().mapToDouble(p -> p * Math.log(p)).sum();
    }

    @Test
    void fitSaysWhatItDid() throws IOException {
        assertTrue(fitted.get("steps").intValue() <= 600, fitted::toString);
        assertTrue(fitted.get("loss").isDouble() && fitted.get("validation").isDouble(), fitted::toString);
        assertTrue(fitted.get("parameters").intValue() > 1000, fitted::toString);
        assertEquals("hamming", fitted.get("graph").textValue());
        assertEquals("category", fitted.get("encoding").textValue());
        assertEquals(
                ROWS, fitted.get("rows").intValue() + fitted.get("valid_rows").intValue());
        assertEquals(List.of("learning.png", "report.html"), Cli.names(folder.resolve("fit")));
        assertEquals(List.of("model.csm"), Cli.names(folder.resolve("made")));
    }

    @Test
    void likelihoodNearsTheEntropy() throws IOException {
        JsonNode result = Cli.run(
                        "evaluate", "--model", model, "--data", data, "--out", folder.resolve("evaluate"), "--json")
                .json();
        assertEquals(ROWS, result.get("n").intValue());
        double mean = result.get("mean_log_likelihood").doubleValue();
        // No model is above minus the entropy of the very data.
        assertTrue(mean <= -entropy() + 1e-9 && mean > -entropy() - 0.02, mean + " against " + -entropy());
        double error = result.get("std_error").doubleValue();
        assertTrue(error > 0.001 && error < 0.05, () -> "standard error " + error);
        assertTrue(result.get("lower").isNull() && result.get("upper").isNull());
    }

    /** Bounds keep three standard errors off: a false alarm in 370 for each of two, were they not conservative. */
    @Test
    void annealingAgreesWithEnumeration() throws IOException {
        Object[] common = {"--model", model, "--out", folder.resolve("evaluate"), "--json"};
        double exact = evaluate(data, common).get("mean_log_likelihood").doubleValue();
        JsonNode both = evaluate(data, common, "--estimator", "sandwich", "--chains", 400);
        assertEquals(ROWS, both.get("n").intValue());
        double lower = both.get("lower").doubleValue();
        double upper = both.get("upper").doubleValue();
        assertTrue(lower < exact && exact < upper && upper - lower < 0.3, both + " around " + exact);
        assertEquals(exact, both.get("mean_log_likelihood").doubleValue(), upper - lower);
        assertTrue(both.get("ess").doubleValue() > 200, both::toString);
        assertEquals("sandwich", both.get("estimator").textValue());
        assertTrue(both.get("trusted").booleanValue() && both.get("doubts").isEmpty(), both::toString);
        JsonNode ais = evaluate(
                data,
                common,
                "--estimator",
                "ais",
                "--temperatures",
                5,
                "--sweeps",
                2,
                "--chains",
                100,
                "--threads",
                1);
        assertTrue(ais.get("lower").isNull() && ais.get("upper").isDouble(), ais::toString);
        assertEquals(5, ais.get("temperatures").intValue());
        assertEquals(100, ais.get("chains").intValue());
        JsonNode raise = evaluate(data, common, "--estimator", "raise", "--temperatures", 5);
        assertTrue(raise.get("upper").isNull() && raise.get("ess").isNull(), raise::toString);
        assertTrue(raise.get("lower").doubleValue()
                < raise.get("mean_log_likelihood").doubleValue());
        // It is another model's.
        assertTrue(!raise.get("trusted").booleanValue() && raise.get("doubts").size() == 1, raise::toString);
        String failure = Cli.run("evaluate", "--model", model, "--data", data, "--chains", 100)
                .failure(2);
        assertTrue(failure.contains("--chains 100 does not apply to the estimator exact"), failure);
        for (String option : List.of("--chains", "--sweeps")) {
            Path out = folder.resolve("refused");
            failure = Cli.run(
                            "evaluate",
                            "--model",
                            model,
                            "--data",
                            data,
                            "--estimator",
                            "ais",
                            option,
                            Integer.MAX_VALUE,
                            "--out",
                            out)
                    .failure(2);
            assertTrue(failure.contains(option + " must be at most ") && failure.contains("2147483647"), failure);
            assertTrue(Files.notExists(out), failure);
        }
        failure = Cli.run("evaluate", "--model", model, "--data", data, "--estimator", "ais", "--chains", 7)
                .failure(2);
        assertTrue(failure.contains("--chains must be at least 8, was 7"), failure);
    }

    @Test
    void weightsCountAsRepetitions() throws IOException {
        List<String> lines = new ArrayList<>(List.of("color,size,\"odd, name\",w"));
        frequencies.forEach((row, p) -> lines.add(row + "," + Math.round(p * ROWS)));
        Path weighted = Files.write(folder.resolve("weighted.csv"), lines);
        Object[] common = {"--model", model, "--out", folder.resolve("evaluate"), "--json"};
        double plain = evaluate(data, common).get("mean_log_likelihood").doubleValue();
        assertEquals(
                plain,
                evaluate(weighted, common, "--weights", "w")
                        .get("mean_log_likelihood")
                        .doubleValue(),
                1e-9);
    }

    private static JsonNode evaluate(Path data, Object[] common, Object... more) throws IOException {
        List<Object> args = new ArrayList<>(List.of("evaluate", "--data", data));
        args.addAll(List.of(common));
        args.addAll(List.of(more));
        return Cli.run(args.toArray()).json();
    }

    @Test
    void scoresAreTheRatiosOfTheData() throws IOException {
        Path rows = Cli.write(folder.resolve("rows.csv"), "color,size,\"odd, name\"", "red,0,1", "green,1,2");
        Path output = folder.resolve("scores/scores.csv");
        JsonNode result = Cli.run(
                        "score",
                        "--model",
                        model,
                        "--data",
                        rows,
                        "--output",
                        output,
                        "--out",
                        folder.resolve("score"),
                        "--json")
                .json();
        assertEquals(2, result.get("n").intValue());
        List<String> lines = Files.readAllLines(output);
        assertEquals(
                "row,slot,log_ratio,ratio,score,neighbor_color,neighbor_size,\"neighbor_odd, name\"", lines.get(0));
        // Three colors, two sizes, four numbers: 2 + 1 + 3 neighbors a row.
        assertEquals(1 + 2 * 6, lines.size());
        String prefix = "2,";
        String line = lines.stream()
                .filter(l -> l.startsWith(prefix) && l.endsWith(",red,1,2"))
                .findFirst()
                .orElseThrow();
        double logRatio = Double.parseDouble(line.split(",")[2]);
        double expected = Math.log(frequencies.get("red,1,2") / frequencies.get("green,1,2"));
        assertEquals(expected, logRatio, 0.25);
        assertEquals(Math.expm1(logRatio), Double.parseDouble(line.split(",")[4]), 1e-9);
        JsonNode made = new ObjectMapper()
                .readTree(folder.resolve("scores/scores.csv.json").toFile());
        assertEquals("score", made.get("command").textValue());
        assertNotNull(made.get("version"));
        assertEquals(1, made.get("options").get("common").get("seed").intValue());
    }

    @Test
    void samplesHaveTheFrequenciesOfTheData() throws IOException {
        int n = 20_000;
        Path output = folder.resolve("samples.csv");
        JsonNode result = Cli.run(
                        "sample",
                        "--model",
                        model,
                        "-n",
                        n,
                        "--output",
                        output,
                        "--out",
                        folder.resolve("sample"),
                        "--json")
                .json();
        assertEquals(n, result.get("n").intValue());
        assertTrue(result.get("mixed").booleanValue(), result::toString);
        assertTrue(result.get("acceptance").doubleValue() > 0.1, result::toString);
        assertTrue(result.get("ess").doubleValue() > n / 10.0, result::toString);
        assertEquals(1, result.get("r_hat").doubleValue(), 0.05);
        List<String> lines = Files.readAllLines(output);
        assertEquals("color,size,\"odd, name\"", lines.get(0));
        assertEquals(n + 1, lines.size());
        Map<String, Double> drawn = new HashMap<>(frequencies);
        drawn.replaceAll((row, p) -> -p);
        lines.stream().skip(1).forEach(row -> drawn.merge(row, 1.0 / n, Double::sum));
        double tv = drawn.values().stream().mapToDouble(Math::abs).sum() / 2;
        assertTrue(tv < 0.03, "total variation " + tv);
        assertTrue(Files.exists(folder.resolve("samples.csv.json")));
    }

    @Test
    void aFreeModelIsEvaluatedOnlyOnRequest() throws IOException {
        Path free = folder.resolve("free.csm");
        Cli.run(
                        "fit",
                        "--data",
                        data,
                        "--model",
                        "mlp",
                        "--objective",
                        "ratio",
                        "--steps",
                        600,
                        "--widths",
                        "32",
                        "--save",
                        free,
                        "--out",
                        folder.resolve("free"),
                        "--json")
                .json();
        List<Object> args = new ArrayList<>(
                List.of("evaluate", "--model", free, "--data", data, "--out", folder.resolve("evaluate"), "--json"));
        String failure = Cli.run(args.toArray()).failure(1);
        assertTrue(failure.contains("free") && failure.contains("--path"), failure);
        args.add("--path");
        double mean = Cli.run(args.toArray()).json().get("mean_log_likelihood").doubleValue();
        assertEquals(-entropy(), mean, 0.1);
        args.addAll(List.of("--estimator", "sandwich", "--chains", 200));
        JsonNode both = Cli.run(args.toArray()).json();
        assertEquals("sandwich, path", both.get("estimator").textValue());
        assertEquals(-entropy(), both.get("mean_log_likelihood").doubleValue(), 0.3);
    }

    @Test
    void aSpaceTooLargeToEnumerateIsRefused() throws IOException {
        String row = "0,1".repeat(1) + ",0".repeat(38);
        Path wide = Cli.write(folder.resolve("wide.csv"), row, row.replace('1', '0'), row.replaceFirst("0", "1"));
        Path saved = folder.resolve("wide.csm");
        Cli.run(
                        "fit",
                        "--data",
                        wide,
                        "--header",
                        "absent",
                        "--model",
                        "energy",
                        "--objective",
                        "ratio-mc",
                        "--steps",
                        2,
                        "--widths",
                        "8",
                        "--save",
                        saved,
                        "--out",
                        folder.resolve("wide"),
                        "--json")
                .json();
        Path none = folder.resolve("none");
        String failure = Cli.run("evaluate", "--model", saved, "--data", wide, "--header", "absent", "--out", none)
                .failure(1);
        assertTrue(failure.contains("4194304") && failure.contains("2^40"), failure);
        assertFalse(Files.exists(none));
    }

    @Test
    void withoutJsonATableIsPrinted() {
        Cli.Outcome outcome =
                Cli.run("evaluate", "--model", model, "--data", data, "--out", folder.resolve("evaluate"));
        assertEquals(0, outcome.status());
        assertTrue(outcome.out().contains("mean_log_likelihood  -"), outcome.out());
    }
}
