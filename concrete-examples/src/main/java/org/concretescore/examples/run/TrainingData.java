package org.concretescore.examples.run;

import java.io.IOException;
import java.nio.file.Path;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.StandardStreams;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.Vectors;

/** What a model is trained on, and what its training is stopped by. */
public record TrainingData(Dataset train, Dataset valid) {
    /** The share of the rows that is held out for validation where there is no validation split. */
    private static final double HELD_OUT = 0.1;

    private static final String ONE_ROW = ": one row can't be split into training and validation data; ";
    /** What to do where there are too few rows, with an option for it. */
    public static final String GIVE = "give --valid";

    /**
     * Reads both. Validation data are those of {@code validName}; where it is null, the split {@code NAME:valid} of the data
     * if there is one, else a tenth of the rows; {@code remedy} is what to do where there are too few.
     */
    public static TrainingData read(
            DataCatalog catalog,
            DataOptions options,
            String validName,
            String remedy,
            RandomStreams streams,
            Console console)
            throws IOException {
        CsvOptions csv = options.csv();
        Dataset train = catalog.load(options.data(), csv);
        String valid = validOf(catalog, options, validName);
        if (valid != null) {
            return new TrainingData(train, catalog.load(valid, csv.withSchema(train.schema())));
        }
        return heldOut(train, options.name(), remedy, streams, console);
    }

    private static String validOf(DataCatalog catalog, DataOptions options, String validName) {
        String split = options.data().replaceFirst(":train$", "") + ":valid";
        return validName != null ? validName : catalog.has(split) ? split : null;
    }

    /** The files that {@link #read} reads. */
    public static Inputs inputs(DataCatalog catalog, DataOptions options, String validName) throws DataException {
        Inputs train = Inputs.NONE.with("--data", options.data(), catalog.file(options.data()));
        String valid = validOf(catalog, options, validName);
        return valid == null ? train : train.with(validName == null ? "--data" : "--valid", valid, catalog.file(valid));
    }

    /** What to do where there are too few rows, without such an option. */
    public static String missing(String name) {
        return "the split " + name + ":valid is missing";
    }

    /** A tenth of the rows is taken out; {@code remedy} is what to do where there are too few. */
    public static TrainingData heldOut(
            Dataset train, String name, String remedy, RandomStreams streams, Console console) {
        if (train.count() < 2) {
            throw new ExperimentException(name + ONE_ROW + remedy);
        }
        Dataset.Split split = train.split(1 - HELD_OUT, streams.stream("validation-split"));
        if (!(split.first().totalWeight() > 0 && split.rest().totalWeight() > 0)) {
            throw new ExperimentException(
                    name + ": too few rows of positive weight to split off validation data; " + remedy);
        }
        note(split.rest().count(), train.count(), console);
        return new TrainingData(split.first(), split.rest());
    }

    /** The same of vectors. */
    public static Vectors.Split heldOut(Vectors train, Path file, RandomStreams streams, Console console) {
        if (train.count() < 2) {
            throw new ExperimentException(StandardStreams.nameOfInput(file.toString()) + ONE_ROW + GIVE);
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
