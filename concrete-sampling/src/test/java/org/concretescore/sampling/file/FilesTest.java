package org.concretescore.sampling.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.CsvReader;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class FilesTest {
    /** {@code numpy.lib.format.write_array(file, array, version=(1, 0))} of NumPy 2.4.6. */
    private static final String NUMPY_STATES =
            "934e554d5059010076007b276465736372273a20273c6934272c2027666f727472616e5f"
                    + "6f72646572273a2046616c73652c20277368617065273a2028322c2033292c207d2020202020202020202020202020202020202020"
                    + "20202020202020202020202020202020202020202020202020202020202020202020202020200a0100000002000000fdffffff7011"
                    + "01000000000005000000";

    private static final String NUMPY_TRACES =
            "934e554d5059010076007b276465736372273a20273c6638272c2027666f727472616e5f"
                    + "6f72646572273a2046616c73652c20277368617065273a2028312c2033292c207d2020202020202020202020202020202020202020"
                    + "20202020202020202020202020202020202020202020202020202020202020202020202020200a000000000000e03f000000000000"
                    + "0080000000000000f87f";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void path() {
        file = folder.resolve("file");
    }

    @Test
    void npyFilesAreThoseOfNumPy() throws IOException {
        NpyFile.writeStates(file, new int[] {1, 2, -3, 70000, 0, 5}, 3);
        assertEquals(NUMPY_STATES, HexFormat.of().formatHex(Files.readAllBytes(file)));
        NpyFile.writeTraces(file, new double[][] {{0.5, -0.0, Double.NaN}});
        assertEquals(NUMPY_TRACES, HexFormat.of().formatHex(Files.readAllBytes(file)));
    }

    @Test
    void npyFilesHoldWhatWasWritten() throws IOException {
        int[] states = IntStream.range(0, 12_345 * 7).map(i -> i * 31).toArray();
        NpyFile.writeStates(file, states, 7);
        ByteBuffer in = numbers("'<i4'", "(12345, 7)");
        int[] read = new int[in.remaining() / 4];
        in.asIntBuffer().get(read);
        assertArrayEquals(states, read);
        double[][] traces = new double[3][1111];
        for (int i = 0; i < 3333; i++) {
            traces[i / 1111][i % 1111] = 1.0 / i;
        }
        NpyFile.writeTraces(file, traces);
        in = numbers("'<f8'", "(3, 1111)");
        for (double[] trace : traces) {
            for (double value : trace) {
                assertEquals(value, in.getDouble());
            }
        }
        assertEquals(0, in.remaining());
        NpyFile.writeStates(file, new int[0], 5);
        assertEquals(0, numbers("'<i4'", "(0, 5)").remaining());
    }

    /** The numbers of a file, after a header as NumPy demands it. */
    private ByteBuffer numbers(String type, String shape) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = in.getShort(8);
        assertEquals(0, (10 + length) % 64);
        String header = new String(in.array(), 10, length, StandardCharsets.US_ASCII);
        assertTrue(header.endsWith("\n"));
        assertEquals("{'descr': " + type + ", 'fortran_order': False, 'shape': " + shape + ", }", header.strip());
        return in.position(10 + length);
    }

    @Test
    void statesAreReadFromCsv() throws IOException {
        Schema schema = Schema.of(
                List.of("a \"b\"", "n"),
                StateSpace.of(3, 2),
                List.of(List.of("red, dark", "gr\u00fcn", "x\"y"), List.of()));
        int[] states = {0, 1, 2, 0, 1, 1};
        CsvFile.writeStates(file, schema, states);
        assertEquals("\"a \"\"b\"\"\",n\n\"red, dark\",1\n\"x\"\"y\",0\ngr\u00fcn,1\n", Files.readString(file));
        Dataset read = CsvReader.read(file, CsvOptions.defaults().withSchema(schema));
        assertArrayEquals(states, read.states());
        CsvFile.writeStates(file, Schema.of(StateSpace.of(4, 4)), new int[] {3, 0});
        assertEquals("x1,x2\n3,0\n", Files.readString(file));
    }

    @Test
    void tracesAreWrittenInLongForm() throws IOException {
        Map<String, double[][]> statistics = new LinkedHashMap<>();
        statistics.put("energy", new double[][] {{0.1, -0.0}, {1e-300, Double.NaN}});
        statistics.put("x, y", new double[][] {{1, 2}, {3, Double.NEGATIVE_INFINITY}});
        CsvFile.writeTraces(file, statistics);
        assertEquals(
                "chain,draw,energy,\"x, y\"\n1,1,0.1,1.0\n1,2,-0.0,2.0\n2,1,1.0E-300,3.0\n2,2,NaN,-Infinity\n",
                Files.readString(file));
    }

    @Test
    void badArgumentsAreRefusedAndNothingIsWritten() throws IOException {
        Files.writeString(file, "before");
        double[][] ragged = {{1}, {1, 2}};
        Schema schema = Schema.of(StateSpace.of(2, 2));
        assertMessage("dimension must be at least 1, was 0", () -> NpyFile.writeStates(file, new int[2], 0));
        assertMessage(
                "the length of states must be a multiple of 2, was 5", () -> NpyFile.writeStates(file, new int[5], 2));
        assertMessage("traces must have at least one chain", () -> NpyFile.writeTraces(file, new double[0][]));
        assertMessage(
                "the chains of traces must have the same length, but chain 0 has 1 and chain 1 has 2",
                () -> NpyFile.writeTraces(file, ragged));
        assertMessage(
                "the length of states must be a multiple of 2, was 5",
                () -> CsvFile.writeStates(file, schema, new int[5]));
        assertThrows(IllegalArgumentException.class, () -> CsvFile.writeStates(file, schema, new int[] {0, 2}));
        assertMessage("statistics must not be empty", () -> CsvFile.writeTraces(file, Map.of()));
        assertMessage("e must have at least one chain", () -> CsvFile.writeTraces(file, Map.of("e", new double[0][])));
        assertMessage(
                "the chains of e must have the same length, but chain 0 has 1 and chain 1 has 2",
                () -> CsvFile.writeTraces(file, Map.of("e", ragged)));
        Map<String, double[][]> two = new LinkedHashMap<>();
        two.put("a", new double[2][3]);
        two.put("b", new double[2][4]);
        assertMessage(
                "all statistics must have the same shape, but b has 2 chains of length 4 and the statistics"
                        + " before it have 2 chains of length 3",
                () -> CsvFile.writeTraces(file, two));
        assertEquals("before", Files.readString(file));
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
