package org.concretescore.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.concretescore.core.data.CsvText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputsTest {
    @TempDir
    private Path folder;

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "old");
        IOException failure = assertThrows(
                IOException.class,
                () -> Outputs.writeText(file, writer -> {
                    writer.write("half");
                    writer.flush();
                    throw new IOException("the disk is full");
                }));
        assertEquals("the disk is full", failure.getMessage());
        assertEquals("old", Files.readString(file));
        assertEquals(List.of(file), files());
        Outputs.writeText(file, writer -> writer.write("new"));
        assertEquals("new", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void preparesAllOrNothing() throws IOException {
        Path file = folder.resolve("b/c.csv");
        IOException failure = assertThrows(IOException.class, () -> Outputs.prepare(folder.resolve("d"), file, folder));
        assertTrue(failure.getMessage().contains(folder.toString()), failure.getMessage());
        assertEquals(List.of(), files());
        Outputs.prepare(folder, file);
        assertEquals(List.of(folder.resolve("b")), files());
        assertTrue(Files.notExists(file));
        Files.writeString(file, "kept");
        assertThrows(IOException.class, () -> Outputs.prepare(file.resolve("e")));
        assertEquals("kept", Files.readString(file));
    }

    @Test
    void fieldsAreQuotedWhereNeeded() {
        assertEquals("a,\"b,c\",\"d\"\"e\",", CsvText.line(List.of("a", "b,c", "d\"e", "")));
    }

    @Test
    void whatIsNoNumberBecomesNull() {
        record Numbers(double nan, Double infinite, Double none, double third, Path file) {}
        Numbers numbers = new Numbers(Double.NaN, Double.POSITIVE_INFINITY, null, 1.0 / 3, Path.of("a/b"));
        assertEquals(
                "{\"nan\":null,\"infinite\":\"inf\",\"none\":null,\"third\":0.3333333333333333,\"file\":\"a/b\"}",
                Json.line(numbers).replace('\\', '/'));
        assertEquals("0.333333", Json.table(numbers).get("third"));
    }
}
