package org.concretescore.core.data;

import static org.concretescore.core.data.Samples.gzip;
import static org.concretescore.core.data.Samples.idx;
import static org.concretescore.core.data.Samples.refusedOrInRange;
import static org.concretescore.core.data.Samples.utf8;
import static org.concretescore.core.data.Samples.withFile;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.concretescore.core.data.CsvOptions.Header;
import org.concretescore.core.space.StateSpace;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.Vectors;

/** Round trips of random tables, and files damaged at random. */
final class ReaderPropertiesTest {
    private static final Set<String> MISSING = Set.of("", "NA", "NaN", "nan", "?");
    private static final byte[] CSV =
            utf8("n,color,w,text\n0,red,1,\"a \"\"b\"\", c\"\n12,blue,0.5,grün\n3,red,2e-1,\"x\ny\"\n1,red,1,01\n");
    private static final byte[] NUMBERS = utf8("a,b\n1,-2.5\n.5e1, +3.\r\n\"7\",1e30\n-0,8e-44\n");
    private static final byte[] IDX = idx(0x08, new int[] {2, 2, 3}, 0, 1, 2, 3, 4, 5, 255, 254, 7, 8, 9, 10);

    @Property(tries = 500)
    void aTableOfLabelsComesBack(
            @ForAll("tables") List<List<String>> table, @ForAll boolean compressed, @ForAll boolean windows)
            throws IOException {
        int dimension = table.get(0).size();
        String text = table.stream()
                .map(row -> row.stream().map(ReaderPropertiesTest::quoted).collect(Collectors.joining(",")))
                .collect(Collectors.joining(windows ? "\r\n" : "\n"));
        Dataset data = withFile(
                compressed ? gzip(utf8(text)) : utf8(text),
                file -> CsvReader.read(file, CsvOptions.defaults().withHeader(Header.ABSENT)));
        assertEquals(table.size(), data.count());
        for (int i = 0; i < data.states().length; i++) {
            String label = table.get(i / dimension).get(i % dimension);
            assertEquals(label, data.schema().label(i % dimension, data.states()[i]));
        }
        // Half of the file, read with the schema of the whole, means the same.
        String half = table.stream()
                .limit((table.size() + 1) / 2)
                .map(row -> row.stream().map(ReaderPropertiesTest::quoted).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n"));
        CsvOptions options = CsvOptions.defaults().withHeader(Header.ABSENT).withSchema(data.schema());
        int[] states =
                withFile(utf8(half), file -> CsvReader.read(file, options)).states();
        assertArrayEquals(Arrays.copyOf(data.states(), states.length), states);
    }

    /** Every column begins with a letter, so that it is one of labels; the others have what CSV must quote. */
    @Provide
    static Arbitrary<List<List<String>>> tables() {
        Arbitrary<String> label = Arbitraries.oneOf(
                        Arbitraries.strings()
                                .withChars("ab01,\"\n\r\t 'é☃")
                                .ofMinLength(1)
                                .ofMaxLength(5),
                        Arbitraries.integers().between(0, 20).map(String::valueOf))
                .filter(text -> !MISSING.contains(text));
        return Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 12))
                .flatAs((columns, rows) -> label.list().ofSize(columns).list().ofSize(rows))
                .map(rows -> {
                    List<String> first =
                            rows.get(0).stream().map(text -> "a" + text).toList();
                    return Stream.concat(Stream.of(first), rows.stream()).toList();
                });
    }

    private static String quoted(String field) {
        boolean plain = field.chars().allMatch(c -> ",\"\n\r\t ".indexOf(c) < 0);
        return plain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
    }

    @Property(tries = 500)
    void aTableOfIntegersComesBack(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 1_000_000_100) Integer> values,
            @ForAll @IntRange(min = 1, max = 4) int dimension)
            throws IOException {
        int count = (values.size() + dimension - 1) / dimension;
        int[] table = new int[count * dimension];
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < table.length; i++) {
            table[i] = values.get(i % values.size());
            text.append(table[i]).append(i % dimension == dimension - 1 ? '\n' : ',');
        }
        // Where they are that many, they don't follow from the data.
        boolean given = values.stream().anyMatch(value -> value >= 1 << 24);
        CsvOptions options = given ? CsvOptions.defaults().withCategories(1_000_000_101) : CsvOptions.defaults();
        Dataset data = withFile(utf8(text.toString()), file -> CsvReader.read(file, options));
        assertArrayEquals(table, data.states());
        if (given) {
            return;
        }
        for (int d = 0; d < dimension; d++) {
            int most = 0;
            for (int i = d; i < table.length; i += dimension) {
                most = Math.max(most, table[i]);
            }
            assertEquals(Math.max(2, most + 1), data.space().cardinality(d));
        }
    }

    @Property(tries = 500)
    void anIdxFileComesBack(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 255) Integer> values, @ForAll boolean compressed)
            throws IOException {
        int[] table = values.stream().mapToInt(value -> value).toArray();
        byte[] bytes = idx(0x08, new int[] {1, table.length}, table);
        Dataset data = withFile(compressed ? gzip(bytes) : bytes, IdxReader::read);
        assertArrayEquals(table, data.states());
        int categories = Arrays.stream(table).max().getAsInt() <= 1 ? 2 : 256;
        assertEquals(StateSpace.uniform(table.length, categories), data.space());
    }

    @Property(tries = 300)
    void aTableOfNumbersComesBack(
            @ForAll @Size(min = 1, max = 40) List<Float> drawn,
            @ForAll @IntRange(min = 1, max = 4) int dimension,
            @ForAll boolean compressed,
            @ForAll boolean header)
            throws IOException {
        float[] table = new float[(drawn.size() + dimension - 1) / dimension * dimension];
        StringBuilder text = new StringBuilder();
        for (int d = 0; header && d < dimension; d++) {
            text.append("\"c").append(d).append(",\"").append(d == dimension - 1 ? '\n' : ',');
        }
        for (int i = 0; i < table.length; i++) {
            table[i] = drawn.get(i % drawn.size());
            text.append(table[i]).append(i % dimension == dimension - 1 ? '\n' : ',');
        }
        byte[] bytes = utf8(text.toString());
        Vectors vectors = withFile(compressed ? gzip(bytes) : bytes, VectorReader::read);
        assertArrayEquals(table, vectors.values());
        assertEquals(header ? "c0," : "x1", vectors.names().get(0));
    }

    /** Refused, or as many finite numbers as fill rows, which {@link Vectors} checks. */
    @Property(tries = 300)
    void damagedFilesOfNumbersAreRefusedOrFinite(
            @ForAll boolean compressed, @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int hits)
            throws IOException {
        byte[] damaged = damage(compressed ? gzip(NUMBERS) : NUMBERS, new Random(seed), hits);
        Columns columns = Columns.of(List.of("a", "b"), new double[] {0, 1}, new double[] {1, 1e-3});
        for (Header header : Header.values()) {
            try {
                withFile(damaged, file -> VectorReader.read(file, header));
                withFile(damaged, file -> VectorReader.readFor(file, header, columns, 1e9));
            } catch (DataException e) {
                // Refused, as it should be; anything else fails the test.
            }
        }
    }

    @Property(tries = 1000)
    void damagedFilesAreRefusedOrInRange(
            @ForAll boolean csv,
            @ForAll boolean compressed,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int hits)
            throws IOException {
        byte[] whole = csv ? CSV : IDX;
        byte[] damaged = damage(compressed ? gzip(whole) : whole, new Random(seed), hits);
        if (csv) {
            refusedOrInRange(damaged, CsvReader::read);
            CsvOptions weights = CsvOptions.defaults().withWeightsColumn("w");
            refusedOrInRange(damaged, file -> CsvReader.read(file, weights));
            Schema schema = withFile(CSV, file -> CsvReader.read(file, weights)).schema();
            refusedOrInRange(damaged, file -> CsvReader.read(file, weights.withSchema(schema)));
        } else {
            refusedOrInRange(damaged, IdxReader::read);
            refusedOrInRange(
                    damaged, file -> IdxReader.read(file, IdxOptions.defaults().withThreshold(9)));
        }
        refusedOrInRange(damaged, file -> DataCatalog.of(null).train(file.toString()));
        try {
            withFile(damaged, WeightsReader::read);
        } catch (DataException e) {
            // Refused, as it should be; anything else fails the test.
        }
    }

    /** Bytes overwritten with what may hurt, inserted, deleted, or the end cut off. */
    private static byte[] damage(byte[] bytes, Random random, int hits) {
        byte[] hurtful = utf8(",\"\n\r\0 0-9?aé");
        byte[] result = bytes.clone();
        for (int i = 0; i < hits && result.length > 0; i++) {
            int at = random.nextInt(result.length);
            byte value = random.nextBoolean() ? hurtful[random.nextInt(hurtful.length)] : (byte) random.nextInt(256);
            switch (random.nextInt(6)) {
                case 0 -> result = Arrays.copyOf(result, at);
                case 1 -> {
                    byte[] longer = Arrays.copyOf(result, result.length + 1);
                    System.arraycopy(result, at, longer, at + 1, result.length - at);
                    longer[at] = value;
                    result = longer;
                }
                case 2 -> {
                    System.arraycopy(result, at + 1, result, at, result.length - at - 1);
                    result = Arrays.copyOf(result, result.length - 1);
                }
                default -> result[at] = value;
            }
        }
        return result;
    }
}
