package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.examples.run.ArcsmOptions;
import org.concretescore.examples.run.FitVectors;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedVectors;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code fit}, {@code sample} and {@code evaluate} on a user's own columns of real numbers. */
final class VectorsTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path model;
    private Path checkpoint;

    /** Columns far from 0 and 1, the second given the first: {@code N(height / 2 - 15, 5^2)}. */
    @BeforeEach
    void people() throws IOException {
        UniformRandomProvider random = new RandomStreams(3).stream("people");
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        StringBuilder csv = new StringBuilder("height,\"weight, kg\"\n");
        for (int i = 0; i < 300; i++) {
            double height = 170 + 10 * normal.sample();
            csv.append(height)
                    .append(',')
                    .append(0.5 * height - 15 + 5 * normal.sample())
                    .append('\n');
        }
        data = Files.writeString(folder.resolve("people.csv"), csv);
        model = folder.resolve("made/people.model");
        checkpoint = folder.resolve("made/people.model.checkpoint");
    }

    private Cli.Outcome run(Object... arguments) {
        List<Object> args = new ArrayList<>(List.of(arguments));
        args.addAll(List.of("--out", folder.resolve("made/out"), "--json"));
        return Cli.run(args.toArray());
    }

    /** Options come in pairs, and go before the usual ones. */
    private Cli.Outcome fit(Object... more) {
        Map<Object, Object> options = new LinkedHashMap<>();
        Object[] usual = {
            "--data", data, "--model", "arcsm", "--objective", "composite-denoising", "--save", model, "--steps", 40
        };
        Object[] small = {
            "--widths", 16, "--context-widths", "12,12", "--context-size", 4, "--noise-range", "1,0.2,4", "--batch", 64
        };
        for (Object[] pairs : new Object[][] {usual, small, more}) {
            for (int i = 0; i < pairs.length; i += 2) {
                options.put(pairs[i], pairs[i + 1]);
            }
        }
        List<Object> args = new ArrayList<>(List.of("fit"));
        options.forEach((name, value) -> args.addAll(List.of(name, value)));
        return run(args.toArray());
    }

    @Test
    void fitSampleAndEvaluate() throws IOException {
        JsonNode fit = fit("--steps", 300, "--learning-rate", 0.01).json();
        assertEquals(270, fit.get("rows").intValue());
        assertEquals(30, fit.get("valid_rows").intValue());
        assertEquals(2, fit.get("columns").intValue());
        assertEquals(List.of("out", "people.model"), Cli.names(folder.resolve("made")));
        SavedVectors saved = ModelFile.loadVectors(model);
        assertEquals(
                Arcsm.defaults().withContext(4, 12, 12).withWidths(16).withNoise(true),
                saved.model().architecture());
        assertEquals(NoiseLevels.geometric(1, 0.2, 4), saved.model().levels());
        assertTrue(saved.notes().get("options").contains("\"noise_levels\":[1.0,"), saved.notes()::toString);

        Path output = folder.resolve("drawn.csv");
        JsonNode sample =
                run("sample", "--model", model, "-n", 200, "--output", output).json();
        assertEquals(200, sample.get("n").intValue());
        List<String> lines = Files.readAllLines(output);
        assertEquals(201, lines.size());
        assertEquals("height,\"weight, kg\"", lines.get(0));
        double height = 0;
        double weight = 0;
        for (String line : lines.subList(1, 201)) {
            height += Double.parseDouble(line.split(",")[0]) / 200;
            weight += Double.parseDouble(line.split(",")[1]) / 200;
        }
        // Deviations 10 and 7.1: a mean of 200 draws is within 5 standard errors, and the model's own mean within as
        // much.
        assertEquals(170, height, 7);
        assertEquals(70, weight, 5);
        Path array = folder.resolve("drawn.npy");
        assertEquals(
                0, run("sample", "--model", model, "-n", 3, "--output", array).status());
        byte[] bytes = Files.readAllBytes(array);
        String header = new String(bytes, 0, 128, StandardCharsets.US_ASCII);
        assertTrue(header.contains("'<f8'") && header.contains("(3, 2)"), header);

        // What was drawn is data again.
        JsonNode drawn = run("evaluate", "--model", model, "--data", output).json();
        assertEquals(200, drawn.get("n").intValue());
        JsonNode evaluation = run("evaluate", "--model", model, "--data", data).json();
        assertEquals(300, evaluation.get("n").intValue());
        // Of the truth: -log(2 pi e) - log 50, which is -6.75; noise of 0.2 deviations takes 0.06 away.
        assertEquals(-6.8, evaluation.get("mean_log_likelihood").doubleValue(), 0.4);
        assertTrue(evaluation.get("std_error").doubleValue() < 0.15, evaluation::toString);
        assertTrue(evaluation.get("grid_error").doubleValue() < 1e-3, evaluation::toString);
        // A row alone has the same likelihood as among others, for the grid is wide whatever the rows are.
        double mean = 0;
        for (String row : List.of("170,70", "150,66")) {
            Path one = Cli.write(folder.resolve("one.csv"), row);
            JsonNode json = run("evaluate", "--model", model, "--data", one).json();
            assertTrue(json.get("std_error").isNull(), json::toString);
            mean += json.get("mean_log_likelihood").doubleValue() / 2;
        }
        Path both = Cli.write(folder.resolve("both.csv"), "170,70", "150,66");
        assertEquals(
                mean,
                run("evaluate", "--model", model, "--data", both)
                        .json()
                        .get("mean_log_likelihood")
                        .doubleValue(),
                1e-3);
    }

    @Test
    void oneColumnWithoutNamesAndValidationData() throws IOException {
        Path valid = Cli.write(folder.resolve("valid.csv"), "-2e30", "2e30", "1e30");
        Path huge = Cli.write(folder.resolve("huge.csv"), "1e30", "-1e30", "3e30", "-2.5e30", "0");
        JsonNode fit = fit("--data", huge, "--valid", valid, "--objective", "composite")
                .json();
        assertEquals(5, fit.get("rows").intValue());
        assertEquals(3, fit.get("valid_rows").intValue());
        Path output = folder.resolve("drawn.csv");
        assertEquals(
                0, run("sample", "--model", model, "-n", 4, "--output", output).status());
        List<String> lines = Files.readAllLines(output);
        assertEquals("x1", lines.get(0));
        for (String line : lines.subList(1, 5)) {
            assertTrue(Math.abs(Float.parseFloat(line)) < 3e31f, line);
        }
        JsonNode evaluation = run("evaluate", "--model", model, "--data", valid).json();
        assertEquals(-71.5, evaluation.get("mean_log_likelihood").doubleValue(), 3);
    }

    /** What {@link #fit} runs, stopped while it trains. */
    private void interrupt() {
        FitVectors.Options defaults = FitVectors.Options.of(data, model);
        FitVectors.Options options = new FitVectors.Options(
                data,
                defaults.header(),
                null,
                model,
                "composite-denoising",
                new ArcsmOptions(List.of(12, 12), 4, List.of(16), Activation.SILU, ArcsmOptions.geometric(1, 0.2, 4)),
                FitVectors.TRAINER.withSteps(40).withBatch(64),
                7,
                null,
                null,
                new RunOptions(1, folder.resolve("made/out"), null));
        assertEquals(
                "stopped",
                assertThrows(IllegalStateException.class, () -> FitVectors.run(options, Cli.stopping(task -> true)))
                        .getMessage());
        assertTrue(Files.exists(checkpoint));
    }

    @Test
    void aResumedTrainingSavesWhatAnUndisturbedOneDoes() throws IOException {
        Path undisturbed = folder.resolve("undisturbed.model");
        assertEquals(
                0,
                fit("--save", undisturbed, "--checkpoint-every", 0, "--threads", 1)
                        .status());
        interrupt();
        // Another noise, or network, is another training.
        String refused = last(fit("--resume", checkpoint, "--noise-range", "1,0.2,5"), 1);
        assertTrue(refused.contains("objective is composite-denoising with noise [1.0, "), refused);
        refused = last(fit("--resume", checkpoint, "--context-size", 5), 1);
        assertTrue(refused.contains("network.context is 5, but the checkpoint was made with 4"), refused);
        refused = last(fit("--resume", checkpoint, "--activation", "tanh"), 1);
        assertTrue(refused.contains("network.activation is tanh, but the checkpoint was made with silu"), refused);
        assertFalse(Files.exists(model));
        Cli.Outcome resumed = fit("--resume", checkpoint);
        assertEquals(0, resumed.status(), resumed.err());
        assertTrue(resumed.err().contains("goes on after step 35 of " + checkpoint), resumed.err());
        assertArrayEquals(
                ModelFile.loadVectors(undisturbed).model().parameters(),
                ModelFile.loadVectors(model).model().parameters());
        assertEquals(List.of("out", "people.model"), Cli.names(folder.resolve("made")));
        interrupt();
        Cli.Outcome anew = fit();
        assertTrue(
                anew.err().contains("a training that did not end has left the checkpoint " + checkpoint), anew.err());
        refused = fit("--resume", model).failure(2);
        assertTrue(refused.contains("--resume must be a checkpoint, another file than --save"), refused);
    }

    private static String last(Cli.Outcome outcome, int status) {
        assertEquals(status, outcome.status(), outcome.err());
        return outcome.err().lines().reduce((a, b) -> b).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2;3,|bad.csv:2:2: '' is a missing value",
                "a,b;1,2;3,NaN|bad.csv:3:2: 'NaN' is a missing value",
                "a,b;1,2;inf,3|bad.csv:3:1: 'inf' is not a number",
                "a,b;1,2;3,4,5|bad.csv:3:2: the row has more than the 2 fields",
                "a,b;1,2;3|bad.csv:3:1: the row ends after 1 of the 2 fields",
                "a,b;1,1e39;3,4|bad.csv:2:2: '1e39' is too large for single precision",
                "a,b;1,2;2,2;3,2;4,2|bad.csv: column 2, 'b', has only one value, 2.0",
                "a,b;1700000000,1;1700000200,2;1700000400,3|bad.csv: column 1, 'a', has the standard deviation",
                "a,b;1700000000,1;1700000001,2|bad.csv: column 1, 'a', has only one value, 1.7E9 in single precision",
                "a,b;1,2|bad.csv: one row can not be split into training and validation data; give --valid",
                "a,b|bad.csv:1: the file has a header but no rows",
                "''|bad.csv:1: the file is empty",
            })
    void badFilesAreRefused(String lines, String message) throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.csv"), lines.replace(';', '\n'));
        String said = last(fit("--data", bad), 1);
        assertTrue(said.contains(message), said);
        assertFalse(Files.exists(folder.resolve("made")), "something was left behind");
    }

    @Test
    void semicolonsAndMissingFiles() throws IOException {
        Path bad = Cli.write(folder.resolve("bad.csv"), "a;b", "1;2", "2;3");
        String said = fit("--data", bad).failure(1);
        assertTrue(
                said.endsWith("bad.csv:2:1: '1;2' is not a number; fields are separated by commas, not by semicolons"),
                said);
        said = fit("--data", folder.resolve("nowhere.csv")).failure(1);
        assertTrue(said.contains("nowhere.csv"), said);
        said = last(fit("--valid", Cli.write(folder.resolve("valid.csv"), "height,kg", "1,2")), 1);
        assertTrue(said.endsWith("valid.csv:1:2: the name of the column is 'kg' instead of 'weight, kg'"), said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--objective csm;--objective must be one of composite, composite-denoising, was csm",
                "--graph grid;--graph grid does not apply to an arcsm",
                "--categories 2,3;--categories 2,3 does not apply to an arcsm",
                "--weights w;--weights w does not apply to an arcsm",
                "--encoding ordinal;--encoding ordinal does not apply to an arcsm",
                "--head raw;--head raw does not apply to an arcsm",
                "--residual;--residual does not apply to an arcsm",
                "--masks 2;--masks 2 does not apply to an arcsm",
                "--order shuffled;--order shuffled does not apply to an arcsm",
                "--image 2,1;--image 2,1 does not apply to an arcsm",
                "--groups 2;--groups 2 does not apply to an arcsm",
                "--tail 3;--tail 3 does not apply to an arcsm",
                "--neighbors 2;--neighbors 2 does not apply to an arcsm",
                "--negatives 2;--negatives 2 does not apply to an arcsm",
                "--noise uniform;--noise uniform does not apply to an arcsm",
                "--activation relu;--activation must be smooth (tanh, silu, elu or softplus) for an arcsm, was relu",
                "--widths 8,0;--widths must be at least 1, was 0",
                "--context-widths 8,4;--context-widths must be equal widths, was [8, 4]",
                "--context-widths 0;--context-widths must be at least 1, was 0",
                "--context-size 0;--context-size must be at least 1, was 0",
                "--noise-range 1,0.1;--noise-range must be FIRST,LAST,N with a whole number N of levels, was [1.0,"
                        + " 0.1]",
                "--noise-range 1,0.1,2.5;--noise-range must be FIRST,LAST,N with a whole number N of levels, was",
                "--noise-range 0.1,1,5;--noise-range: levels can't fall from 0.1 to 1.0",
                "--noise-range 1,NaN,5;--noise-range: levels can't fall from 1.0 to NaN",
                "--noise-range 1,0.1,1;--noise-range: levels must be at least 2, were 1",
                "--noise-levels 0.1,1;--noise-levels: sigmas must be finite, above 0 and falling, but sigma 1 is 1.0",
                "--noise-levels 1,0.1 --noise-range 1,0.1,3;--noise-levels must be absent with --noise-range, was"
                        + " [1.0, 0.1]",
                "--learning-rate NaN;learning rate",
                "--checkpoint-every -1;--checkpoint-every must be at least 0, was -1",
                "--model energy --objective csm --context-size 8;--context-size 8 does not apply to the model energy",
                "--model made --objective csm --context-widths 8;--context-widths 8 does not apply to the model made",
                "--model mlp --objective csm --noise-range 1,0.1,3;--noise-range 1,0.1,3 does not apply to the model"
                        + " mlp",
                "--model energy --objective composite;--objective composite: ",
            })
    void badArgumentsAreUsage(String arguments, String message) throws IOException {
        List<Object> args = new ArrayList<>(List.of("fit", "--data", data, "--save", model));
        if (!arguments.contains("--model")) {
            args.addAll(List.of("--model", "arcsm"));
        }
        if (!arguments.contains("--objective")) {
            args.addAll(List.of("--objective", "composite"));
        }
        args.addAll(Arrays.asList(arguments.split(" ")));
        String said = run(args.toArray()).failure(2);
        assertTrue(said.contains(message), said);
        assertFalse(Files.exists(folder.resolve("made")), "something was left behind");
    }

    @Test
    void modelsOfTheOtherKindAndOtherDataAreRefused() throws IOException {
        assertEquals(0, fit("--steps", 2, "--activation", "tanh").status());
        Path bits = Cli.write(folder.resolve("bits.csv"), "a,b", "0,1", "1,0", "1,1", "0,0");
        Path states = folder.resolve("made/states.model");
        Object[] discrete = {
            "fit",
            "--data",
            bits,
            "--model",
            "energy",
            "--objective",
            "csm",
            "--widths",
            2,
            "--steps",
            2,
            "--save",
            states
        };
        assertEquals(0, run(discrete).status());
        String said = run("score", "--model", model, "--data", data).failure(1);
        assertTrue(said.endsWith("is a model of real numbers (arcsm), but a model of discrete states is needed"), said);
        // What the model is decides how data are read.
        said = run("evaluate", "--model", states, "--data", data).failure(1);
        assertTrue(said.contains("people.csv:"), said);
        said = run("evaluate", "--model", model, "--data", bits).failure(1);
        assertTrue(said.contains("bits.csv:1:1: the name of the column is 'a' instead of 'height'"), said);
        assertTrue(said.endsWith("(read with the columns of the model " + model + ")"), said);
        Path wide = Cli.write(folder.resolve("wide.csv"), "1,2,3");
        said = run("evaluate", "--model", model, "--data", wide).failure(1);
        assertTrue(said.contains("wide.csv:1: the row has 3 fields instead of 2, which are 'height', "), said);
        Path far = Cli.write(folder.resolve("far.csv"), "170,70", "170,1e30");
        said = run("evaluate", "--model", model, "--data", far).failure(1);
        assertTrue(said.contains("far.csv:2:2: '1e30' is 1."), said);
        assertTrue(said.contains("standard deviations of the column 'weight, kg' away from its mean"), said);
        Path broken = Cli.write(folder.resolve("broken.csv"), "170,70", "170,x");
        said = run("evaluate", "--model", model, "--data", broken).failure(1);
        assertTrue(said.contains("broken.csv:2:2: 'x' is not a number"), said);

        for (String option : List.of("--chains 4", "--burn-in 5", "--thinning 2", "--sampler mh", "--given " + bits)) {
            List<Object> args = new ArrayList<>(List.of("sample", "--model", model, "-n", 2));
            args.addAll(Arrays.asList(option.split(" ")));
            said = run(args.toArray()).failure(2);
            assertTrue(said.contains(option + " does not apply to an arcsm"), said);
        }
        for (String option : List.of("--estimator ais", "--path", "--threads 2", "--weights a")) {
            List<Object> args = new ArrayList<>(List.of("evaluate", "--model", model, "--data", data));
            args.addAll(Arrays.asList(option.split(" ")));
            said = run(args.toArray()).failure(2);
            assertTrue(said.contains(option + " does not apply to an arcsm"), said);
        }
        said = run("sample", "--model", model, "-n", 2_000_000_000).failure(2);
        assertTrue(said.contains("-n must be at most 1073741819 for 2 columns, was 2000000000"), said);
        said = run("sample", "--model", data, "-n", 2).failure(1);
        assertTrue(said.contains("people.csv: is not a model file"), said);
    }
}
