package org.concretescore.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The hint by which a command goes on, as it is copied into a shell. */
final class CommandTextTest {
    private static final List<String> ARGS = List.of("fit", "--data", "my data.csv", "--resume=old", "--widths", "8,8");

    @Test
    void asAPosixShellReadsIt() {
        assertEquals(
                "./concrete fit --data 'my data.csv' --widths 8,8 --resume 'it'\\''s'",
                CommandText.with("./concrete", ARGS, List.of("--resume", "it's"), false));
    }

    @Test
    void asTheWindowsCommandLineReadsIt() {
        assertEquals(
                "C:\\csm\\concrete.cmd fit --data \"my data.csv\" --widths 8,8 --resume C:\\a\\b",
                CommandText.with("C:\\csm\\concrete.cmd", ARGS, List.of("--resume", "C:\\a\\b"), true));
        assertEquals(
                "concrete fit --resume \"C:\\a b\\\\\"",
                CommandText.with("concrete", List.of("fit", "--resume", "x"), List.of("--resume", "C:\\a b\\"), true));
        assertEquals(
                "concrete \"a \\\\\\\"b\" --resume",
                CommandText.with("concrete", List.of("a \\\"b"), List.of("--resume"), true));
    }
}
