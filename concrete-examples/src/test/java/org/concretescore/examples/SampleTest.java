package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.CsvReader;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.verify.PearsonTest;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.model.NeuralModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All samplers of {@code sample}, and rows that it fills in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SampleTest {
    private static final String HEADER = "color,size,\"odd, name\"";
    /** A hundred steps between samples make them as good as independent. */
    private static final List<Object> LONG = List.of("--chains", 100, "--burn-in", 200, "--thinning", 100);

    private Path folder;
    private Path data;
    private Schema schema;

    @BeforeAll
    void fit(@TempDir Path shared) throws IOException {
        folder = shared;
        UniformRandomProvider random = new RandomStreams(5).stream("rows");
        List<String> lines = new ArrayList<>(List.of(HEADER));
        for (int i = 0; i < 1000; i++) {
            int color = random.nextInt(3);
            int size = random.nextDouble() < 0.2 + 0.3 * color ? 1 : 0;
            lines.add(List.of("red", "green", "\"blue, dark\"").get(color) + "," + size + ","
                    + (size + random.nextInt(3)));
        }
        data = Files.write(folder.resolve("data.csv"), lines);
        fit("energy", "energy", "ratio", "--steps", 200);
        fit("made", "made", "likelihood", "--steps", 200);
        fit("mlp", "mlp", "ratio", "--steps", 2);
        fit("grid", "energy", "ratio", "--graph", "grid", "--steps", 2);
        fit("cycle", "energy", "csm", "--graph", "cycle", "--steps", 2);
        schema = CsvReader.read(data).schema();
    }

    private void fit(String name, String model, String objective, Object... more) throws IOException {
        List<Object> args = new ArrayList<>(List.of(
                "fit",
                "--data",
                data,
                "--model",
                model,
                "--objective",
                objective,
                "--save",
                folder.resolve(name + ".csm"),
                "--widths",
                "16",
                "--out",
                folder.resolve("fit"),
                "--json"));
        args.addAll(List.of(more));
        Cli.run(args.toArray()).json();
    }

    private Cli.Outcome sample(String model, Path output, Object... more) {
        List<Object> args = new ArrayList<>(List.of(
                "sample",
                "--model",
                folder.resolve(model + ".csm"),
                "--output",
                output,
                "--out",
                output.resolveSibling("out"),
                "--json"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    /** Tests that samples are of the model's conditional distributions, n for each row; -1 is to be drawn. */
    private void test(String what, String name, Path output, int n, int[]... rows) throws IOException {
        Dataset samples = CsvReader.read(output, CsvOptions.defaults().withSchema(schema));
        assertEquals(n * rows.length, samples.count());
        SavedScores saved = ModelFile.loadScores(folder.resolve(name + ".csm"));
        try (NeuralModel model = saved.model()) {
            ExactDistribution joint = ExactDistribution.of((LogDensity) model);
            StateSpace space = joint.space();
            for (int row = 0; row < rows.length; row++) {
                double[] p = joint.probabilities();
                int[] state = new int[3];
                for (int rank = 0; rank < p.length; rank++) {
                    space.unrank(rank, state, 0);
                    for (int d = 0; d < 3; d++) {
                        p[rank] = rows[row][d] < 0 || rows[row][d] == state[d] ? p[rank] : 0;
                    }
                }
                double sum = Arrays.stream(p).sum();
                long[] counts = new long[p.length];
                for (int i = row * n; i < (row + 1) * n; i++) {
                    counts[(int) space.rank(samples.states(), 3 * i)]++;
                }
                PearsonTest.of(counts, Arrays.stream(p).map(w -> w / sum).toArray())
                        .require(what + ", row " + row);
            }
        }
    }

    /** What a warm-up has found is frozen: the samples are the model's. */
    @ParameterizedTest
    @CsvSource({"path-auxiliary, duration ", "dlp, step ", "tempering, ladder 1.0"})
    void adaptedSamplersDrawTheModel(String sampler, String adapted) throws IOException {
        Path output = folder.resolve("adapted-" + sampler + ".csv");
        List<Object> args = new ArrayList<>(List.of("-n", 2000, "--sampler", sampler, "--adapt"));
        args.addAll(LONG);
        JsonNode result = sample("energy", output, args.toArray()).json();
        assertTrue(result.get("adapted").textValue().startsWith(adapted), result::toString);
        test(sampler, "energy", output, 2000, new int[] {-1, -1, -1});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mh",
                "barker",
                "rejection-free",
                "gibbs",
                "locally-balanced",
                "path-auxiliary",
                "dlp",
                "chromatic"
            })
    void everySamplerDrawsTheModel(String sampler) throws IOException {
        for (String model : List.of("energy", "made")) {
            Path output = folder.resolve(sampler + ".csv");
            List<Object> args = new ArrayList<>(List.of("-n", 2000, "--sampler", sampler));
            args.addAll(LONG);
            JsonNode result = sample(model, output, args.toArray()).json();
            assertEquals(sampler, result.get("sampler").textValue());
            assertEquals(2000, result.get("n").intValue());
            assertTrue(result.get("rows").isNull());
            assertTrue(result.get("ess").doubleValue() > 1000, result::toString);
            assertTrue(result.get("acceptance").doubleValue() > 0.05, result::toString);
            test(sampler + " of " + model, model, output, 2000, new int[] {-1, -1, -1});
        }
        // A free model's samplers that know of no density work, whatever they are worth.
        boolean needsDensity = List.of("path-auxiliary", "dlp", "chromatic").contains(sampler);
        Cli.Outcome free = sample("mlp", folder.resolve("free.csv"), "-n", 5, "--sampler", sampler);
        assertEquals(needsDensity ? 2 : 0, free.status(), free.err());
    }

    @ParameterizedTest
    @CsvSource({"energy,", "made,", "energy,barker", "made,path-auxiliary"})
    void rowsAreFilledIn(String model, String sampler) throws IOException {
        int n = 4000;
        Path given = Cli.write(folder.resolve("given.csv"), HEADER, "\"blue, dark\",,", ",1,\"\"");
        Path output = folder.resolve("filled.csv");
        List<Object> args = new ArrayList<>(List.of("-n", n, "--given", given));
        args.addAll(LONG);
        if (sampler != null) {
            args.addAll(List.of("--sampler", sampler));
        }
        JsonNode result = sample(model, output, args.toArray()).json();
        assertEquals(sampler == null ? "gibbs" : sampler, result.get("sampler").textValue());
        assertEquals(2 * n, result.get("n").intValue());
        assertEquals(2, result.get("rows").intValue());
        assertEquals(100, result.get("chains").intValue());
        assertEquals(2 * 100 * (200 + 40 * 100), result.get("steps").intValue());
        assertTrue(result.get("ess").doubleValue() > n / 2.0, result::toString);
        List<String> lines = Files.readAllLines(output);
        assertEquals(HEADER, lines.get(0));
        assertTrue(lines.subList(1, n + 1).stream().allMatch(line -> line.startsWith("\"blue, dark\",")));
        test(result.get("sampler").textValue(), model, output, n, new int[] {0, -1, -1}, new int[] {-1, 1, -1});
    }

    @Test
    void theSeedDecides() throws IOException {
        Path given = Cli.write(folder.resolve("bare.csv"), "green,,", ",,2");
        Path headed = Cli.write(folder.resolve("headed.csv"), HEADER, "green,,", ",,2");
        byte[] first = filled(folder.resolve("first.csv"), given, 1);
        assertArrayEquals(first, filled(folder.resolve("second.csv"), headed, 1));
        assertFalse(Arrays.equals(first, filled(folder.resolve("third.csv"), given, 2)));
        JsonNode result = sample("energy", folder.resolve("one.csv"), "-n", 1, "--given", given)
                .json();
        assertEquals(2, result.get("n").intValue());
        assertTrue(result.get("ess").isNull() && result.get("mixed").booleanValue(), result::toString);
    }

    private byte[] filled(Path output, Path given, int seed) throws IOException {
        sample("energy", output, "-n", 50, "--given", given, "--seed", seed).json();
        return Files.readAllBytes(output);
    }

    /** A note is about a row of a file, where rows are filled in. */
    @Test
    void saysOfWhichRowTheChainsHaveNotMixed() throws IOException {
        Path given = Cli.write(folder.resolve("given.csv"), "green,1,", "green,,", ",,2");
        List<Object> args = new ArrayList<>(List.of("-n", 10, "--given", given, "--sampler", "mh"));
        args.addAll(List.of("--chains", 4, "--burn-in", 0, "--thinning", 1));
        Cli.Outcome outcome = sample("energy", folder.resolve("short.csv"), args.toArray());
        assertFalse(outcome.json().get("mixed").booleanValue());
        assertTrue(
                outcome.err().contains("concrete sample: " + given + ", row 1: the chains ran 0 steps")
                        && outcome.err().contains("(and notes about 2 other rows)"),
                outcome.err());
    }

    @Test
    void aFreeModelFillsInToo() throws IOException {
        Path given = Cli.write(folder.resolve("given.csv"), "green,,");
        assertEquals(
                "gibbs",
                sample("mlp", folder.resolve("free.csv"), "-n", 5, "--given", given)
                        .json()
                        .get("sampler")
                        .textValue());
        assertEquals(
                "mh",
                sample("grid", folder.resolve("free.csv"), "-n", 5, "--given", given)
                        .json()
                        .get("sampler")
                        .textValue());
    }

    @Test
    void numPyHasTheNumbersOfTheLabels() throws IOException {
        Path npy = folder.resolve("samples.npy");
        Path csv = folder.resolve("samples.csv");
        for (Path output : List.of(npy, csv)) {
            sample("made", output, "-n", 200, "--seed", 3).json();
        }
        byte[] bytes = Files.readAllBytes(npy);
        String head = new String(bytes, 0, 128, StandardCharsets.ISO_8859_1);
        assertTrue(head.contains("NUMPY") && head.contains("'<i4'") && head.contains("(200, 3)"), head);
        int[] numbers = new int[600];
        ByteBuffer.wrap(bytes, bytes.length - 2400, 2400)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(numbers);
        assertArrayEquals(
                CsvReader.read(csv, CsvOptions.defaults().withSchema(schema)).states(), numbers);
        assertTrue(Files.exists(folder.resolve("samples.npy.json")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mlp; --sampler path-auxiliary; --sampler path-auxiliary: a density corrects proposals of several"
                        + " columns at once",
                "mlp; --sampler dlp; a free model (mlp, unet) does not have one",
                "mlp; --sampler gwg; a free model does not have",
                "grid; --sampler gibbs; --sampler gibbs: Gibbs sampling needs a graph where all values of a coordinate"
                        + " are neighbors",
                "cycle; --sampler path-auxiliary; --sampler path-auxiliary: ",
                "energy; --sampler ancestral; --sampler ancestral needs a normalised model (made)",
                "energy; --sampler slice; tempering, ancestral, was slice",
                "energy; --adapt; --adapt: the default sampler has nothing to adapt",
                "energy; --adapt --sampler gwg; --adapt: the sampler gwg has nothing to adapt; dlp adapts its step",
                "energy; --adapt --sampler dlp --given GIVEN; --adapt can not be used with --given",
                "energy; --chains 2147483647; --chains must be at most ",
                "energy; --given GIVEN --chains 2147483647; --chains must be at most ",
                "made; --sampler ancestral --chains 3; --chains 3 does not apply to the sampler ancestral",
                "made; --sampler ancestral --given GIVEN; can not fix columns behind the missing ones; use --sampler"
                        + " gibbs",
                "cycle; --given GIVEN; clamping coordinates needs a graph whose edges change one coordinate",
                "grid; --given GIVEN --sampler gibbs; --sampler gibbs: Gibbs sampling needs",
                "made; --given GIVEN -n 500000000; -n must be at most 357913941 for 3 columns and the 2 rows of"
                        + " --given",
                "made; -n 800000000; -n must be at most 715827882 for 3 columns, was 800000000"
            })
    void refusalsOfUse(String model, String args, String message) throws IOException {
        Path given = Cli.write(folder.resolve("given.csv"), "green,,", ",1,");
        Path none = folder.resolve("none");
        List<Object> all = new ArrayList<>();
        if (!args.contains("-n ")) {
            all.addAll(List.of("-n", 5));
        }
        all.addAll(List.of(args.replace("GIVEN", given.toString()).split(" ")));
        String failure = sample(model, none.resolve("s.csv"), all.toArray()).failure(2);
        assertTrue(failure.contains(message), failure);
        assertFalse(Files.exists(none), "something was left behind");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "green,1,2; wrong.csv:2: no field of the row is empty",
                "pink,,; wrong.csv:2:1: 'pink' is not a label of column 'color': 'blue, dark', 'green', 'red'",
                "green,,7; wrong.csv:2:3: '7' is not one of 0..3 of column 'odd, name'",
                "green,; wrong.csv:2:2: the row ends after 2 of 3 fields",
                "green,,,; wrong.csv:2:3: the row has more than 3 fields",
                "green,NA,; wrong.csv:2:2: 'NA' is not one"
            })
    void refusalsOfRows(String line, String message) throws IOException {
        Path given = Cli.write(folder.resolve("wrong.csv"), ",1,", line);
        Path none = folder.resolve("none");
        String failure = sample("energy", none.resolve("s.csv"), "-n", 5, "--given", given)
                .failure(1);
        assertTrue(failure.contains(message), failure);
        assertFalse(Files.exists(none), "something was left behind");
        failure = sample("energy", none.resolve("s.csv"), "-n", 5, "--given", folder.resolve("absent.csv"))
                .failure(1);
        assertTrue(failure.contains("absent.csv: there is no such file"), failure);
    }

    /** The help names what there is. */
    @Test
    void helpNamesAllSamplers() {
        String help = Cli.run("sample", "--help").out();
        for (String name :
                List.of("barker", "rejection-free", "locally-balanced", "path-auxiliary", "gwg", "dlp", "chromatic")) {
            assertTrue(help.contains(name), help);
        }
        assertTrue(help.contains("--given=FILE"), help);
    }
}
