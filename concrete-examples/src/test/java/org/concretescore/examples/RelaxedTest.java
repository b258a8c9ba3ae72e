package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.concretescore.examples.relaxed.Relaxed;
import org.concretescore.examples.relaxed.RelaxedOptions;
import org.concretescore.examples.relaxed.RelaxedTask;
import org.concretescore.examples.run.RunOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The experiments of the Concrete distribution, on rows of a few bits. */
final class RelaxedTest {
    private static final int BITS = 9;
    private static final int STEPS = 8;

    @TempDir
    private Path folder;

    /** Nine bits that are all the same, but for one in ten: images of 3 x 3. */
    @BeforeEach
    void writeData() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (String split : List.of("train", "valid", "test")) {
            List<String> lines = new ArrayList<>();
            for (int row = 0; row < 300; row++) {
                int side = random.nextInt(2);
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < BITS; i++) {
                    line.append(i == 0 ? "" : ",").append(random.nextInt(10) == 0 ? 1 - side : side);
                }
                lines.add(line.toString());
            }
            Files.write(folder.resolve("bits." + split + ".csv"), lines);
        }
    }

    /** Runs a command with these options instead of, or beside, small ones. */
    private Cli.Outcome run(String command, Object... more) {
        Map<Object, Object> options = new LinkedHashMap<>();
        Object[] small = {
            "--dataset",
            folder.resolve("bits"),
            "--out",
            folder.resolve("out"),
            "--steps",
            STEPS,
            "--validate-every",
            STEPS / 2,
            "--samples",
            20,
            "--test-rows",
            100,
            "--threads",
            2
        };
        for (Object[] some : new Object[][] {small, more}) {
            for (int i = 0; i < some.length; i++) {
                boolean flag = List.of("--json", "--last", "--resume").contains(some[i]);
                options.put(some[i], flag ? "" : some[++i]);
            }
        }
        List<Object> args = new ArrayList<>(List.of(command));
        options.forEach((name, value) -> args.addAll(value.equals("") ? List.of(name) : List.of(name, value)));
        return Cli.run(args.toArray());
    }

    private Cli.Outcome vae(Object... more) {
        List<Object> args = new ArrayList<>(List.of("--layers", "4H~9V"));
        args.addAll(List.of(more));
        return run("relaxed-vae", args.toArray());
    }

    @Test
    void allThatFitsTogetherIsTrained() throws IOException {
        Cli.Outcome outcome = vae("--estimator", "concrete,nvil,vimco", "--m", "1,2", "--json");
        JsonNode rows = outcome.json().get("rows");
        List<String> names = new ArrayList<>();
        for (JsonNode row : rows) {
            names.add(row.get("estimator").asText() + " " + row.get("m").asInt());
            assertEquals(STEPS, row.get("steps").asInt());
            assertTrue(row.get("seconds").doubleValue() > 0, row::toString);
            // Independent fair bits have -9 log 2 = -6.24; what generates them -3.1.
            for (String bound : List.of("test_bound", "train_bound")) {
                double value = row.get(bound).doubleValue();
                assertTrue(value < -2.5 && value > -8, row::toString);
            }
            boolean relaxed = row.get("estimator").asText().equals("concrete");
            assertEquals(!relaxed, row.get("relaxed_test_bound").isNull(), row::toString);
        }
        assertEquals(List.of("concrete 1", "concrete 2", "nvil 1", "vimco 2"), names);
        assertTrue(outcome.err().contains("nvil is left out for m = 2"), outcome.err());
        assertTrue(outcome.err().contains("vimco is left out for m = 1"), outcome.err());
        Path out = folder.resolve("out");
        assertEquals(
                List.of(
                        "bounds.png",
                        "concrete-1.latent",
                        "concrete-1.png",
                        "concrete-2.latent",
                        "concrete-2.png",
                        "curves.csv",
                        "nvil-1.latent",
                        "nvil-1.png",
                        "report.html",
                        "rows.csv",
                        "vimco-2.latent",
                        "vimco-2.png"),
                Cli.names(out));
        assertEquals(5, Files.readAllLines(out.resolve("rows.csv")).size());
        // Two validations of each.
        assertEquals(9, Files.readAllLines(out.resolve("curves.csv")).size());
        assertTrue(Files.readAllLines(out.resolve("rows.csv")).get(3).startsWith("nvil,1,,-"), "no temperature");
    }

    @Test
    void otherRelaxationsAndArities() throws IOException {
        JsonNode rows = vae(
                        "--estimator",
                        "masses,analytic,logistic-normal,straight-through",
                        "--arity",
                        4,
                        "--steps",
                        1,
                        "--json")
                .json()
                .get("rows");
        assertEquals(4, rows.size());
        for (int i = 0; i < 4; i++) {
            assertEquals(i == 3, rows.get(i).get("relaxed_test_bound").isNull(), rows::toString);
        }
        // The paper's for 4-ary nodes.
        assertEquals(1, rows.get(0).get("temperature").doubleValue());
    }

    @Test
    void structuredPredictionSweepsTemperatures() throws IOException {
        Cli.Outcome outcome = run(
                "relaxed-structured",
                "--layers",
                "6V-2H-2H-3V",
                "--estimator",
                "concrete,vimco",
                "--m",
                2,
                "--sweep",
                "2,0.5",
                "--json");
        JsonNode rows = outcome.json().get("rows");
        assertEquals(3, rows.size());
        assertEquals(0.5, rows.get(0).get("temperature").doubleValue());
        assertEquals(2, rows.get(1).get("temperature").doubleValue());
        assertTrue(rows.get(2).get("temperature").isNull());
        assertEquals(STEPS, rows.get(0).get("best_step").asInt());
        // Three bits given six that tell them: between what fair coins and what the generator has.
        double bound = rows.get(0).get("test_bound").doubleValue();
        assertTrue(bound < -0.8 && bound > -2.5, rows::toString);
        List<String> files = Cli.names(folder.resolve("out"));
        assertTrue(
                files.containsAll(List.of("temperatures.png", "concrete-2-0.5.png", "concrete-2-2.0.latent")),
                files::toString);
    }

    /** What {@link #vae} runs with m 1 and 2 and {@code --last}, stopped at the end of the second training. */
    private void interrupt() {
        RelaxedOptions defaults = RelaxedOptions.defaults(RelaxedTask.VAE);
        RelaxedOptions options = new RelaxedOptions(
                RelaxedTask.VAE,
                folder.resolve("bits").toString(),
                "4H~9V",
                2,
                defaults.estimators(),
                List.of(1, 2),
                null,
                null,
                List.of(),
                20,
                100,
                true,
                defaults.trainer().withSteps(STEPS).withValidateEvery(STEPS / 2).withThreads(1),
                STEPS / 2,
                false,
                new RunOptions(1, folder.resolve("out"), null));
        assertEquals(
                "stopped",
                assertThrows(
                                IllegalStateException.class,
                                () -> Relaxed.run(options, Cli.stopping("concrete-2"::equals)))
                        .getMessage());
    }

    @Test
    void aResumedRunEndsAsAnUndisturbedOneWithAnyNumberOfThreads() throws IOException {
        Object[] same = {"--m", "1,2", "--last", "--json", "--checkpoint-every", STEPS / 2};
        Cli.Outcome undisturbed = vae(same);
        List<String> files = Cli.names(folder.resolve("out"));
        assertTrue(files.stream().noneMatch(name -> name.contains("checkpoint")), files::toString);
        Object[] resume = Arrays.copyOf(same, same.length + 1);
        resume[same.length] = "--resume";
        String missing = vae(resume).err();
        Path first = folder.resolve("out/concrete-1.checkpoint");
        assertTrue(
                missing.contains("--resume " + first + ": there is no such checkpoint; a training that came to its"
                        + " end has deleted its checkpoint"),
                missing);

        interrupt();
        String other = vae("--m", "1,2", "--last", "--checkpoint-every", 2, "--resume", "--arity", 4)
                .err();
        assertTrue(other.contains("can't resume from " + first + ": it is of another training: layers is"), other);
        Cli.Outcome resumed = vae(resume);
        JsonNode rows = resumed.json().get("rows");
        assertTrue(resumed.err().contains("goes on after step " + STEPS + " of " + first), resumed.err());
        assertTrue(resumed.err().contains("goes on after step " + STEPS / 2 + " of " + folder), resumed.err());
        for (int i = 0; i < 2; i++) {
            JsonNode expected = undisturbed.json().get("rows").get(i);
            for (String name : List.of("m", "steps", "best_step", "test_bound", "train_bound", "relaxed_test_bound")) {
                assertEquals(expected.get(name), rows.get(i).get(name));
            }
            assertEquals(STEPS, expected.get("best_step").asInt());
        }
        assertEquals(files, Cli.names(folder.resolve("out")));
    }

    /** What a rate of 1e30 leaves is a row that says so, and the files. */
    @Test
    void divergenceIsSaid() throws IOException {
        Cli.Outcome outcome = vae("--learning-rate", 1e30, "--decay", "constant", "--json");
        JsonNode row = outcome.json().get("rows").get(0);
        assertTrue(row.get("diverged").booleanValue(), row::toString);
        assertTrue(outcome.err().contains("training diverged after step"), outcome.err());
        JsonNode swept = vae("--learning-rate", 1e30, "--decay", "constant", "--sweep", 1, "--json")
                .json();
        assertTrue(swept.get("rows").get(0).get("diverged").booleanValue(), swept::toString);
    }

    /**
     * One step of 3e38 leaves parameters of which no bound is a number: of two models there are two rows all the same.
     */
    @ParameterizedTest
    @ValueSource(strings = {"--last", "--sweep"})
    void modelsWithoutABoundAreRows(String how) throws IOException {
        List<Object> more = new ArrayList<>(List.of("--learning-rate", 3e38, "--decay", "constant", "--steps", 1));
        more.addAll(List.of("--averaging", 0, "--estimator", "concrete,straight-through", "--json"));
        more.addAll(how.equals("--last") ? List.of(how) : List.of(how, 1));
        Cli.Outcome outcome = vae(more.toArray());
        JsonNode rows = outcome.json().get("rows");
        assertEquals(2, rows.size());
        for (JsonNode row : rows) {
            assertTrue(row.get("diverged").booleanValue(), row::toString);
            assertTrue(row.get("test_bound").isNull() && row.get("train_bound").isNull(), row::toString);
        }
        assertTrue(outcome.err().contains("training diverged after step 1"), outcome.err());
    }

    @ParameterizedTest
    @CsvSource({
        "--estimator, reinforce, '--estimator must be one of concrete, masses, analytic, logistic-normal'",
        "--estimator, vimco, '--m must be above 1, or a list with such a number, for the estimator vimco'",
        "--m, 0, '--m must be at least 1, was 0'",
        "--m, x, x",
        "--arity, 3, 'arity must be 2, 4, 8 or 16, was 3'",
        "--layers, 4H, '--layers 4H --arity 2'",
        "--layers, 4V-2H-5V, '--layers must be a list that begins with latent units'",
        "--layers, 4H-8V, '--layers 4H-8V has 8 observed units, but the data set'",
        "--temperature, 0, '--temperature must be from 1e-3 to 1e3, was 0.0'",
        "--prior-temperature, NaN, '--prior-temperature must be from 1e-3 to 1e3, was NaN'",
        "--temperature, 1e-300, 'was 1.0E-300'",
        "--prior-temperature, 1e-320, 'from 1e-3 to 1e3'",
        "--layers, 4H~99999999999V, 'expected a number of units of at most 9 digits'",
        "--sweep, '1,-1', '--sweep must be from 1e-3 to 1e3, was -1.0'",
        "--samples, 0, '--samples must be at least 1, was 0'",
        "--samples, 2147483647, '--samples must be at most 16777216, was 2147483647'",
        "--samples, 715827883, '--samples must be at most 16777216, was 715827883'",
        "--m, 2147483647, '--m 2147483647 --batch 64: samples must be fewer for 1 row of 4H~9V, were 2147483647'",
        "--m, 67108865, 'samples must be fewer for 1 row of 4H~9V, were 67108865'",
        "--m, 33554432, 'batch must be at most 31 for rows of 9 bits and 33554432 samples, was 64'",
        "--batch, 2147483647, 'batch must be at most 238609294 for rows of 9 bits and 1 sample, was 2147483647'",
        "--layers, 60000H-60000H~9V, 'of shape [60000, 60000] takes the network beyond 2147483647 parameters'",
        "--test-rows, 1, '--test-rows must be at least 2, was 1'",
        "--checkpoint-every, -1, '--checkpoint-every must be at least 0, was -1'",
        "--steps, 0, '--steps: steps must be'",
        "--dataset, mnist:test, '--dataset must be named without a split'",
    })
    void badArguments(String argument, String value, String message) throws IOException {
        String failure = vae(argument, value).failure(2);
        assertTrue(failure.contains(message), failure);
        assertEquals(List.of(), Cli.names(folder.resolve("out")));
    }

    @ParameterizedTest
    @CsvSource({
        "'--m,5,--estimator,nvil', '--m must be 1, or a list with a 1, for the estimator nvil'",
        "'--layers,4H-4H-9V,--estimator,analytic', 'it needs exactly one latent layer'",
        "'--sweep,1,--temperature,2', '--temperature must be left out if there is a --sweep'",
        "'--checkpoint-every,0,--resume', '--checkpoint-every must be above 0 to resume, was 0'",
        "'--sweep,1,--estimator,nvil', '--sweep must be left out, because no estimator of [nvil] has a temperature'",
        "'--temperature,0.5,--estimator,nvil', '--temperature must be left out, because no estimator of [nvil] has'",
        "'--prior-temperature,3,--estimator,vimco,--m,2', 'no estimator of [vimco] has a prior with a temperature'",
        "'--prior-temperature,3,--estimator,masses', 'no estimator of [masses] has a prior with a temperature'",
        "'--prior-temperature,3,--estimator,analytic', '--prior-temperature must be left out'",
        "'--prior-temperature,3,--estimator,straight-through', '--prior-temperature must be left out'",
    })
    void argumentsThatContradictEachOther(String arguments, String message) {
        String failure = vae((Object[]) arguments.split(",")).failure(2);
        assertTrue(failure.contains(message), failure);
    }

    @Test
    void structuredPredictionHasNoPrior() {
        String masses = run("relaxed-structured", "--layers", "6V-2H-3V", "--estimator", "masses")
                .failure(2);
        assertTrue(masses.contains("--estimator must be concrete here"), masses);
        String prior = run("relaxed-structured", "--layers", "6V-2H-3V", "--prior-temperature", 1)
                .failure(2);
        assertTrue(prior.contains("--prior-temperature must be left out"), prior);
        String vae = run("relaxed-structured", "--layers", "4H-9V").failure(2);
        assertTrue(vae.contains("--layers must be a list that begins with the given observed units"), vae);
    }

    /** Before the first training. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "concrete-1.latent",
                "concrete-2.latent",
                "concrete-2.png",
                "concrete-2.checkpoint",
                "rows.csv",
                "curves.csv"
            })
    void aFolderWhereAFileShouldBe(String name) throws IOException {
        Path taken = Files.createDirectories(folder.resolve("out").resolve(name));
        Cli.Outcome outcome = vae("--m", "1,2");
        assertEquals(1, outcome.status());
        // What may be a checkpoint is spoken of first.
        String said = outcome.err().lines().reduce((a, b) -> b).orElseThrow();
        assertTrue(said.endsWith("can't write the file " + taken + ": is a folder"), said);
        assertEquals(List.of(name), Cli.names(folder.resolve("out")));
    }

    @Test
    void oneRow() throws IOException {
        Files.write(folder.resolve("one.train.csv"), List.of("0,1,1"));
        Files.write(folder.resolve("one.test.csv"), List.of("0,1,0"));
        String said =
                vae("--dataset", folder.resolve("one"), "--layers", "2H-3V").failure(1);
        assertTrue(
                said.endsWith("one row can not be split into training and validation data; the split "
                        + folder.resolve("one") + ":valid is missing"),
                said);
        Files.write(folder.resolve("one.valid.csv"), List.of("0,1,1"));
        Cli.Outcome outcome = vae("--dataset", folder.resolve("one"), "--layers", "2H-3V", "--json");
        JsonNode row = outcome.json().get("rows").get(0);
        assertTrue(row.get("test_error").isNull() && row.get("test_bound").isDouble(), row::toString);
        assertFalse(outcome.err().contains("NaN"), outcome.err());
        assertTrue(outcome.err().contains("(one row)"), outcome.err());
    }

    @Test
    void missingDataAreNamed() {
        String failure = Cli.run("relaxed-vae", "--dataset", folder.resolve("none"), "--out", folder.resolve("out"))
                .failure(1);
        assertTrue(failure.contains("none") && failure.contains(".train.csv"), failure);
    }

    /** Categories that are no bits are refused; grey levels become bits, the same ones with every seed. */
    @Test
    void greyLevelsBecomeBits() throws IOException {
        Files.write(folder.resolve("more.train.csv"), List.of("0,1,2", "2,1,0", "1,1,1"));
        Files.write(folder.resolve("more.valid.csv"), List.of("0,1,2"));
        Files.write(folder.resolve("more.test.csv"), List.of("0,1,2"));
        String refused =
                vae("--dataset", folder.resolve("more"), "--layers", "2H-3V").failure(2);
        assertTrue(refused.contains("has 3 values; it must be bits"), refused);

        for (String split : List.of("train", "test")) {
            byte[] idx = new byte[16 + 40 * 4];
            idx[2] = 8;
            idx[3] = 3;
            idx[7] = 40;
            idx[11] = 2;
            idx[15] = 2;
            for (int i = 16; i < idx.length; i++) {
                idx[i] = (byte) (i % 4 == 0 ? 255 : i % 4 == 1 ? 0 : 128);
            }
            Files.createDirectories(folder.resolve("omniglot"));
            Files.write(folder.resolve("omniglot/omniglot28_" + split + "-images-idx3-ubyte"), idx);
        }
        Cli.Outcome outcome = vae(
                "--dataset",
                "omniglot",
                "--data-dir",
                folder,
                "--layers",
                "2H-4V",
                "--steps",
                100,
                "--learning-rate",
                "0.03",
                "--json");
        // Two bits are sure and two are coins: -2 log 2.
        double bound = outcome.json().get("rows").get(0).get("train_bound").doubleValue();
        assertEquals(-2 * Math.log(2), bound, 0.25);
        assertTrue(outcome.err().contains("grey levels"), outcome.err());
    }
}
