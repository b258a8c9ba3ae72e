package org.concretescore.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.concretescore.core.space.StateSpace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts that are published, or were computed once by other means, of data sets that are not in this project. */
final class RealDataTest {
    private static DataCatalog catalog() {
        // The working folder of a test is its module's.
        Path shared = Path.of(System.getProperty("concrete.root", "..")).resolve("../shared/data");
        return DataCatalog.of(Files.isDirectory(shared) ? shared : null);
    }

    @ParameterizedTest
    @CsvSource({
        "nltcs, 16181, 16, 2, 85886",
        "nltcs:valid, 2157, 16, 2, -1",
        "nltcs:test, 3236, 16, 2, -1",
        "plants, 17412, 69, 2, -1",
        "jester:test, 4116, 100, 2, -1",
        "amzn_pottytrain, 249, 2, 2, 249",
        "amzn_diaper:valid, 1676, 100, 2, -1",
        "binarized_mnist, 50000, 784, 2, 5118041",
        "binarized_mnist:valid, 10000, 784, 2, 1028036",
        "binarized_mnist:test, 10000, 784, 2, 1038896",
        "mnist:test, 10000, 784, 256, -1",
        "omniglot:test, 8115, 784, 256, -1",
        "fashion_mnist:test, 10000, 784, 256, -1"
    })
    void hasItsCounts(String spec, int count, int dimension, int categories, long sum) throws IOException {
        DataCatalog catalog = catalog();
        assumeTrue(catalog.has(spec), () -> "the data set " + spec + " is not on this machine; see CONCRETE_DATA");
        Dataset data = catalog.train(spec);
        assertEquals(count, data.count());
        assertEquals(StateSpace.uniform(dimension, categories), data.space());
        if (sum >= 0) {
            assertEquals(sum, Arrays.stream(data.states()).asLongStream().sum());
        }
        if (spec.equals("nltcs")) {
            assertEquals(0.332, Arrays.stream(data.states()).average().getAsDouble(), 5e-4);
        }
    }
}
