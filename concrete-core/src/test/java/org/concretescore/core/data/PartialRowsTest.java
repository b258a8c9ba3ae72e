package org.concretescore.core.data;

import static org.concretescore.core.data.Samples.assertRefused;
import static org.concretescore.core.data.Samples.gzip;
import static org.concretescore.core.data.Samples.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartialRowsTest {
    private static final Schema SCHEMA = Schema.of(
            List.of("color", "odd, name", "n"),
            StateSpace.of(3, 2, 12),
            List.of(List.of("blue, dark", "green", "\"red\""), List.of(), List.of()));

    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        return Files.write(folder.resolve("given.csv"), utf8(content));
    }

    private static void assertRows(PartialRows rows, int[]... expected) {
        assertEquals(expected.length, rows.count());
        for (int row = 0; row < expected.length; row++) {
            assertArrayEquals(expected[row], rows.row(row));
        }
    }

    @Test
    void emptyFieldsAreMissing() throws IOException {
        String body = "green,,11\r\n,1,\n\"blue, dark\" , \"\" ,+07\n,,\n\"\"\"red\"\"\",0,\n\n\n";
        int[][] expected = {{1, -1, 11}, {-1, 1, -1}, {0, -1, 7}, {-1, -1, -1}, {2, 0, -1}};
        assertRows(PartialRows.read(file(body), SCHEMA), expected);
        String header = "color,\"odd, name\",n\n";
        assertRows(PartialRows.read(file("\ufeff" + header + body), SCHEMA), expected);
        Path zipped = Files.write(folder.resolve("given.csv.gz"), gzip(utf8(header + body)));
        PartialRows rows = PartialRows.read(zipped, SCHEMA);
        assertRows(rows, expected);
        assertEquals(SCHEMA, rows.schema());
        assertEquals("PartialRows[5 rows of " + SCHEMA + "]", rows.toString());
        rows.row(0)[0] = 2;
        assertEquals(1, rows.row(0)[0]);
        assertThrows(IndexOutOfBoundsException.class, () -> rows.row(5));
        assertRows(PartialRows.read(file("green,,11"), SCHEMA), expected[0]);
    }

    /** Only the first row can be a header, and where labels are names the header still wins, as for all data. */
    @Test
    void aHeaderIsTheSchemasNames() throws IOException {
        Schema labels =
                Schema.of(List.of("a", "b"), StateSpace.of(2, 2), List.of(List.of("a", "z"), List.of("b", "z")));
        assertRows(PartialRows.read(file("a,b\na,\n"), labels), new int[] {0, -1});
        assertRefused(() -> PartialRows.read(file("a,b\na,b\n"), labels), "given.csv:2: no field of the row is empty");
    }

    @Test
    void aSingleColumn() throws IOException {
        Schema one = Schema.of(StateSpace.of(4));
        assertRows(PartialRows.read(file("x1\n\"\"\n\"\"\n"), one), new int[] {-1}, new int[] {-1});
        assertRefused(
                () -> PartialRows.read(file("x1\n\n\"\"\n"), one), "given.csv:2:1: there is a blank line", "as \"\"");
        assertRefused(() -> PartialRows.read(file("x1\n\n"), one), "given.csv:2:1: there is a blank line", "as \"\"");
        assertRefused(() -> PartialRows.read(file("x1\n2\n"), one), "given.csv:2: no field of the row is empty");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`green,,1|green,0,1` # :2: no field of the row is empty",
                "`green,,1|pink,,1` # :2:1: 'pink' is not a label of column 'color': 'blue",
                "`green,,1|1,,1` # :2:1: '1' is not a label of column 'color'",
                "`green,,1|,,12` # :2:3: '12' is not one of 0..11 of column 'n'",
                "`green,,1|,-1,` # :2:2: '-1' is not one of 0..1 of column 'odd, name'; add an offset",
                "`green,,1|,NA,` # :2:2: 'NA' is not one of 0..1 of column 'odd, name'; write a missing value as an",
                "`green,,1|,?,` # :2:2: '?' is not one",
                "`green,,1|,1.0,` # :2:2: '1.0' is not one",
                "`green,,1|,٣,` # :2:2: '٣' is not one",
                "`green,,1|,99999999999,` # :2:2: '99999999999' is not one",
                "`green,,1|green,` # :2:2: the row ends after 2 of 3 fields, which are 'color', 'odd, name', 'n'",
                "`green,,1|green,,,` # :2:3: the row has more than 3 fields",
                "`green,,1||green,,1` # :2:1: there is a blank line between rows",
                "`color,name,n|green,,1` # :1:1: 'color' is not a label of column 'color'",
                "`color,name,n|green,,1` # if the row is a header, it must be 'color'",
                "`n,color|green,,1` # :1:2: the row ends after 2 of 3 fields",
                "`` # : the file is empty",
                "`color,\"odd, name\",n` # : the file has a header but no rows",
                "`green,\"a|b\",3` # :1:2: 'a�b' is not one",
                "`green,\"` # :1:2: the quote that begins here is never closed"
            },
            delimiter = '#')
    void refusesWithLineAndColumn(String content, String message) throws IOException {
        Path file = file(content.replace('|', '\n'));
        boolean placed = message.startsWith(":");
        assertRefused(() -> PartialRows.read(file, SCHEMA), placed ? file + message : message);
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        byte[] whole = gzip(utf8("green,,1\n".repeat(100)));
        Path cut = Files.write(folder.resolve("cut.gz"), java.util.Arrays.copyOf(whole, whole.length - 9));
        assertRefused(() -> PartialRows.read(cut, SCHEMA), cut + ":", "truncated");
        Path absent = folder.resolve("absent");
        assertRefused(() -> PartialRows.read(absent, SCHEMA), absent.toString(), "no such file");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {',', (byte) 0xff, ',', '\n'});
        assertRefused(() -> PartialRows.read(binary, SCHEMA), binary + ":1:2:", "UTF-8");
        assertThrows(NullPointerException.class, () -> PartialRows.read(absent, null));
    }
}
