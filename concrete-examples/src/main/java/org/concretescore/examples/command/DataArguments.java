package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.examples.run.DataOptions;
import picocli.CommandLine.Option;

/** Which data, and how to read it if it is CSV. */
final class DataArguments {
    @Option(
            names = "--data",
            paramLabel = "D",
            required = true,
            description =
                    "A data set by name (nltcs, amzn_gifts, binarized_mnist, ...), NAME:valid or NAME:test for its"
                            + " other splits; or a CSV or IDX file, plain or gzipped; or a prefix P of P.train.data.gz; or - for"
                            + " standard input.")
    private String data;

    @StatesOnly
    @Option(
            names = "--weights",
            paramLabel = "COLUMN",
            description = "The CSV column of the rows' weights: its name, or its number counted from 1.")
    private String weights;

    @Option(
            names = "--header",
            paramLabel = "WHEN",
            description = "Whether the first CSV row holds names: auto, present or absent (default: auto).")
    private CsvOptions.Header header = CsvOptions.Header.AUTO;

    String data() {
        return data;
    }

    CsvOptions.Header header() {
        return header;
    }

    DataOptions options(List<Integer> categories) {
        return new DataOptions(data, new CsvOptions(header, weights, categories, null));
    }
}
