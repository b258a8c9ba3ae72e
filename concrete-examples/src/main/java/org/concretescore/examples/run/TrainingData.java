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

/**
 * The data that a model is trained on.
 *
 * @param train the training data
 * @param valid the validation data, which choose the parameters and stop the training
 */
public record TrainingData(Dataset train, Dataset valid) {
    /** The share of the rows that is held out for validation if there is no validation split. */
    private static final double HELD_OUT = 0.1;

    private static final String ONE_ROW = ": one row can not be split into training and validation data; ";
    /** The remedy for too few rows, if the command has an option for it. */
    public static final String GIVE = "give --valid";

    /**
     * Reads training and validation data.
     *
     * @param catalog finds the files
     * @param options the training data
     * @param validName the validation data; null for the split {@code NAME:valid} of the data if there is one, else for
     *     a tenth of the rows
     * @param remedy what the user can do if there are too few rows
     * @param streams the random numbers that choose the tenth
     * @param console shows a note if rows are held out
     * @return the data
     * @throws IOException if data can not be read
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

    /** Returns the files that {@link #read} reads. */
    static Inputs inputs(DataCatalog catalog, DataOptions options, String validName) throws DataException {
        Inputs train = Inputs.NONE.with("--data", options.data(), catalog.file(options.data()));
        String valid = validOf(catalog, options, validName);
        return valid == null ? train : train.with(validName == null ? "--data" : "--valid", valid, catalog.file(valid));
    }

    /** Returns the remedy for too few rows, if the command does not have an option for it. */
    public static String missing(String name) {
        return "the split " + name + ":valid is missing";
    }

    /** Holds out a tenth of the rows. The remedy is what the user can do if there are too few rows. */
    public static TrainingData heldOut(
            Dataset train, String name, String remedy, RandomStreams streams, Console console) {
        if (train.count() < 2) {
            throw new ExperimentException(name + ONE_ROW + remedy);
        }
        Dataset.Split split = train.split(1 - HELD_OUT, streams.stream("validation-split"));
        if (!(split.first().totalWeight() > 0 && split.rest().totalWeight() > 0)) {
            throw new ExperimentException(
                    name + ": there are too few rows of positive weight to hold out validation data; " + remedy);
        }
        note(split.rest().count(), train.count(), console);
        return new TrainingData(split.first(), split.rest());
    }

    /** Holds out a tenth of the vectors. */
    static Vectors.Split heldOut(Vectors train, Path file, RandomStreams streams, Console console) {
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
