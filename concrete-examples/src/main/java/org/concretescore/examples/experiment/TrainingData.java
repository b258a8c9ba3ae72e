package org.concretescore.examples.experiment;

import java.io.IOException;
import java.nio.file.Path;
import org.concretescore.core.continuous.Vectors;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.random.RandomStreams;

/** What a model is trained on, and what its training is stopped by. */
record TrainingData(Dataset train, Dataset valid) {
    /** The share of the rows that is held out for validation where there is no validation split. */
    private static final double HELD_OUT = 0.1;

    private static final String ONE_ROW = ": one row can't be split into training and validation data; give --valid";

    /**
     * Reads both. Validation data are those of {@code validName}; where it is null, the split {@code NAME:valid} of the data
     * if there is one, else a tenth of the rows.
     */
    static TrainingData read(
            DataCatalog catalog, DataOptions options, String validName, RandomStreams streams, Console console)
            throws IOException {
        CsvOptions csv = options.csv();
        Dataset train = catalog.load(options.data(), csv);
        String base = options.data().replaceFirst(":train$", "");
        String valid = validName != null ? validName : catalog.has(base + ":valid") ? base + ":valid" : null;
        if (valid != null) {
            return new TrainingData(train, catalog.load(valid, csv.withSchema(train.schema())));
        }
        return heldOut(train, options.data(), streams, console);
    }

    /** A tenth of the rows is taken out. */
    static TrainingData heldOut(Dataset train, String name, RandomStreams streams, Console console) {
        if (train.count() < 2) {
            throw new ExperimentException(name + ONE_ROW);
        }
        Dataset.Split split = train.split(1 - HELD_OUT, streams.stream("validation-split"));
        if (!(split.first().totalWeight() > 0 && split.rest().totalWeight() > 0)) {
            throw new ExperimentException(
                    name + ": too few rows of positive weight to split off validation data; give --valid");
        }
        note(split.rest().count(), train.count(), console);
        return new TrainingData(split.first(), split.rest());
    }

    /** The same of vectors. */
    static Vectors.Split heldOut(Vectors train, Path file, RandomStreams streams, Console console) {
        if (train.count() < 2) {
            throw new ExperimentException(file + ONE_ROW);
        }
        Vectors.Split split = train.split(1 - HELD_OUT, streams.stream("validation-split"));
        note(split.rest().count(), train.count(), console);
        return split;
    }

    private static void note(int held, int rows, Console console) {
        console.note("there is no validation split: " + held + " of " + rows
                + " rows, drawn at random, are held out for validation");
    }
}
