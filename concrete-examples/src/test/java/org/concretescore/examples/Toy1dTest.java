package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Toy1dTest {
    @TempDir
    private Path folder;

    private Cli.Outcome toy(List<Object> more) throws IOException {
        List<Object> args = new ArrayList<>(List.of("toy1d", "--out", folder.resolve("out"), "--json"));
        args.addAll(more);
        return Cli.run(args.toArray());
    }

    private Path pmf(String... weights) throws IOException {
        return Cli.write(folder.resolve("pmf.txt"), weights);
    }

    /**
     * What issue 2 asks of the command, on a distribution with a barrier; the bound leaves room for Monte Carlo error.
     */
    private static void assertClose(JsonNode result, String field) {
        assertTrue(result.get(field).isNumber(), () -> field + " is no number: " + result);
        double bound = 1.5 * result.get("tv_floor").doubleValue() + 0.008;
        assertTrue(result.get(field).doubleValue() <= bound, () -> field + " above " + bound + ": " + result);
    }

    @ParameterizedTest
    @CsvSource({
        "cycle,true",
        "grid,true",
        "cycle-forward,true",
        "chain,true",
        "star,false",
        "tree,false",
        "complete,false"
    })
    void recoversADistributionItHasNeverSeen(String graph, boolean bridge) throws IOException {
        JsonNode result = toy(List.of(
                        "--pmf",
                        pmf("3", "1", "0.01", "2", "4", "0.5"),
                        "--graph",
                        graph,
                        "--steps",
                        800,
                        "--samples",
                        30_000,
                        "--train-samples",
                        30_000))
                .json();
        assertEquals(6, result.get("states").intValue());
        assertTrue(result.get("mixed").booleanValue(), result::toString);
        assertClose(result, "tv_mh");
        assertEquals(!bridge, result.get("tv_langevin").isNull());
        if (bridge) {
            assertClose(result, "tv_denoised");
            assertTrue(result.get("tv_langevin").doubleValue() < 0.03, result::toString);
        }
    }

    @Test
    void writesPictureAndReport() throws IOException {
        JsonNode result = toy(List.of("--seed", 7, "--steps", 50, "--samples", 2000, "--train-samples", 2000))
                .json();
        for (String field :
                List.of("states", "tv_floor", "tv_mh", "tv_langevin", "tv_denoised", "score_rmse", "seed", "seconds")) {
            assertTrue(result.get(field).isNumber(), field);
        }
        assertEquals(16, result.get("states").intValue());
        assertEquals(7, result.get("seed").intValue());
        Path out = folder.resolve("out");
        assertEquals(List.of("figure2.png", "report.html"), Cli.names(out));
        BufferedImage picture = ImageIO.read(out.resolve("figure2.png").toFile());
        assertEquals(1280, picture.getWidth());
        String report = Files.readString(out.resolve("report.html"));
        assertTrue(report.contains("data:image/png;base64,") && report.contains("tv_mh"), report);
        assertTrue(report.contains("<td>common.seed</td><td>7</td>"), report);
    }

    @Test
    void sameSeedSameResult() throws IOException {
        List<Object> args = List.of("--steps", 50, "--samples", 2000, "--train-samples", 2000);
        JsonNode first = toy(args).json();
        JsonNode second = toy(args).json();
        assertEquals(first.get("tv_mh"), second.get("tv_mh"));
        assertEquals(first.get("tv_denoised"), second.get("tv_denoised"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "hamming"})
    void servesStatesOfWeightZeroWhereTheOthersHangTogether(String graph) throws IOException {
        JsonNode result = toy(List.of(
                        "--pmf",
                        pmf("1", "0", "2", "0", "3"),
                        "--graph",
                        graph,
                        "--steps",
                        500,
                        "--samples",
                        30_000,
                        "--train-samples",
                        30_000))
                .json();
        assertClose(result, "tv_mh");
    }

    @Test
    void refusesStatesThatWeightZeroSeparates() throws IOException {
        String failure = toy(List.of("--pmf", pmf("1", "0", "2", "0", "3"))).failure(1);
        assertTrue(failure.contains("graph cycle") && failure.contains("weight 0"), failure);
        assertEquals(List.of("pmf.txt"), Cli.names(folder));
    }

    @Test
    void leavesTheBridgeOutWhereRatiosAreInfinite() throws IOException {
        Cli.Outcome outcome = toy(List.of("--pmf", pmf("1", "2", "0"), "--steps", 500, "--samples", 5000));
        assertTrue(outcome.json().get("tv_denoised").isNull());
        assertTrue(outcome.err().contains("triangular bridge"), outcome.err());
    }

    @Test
    @Tag("slow")
    void figure2() throws IOException {
        JsonNode result = toy(List.of()).json();
        assertClose(result, "tv_mh");
        assertClose(result, "tv_denoised");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cycle", "grid", "torus", "hamming", "cycle-forward", "chain", "star", "complete", "tree"})
    @Tag("slow")
    void sixtyFourStatesWithTwoHighPeaks(String graph) throws IOException {
        String[] weights = new String[64];
        Arrays.fill(weights, "0.001");
        weights[8] = "0.469";
        weights[40] = "0.469";
        JsonNode result = toy(List.of("--pmf", pmf(weights), "--graph", graph)).json();
        assertTrue(result.get("mixed").booleanValue(), result::toString);
        assertClose(result, "tv_mh");
        if (!result.get("tv_denoised").isNull()) {
            assertClose(result, "tv_denoised");
        }
    }
}
