package org.concretescore.core.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.CsvOptions.Header;
import org.concretescore.core.data.CsvReader;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.IdxOptions;
import org.concretescore.core.data.IdxReader;
import org.concretescore.core.data.PartialRows;
import org.concretescore.core.data.Schema;
import org.concretescore.core.data.VectorReader;
import org.concretescore.core.data.WeightsReader;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.Vectors;

/** The readers of data. What is accepted is written anew, and must be read as the same. */
enum DataTarget implements FuzzTarget {
    /** The first byte says which options, the rest is the file. */
    CSV {
        @Override
        public void check(byte[] input) throws IOException {
            if (input.length == 0) {
                return;
            }
            CsvOptions options = CSV_OPTIONS.get((input[0] & 0xff) % CSV_OPTIONS.size());
            byte[] file = Arrays.copyOfRange(input, 1, input.length);
            Dataset data = Fuzz.file(file, path -> CsvReader.read(path, options));
            if (data != null) {
                requireWithin(data);
                requireReadAgain(data);
            }
        }

        @Override
        public List<byte[]> seeds() {
            return IntStream.range(0, CSV_OPTIONS.size())
                    .boxed()
                    .flatMap(option -> TABLES.stream()
                            .flatMap(table -> Stream.of(utf8(table), gzip(utf8(table))))
                            .map(file -> prefixed(option, file)))
                    .toList();
        }
    },

    PARTIAL_ROWS {
        @Override
        public void check(byte[] input) throws IOException {
            PartialRows rows = Fuzz.file(input, path -> PartialRows.read(path, SCHEMA));
            if (rows == null) {
                return;
            }
            StringBuilder text = new StringBuilder();
            for (int row = 0; row < rows.count(); row++) {
                int[] values = rows.row(row);
                text.append(IntStream.range(0, values.length)
                                .mapToObj(d ->
                                        values[d] == PartialRows.MISSING ? "\"\"" : quoted(SCHEMA.label(d, values[d])))
                                .collect(Collectors.joining(",")))
                        .append('\n');
            }
            PartialRows again = Fuzz.file(utf8(text.toString()), path -> PartialRows.read(path, SCHEMA));
            assertEquals(rows.count(), again.count());
            for (int row = 0; row < rows.count(); row++) {
                assertArrayEquals(rows.row(row), again.row(row));
            }
        }

        @Override
        public List<byte[]> seeds() {
            byte[] table = utf8("n,color\n,red\n2,\n\"\",\"blue, \"\"b\"\"\"\r\n1,\n\n");
            return List.of(table, gzip(table), utf8("3,\"\"\n"), utf8("n,color\n"), utf8(""));
        }
    },

    VECTORS {
        @Override
        public void check(byte[] input) throws IOException {
            for (Header header : Header.values()) {
                Vectors vectors = Fuzz.file(input, path -> VectorReader.read(path, header));
                if (vectors != null) {
                    requireReadAgain(vectors);
                }
            }
            Vectors standard = Fuzz.file(input, path -> VectorReader.readFor(path, Header.AUTO, COLUMNS, 1e9));
            if (standard != null) {
                for (float value : standard.values()) {
                    assertTrue(Math.abs(value) <= 1.001e9, () -> "" + value);
                }
            }
        }

        @Override
        public List<byte[]> seeds() {
            byte[] table = utf8("a,b\n1,-2.5\n.5e1, +3.\r\n\"7\",1e30\n-0,8e-44\n");
            return List.of(table, gzip(table), utf8("1,2\n3,4\n\n"), utf8("nan\n1e39\n"), utf8("\ufeffa\n0.1\n"));
        }
    },

    WEIGHTS {
        @Override
        public void check(byte[] input) throws IOException {
            double[] weights = Fuzz.file(input, WeightsReader::read);
            if (weights != null) {
                byte[] text =
                        utf8(Arrays.stream(weights).mapToObj(String::valueOf).collect(Collectors.joining("\n")));
                assertArrayEquals(weights, Fuzz.file(text, WeightsReader::read));
            }
        }

        @Override
        public List<byte[]> seeds() {
            byte[] text = utf8("# weights\n1\n.5\r\n\n2e-3\n 1.e2\t\n0");
            return List.of(text, gzip(text), utf8("0\n"), utf8("1e308\n1e308\n"), utf8("\ufeff1\n"));
        }
    },

    /** The first byte says which options, the rest is the file. */
    IDX {
        @Override
        public void check(byte[] input) throws IOException {
            if (input.length == 0) {
                return;
            }
            IdxOptions options = IDX_OPTIONS.get((input[0] & 0xff) % IDX_OPTIONS.size());
            byte[] file = Arrays.copyOfRange(input, 1, input.length);
            Dataset data = Fuzz.file(file, path -> IdxReader.read(path, options));
            if (data != null) {
                requireWithin(data);
                int[] sizes = {data.count(), data.space().dimension()};
                IdxOptions schema = IdxOptions.defaults().withSchema(data.schema());
                Dataset again = Fuzz.file(idx(sizes, data.states()), path -> IdxReader.read(path, schema));
                assertArrayEquals(data.states(), again.states());
                assertEquals(data.count(), again.count());
            }
        }

        @Override
        public List<byte[]> seeds() {
            byte[] images = idx(new int[] {2, 2, 3}, 0, 1, 2, 3, 4, 5, 255, 254, 7, 8, 9, 10);
            byte[] bits = idx(new int[] {3, 2}, 0, 1, 1, 1, 0, 0);
            byte[] list = idx(new int[] {3}, 0, 1, 1);
            return IntStream.range(0, IDX_OPTIONS.size())
                    .boxed()
                    .flatMap(option ->
                            Stream.of(images, bits, list, gzip(images)).map(file -> prefixed(option, file)))
                    .toList();
        }
    };

