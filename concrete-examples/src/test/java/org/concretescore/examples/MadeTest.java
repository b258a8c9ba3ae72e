package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A normalised model from a CSV file to its likelihood and samples. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MadeTest {
    private static final int ROWS = 4000;

    private Path folder;
    private Path data;
    private Path made;
    private Path energy;
    private final Map<String, Double> frequencies = new HashMap<>();

    @BeforeAll
    void fit(@TempDir Path shared) throws IOException {
        folder = shared;
        UniformRandomProvider random = new RandomStreams(5).stream("rows");
        List<String> lines = new ArrayList<>(List.of("color,size,n"));
        for (int i = 0; i < ROWS; i++) {
            int color = random.nextInt(3);
            int size = random.nextDouble() < 0.1 + 0.4 * color ? 1 : 0;
            String row = List.of("red", "green", "blue").get(color) + "," + size + "," + (size + random.nextInt(2));
            lines.add(row);
            frequencies.merge(row, 1.0 / ROWS, Double::sum);
        }
        data = Files.write(folder.resolve("data.csv"), lines);
        made = fit("made", "--objective", "likelihood", "--masks", 2, "--order", "shuffled", "--residual");
        energy = fit("energy", "--objective", "ratio", "--steps", 2);
    }

    private Path fit(String model, Object... more) throws IOException {
        Path file = folder.resolve(model + ".csm");
        List<Object> args = new ArrayList<>(List.of(
                "fit",
                "--data",
                data,
                "--model",
                model,
                "--save",
                file,
                "--widths",
                "32",
                "--out",
                folder.resolve("fit"),
                "--json"));
        if (!List.of(more).contains("--steps")) {
            args.addAll(List.of("--steps", 1000));
        }
        args.addAll(List.of(more));
        Cli.run(args.toArray()).json();
        return file;
    }

    private Cli.Outcome sample(Path model, Object... more) {
        List<Object> args = new ArrayList<>(List.of(
                "sample",
                "--model",
                model,
                "--output",
                folder.resolve("samples.csv"),
                "--out",
                folder.resolve("sample"),
                "--json"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    private double totalVariation(int n) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("samples.csv"));
        assertEquals("color,size,n", lines.get(0));
        assertEquals(n + 1, lines.size());
        Map<String, Double> drawn = new HashMap<>(frequencies);
        drawn.replaceAll((row, p) -> -p);
        lines.stream().skip(1).forEach(row -> drawn.merge(row, 1.0 / n, Double::sum));
        return drawn.values().stream().mapToDouble(Math::abs).sum() / 2;
    }

    @Test
    void likelihoodNearsTheEntropy() throws IOException {
        JsonNode result = Cli.run(
                        "evaluate", "--model", made, "--data", data, "--out", folder.resolve("evaluate"), "--json")
                .json();
        double entropy =
                -frequencies.values().stream().mapToDouble(p -> p * Math.log(p)).sum();
        double mean = result.get("mean_log_likelihood").doubleValue();
        assertTrue(mean <= -entropy + 1e-6 && mean > -entropy - 0.02, mean + " against " + -entropy);
        assertEquals("exact", result.get("estimator").textValue());
    }

    @Test
    void ancestralIsTheDefault() throws IOException {
        int n = 20_000;
        JsonNode result = sample(made, "-n", n).json();
        assertEquals("ancestral", result.get("sampler").textValue());
        assertEquals(n, result.get("n").intValue());
        assertEquals(1, result.get("acceptance").doubleValue());
        assertEquals(n, result.get("ess").doubleValue());
        assertTrue(result.get("mixed").booleanValue());
        for (String name : List.of("r_hat", "chains", "burn_in", "thinning", "steps")) {
            assertTrue(result.get(name).isNull(), name);
        }
        double tv = totalVariation(n);
        assertTrue(tv < 0.03, "total variation " + tv);
        byte[] first = Files.readAllBytes(folder.resolve("samples.csv"));
        sample(made, "-n", n, "--sampler", "ancestral").json();
        assertEquals(-1, java.util.Arrays.mismatch(first, Files.readAllBytes(folder.resolve("samples.csv"))));
    }

    @Test
    void metropolisHastingsStillWorks() throws IOException {
        int n = 5000;
        JsonNode result = sample(made, "-n", n, "--sampler", "mh").json();
        assertEquals("mh", result.get("sampler").textValue());
        assertTrue(result.get("mixed").booleanValue(), result::toString);
        assertTrue(result.get("chains").intValue() > 0, result::toString);
        double tv = totalVariation(n);
        assertTrue(tv < 0.06, "total variation " + tv);
        assertEquals("mh", sample(energy, "-n", 10).json().get("sampler").textValue());
    }

    @ParameterizedTest
    @CsvSource({"--chains", "--burn-in", "--thinning", "--budget"})
    void ancestralHasNoChains(String option) {
        for (List<Object> sampler : List.<List<Object>>of(List.of(), List.of("--sampler", "ancestral"))) {
            List<Object> args = new ArrayList<>(List.of("-n", 5, option, 3));
            args.addAll(sampler);
            String failure = sample(made, args.toArray()).failure(2);
            assertTrue(failure.contains(option + " 3") && failure.contains("--sampler mh"), failure);
        }
    }

    @Test
    void otherModelsHaveNoAncestralSampler() {
        Path none = folder.resolve("none");
        String failure = Cli.run(
                        "sample", "--model", energy, "-n", 5, "--sampler", "ancestral", "--out", none, "--json")
                .failure(2);
        assertTrue(failure.contains("--sampler ancestral") && failure.contains("made"), failure);
        assertFalse(Files.exists(none), "something was left behind");
    }

    @ParameterizedTest
    @CsvSource({
        "mlp,ratio,--masks 2,--masks",
        "energy,ratio,--residual,--residual",
        "mlp,ratio,--order shuffled,--order",
        "energy,likelihood,,likelihood",
        "mlp,likelihood,,likelihood",
        "made,likelihood,--head raw,raw",
        "made,likelihood,--masks 0,--masks",
        "made,ratio,--residual --widths 8:4,equal for --residual"
    })
    void combinationsThatAreRefused(String model, String objective, String more, String fragment) {
        Path none = folder.resolve("none");
        List<Object> args = new ArrayList<>(List.of(
                "fit",
                "--data",
                data,
                "--model",
                model,
                "--objective",
                objective,
                "--save",
                none.resolve("m.csm"),
                "--out",
                none,
                "--json"));
        if (more != null) {
            args.addAll(List.of(more.replace(':', ',').split(" ")));
        }
        String failure = Cli.run(args.toArray()).failure(2);
        assertTrue(failure.contains(fragment), failure);
        assertFalse(Files.exists(none), "something was left behind");
    }
}
