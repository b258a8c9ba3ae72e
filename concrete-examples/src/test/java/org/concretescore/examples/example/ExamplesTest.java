package org.concretescore.examples.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Runs the examples and checks the numbers that they print, with room for other processors. */
@ResourceLock(Resources.SYSTEM_OUT)
final class ExamplesTest {
    private static final String NUMBER = "(-?[\\d.]+)";

    /** A main method. */
    private interface Main {
        void run(String[] arguments) throws Exception;
    }

    /** Runs an example and returns the numbers in its lines, each of which must match its pattern. */
    private static double[][] numbers(Main example, String... patterns) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            example.run(new String[0]);
        } finally {
            System.setOut(before);
        }
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(patterns.length, lines.size(), lines.toString());
        double[][] numbers = new double[patterns.length][];
        for (int i = 0; i < patterns.length; i++) {
            Matcher line = Pattern.compile(patterns[i].replace("#", NUMBER)).matcher(lines.get(i));
            assertTrue(line.matches(), lines.get(i));
            numbers[i] = new double[line.groupCount()];
            for (int group = 0; group < numbers[i].length; group++) {
                numbers[i][group] = Double.parseDouble(line.group(group + 1));
            }
        }
        return numbers;
    }

    private static void assertBetween(double least, double most, double value) {
        assertTrue(value >= least && value <= most, value + " is not between " + least + " and " + most);
    }

    @Test
    void figure2() throws Exception {
        double[][] n = numbers(
                Figure2::main, "Metropolis-Hastings: total variation #", "Langevin, denoised: total variation #");
        assertBetween(0, 0.08, n[0][0]);
        assertBetween(0, 0.08, n[1][0]);
    }

    @Test
    void csvToSamples() throws Exception {
        numbers(CsvToSamples::main, "rain,way", "[012],b.*", "[012],b.*", "[012],b.*");
    }

    @Test
    void isingCouplings() throws Exception {
        double[][] n = numbers(
                IsingCouplings::main,
                "coupled spins 0 and 1: # \\(true 0.30\\)",
                "free spins 0 and 4: # \\(true 0.00\\)");
        assertEquals(0.3, n[0][0], 0.1);
        assertEquals(0, n[1][0], 0.1);
    }

    @Test
    void ownEnergy() throws Exception {
        String line = " +acceptance #, effective sample size #, R-hat #";
        for (double[] n : numbers(
                OwnEnergy::main,
                "Metropolis-Hastings" + line,
                "Gibbs" + line,
                "locally balanced" + line,
                "path auxiliary" + line)) {
            assertBetween(0.2, 1, n[0]);
            assertBetween(100, 20_000, n[1]);
            assertBetween(0.99, 1.1, n[2]);
        }
    }

    @Test
    void ownGraph() throws Exception {
        assertBetween(0, 0.05, numbers(OwnGraph::main, "total variation from the truth: #")[0][0]);
    }

    @Test
    void bidirectionalAnnealing() throws Exception {
        String line = " *\\d+ temperatures: log Z from # to #, exactly #";
        double width = 2;
        for (double[] n : numbers(BidirectionalAnnealing::main, line, line, line)) {
            assertTrue(n[0] <= n[2] && n[2] <= n[1], n[0] + " " + n[1] + " " + n[2]);
            assertTrue(n[1] - n[0] < width);
            width = n[1] - n[0];
        }
    }

    /** Independent pixels have -11.1 nats a picture; a model that confuses one of the four rows loses about 2 nats. */
    @Test
    void discreteVae() throws Exception {
        double[][] n = numbers(
                DiscreteVae::main,
                "concrete: # nats a picture \\(at best -2.77\\)",
                "vimco: # nats a picture \\(at best -2.77\\)");
        assertBetween(-3, -2.7, n[0][0]);
        assertBetween(-3, -2.7, n[1][0]);
    }

    @Test
    void arcsmOnArrays() throws Exception {
        assertBetween(
                80, 100, numbers(ArcsmOnArrays::main, "# % of the drawn points lie within 0.3 of the circle")[0][0]);
    }

    @Test
    void gumbelDraws() throws Exception {
        double[][] n = numbers(
                GumbelDraws::main,
                "categories with weights 1, 2, 5, drawn 8000 times: \\[#, #, #\\]",
                "mean of the third: #, its gradient: # # #");
        assertEquals(5000, n[0][2], 300);
        assertEquals(0, n[1][1] + n[1][2] + n[1][3], 2e-3);
        assertBetween(0.1, 0.3, n[1][3]);
    }

    @Test
    void stopAndResume() throws Exception {
        numbers(StopAndResume::main, "step 100 of 300, loss #", "stopped after 150: true", "the same parameters: true");
    }

    @Test
    void sharedModel() throws Exception {
        numbers(SharedModel::main, "1000 of 1000 answers by eight threads are the same");
    }

    /** Of pictures at random the classifier is sure of about 20 in 100. */
    @Test
    void dl4jScoreNetwork() throws Exception {
        assertBetween(
                85, 100, numbers(Dl4jScoreNetwork::main, "The classifier is sure of # of 100 drawn pictures\\.")[0][0]);
    }

    /** Under 60 lines each, without imports, package and blank lines; each is in the README. */
    @Test
    void examplesAreShortAndListed() throws IOException {
        Path root = Path.of(System.getProperty("concrete.root"));
        String readme = Files.readString(root.resolve("README.md"));
        Path folder = root.resolve("concrete-examples/src/main/java/org/concretescore/examples/example");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                if (!name.equals("package-info")) {
                    long lines = Files.readAllLines(file).stream()
                            .filter(line ->
                                    !line.startsWith("import ") && !line.startsWith("package ") && !line.isBlank())
                            .count();
                    assertTrue(lines < 60, name + " has " + lines + " lines");
                    assertTrue(readme.contains("`" + name + "`"), name + " is not in the README");
                }
            }
        }
    }
}
