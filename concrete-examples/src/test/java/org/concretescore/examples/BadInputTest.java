package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong: one line that says what and where, the right status, and nothing left behind. */
final class BadInputTest {
    @TempDir
    private Path folder;

    private Path out;
    private Path saved;

    @BeforeEach
    void paths() {
        out = folder.resolve("result/out");
        saved = folder.resolve("result/model.csm");
    }

    /** Options come in pairs, and go before the usual ones. */
    private Cli.Outcome fit(Path data, Object... more) {
        Map<Object, Object> options = new LinkedHashMap<>(
                Map.of("--model", "energy", "--objective", "csm", "--steps", 2, "--save", saved, "--out", out));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        List<Object> args = new ArrayList<>(List.of("fit", "--data", data, "--json"));
        options.forEach((name, value) -> args.addAll(List.of(name, value)));
        return Cli.run(args.toArray());
    }

    private void assertRefused(Cli.Outcome outcome, int status, String... fragments) {
        String failure = outcome.failure(status);
        for (String fragment : fragments) {
            assertTrue(failure.contains(fragment), () -> "'" + fragment + "' is not in: " + failure);
        }
        assertFalse(Files.exists(folder.resolve("result")), "something was left behind");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ragged;0,1|1,0,1;:2",
                "missing value;0,1|1,|1,1;:2:2",
                "not a number;0,1|1,NaN|1,1;:2:2",
                "empty;;empty",
                "header only;a,b;no rows",
            })
    void badCsv(String name, String lines, String where) throws IOException {
        Path data = Cli.write(folder.resolve("bad.csv"), lines == null ? new String[0] : lines.split("\\|"));
        assertRefused(
                fit(data, "--header", name.equals("header only") ? "present" : "auto"),
                1,
                "concrete fit: ",
                "bad.csv",
                where);
    }

    @Test
    void valueOutOfRange() throws IOException {
        Path data = Cli.write(folder.resolve("bad.csv"), "0,1", "1,7", "0,0");
        assertRefused(fit(data, "--header", "absent", "--categories", 3), 1, "bad.csv:2:2", "7");
    }

    @ParameterizedTest
    @CsvSource({"nan,:3:3", "-1,:3:3", "inf,:3:3"})
    void badWeight(String weight, String where) throws IOException {
        Path data = Cli.write(folder.resolve("bad.csv"), "a,b,w", "0,1,1", "1,0," + weight);
        assertRefused(fit(data, "--weights", "w"), 1, "bad.csv" + where, weight);
    }

    /** Where data are wrong, and not the graph that was not asked for. */
    @Test
    void moreCategoriesThanThereCanBe() throws IOException {
        Path data = Cli.write(folder.resolve("huge.csv"), "a,b", "0,1", "2000000000,0");
        assertRefused(fit(data), 1, "huge.csv:3:1: '2000000000'", "column 'a'");
    }

    @Test
    void dataThatAreAFolder() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        assertRefused(fit(data), 1, data + ": is a folder, not a file");
    }

    /** Said, for it is seldom meant. */
    @Test
    void decimalsAsCategories() throws IOException {
        Path data = Cli.write(folder.resolve("decimals.csv"), "a,b,c", "0.5,x,-1e3", "2,y,.5", "0.5,x,1.", "2,0.5,1");
        String said = fit(data).err();
        assertTrue(
                said.contains("decimals.csv: the columns 'a', 'c' hold decimal numbers, and each different number"
                        + " becomes a category; --model arcsm learns real numbers"),
                said);
        Path one = Cli.write(folder.resolve("one.csv"), "a,b", "0.5,x", "2,y", "0.5,x", "2,x");
        said = fit(one).err();
        assertTrue(
                said.contains(
                        "one.csv: the column 'a' holds decimal numbers, and each different number becomes a category"),
                said);
        Path none = Cli.write(folder.resolve("none.csv"), "a,b", "1,x", "2,y", "0,x", "2,1.5");
        assertFalse(fit(none).err().contains("categories"));
    }

    /** Names and numbers of rows, said before a network of millions of parameters is made for them. */
    @ParameterizedTest
    @CsvSource({"n%d,1", "%d,1", "%d,3"})
    void identifiers(String pattern, int each) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,a,b"));
        for (int i = 0; i < 9000; i++) {
            // Not quite one row each: some come again.
            String id = pattern.formatted(i % each == 1 ? i - 1 : i);
            lines.add(id + "," + i % 2 + "," + i / 2 % 3);
        }
        Path data = Files.write(folder.resolve("identified.csv"), lines);
        // Validation data can hold no other labels than the training data.
        Object[] wide = {"--valid", data, "--encoding", "category", "--widths", "128"};
        Cli.Outcome refused = fit(data, wide);
        assertEquals(2, refused.status(), refused.err());
        assertTrue(
                refused.err().contains("identified.csv: the column 'id' (")
                        && refused.err()
                                .contains(") has nearly as many values as there are training rows (9000), as"
                                        + " identifiers have; a model can not learn anything from it: leave it out of"
                                        + " the data, or group the values"),
                refused.err());
        String last = refused.err().lines().reduce((a, b) -> b).orElseThrow();
        assertTrue(
                last.contains(" parameters, most of them for 'id', from which it can not learn anything; leave that"
                        + " out of the data, or give --keep-identifiers"),
                last);
        assertFalse(Files.exists(folder.resolve("result")));
    }

    @Test
    void whatIsNoIdentifier() throws IOException {
        List<String> lines = new ArrayList<>(List.of("age,b,w"));
        for (int i = 0; i < 400; i++) {
            lines.add(i % 120 + "," + i % 2 + ",1");
        }
        Path data = Files.write(folder.resolve("ages.csv"), lines);
        assertFalse(fit(data).err().contains("identifiers"));
        // Each state once, with its weight: a table of frequencies.
        List<String> table = new ArrayList<>(List.of("n,b,w"));
        for (int i = 0; i < 300; i++) {
            table.add(i + "," + i % 2 + "," + (i + 1));
        }
        Path weighted = Files.write(folder.resolve("table.csv"), table);
        assertFalse(fit(weighted, "--weights", "w").err().contains("identifiers"));
        // A small network is trained, and the column named all the same.
        Cli.Outcome small = fit(weighted, "--widths", 4);
        assertEquals(0, small.status(), small.err());
        assertTrue(small.err().contains("the columns 'n' (") && small.err().contains("'w' ("), small.err());
    }

    @Test
    void aBurnInBeyondTheBudget() throws IOException {
        Path model = folder.resolve("absent.csm");
        String burnIn = String.valueOf(Long.MAX_VALUE);
        assertRefused(
                sample(model, "--burn-in", burnIn, "--budget", 5),
                2,
                "--burn-in must be at most 1, the share of each of 4 chains in --budget 5, was " + burnIn);
        assertRefused(
                sample(model, "--chains", 10, "--burn-in", 11, "--budget", 100),
                2,
                "--burn-in must be at most 10, the share of each of 10 chains in --budget 100, was 11");
        // There the model is not.
        assertRefused(sample(model, "--chains", 10, "--burn-in", 10, "--budget", 100), 1, "absent.csm");
    }

    private Cli.Outcome sample(Path model, Object... more) {
        Stream<Object> common = Stream.of("sample", "--model", model, "-n", 2, "--out", out);
        return Cli.run(Stream.concat(common, Stream.of(more)).toArray());
    }

    @Test
    void allWeightsZero() throws IOException {
        Path data = Cli.write(folder.resolve("bad.csv"), "a,b,w", "0,1,0", "1,0,0");
        assertRefused(fit(data, "--weights", "w"), 1, "bad.csv", "weights");
    }

    @Test
    void truncatedGzip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 5000; i++) {
                gzip.write((i % 2 + "," + i * i % 7 % 2 + "\n").getBytes());
            }
        }
        Path data = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() - 20));
        assertRefused(fit(data, "--header", "absent"), 1, "cut.csv.gz", "truncated");
    }

    @ParameterizedTest
    @CsvSource({"0 0 9 1 0 0 0 2 1 0,type", "0 0 8 1 0 0 0 9 1 0,idx"})
    void badIdx(String bytes, String what) throws IOException {
        byte[] content = new byte[10];
        String[] numbers = bytes.split(" ");
        for (int i = 0; i < content.length; i++) {
            content[i] = Byte.parseByte(numbers[i]);
        }
        Path data = Files.write(folder.resolve("bad-idx"), content);
        assertRefused(fit(data), 1, "bad-idx", what);
    }

    @ParameterizedTest
    @CsvSource({"0.5|x|1,:2", "1|-1,:2", "0|0,weights", "1|nan,:2", "'',no weights"})
    void badPmf(String weights, String where) throws IOException {
        Path pmf = Cli.write(folder.resolve("pmf.txt"), weights.split("\\|"));
        assertRefused(Cli.run("toy1d", "--pmf", pmf, "--out", out), 1, "concrete toy1d: ", "pmf.txt", where);
    }

    @Test
    void oneStateHasNoNeighbors() throws IOException {
        Path pmf = Cli.write(folder.resolve("pmf.txt"), "1");
        assertRefused(Cli.run("toy1d", "--pmf", pmf, "--out", out), 1, "pmf.txt", "at least 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "energy;100000,100000;--widths [100000, 100000]: W1 of shape [100000, 100000] takes the network beyond",
                "mlp;2147483647;--widths [2147483647]: widths must be at most 16777216, were [2147483647]",
                "made;100000,100000;--widths [100000, 100000]: W1 of shape [100000, 100000] takes",
            })
    void widthsOfTooManyParameters(String model, String widths, String message) throws IOException {
        Path data = Cli.write(folder.resolve("my.csv"), "0,1", "1,0", "1,1");
        assertRefused(
                fit(data, "--valid", data, "--model", model, "--widths", widths),
                2,
                "--model " + model + " " + message);
    }

    @Test
    void noSuchFile() {
        Path data = folder.resolve("nowhere.csv");
        assertRefused(fit(data), 1, "nowhere.csv");
        assertRefused(Cli.run("toy1d", "--pmf", data, "--out", out), 1, "nowhere.csv");
        assertRefused(Cli.run("evaluate", "--model", data, "--data", data, "--out", out), 1, "nowhere.csv");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "toy1d --graph ring;--graph;ring",
                "toy1d --objective mse;--objective;mse",
                "toy1d --steps -5;--steps;-5",
                "toy1d --steps many;--steps;many",
                "toy1d --samples 0;--samples;0",
                "toy1d --train-samples 0;--train-samples;0",
                "toy1d --bins 3;--bins;--bins",
                "fit --data D --model energy --objective csm;--save;--save",
                "fit --data D --model rbm --objective csm --save S;--model;rbm",
                "fit --data D --model energy --objective csm --save S --steps 0;steps;0",
                "fit --data D --model energy --objective csm --save S --learning-rate NaN;learning rate;NaN",
                "fit --data D --model energy --objective csm --save S --graph ring;--graph;ring",
                "fit --data D --model energy --objective csm --save S --head raw;--head;raw",
                "fit --data D --model mlp --objective ratio --save S --head raw;--objective;ratio",
                "fit --data D --model mlp --objective csm --save S --tail 0;--tail;0",
                "fit --data D --model mlp --objective csm --save S --categories -1;categories;-1",
                "sample --model M -n 0;-n;0",
                "sample --model M -n 5 --sampler slice;--sampler;slice",
                "sample --model M -n 5 --thinning 0;--thinning;0",
                "evaluate --model M --data D --estimator bridge;--estimator;bridge",
                "evaluate --model M --data D --chains 40;--chains;exact",
                "tabular --objective mse;--objective;mse",
                "tabular --objective csm,,ratio;--objective;''",
                "tabular --dataset nltcs:test;--dataset;nltcs:test",
                "tabular --dataset nltcs,,plants;--dataset;''",
                "tabular --tail NaN;--tail;NaN",
                "tabular --widths 0;--widths;0",
                "tabular --residual --widths 8,4;--widths;[8, 4]",
                "tabular --masks 0;--masks;0",
                "tabular --order sorted;--order;sorted",
                "tabular --batch 0;batch;0",
                "tabular --patience -1;patience;-1",
                "tabular --model mlp;--model;--model",
                "toy2d;--dataset;--dataset",
                "toy2d --dataset ring;--dataset;ring",
                "toy2d --dataset circles --bins 1;--bins;1",
                "toy2d --dataset circles --bins 1025;--bins;1025",
                "toy2d --dataset circles --objective mse;--objective;mse",
                "toy2d --dataset circles --objective csm,,mpf;--objective;''",
                "toy2d --dataset circles --bins 7 --objective csm,likelihood;--objective likelihood;made",
                "toy2d --dataset circles --bins 7 --objective marginal --noise ordinal;--objective marginal;noise",
                "toy2d --dataset circles --bins 7 --objective dcsm --noise absorbing;--graph hamming;unmask",
                "toy2d --dataset circles --objective dcsm --noise-levels 0.1,0.2;--noise-levels;0.2",
                "toy2d --dataset circles --graph ring;--graph;ring",
                "toy2d --dataset circles --train-samples 0;--train-samples;0",
                "toy2d --dataset circles --steps 0;--steps: steps;0",
                "toy2d --dataset circles --batch 0;--batch: batch;0",
                "toy2d --dataset circles --learning-rate NaN;--learning-rate: learning rate;NaN",
                "toy2d --dataset circles --learning-rate 1e300;--learning-rate: learning rate;finite as a float, was"
                        + " 1.0E300",
                "toy2d --dataset circles --weight-decay inf;--weight-decay: weight decay;finite as a float, was"
                        + " Infinity",
                "toy2d --dataset circles --clip 0;--clip: clip norm;0.0",
                "toy2d --dataset circles --averaging 1;--averaging: averaging;1.0",
                "toy2d --dataset circles --validate-every 0;--validate-every: validate every;0",
                "toy2d --dataset circles --objective dcsm --noise-levels NaN;--noise-levels [NaN]: uniform;NaN",
                "toy2d --dataset circles --objective dcsm --noise fog;--noise fog: ;fog",
                "toy2d --dataset circles --objective dcsm --noise flips --noise-levels 2;--noise flips --noise-levels"
                        + " [2.0];2",
                "toy2d --dataset circles --masks 2;--masks;2",
                "toy2d --dataset circles --gray --bins 7;--bins;7",
                "toy2d --dataset circles --gray --train-samples 100 --graph chain(3);--graph;chain(3)",
                "toy2d --dataset circles --gray --variance;--variance;--gray",
                "paint;paint;paint",
            })
    void badArguments(String line, String argument, String value) {
        List<Object> args = new ArrayList<>(List.of(line.split(" ")));
        if (!line.startsWith("paint")) {
            args.addAll(List.of("--out", out));
        }
        assertRefused(Cli.run(args.toArray()), 2, argument, value);
    }

    /** Before the first training, whichever data set it is. */
    @Test
    void tabularDataThatIsNotThere() throws IOException {
        Path good = folder.resolve("good");
        for (String split : List.of("train", "valid", "test")) {
            Cli.write(folder.resolve("good." + split + ".data"), "0,1", "1,0", "1,1");
        }
        Path noTest = folder.resolve("no_test");
        Cli.write(folder.resolve("no_test.train.data"), "0,1", "1,0", "1,1");
        Cli.write(folder.resolve("no_test.valid.data"), "0,1", "1,0", "1,1");
        Path bad = folder.resolve("bad");
        for (String split : List.of("train", "valid", "test")) {
            Cli.write(folder.resolve("bad." + split + ".data"), "0,1", "1,0", split.equals("test") ? "1,2" : "1,1");
        }
        Path single = Cli.write(folder.resolve("single.csv"), "0,1", "1,0", "1,1");
        for (Object[] wrong : new Object[][] {
            {folder.resolve("nowhere"), "nowhere"},
            {noTest, "no_test.test"},
            {bad, "bad.test.data:3:2"},
            {single, "single.csv"}
        }) {
            assertRefused(
                    Cli.run("tabular", "--dataset", good + "," + wrong[0], "--steps", 1, "--out", out, "--json"),
                    1,
                    "concrete tabular: ",
                    wrong[1].toString());
        }
    }

    @Test
    void noCommand() {
        assertRefused(Cli.run(), 2, "toy1d", "evaluate");
    }

    @Test
    void aFileWhereAFolderShouldBe() throws IOException {
        Path data = Cli.write(folder.resolve("data.csv"), "0,1", "1,0", "1,1", "0,0");
        Path file = Cli.write(folder.resolve("file"), "kept");
        List<Object> absent = List.of("--header", "absent");
        for (Object[] more :
                new Object[][] {{"--out", file.resolve("x")}, {"--save", file.resolve("x")}, {"--out", file}}) {
            List<Object> args = new ArrayList<>(absent);
            args.addAll(List.of(more));
            Cli.Outcome outcome = fit(data, args.toArray());
            // The held-out rows are announced before.
            assertEquals(1, outcome.status());
            String last = outcome.err().lines().reduce((a, b) -> b).orElseThrow();
            assertTrue(last.contains("can't write") && last.contains(file.toString()), last);
            assertEquals(List.of("kept"), Files.readAllLines(file));
        }
        assertRefused(Cli.run("toy1d", "--out", file.resolve("x")), 1, "can't write", file.toString());
    }

    @Test
    void badModelFiles() throws IOException {
        Path data = Cli.write(folder.resolve("data.csv"), "0,1", "1,0", "1,1", "0,0");
        Path model = folder.resolve("good.csm");
        Cli.Outcome made =
                fit(data, "--header", "absent", "--save", model, "--out", folder.resolve("fit"), "--widths", 4);
        assertEquals(0, made.status(), made.err());
        byte[] bytes = Files.readAllBytes(model);

        Path cut = Files.write(folder.resolve("cut.csm"), Arrays.copyOf(bytes, bytes.length / 2));
        assertModelRefused(cut, data, "cut.csm", "cut short");
        Path text = Cli.write(folder.resolve("text.csm"), "this is a diary");
        assertModelRefused(text, data, "text.csm", "not a model file");
        Path inner = Files.createDirectories(folder.resolve("inner.csm"));
        assertModelRefused(inner, data, inner + ": is a folder, not a file");
        byte[] later = bytes.clone();
        later[11] = 99;
        assertModelRefused(Files.write(folder.resolve("later.csm"), later), data, "later.csm", "version 99");

        Path wide = Cli.write(folder.resolve("wide.csv"), "0,1,1", "1,0,0");
        assertModelRefused(model, wide, "wide.csv", "good.csm", "3 columns");
        Path large = Cli.write(folder.resolve("large.csv"), "0,1", "1,5");
        assertModelRefused(model, large, "large.csv:2:2", "good.csm", "5");
    }

    private void assertModelRefused(Path model, Path data, String... fragments) {
        Object[] common = {"--model", model, "--out", out, "--json"};
        for (String command : List.of("evaluate", "score")) {
            List<Object> args = new ArrayList<>(List.of(command, "--data", data, "--header", "absent"));
            args.addAll(List.of(common));
            assertRefused(Cli.run(args.toArray()), 1, fragments);
        }
    }

    @Test
    void divergenceKeepsTheLastGoodParameters() throws IOException {
        Path data =
                Cli.write(folder.resolve("data.csv"), "0,1", "1,0", "1,1", "0,0", "0,0", "0,0", "0,0", "0,0", "0,0");
        Cli.Outcome outcome = fit(
                data,
                "--header",
                "absent",
                "--model",
                "mlp",
                "--head",
                "raw",
                "--learning-rate",
                "1e9",
                "--clip",
                "inf",
                "--steps",
                200,
                "--averaging",
                0);
        assertEquals(1, outcome.status());
        assertEquals("", outcome.out());
        String last = outcome.err().lines().reduce((a, b) -> b).orElseThrow();
        assertTrue(last.contains("diverged") && last.contains(saved.toString()), last);
        assertEquals(
                0,
                Cli.run("evaluate", "--model", saved, "--path", "--data", data, "--header", "absent", "--out", out)
                        .status());
    }
}
