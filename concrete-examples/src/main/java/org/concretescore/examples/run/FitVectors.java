package org.concretescore.examples.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.concretescore.core.data.CsvOptions;
import org.concretescore.core.data.StandardStreams;
import org.concretescore.core.data.VectorReader;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.CompositeDenoising;
import org.concretescore.core.vector.CompositeScoreMatching;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.VectorObjective;
import org.concretescore.core.vector.Vectors;
import org.concretescore.examples.report.Json;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedVectors;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.train.Checkpoint;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;
import org.concretescore.nn.train.VectorTrainer;

/** Trains an autoregressive model of conditional scores on the user's own columns of real numbers, and saves it. */
public final class FitVectors {
    /** The kinds of score matching that can train the model. */
    public static final List<String> OBJECTIVES = List.of("composite", "composite-denoising");
    /** The default options of the training. */
    public static final TrainerOptions TRAINER =
            VectorTrainer.defaults().withSteps(1500).withLearningRate(2e-3);

    private FitVectors() {}

    /**
     * The options.
     *
     * @param data the training data, a CSV file
     * @param header whether the first row holds names; {@code AUTO} if none of its fields is a number
     * @param valid the validation data, or null for a tenth of the rows
     * @param save the model file to write
     * @param objective one of {@link #OBJECTIVES}
     * @param network the networks and the noise
     * @param trainer how the model is trained
     * @param checkpointEvery the number of steps between two checkpoints, which are written beside the model file; 0
     *     for no checkpoints
     * @param resume a checkpoint from which the training continues, and to which it writes, or null; like any
     *     checkpoint, it is deleted when the model is saved
     * @param from a model whose parameters the training begins with, or null
     * @param common the seed and the folders
     */
    public record Options(
            Path data,
            CsvOptions.Header header,
            Path valid,
            Path save,
            String objective,
            ArcsmOptions network,
            TrainerOptions trainer,
            int checkpointEvery,
            Path resume,
            Path from,
            RunOptions common) {
        public Options {
            Objects.requireNonNull(data, "data");
            Objects.requireNonNull(header, "header");
            Checks.oneOf("--objective", objective, OBJECTIVES.toArray(String[]::new));
            new TrainingFiles(save, checkpointEvery, resume);
            Checks.readOnce("--data", data.toString(), "--valid", valid == null ? null : valid.toString());
        }

        /**
         * Returns the defaults, with the denoising form of the objective.
         *
         * @param data the training data, a CSV file
         * @param save the model file to write
         * @return the options
         */
        public static Options of(Path data, Path save) {
            return new Options(
                    data,
                    CsvOptions.Header.AUTO,
                    null,
                    save,
                    "composite-denoising",
                    ArcsmOptions.DEFAULTS,
                    TRAINER,
                    Fit.CHECKPOINT_EVERY,
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
     * @param validation the objective of the saved parameters on the validation data
     * @param bestStep the step whose parameters were saved
     * @param rows the number of training rows
     * @param validRows the number of validation rows
     * @param columns the number of columns
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
            int columns,
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
        SavedVectors from = options.from() == null ? null : ModelFile.loadVectors(options.from());
        Standardised data =
                from == null ? read(options, streams, console) : readFor(from.columns(), options, streams, console);
        Columns columns = data.columns();
        TrainingFiles files = new TrainingFiles(options.save(), options.checkpointEvery(), options.resume());
        Checkpoint checkpoint = files.prepare(
                Inputs.NONE
                        .with("--data", options.data())
                        .with("--valid", options.valid())
                        .with("--from", options.from()),
                options.common().out(),
                console);
        NoiseLevels levels = options.network().noise();
        VectorObjective objective = options.objective().equals("composite")
                ? new CompositeScoreMatching(levels)
                : new CompositeDenoising(levels);
        TrainingResult<VectorModel> training;
        try (TrainingProgress progress = new TrainingProgress(console, "training")) {
            training = VectorTrainer.of(options.trainer())
                    .withCheckpoint(checkpoint)
                    .startingFrom(from == null ? null : from.model())
                    .withValidation(data.valid())
                    .withListener(progress)
                    .fit(options.network().architecture(), objective, data.train(), streams);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        files.requireBegun(training);
        Result result = new Result(
                training.steps(),
                training.loss(),
                training.model().parameterCount(),
                training.validation(),
                training.bestStep(),
                data.train().count(),
                data.valid().count(),
                columns.dimension(),
                options.save(),
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
        SavedVectors saved =
                new SavedVectors(training.model(), columns, TrainingFiles.notes(Json.line(options), training));
        files.save(training, checkpoint, () -> ModelFile.save(options.save(), saved));
        LearningCurve.of(training, options.objective(), "the same")
                .report("fit", options, result)
                .write(options.common().out());
        files.requireEnd(training, options.trainer().steps(), checkpoint, "--learning-rate");
        return result;
    }

    /** The columns, and both parts of the data in the units of the columns. */
    private record Standardised(Columns columns, Vectors train, Vectors valid) {}

    private static Standardised read(Options options, RandomStreams streams, Console console) throws IOException {
        Vectors train = VectorReader.read(options.data(), options.header());
        Vectors held = null;
        if (options.valid() == null) {
            Vectors.Split split = TrainingData.heldOut(train, options.data(), streams, console);
            train = split.first();
            held = split.rest();
        }
        try {
            Columns columns = Columns.of(train);
            Vectors valid = held != null
                    ? columns.standardise(held)
                    : VectorReader.readFor(options.valid(), options.header(), columns, Float.MAX_VALUE);
            return new Standardised(columns, columns.standardise(train), valid);
        } catch (IllegalArgumentException e) {
            throw new ExperimentException(
                    StandardStreams.nameOfInput(options.data().toString()) + ": " + e.getMessage(), e);
        }
    }

    /** Reads the data in the units of the model that the training begins with, because its parameters need them. */
    private static Standardised readFor(Columns columns, Options options, RandomStreams streams, Console console)
            throws IOException {
        Vectors train = VectorReader.readFor(options.data(), options.header(), columns, Float.MAX_VALUE);
        if (options.valid() != null) {
            return new Standardised(
                    columns, train, VectorReader.readFor(options.valid(), options.header(), columns, Float.MAX_VALUE));
        }
        Vectors.Split split = TrainingData.heldOut(train, options.data(), streams, console);
        return new Standardised(columns, split.first(), split.rest());
    }
}
