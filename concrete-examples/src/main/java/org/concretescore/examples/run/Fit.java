package org.concretescore.examples.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.concretescore.examples.report.Report;
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
    /** Steps between two checkpoints, where nothing else is asked for. */
    public static final int CHECKPOINT_EVERY = 500;

    /** Columns that are named in a note. */
    private static final int NAMED = 8;

    private Fit() {}

    /**
     * The options.
     *
     * @param data the training data
     * @param valid validation data, or null: the split {@code NAME:valid} of the data if there is one, else a tenth of
     *     the rows
     * @param save the model file to write
     * @param objective one of {@link Objectives#NAMES}, or with {@code -mc}
     * @param objectiveOptions tail, noise, and numbers of draws
     * @param graph the neighborhood graph; null for {@code hamming}, or for a single column {@code cycle}
     * @param network the model and its network
     * @param keepIdentifiers whether a network of more than a million parameters is trained, too, if most of them are for
     *     columns of which most rows have a value of their own
     * @param trainer how to train
     * @param checkpointEvery steps between two checkpoints beside the model file, 0 for none
     * @param resume a checkpoint to go on from and to write to, or null; deleted, like any, when the model is saved
     * @param from a model whose parameters training begins at, or null
     * @param common seed and folders
     */
    public record Options(
            DataOptions data,
            String valid,
            Path save,
            String objective,
            ObjectiveOptions objectiveOptions,
            String graph,
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
            if (graph != null) {
                Checks.graph("--graph", graph);
            }
            Objective parsed = Checks.objective("--objective", objective, network.head(), objectiveOptions);
            Checks.isTrue(
                    objectiveOptions.neighbors() == 1 || objective.endsWith("-mc"),
                    "--neighbors",
                    objectiveOptions.neighbors(),
                    "1 for an objective without -mc");
            Checks.isTrue(
                    parsed.needs() != Objective.Needs.DENSITY
                            || !network.model().isFree(),
                    "--model",
                    network.model(),
                    "energy or made for the objective " + objective);
            Checks.isTrue(
                    parsed.needs() != Objective.Needs.NORMALISED_DENSITY
                            || network.model() == NetworkOptions.Model.MADE,
                    "--model",
                    network.model(),
                    "made for the objective likelihood");
        }

        /**
         * The defaults: a tied model, CSM.
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
                    "csm",
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
     * @param steps training steps done
     * @param loss the objective at the end of the training
     * @param parameters number of parameters
     * @param validation the validation criterion, ratio matching, of the saved parameters
     * @param bestStep the step whose parameters were saved
     * @param rows number of training rows
     * @param validRows number of validation rows
     * @param states the space
     * @param graph the neighborhood graph
     * @param encoding how a state becomes the network's input
     * @param model the file
     * @param seed the seed
     * @param seconds the time it took
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
     * Trains, saves the model, and writes {@code learning.png} and {@code report.html}.
     *
     * @param options the options
     * @param console hears how it goes
     * @return the result
     * @throws IOException if a file can't be read or written
     * @throws ExperimentException if training diverged; the last good parameters are saved nevertheless, and the checkpoint
     *     is kept
     * @throws StoppedRunException if the thread is interrupted; the best parameters so far are saved, and the checkpoint is
     *     kept
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
        Objective objective = Checks.objective(
                "--objective", options.objective(), options.network().head(), options.objectiveOptions());
        NetworkSpec spec = options.network()
                .spec(options.graph(), schema, objective, options.common().seed());
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
                    .fit(spec, objective, split.train(), streams);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            if (from != null) {
                from.model().close();
            }
        }
        try (NeuralModel model = training.model()) {
            if (training.stopped() && training.steps() == 0) {
                throw files.notBegun();
            }
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
            SavedScores saved = new SavedScores(model, schema, notes(options, training));
            new Table(options.save(), "model").writing(() -> ModelFile.save(options.save(), saved));
            if (checkpoint != null && !training.diverged() && !training.stopped()) {
                checkpoint.delete();
            }
            new Report("fit", options, result)
                    .picture(
                            "learning.png",
                            LearningCurve.png(
                                    training.curve(),
                                    options.objective(),
                                    options.network().model() == NetworkOptions.Model.MADE
                                            ? "-log q"
                                            : "ratio matching"),
                            "Loss and validation criterion by step")
                    .write(options.common().out());
            if (training.stopped()) {
                throw files.stopped(training.steps(), options.trainer().steps(), training.bestStep(), checkpoint);
            }
            if (training.diverged()) {
                throw files.diverged(training.steps(), "--learning-rate or --tail");
            }
            return result;
        }
    }

    /** With the columns of the model that training begins at, if it does. */
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

    /** Columns of decimal numbers are seldom meant as categories. */
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
                            + " numbers that become categories, each by itself; --model arcsm learns real numbers");
        }
    }

    private static Map<String, String> notes(Options options, TrainingResult<NeuralModel> training) {
        return TrainingFiles.notes(Json.line(options), training.stopped(), training.steps());
    }
}
