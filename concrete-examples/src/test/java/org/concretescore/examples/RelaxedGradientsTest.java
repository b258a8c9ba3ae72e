package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that measures estimators of gradients. */
final class RelaxedGradientsTest {
    @TempDir
    private Path folder;

    @Test
    void measuresEveryEstimator() throws IOException {
        Path out = folder.resolve("out");
        JsonNode rows = Cli.run(
                        "relaxed-gradients",
                        "--m",
                        "1,2",
                        "--temperature",
                        "0.5,1",
                        "--samples",
                        500,
                        "--out",
                        out,
                        "--json")
                .json()
                .get("rows");
        // Six with temperatures, of which all take both m, one without, and nvil or vimco.
        assertEquals(2 * (6 * 2 + 2), rows.size());
        for (JsonNode row : rows) {
            for (String name : List.of("posterior_bias", "posterior_error", "posterior_deviation", "model_deviation")) {
                assertTrue(row.get(name).doubleValue() > 0, row::toString);
            }
        }
        assertTrue(rows.get(13).get("temperature").isNull(), rows.get(13)::toString);
        assertEquals("nvil", rows.get(13).get("estimator").asText());
        assertEquals(List.of("gradients-1.png", "gradients-2.png", "report.html"), Cli.names(out));
    }

    @ParameterizedTest
    @CsvSource({
        "--temperature, 0, '--temperature must be from 1e-3 to 1e3, was 0.0'",
        "--temperature, NaN, 'was NaN'",
        "--m, 7, '--m must be from 1 to 6'",
        "--samples, 1, '--samples must be at least 100, was 1'",
    })
    void badArguments(String argument, String value, String message) {
        String failure = Cli.run("relaxed-gradients", argument, value, "--out", folder.resolve("out"))
                .failure(2);
        assertTrue(failure.contains(message), failure);
    }
}
