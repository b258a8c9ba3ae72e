package org.concretescore.examples.run;

import java.io.IOException;
import java.util.Objects;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.StandardStreams;

/**
 * The data to read, and how to read them.
 *
 * @param data a name or a path, see {@link DataCatalog}
 * @param csv how a CSV file is read
 */
public record DataOptions(String data, CsvOptions csv) {
    public DataOptions {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(csv, "csv");
    }

    /**
     * Returns options that read a data set with the defaults.
     *
     * @param data the name or path of the data set
     * @return the options
     */
    public static DataOptions of(String data) {
        return new DataOptions(data, CsvOptions.defaults());
    }

    /** Returns the name that messages have for the data. */
    String name() {
        return StandardStreams.nameOfInput(data);
    }

    /** Returns the files of model and data, which are read. */
    Inputs inputs(LoadedModel model, RunOptions common) throws DataException {
        return Inputs.NONE
                .with("--model", model.file())
                .with("--data", data, DataCatalog.of(common.dataDir()).file(data));
    }

    /**
     * Reads data for a model, with the columns that the model was trained on.
     *
     * @throws IOException if data and model do not fit each other; the message names both
     */
    Dataset readFor(LoadedModel model, RunOptions common) throws IOException {
        try {
            return DataCatalog.of(common.dataDir()).load(data, csv.withSchema(model.schema()));
        } catch (DataException e) {
            throw new IOException(e.getMessage() + " (read with the columns of the model " + model.file() + ")", e);
        }
    }
}
