package org.concretescore.examples.command;

import java.util.List;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.examples.run.DataOptions;
import picocli.CommandLine.Option;

/** The arguments that name the data and say how a CSV file is read. */
final class DataArguments {
    @Option(
            names = "--data",
            paramLabel = "D",
            required = true,
            description = "The data: the name of a data set (nltcs, amzn_gifts, binarized_mnist, ...), or NAME:valid or"
                    + " NAME:test for its other splits; a CSV or IDX file, plain or gzipped; a prefix P of"
                    + " P.train.data.gz; or - for standard input.")
    private String data;

    @StatesOnly
    @Option(
            names = "--weights",
            paramLabel = "COLUMN",
            description = "The CSV column that holds the weights of the rows: its name, or its number counted from 1.")
    private String weights;

    @Option(
            names = "--header",
            paramLabel = "WHEN",
            description = "Whether the first row of a CSV file holds the names of the columns: auto, present or absent"
                    + " (default: auto).")
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
