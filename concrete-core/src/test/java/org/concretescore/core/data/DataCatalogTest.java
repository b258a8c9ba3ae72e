package org.concretescore.core.data;

import static org.concretescore.core.data.Samples.assertRefused;
import static org.concretescore.core.data.Samples.gzip;
import static org.concretescore.core.data.Samples.idx;
import static org.concretescore.core.data.Samples.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataCatalogTest {
    @TempDir
    Path folder;

    private Path write(String path, byte[] content) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    /** Folders {@code given}, {@code variable} and {@code home} below the test's own. */
    private DataCatalog catalog(boolean given, boolean variable) {
        Map<String, String> environment =
                variable ? Map.of("CONCRETE_DATA", folder.resolve("variable").toString()) : Map.of();
        return DataCatalog.of(
                given ? folder.resolve("given") : null, environment, folder.resolve("work"), folder.resolve("home"));
    }

    @Test
    void findsNamesInEachFolderInTurn() throws IOException {
        String path = "/density/nltcs/nltcs.train.data.gz";
        write("home/.cache/concrete-score" + path, gzip(utf8("0,1\n")));
        assertEquals(1, catalog(true, true).train("nltcs").count());
        write("shared/data" + path, gzip(utf8("0,1\n1,1\n")));
        Files.createDirectories(folder.resolve("work"));
        assertEquals(2, catalog(true, false).train("nltcs").count());
        assertEquals(1, catalog(true, true).train("nltcs").count());
        write("variable" + path, gzip(utf8("0,1\n1,1\n0,0\n")));
        assertEquals(3, catalog(true, true).train("nltcs").count());
        write("given/density/nltcs/nltcs.train.data", utf8("0,1\n1,1\n0,0\n1,0\n"));
        assertEquals(4, catalog(true, true).train("nltcs:train").count());
    }

    @Test
    void findsTheCacheOfWindows() throws IOException {
        write("local/concrete-score/amazon_baby/amzn_toys.test.data.gz", gzip(utf8("0,1\n")));
        Map<String, String> environment =
                Map.of("LOCALAPPDATA", folder.resolve("local").toString());
        assertTrue(DataCatalog.of(null, environment, folder, folder).has("amzn_toys:test"));
    }

    @Test
    void doesNotMixSplitsOfDifferentFolders() throws IOException {
        write("given/density/nltcs/nltcs.train.data.gz", gzip(utf8("0,1\n")));
        write("variable/density/nltcs/nltcs.valid.data.gz", gzip(utf8("0,1\n")));
        assertFalse(catalog(true, true).has("nltcs:valid"));
        assertTrue(catalog(false, true).has("nltcs:valid"));
    }

    @Test
    void saysWhatIsMissingAndWhereItGoes() {
        assertRefused(
                () -> catalog(true, true).train("nltcs:valid"),
                "nltcs:valid",
                "density/nltcs/nltcs.valid.data.gz",
                folder.resolve("given").toString(),
                folder.resolve("variable").toString(),
                folder.resolve("home").resolve(".cache/concrete-score").toString(),
                "--data-dir",
                "CONCRETE_DATA",
                "Put it there");
        assertRefused(() -> catalog(true, true).train("mnist:valid"), "mnist", "'valid'", "train, test");
        assertRefused(() -> catalog(true, true).train("fashion_mnist"), "fashion_mnist", "'train'", "only test");
        assertRefused(() -> catalog(true, true).train("nltc"), "'nltc'", "nltc.train.data.gz", "amzn_toys", "nltcs");
        assertRefused(() -> catalog(true, true).train("no\0name"), "no");
        assertRefused(() -> catalog(true, true).train(folder.toString()), folder + ": is a folder, not a file");
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            assertRefused(() -> catalog(true, true).train("/dev/null"), "/dev/null:1: the file is empty");
        }
    }

    @Test
    void knowsTheNames() {
        assertEquals(24, catalog(false, false).names().size());
        assertTrue(catalog(false, false).names().contains("binarized_mnist"));
    }

    @Test
    void tellsFilesApartByContent() throws IOException {
        Path csv = write("a.gz", gzip(utf8("0,2\n")));
        assertEquals(
                StateSpace.of(2, 3), catalog(false, false).train(csv.toString()).space());
        Path idx = write("b.csv", gzip(idx(0x08, new int[] {1, 2}, 3, 4)));
        assertEquals(
                StateSpace.of(256, 256),
                catalog(false, false).train(idx.toString()).space());
        CsvOptions options = CsvOptions.defaults();
        assertEquals(
                StateSpace.of(5, 5),
                catalog(false, false)
                        .load(idx.toString(), options.withCategories(5))
                        .space());
        Schema schema = Schema.of(StateSpace.of(4, 6));
        assertEquals(
                schema,
                catalog(false, false)
                        .load(idx.toString(), options.withSchema(schema))
                        .schema());
        assertRefused(
                () -> catalog(false, false).load(idx.toString(), options.withWeightsColumn("w")),
                idx.toString(),
                "'w'");
        assertRefused(
                () -> catalog(false, false).load(idx.toString(), options.withCategories(5, 5)),
                idx.toString(),
                "[5, 5]");
        Path words = write("c", idx(0x0b, new int[] {1}, 3, 4));
        assertRefused(() -> catalog(false, false).train(words.toString()), words + ":byte 2: ", "0x0b");
    }

    @Test
    void aPrefixStandsForThreeFiles() throws IOException {
        write("own.train.csv", utf8("color,n\nred,0\nblue,1\n"));
        write("own.valid.csv", utf8("color,n\nred,1\n"));
        String prefix = folder.resolve("own").toString();
        DataCatalog catalog = catalog(false, false);
        Dataset train = catalog.train(prefix);
        Dataset valid = catalog.load(prefix + ":valid", CsvOptions.defaults().withSchema(train.schema()));
        assertArrayEquals(new int[] {1, 1}, valid.states());
        assertTrue(catalog.has(prefix + ":train"));
        assertFalse(catalog.has(prefix + ":test"));
        assertRefused(() -> catalog.train(prefix + ":test"), prefix + ".test.data.gz", prefix + ".test.csv");
        assertRefused(() -> catalog.train(prefix + ".train.csv:valid"), prefix + ".train.csv: ", "'valid'");
        assertEquals(folder.resolve("own.valid.csv"), catalog.file(prefix + ":valid"));
        // Beside a folder of that name.
        Files.createDirectories(folder.resolve("own"));
        assertEquals(2, catalog.train(prefix).count());
    }
}
