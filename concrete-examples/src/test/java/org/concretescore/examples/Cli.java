package org.concretescore.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.concretescore.examples.run.Console;

/** Runs commands in this process. */
final class Cli {
    private Cli() {}

    /** What a command did. */
    record Outcome(int status, String out, String err) {
        /** The one JSON object on stdout. */
        JsonNode json() throws IOException {
            assertEquals(0, status, err);
            assertEquals(1, out.lines().count(), out);
            return new ObjectMapper().readTree(out);
        }

        /** The one line on stderr. */
        String failure(int expectedStatus) {
            assertEquals(expectedStatus, status, err);
            assertEquals("", out);
            assertEquals(1, err.lines().count(), err);
            return err.strip();
        }
    }

    static Outcome run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
        int status = Main.execute(texts, new PrintWriter(out), new PrintWriter(err));
        return new Outcome(status, out.toString(), err.toString());
    }

    /** Fails at the last step of such a task, as if the program had been stopped. */
    static Console stopping(Predicate<String> task) {
        return new Console() {
            @Override
            public void note(String line) {}

            @Override
            public Progress progress(String name, long steps) {
                // It hears of some steps, and of the last one for certain.
                return (step, detail) -> {
                    if (task.test(name) && step == steps) {
                        throw new IllegalStateException("stopped");
                    }
                };
            }
        };
    }

    static Path write(Path file, String... lines) throws IOException {
        return Files.write(file, List.of(lines));
    }

    /** The names in a folder, sorted; empty if there is no such folder. */
    static List<String> names(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
