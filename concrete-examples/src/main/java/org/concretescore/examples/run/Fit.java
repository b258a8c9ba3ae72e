package org.concretescore.examples.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.DataException;
import org.concretescore.core.data.Schema;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.examples.report.Json;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedScores;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.train.Checkpoint;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;

/** Trains a model on the user's own discrete data and saves it. */
public final class Fit {
    /** The default number of steps between two checkpoints. */
    public static final int CHECKPOINT_EVERY = 500;

    /** A note names at most so many columns. */
    private static final int NAMED = 8;

    private Fit() {}

    /**
     * The options.
     *
     * @param data the training data
     * @param valid the validation data; null for the split {@code NAME:valid} of the data if there is one, else for a
     *     tenth of the rows
     * @param save the model file to write
     * @param objective what is minimised
     * @param objectiveOptions what the objective was made with; the report and the model file show it
     * @param graph the neighborhood graph; null for {@code hamming}, or for a single column {@code cycle}
     * @param network the model and its network
     * @param keepIdentifiers whether a network of more than a million parameters may be trained if most of them belong
     *     to columns of identifiers, in which most rows have a value of their own
     * @param trainer how the model is trained
     * @param checkpointEvery the number of steps between two checkpoints, which are written beside the model file; 0
     *     for no checkpoints
     * @param resume a checkpoint from which the training continues, and to which it writes, or null; like any
     *     checkpoint, it is deleted when the model is saved
     * @param from a model whose parameters the training begins with, or null
     * @param common the seed and the folders
     */
    public record Options(
            DataOptions data,
            String valid,
            Path save,
            Objective objective,
            ObjectiveOptions objectiveOptions,
            GraphSpec graph,
            NetworkOptions network,
            boolean keepIdentifiers,
            TrainerOptions trainer,
            int checkpointEvery,
            Path resume,
            Path from,
            RunOptions common) {
        public Options {
            new TrainingFiles(save, checkpointEvery, resume);
            Checks.readOnce("--data", data.data(), "--valid", valid);
            Checks.isTrue(
                    objective.unit() == network.head(),
                    "--head",
                    network.head(),
                    "the unit of the objective " + objective);
            Checks.isTrue(
                    objectiveOptions.neighbors() == 1 || objective.name().endsWith("-mc"),
                    "--neighbors",
                    objectiveOptions.neighbors(),
                    "1 for an objective without -mc");
            Checks.isTrue(
                    objective.needs() != Objective.Needs.DENSITY
                            || !network.model().isFree(),
                    "--model",
                    network.model(),
                    "energy or made for the objective " + objective.name());
            Checks.isTrue(
                    objective.needs() != Objective.Needs.NORMALISED_DENSITY
                            || network.model() == NetworkOptions.Model.MADE,
                    "--model",
                    network.model(),
                    "made for the objective likelihood");
        }

        /**
         * Returns the defaults: a tied model and Concrete score matching.
         *
         * @param data the training data
         * @param save the model file to write
         * @return the options
         */
        public static Options of(DataOptions data, Path save) {
            return new Options(
                    data,
                    null,
                    save,
                    Objectives.csm(),
                    ObjectiveOptions.defaults(),
                    null,
                    NetworkOptions.of(NetworkOptions.Model.ENERGY),
                    false,
                    TrainerOptions.defaults(),
                    CHECKPOINT_EVERY,
                    null,
                    null,
                    RunOptions.defaults("fit"));
        }
    }

    /**
     * The result.
     *
     * @param steps the number of training steps
     * @param loss the objective at the end of the training
     * @param parameters the number of parameters
     * @param validation the validation criterion of the saved parameters: ratio matching, or for a MADE {@code -log q}
     * @param bestStep the step whose parameters were saved
     * @param rows the number of training rows
     * @param validRows the number of validation rows
     * @param states the state space
     * @param graph the neighborhood graph
     * @param encoding how a state becomes the input of the network
     * @param model the model file
     * @param seed the seed
     * @param seconds the time that it took
     */
    public record Result(
            int steps,
            double loss,
            int parameters,
            double validation,
            int bestStep,
            int rows,
            int validRows,
            String states,
            String graph,
            String encoding,
            Path model,
            long seed,
            double seconds) {}

