package org.concretescore.core.data;

import static org.concretescore.core.data.Samples.assertRefused;
import static org.concretescore.core.data.Samples.gzip;
import static org.concretescore.core.data.Samples.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WeightsReaderTest {
    @TempDir
    Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("pmf.txt"), content);
    }

    @Test
    void readsOneWeightALine() throws IOException {
        byte[] content = utf8("\ufeff# a comment\n0.5\r\n\n  2e-3 \n#1\n0\n.25\n3.");
        double[] weights = {0.5, 2e-3, 0, 0.25, 3};
        assertArrayEquals(weights, WeightsReader.read(file(content)));
        assertArrayEquals(weights, WeightsReader.read(file(gzip(content))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "-1e-300", "NaN", "Infinity", "-Infinity", "1e999", "x", "1 2", "1,5", "1d", "0x1p3", "--1"
            })
    void refusesByLineAndValue(String value) throws IOException {
        Path file = file(utf8("1\n\n" + value + "\n2\n"));
        assertRefused(() -> WeightsReader.read(file), file + ":3: ", "'" + value + "'");
    }

    @Test
    void refusesWhatCanNotBeNormalised() throws IOException {
        for (String text : List.of("", "\n# nothing\n")) {
            assertRefused(() -> WeightsReader.read(file(utf8(text))), "pmf.txt: ", "no weight");
        }
        assertRefused(() -> WeightsReader.read(file(utf8("0\n0.0\n"))), "pmf.txt: ", "0.0");
        assertRefused(() -> WeightsReader.read(file(utf8("1e308\n1e308\n"))), "pmf.txt: ", "Infinity");
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        Path binary = file(new byte[] {'1', '\n', (byte) 0xff, '\n'});
        assertRefused(() -> WeightsReader.read(binary), binary + ": ", "UTF-8");
        byte[] whole = gzip(utf8("1\n".repeat(100)));
        Path cut = file(Arrays.copyOf(whole, whole.length - 9));
        assertRefused(() -> WeightsReader.read(cut), cut + ":", "truncated");
        Path absent = folder.resolve("absent");
        assertRefused(() -> WeightsReader.read(absent), absent.toString(), "no such file");
    }
}
