package org.concretescore.core.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.score.NormalisedDensity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Test log-likelihoods of both baselines that were computed by other means, on the data sets of Table 1. */
final class RealBaselinesTest {
    @ParameterizedTest
    @CsvSource({
        "nltcs, -9.234, -6.759",
        "plants, -31.266, -16.524",
        "jester, -63.883, -58.227",
        "amzn_diaper, -10.722, -10.142",
        "amzn_feeding, -11.889, -11.434",
        "amzn_gifts, -4.003, -3.934",
        "amzn_media, -8.540, -8.146",
        "amzn_toys, -8.203, -7.938"
    })
    void haveTheirKnownLikelihoods(String name, double independent, double tree) throws IOException {
        // The working folder of a test is its module's.
        Path shared = Path.of(System.getProperty("concrete.root", "..")).resolve("../shared/data");
        DataCatalog catalog = DataCatalog.of(Files.isDirectory(shared) ? shared : null);
        assumeTrue(catalog.has(name), () -> "the data set " + name + " is not on this machine; see CONCRETE_DATA");
        Dataset train = catalog.train(name);
        Dataset test = catalog.load(name + ":test", CsvOptions.defaults().withSchema(train.schema()));
        assertEquals(independent, mean(IndependentModel.of(train), test), 5e-4);
        assertEquals(tree, mean(ChowLiuTree.of(train), test), 5e-4);
    }

    private static double mean(NormalisedDensity model, Dataset test) {
        double[] logs = new double[test.count()];
        model.logDensities(test.states(), logs.length, logs);
        return Arrays.stream(logs).average().getAsDouble();
    }
}