    /**
     * Trains the model, saves it, and writes {@code learning.png} and {@code report.html}.
     *
     * @param options the options
     * @param console shows notes and progress
     * @return the result
     * @throws IOException if a file can not be read or written
     * @throws ExperimentException if the training diverged; the last good parameters are saved nevertheless, and the
     *     checkpoint is kept
     * @throws StoppedRunException if the thread is interrupted; the best parameters so far are saved, and the
     *     checkpoint is kept
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        RandomStreams streams = new RandomStreams(options.common().seed());
        DataCatalog catalog = DataCatalog.of(options.common().dataDir());
        SavedScores from = options.from() == null ? null : ModelFile.loadScores(options.from());
        TrainingData split = read(options, from, catalog, streams, console);
        Schema schema = split.train().schema();
        noteDecimals(options.data().name(), schema, console);
        Identifiers identifiers = Identifiers.of(split.train());
        identifiers.tell(options.data().name(), console);
        NetworkSpec spec = options.network()
                .spec(
                        options.graph(),
                        schema,
                        options.objective(),
                        options.common().seed());
        if (!options.keepIdentifiers()) {
            identifiers.requireSmall(spec.network().parameterCount());
        }
        TrainingFiles files = new TrainingFiles(options.save(), options.checkpointEvery(), options.resume());
        Checkpoint checkpoint = files.prepare(
                TrainingData.inputs(catalog, options.data(), options.valid()).with("--from", options.from()),
                options.common().out(),
                console);
        TrainingResult<NeuralModel> training;
        try (TrainingProgress progress = new TrainingProgress(console, "training")) {
            training = Trainer.of(options.trainer())
                    .withCheckpoint(checkpoint)
                    .startingFrom(from == null ? null : from.model())
                    .withValidation(split.valid())
                    .withListener(progress)
                    .fit(spec, options.objective(), split.train(), streams);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            if (from != null) {
                from.model().close();
            }
        }
        try (NeuralModel model = training.model()) {
            files.requireBegun(training);
            Result result = new Result(
                    training.steps(),
                    training.loss(),
                    model.parameterCount(),
                    training.validation(),
                    training.bestStep(),
                    split.train().count(),
                    split.valid().count(),
                    schema.space().toString(),
                    spec.graph().spec(),
                    spec.encoding().toString(),
                    options.save(),
                    options.common().seed(),
                    (System.nanoTime() - start) / 1e9);
            SavedScores saved = new SavedScores(model, schema, TrainingFiles.notes(Json.line(options), training));
            files.save(training, checkpoint, () -> ModelFile.save(options.save(), saved));
            String criterion = options.network().model() == NetworkOptions.Model.MADE ? "-log q" : "ratio matching";
            LearningCurve.of(training, options.objective().name(), criterion)
                    .report("fit", options, result)
                    .write(options.common().out());
            files.requireEnd(training, options.trainer().steps(), checkpoint, "--learning-rate or --tail");
            return result;
        }
    }

    /** Reads the data, with the columns of the model that the training begins with, if there is one. */
    private static TrainingData read(
            Options options, SavedScores start, DataCatalog catalog, RandomStreams streams, Console console)
            throws IOException {
        if (start == null) {
            return TrainingData.read(catalog, options.data(), options.valid(), TrainingData.GIVE, streams, console);
        }
        DataOptions same =
                new DataOptions(options.data().data(), options.data().csv().withSchema(start.schema()));
        try {
            return TrainingData.read(catalog, same, options.valid(), TrainingData.GIVE, streams, console);
        } catch (DataException e) {
            throw new IOException(e.getMessage() + " (read with the columns of the model " + options.from() + ")", e);
        }
    }

    /** Notes the columns of decimal numbers, because users seldom want them as categories. */
    private static void noteDecimals(String data, Schema schema, Console console) {
        List<String> columns = IntStream.range(0, schema.names().size())
                .filter(schema::hasNumbersAsLabels)
                .mapToObj(d -> "'" + schema.names().get(d) + "'")
                .toList();
        if (!columns.isEmpty()) {
            String some = columns.stream().limit(NAMED).collect(Collectors.joining(", "))
                    + (columns.size() > NAMED ? ", ... (" + columns.size() + " in all)" : "");
            console.note(
                    data + ": the " + (columns.size() == 1 ? "column " + some + " holds" : "columns " + some + " hold")
                            + " decimal numbers, and each different number becomes a category; --model arcsm learns"
                            + " real numbers");
        }
    }
}