    private static final List<String> TABLES = List.of(
            "n,color\n0,red\n2,blue\n1,red\n2,red\n",
            "n,color,w\n0,red,1\n2,\"blue, \"\"b\"\"\",0.5\r\n1,red,2e-1\n",
            "0,1\n1,1\n\n",
            "a,1000000000,007\nb,-1,+5\na,3,1\n",
            "\ufeff\"x\ny\",?\nNA,1\n");
    private static final Schema SCHEMA =
            Schema.of(List.of("n", "color"), StateSpace.of(4, 2), List.of(List.of(), List.of("blue, \"b\"", "red")));
    private static final List<CsvOptions> CSV_OPTIONS = List.of(
            CsvOptions.defaults(),
            CsvOptions.defaults().withHeader(Header.PRESENT),
            CsvOptions.defaults().withHeader(Header.ABSENT),
            CsvOptions.defaults().withWeightsColumn("w"),
            CsvOptions.defaults().withWeightsColumn("3"),
            CsvOptions.defaults().withCategories(3),
            CsvOptions.defaults().withHeader(Header.ABSENT).withCategories(0, 1_000_000_001),
            CsvOptions.defaults().withSchema(SCHEMA),
            CsvOptions.defaults().withWeightsColumn("w").withSchema(SCHEMA));
    private static final List<IdxOptions> IDX_OPTIONS = List.of(
            IdxOptions.defaults(),
            IdxOptions.defaults().withThreshold(9),
            IdxOptions.defaults().withCategories(6),
            IdxOptions.defaults().withSchema(SCHEMA));
    private static final Columns COLUMNS = Columns.of(List.of("a", "b"), new double[] {0, 1}, new double[] {1, 1e-3});

    @Override
    public List<String> words() {
        return List.of(
                ",",
                "\n",
                "\r\n",
                "\"",
                "\"\"",
                " ",
                "\0",
                "NA",
                "?",
                "-1",
                "0",
                "1",
                "2",
                "+3",
                "1e9",
                "1e400",
                "1e-400",
                "16777216",
                "2147483648",
                "99999999999999999999",
                "#",
                "w",
                "red",
                "n,color\n",
                "é",
                "\ufeff",
                "\u0661",
                "\u0085");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] prefixed(int first, byte[] rest) {
        byte[] result = new byte[rest.length + 1];
        result[0] = (byte) first;
        System.arraycopy(rest, 0, result, 1, rest.length);
        return result;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] idx(int[] sizes, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * sizes.length + values.length);
        buffer.putInt(0x0800 + sizes.length);
        for (int size : sizes) {
            buffer.putInt(size);
        }
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.array();
    }

    private static String quoted(String field) {
        return "\"" + field.replace("\"", "\"\"") + "\"";
    }

    private static void requireWithin(Dataset data) {
        data.space().check(data.states(), data.count());
        assertTrue(data.totalWeight() > 0 && data.totalWeight() < Double.POSITIVE_INFINITY);
    }

    private static void requireReadAgain(Dataset data) throws IOException {
        Schema schema = data.schema();
        assertEquals(schema, Schema.decode(schema.encode()));
        int dimension = schema.space().dimension();
        StringBuilder text = new StringBuilder();
        for (String name : schema.names()) {
            text.append(quoted(name)).append(',');
        }
        text.append("weight\n");
        for (int i = 0; i < data.states().length; i++) {
            text.append(quoted(schema.label(i % dimension, data.states()[i]))).append(',');
            if (i % dimension == dimension - 1) {
                text.append(data.isWeighted() ? data.weights()[i / dimension] : 1)
                        .append('\n');
            }
        }
        CsvOptions options = CsvOptions.defaults()
                .withHeader(Header.PRESENT)
                .withSchema(schema)
                .withWeightsColumn(String.valueOf(dimension + 1));
        Dataset again = Fuzz.file(utf8(text.toString()), path -> CsvReader.read(path, options));
        assertArrayEquals(data.states(), again.states());
        if (data.isWeighted()) {
            assertArrayEquals(data.weights(), again.weights());
        }
    }

    private static void requireReadAgain(Vectors vectors) throws IOException {
        int dimension = vectors.dimension();
        StringBuilder text = new StringBuilder(
                vectors.names().stream().map(DataTarget::quoted).collect(Collectors.joining(",")));
        for (int i = 0; i < vectors.values().length; i++) {
            text.append(i % dimension == 0 ? '\n' : ',').append(vectors.values()[i]);
        }
        Vectors again = Fuzz.file(utf8(text.toString()), path -> VectorReader.read(path, Header.PRESENT));
        assertArrayEquals(vectors.values(), again.values());
        assertEquals(vectors.names(), again.names());
    }
}
