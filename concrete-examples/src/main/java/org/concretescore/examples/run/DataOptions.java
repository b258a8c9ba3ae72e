package org.concretescore.examples.run;

import java.io.IOException;
import java.util.Objects;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.StandardStreams;

/**
 * Which data to read, and how.
 *
 * @param data a name or path, see {@link DataCatalog}
 * @param csv how to read it if it is CSV
 */
public record DataOptions(String data, CsvOptions csv) {
    public DataOptions {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(csv, "csv");
    }

    /**
     * A data set read with the defaults.
     *
     * @param data its name or path
     * @return the options
     */
    public static DataOptions of(String data) {
        return new DataOptions(data, CsvOptions.defaults());
    }

    /** What the data are called in messages. */
    String name() {
        return StandardStreams.nameOfInput(data);
    }

    /** The files of data and model that are read. */
    Inputs inputs(LoadedModel model, RunOptions common) throws DataException {
        return Inputs.NONE
                .with("--model", model.file())
                .with("--data", data, DataCatalog.of(common.dataDir()).file(data));
    }

    /**
     * Data for a model: with the columns that it was trained on.
     *
     * @throws IOException naming data and model if they don't fit each other
     */
    Dataset readFor(LoadedModel model, RunOptions common) throws IOException {
        try {
            return DataCatalog.of(common.dataDir()).load(data, csv.withSchema(model.schema()));
        } catch (DataException e) {
            throw new IOException(e.getMessage() + " (read with the columns of the model " + model.file() + ")", e);
        }
    }
}
