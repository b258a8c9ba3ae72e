package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.concretescore.core.verify.MeanTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that compares samplers. */
final class McmcTest {
    private static final String ALL =
            "mh,barker,rejection-free,gibbs,locally-balanced,path-auxiliary,gwg,dlp,chromatic,tempering";

    @TempDir
    private Path folder;

    private Cli.Outcome mcmc(Object... more) throws IOException {
        List<Object> args = new ArrayList<>(List.of("mcmc", "--out", folder.resolve("out")));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    /** Every sampler on every target finds the exact mean. */
    @ParameterizedTest
    @CsvSource({"ising, 4", "potts, 3", "rbm, 10", "fhmm, 4", "table, 6"})
    void allSamplersFindTheMean(String target, int size) throws IOException {
        // A table's density has no gradients.
        String samplers = target.equals("table") ? ALL.replace("gwg,", "") : ALL;
        JsonNode json = mcmc("--target", target, "--size", size, "--sampler", samplers, "--budget", 8000, "--json")
                .json();
        JsonNode rows = json.get("rows");
        assertEquals(samplers.split(",").length, rows.size());
        for (JsonNode row : rows) {
            assertTrue(row.get("evaluations").longValue() > 0, row::toString);
            assertTrue(row.get("seconds").doubleValue() > 0, row::toString);
            assertTrue(row.get("ess").doubleValue() > 50, row::toString);
            assertEquals(
                    row.get("ess").doubleValue() / row.get("evaluations").longValue(),
                    row.get("ess_per_evaluation").doubleValue(),
                    1e-12);
            assertTrue(row.get("acceptance").doubleValue() > 0, row::toString);
            new MeanTest(row.get("error").doubleValue(), 0, row.get("std_error").doubleValue()).require(row.toString());
        }
        assertEquals(List.of("mcmc.png", "report.html"), Cli.names(folder.resolve("out")));
    }

    @Test
    void slotBySlotThereAreNoEvaluations() throws IOException {
        Cli.Outcome outcome =
                mcmc("--sampler", "mh,rejection-free", "--size", 4, "--local", "--budget", 20_000, "--json");
        for (JsonNode row : outcome.json().get("rows")) {
            assertTrue(
                    row.get("evaluations").isNull()
                            && row.get("ess_per_evaluation").isNull(),
                    row::toString);
            assertTrue(row.get("steps").longValue() > 10_000, row::toString);
        }
    }

    @Test
    void theSameSeedGivesTheSame() throws IOException {
        JsonNode once = mcmc("--size", 3, "--sampler", "mh,dlp", "--budget", 2000, "--seed", 5, "--json")
                .json()
                .get("rows");
        JsonNode again = mcmc("--size", 3, "--sampler", "dlp,mh", "--budget", 2000, "--seed", 5, "--json")
                .json()
                .get("rows");
        for (int i = 0; i < 2; i++) {
            assertEquals(once.get(i).get("error"), again.get(1 - i).get("error"));
            assertEquals(once.get(i).get("ess"), again.get(1 - i).get("ess"));
        }
    }

    /** Steps, lengths and ladders are found, once for all that follows, and the mean is right. */
    @Test
    void whatCanBeAdaptedIs() throws IOException {
        JsonNode rows = mcmc(
                        "--size",
                        4,
                        "--sampler",
                        "mh,dlp,path-auxiliary,tempering",
                        "--budget",
                        8000,
                        "--adapt",
                        "--json")
                .json()
                .get("rows");
        assertTrue(rows.get(0).get("adapted").isNull());
        String[] names = {"step ", "duration ", "ladder 1.0, "};
        for (int i = 1; i < 4; i++) {
            JsonNode row = rows.get(i);
            String adapted = row.get("adapted").textValue();
            assertTrue(adapted.startsWith(names[i - 1]), adapted);
            new MeanTest(row.get("error").doubleValue(), 0, row.get("std_error").doubleValue()).require(row.toString());
        }
        // The rate it was adapted to; the standard error is about a hundredth.
        assertEquals(0.574, rows.get(1).get("acceptance").doubleValue(), 0.06);
        assertTrue(mcmc("--size", 4, "--sampler", "dlp", "--budget", 2000, "--json")
                .json()
                .get("rows")
                .get(0)
                .get("adapted")
                .isNull());
        Cli.Outcome nothing = mcmc("--sampler", "mh,gibbs", "--adapt");
        assertEquals(2, nothing.status());
        assertTrue(
                nothing.err().contains("--adapt: mh, gibbs has nothing to adapt; dlp adapts its step"), nothing.err());
    }

    /** Where answers would take too long, there are none, and samplers run all the same. */
    @Test
    void largeTargetsHaveNoExactMean() throws IOException {
        JsonNode json = mcmc("--size", 30, "--sampler", "mh", "--budget", 2000, "--json")
                .json();
        assertTrue(json.get("exact").isNull() || json.get("exact").asText().equals("NaN"), json::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "--target, lattice, must be one of ising",
        "--sampler, metropolis, must be one of mh",
        "--budget, 10, at least 1000",
        "--chains, 0, at least 1",
        "--chains, 2147483647, '--chains must be at most 671088 for states of 100 coordinates and 100 neighbors'",
        "--size, 2, sides",
        "--coupling, NaN, coupling",
    })
    void badArguments(String argument, String value, String message) throws IOException {
        Cli.Outcome outcome = mcmc(argument, value);
        assertEquals(2, outcome.status(), outcome.err());
        assertTrue(outcome.err().contains(message) || outcome.err().contains(value), outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
    }

    @Test
    void samplersThatCanNotAreRefusedBeforeAnyRuns() throws IOException {
        Cli.Outcome outcome = mcmc("--target", "table", "--sampler", "mh,gwg");
        assertEquals(2, outcome.status());
        assertTrue(outcome.err().contains("--sampler gwg") && outcome.err().contains("gradients"), outcome.err());
        Cli.Outcome hmm = mcmc("--target", "fhmm", "--coupling", 1);
        assertEquals(2, hmm.status());
        assertTrue(hmm.err().contains("--coupling"), hmm.err());
        Cli.Outcome rbm = mcmc("--target", "rbm", "--coupling", -1);
        assertEquals(2, rbm.status());
        assertTrue(rbm.err().contains("--target rbm --coupling -1.0: "), rbm.err());
    }
}
