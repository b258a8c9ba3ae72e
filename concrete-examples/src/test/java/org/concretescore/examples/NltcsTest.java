package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.verify.MeanTest;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedScores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real data set that everything is measured on; a short training, which already beats a Chow-Liu tree. */
final class NltcsTest {
    private static final double CHOW_LIU = -6.76;

    @TempDir
    private Path folder;

    @Test
    void learnsAndSamples() throws IOException {
        Path dataDir = Path.of(System.getProperty("concrete.root", ".."), "../shared/data");
        assumeTrue(
                DataCatalog.of(dataDir).has("nltcs"),
                "skipped: the data set nltcs is not there; set CONCRETE_DATA to the folder that holds density/nltcs");
        Path model = folder.resolve("nltcs.csm");
        JsonNode fit = Cli.run(
                        "fit",
                        "--data",
                        "nltcs",
                        "--data-dir",
                        dataDir,
                        "--model",
                        "energy",
                        "--objective",
                        "ratio",
                        "--steps",
                        500,
                        "--widths",
                        "64,64",
                        "--learning-rate",
                        "3e-3",
                        "--averaging",
                        0.99,
                        "--save",
                        model,
                        "--out",
                        folder,
                        "--json")
                .json();
        assertEquals(16181, fit.get("rows").intValue());
        assertEquals(2157, fit.get("valid_rows").intValue());
        JsonNode test = Cli.run(
                        "evaluate",
                        "--model",
                        model,
                        "--data",
                        "nltcs:test",
                        "--data-dir",
                        dataDir,
                        "--out",
                        folder,
                        "--json")
                .json();
        assertEquals(3236, test.get("n").intValue());
        assertTrue(test.get("mean_log_likelihood").doubleValue() > CHOW_LIU, test::toString);

        int n = 4000;
        JsonNode sampled = Cli.run(
                        "sample",
                        "--model",
                        model,
                        "-n",
                        n,
                        "--output",
                        folder.resolve("s.csv"),
                        "--out",
                        folder,
                        "--json")
                .json();
        assertTrue(sampled.get("mixed").booleanValue(), sampled::toString);
        assertMoments(
                model,
                Files.readAllLines(folder.resolve("s.csv")),
                sampled.get("ess").doubleValue());
    }

    /** First and second moments of the samples against the model's exact ones. */
    private static void assertMoments(Path file, List<String> lines, double ess) throws IOException {
        double[] sampled = new double[256];
        int[][] rows = lines.stream()
                .skip(1)
                .map(line -> List.of(line.split(",")).stream()
                        .mapToInt(Integer::parseInt)
                        .toArray())
                .toArray(int[][]::new);
        for (int[] row : rows) {
            addMoments(sampled, row, 1.0 / rows.length);
        }
        double[] exact = new double[256];
        SavedScores saved = ModelFile.loadScores(file);
        try (var model = saved.model()) {
            ExactDistribution distribution = ExactDistribution.of((LogDensity) model);
            int[] state = new int[16];
            for (int rank = 0; rank < 1 << 16; rank++) {
                distribution.space().unrank(rank, state, 0);
                addMoments(exact, state, distribution.probability(rank));
            }
        }
        for (int i = 0; i < exact.length; i++) {
            double error = Math.sqrt(exact[i] * (1 - exact[i]) / Math.min(ess, rows.length));
            new MeanTest(sampled[i], exact[i], error).require("moment of columns " + i / 16 + " and " + i % 16);
        }
    }

    private static void addMoments(double[] moments, int[] row, double weight) {
        for (int i = 0; i < 16; i++) {
            for (int j = 0; j < 16; j++) {
                moments[16 * i + j] += weight * row[i] * row[j];
            }
        }
    }

    /** The defaults, for several minutes each: the paper has -6.13 for CSM and -6.15 for ratio matching. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"csm,-6.05", "csm-mc,-6.05", "ratio,-6.01"})
    void defaultsReach(String objective, double least) throws IOException {
        Path dataDir = Path.of(System.getProperty("concrete.root", ".."), "../shared/data");
        assumeTrue(
                DataCatalog.of(dataDir).has("nltcs"),
                "skipped: the data set nltcs is not there; set CONCRETE_DATA to the folder that holds density/nltcs");
        Path model = folder.resolve("nltcs.model");
        Object[] common = {"--data-dir", dataDir, "--out", folder, "--json"};
        Cli.run(with(common, "fit", "--data", "nltcs", "--model", "energy", "--objective", objective, "--save", model));
        JsonNode test = Cli.run(with(common, "evaluate", "--model", model, "--data", "nltcs:test"))
                .json();
        double reached = test.get("mean_log_likelihood").doubleValue();
        assertTrue(reached >= least, objective + " reached " + reached);
    }

    private static Object[] with(Object[] common, Object... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(common)).toArray();
    }
}
