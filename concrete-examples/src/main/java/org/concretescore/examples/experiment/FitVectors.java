package org.concretescore.examples.experiment;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.concretescore.core.continuous.Columns;
import org.concretescore.core.continuous.CompositeDenoising;
import org.concretescore.core.continuous.CompositeScoreMatching;
import org.concretescore.core.continuous.NoiseLevels;
import org.concretescore.core.continuous.VectorObjective;
import org.concretescore.core.continuous.Vectors;
import org.concretescore.core.data.VectorReader;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.examples.report.Charts;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.nn.model.SavedVectors;
import org.concretescore.nn.model.VectorFile;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.train.Checkpoint;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;
import org.concretescore.nn.train.VectorTrainer;
import org.concretescore.nn.train.VectorTrainingResult;
import org.knowm.xchart.XYChart;

/** Trains an autoregressive model of conditional scores on the user's own columns of real numbers, and saves it. */
public final class FitVectors {
    /** The kinds of score matching that can train it. */
    public static final List<String> OBJECTIVES = Arcsm2d.OBJECTIVES;

    /** Of the standardised columns. */
    private static final NoiseLevels LEVELS = NoiseLevels.geometric(1, 0.02, 10);

    private static final double HELD_OUT = 0.1;

    private FitVectors() {}

    /**
     * The options.
     *
     * @param data the training data, a CSV file
     * @param valid validation data, or null for a tenth of the rows
     * @param save the model file to write
     * @param objective one of {@link #OBJECTIVES}
     * @param trainer how to train
     * @param checkpointEvery steps between two checkpoints beside the model file, 0 for none
     * @param resume a checkpoint to go on from and to write to, or null; deleted when the model is saved
     * @param common seed and folders
     */
    public record Options(
            Path data,
            Path valid,
            Path save,
            String objective,
            TrainerOptions trainer,
            int checkpointEvery,
            Path resume,
            RunOptions common) {
        public Options {
            Objects.requireNonNull(data, "data");
            Objects.requireNonNull(save, "save");
            Checks.oneOf("--objective", objective, OBJECTIVES.toArray(String[]::new));
            Checks.atLeast("--checkpoint-every", checkpointEvery, 0);
            Checks.isTrue(
                    resume == null || checkpointEvery > 0, "--checkpoint-every", checkpointEvery, "above 0 to resume");
            if (resume != null) {
                Checkpoint checkpoint = new Checkpoint(resume, checkpointEvery, true);
                Path same = save.toAbsolutePath().normalize();
                Checks.isTrue(
                        !same.equals(checkpoint.file().toAbsolutePath().normalize())
                                && !same.equals(
                                        checkpoint.previous().toAbsolutePath().normalize()),
                        "--resume",
                        resume,
                        "a checkpoint, another file than --save");
            }
        }

        private Checkpoint checkpoint() {
            if (checkpointEvery == 0) {
                return null;
            }
            Path file = resume != null ? resume : save.resolveSibling(save.getFileName() + ".checkpoint");
            return new Checkpoint(file, checkpointEvery, resume != null);
        }
    }

    /**
     * The result.
     *
     * @param steps training steps done
     * @param loss the objective at the end of the training
     * @param parameters number of parameters
     * @param validation the objective on the validation data, of the saved parameters
     * @param bestStep the step whose parameters were saved
     * @param rows number of training rows
     * @param validRows number of validation rows
     * @param columns number of columns
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
            int columns,
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
     * @throws ExperimentException if training diverged; the last good parameters are saved nevertheless
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        RandomStreams streams = new RandomStreams(options.common().seed());
        Vectors train = VectorReader.read(options.data());
        Vectors valid;
        if (options.valid() != null) {
            valid = VectorReader.read(options.valid());
        } else {
            Vectors[] split = split(train, options.data(), streams);
            train = split[0];
            valid = split[1];
            console.note(valid.count() + " of " + (train.count() + valid.count())
                    + " rows, drawn at random, are held out for validation");
        }
        Columns columns;
        Vectors standardValid;
        try {
            columns = Columns.of(train);
            standardValid = columns.standardise(valid);
        } catch (IllegalArgumentException e) {
            throw new ExperimentException(options.data() + ": " + e.getMessage());
        }
        Checkpoint checkpoint = options.checkpoint();
        if (checkpoint != null && checkpoint.resume() && !checkpoint.exists()) {
            throw new NoSuchFileException(checkpoint.file().toString());
        }
        if (checkpoint == null) {
            Outputs.prepare(options.common().out(), options.save());
        } else {
            Outputs.prepare(options.common().out(), options.save(), checkpoint.file());
        }
        VectorObjective objective = options.objective().equals("composite")
                ? new CompositeScoreMatching(LEVELS)
                : new CompositeDenoising(LEVELS);
        VectorTrainingResult training;
        try (TrainingProgress progress = new TrainingProgress(console, "training")) {
            training = VectorTrainer.of(options.trainer())
                    .withCheckpoint(checkpoint)
                    .fit(
                            Arcsm.defaults().withNoise(true),
                            objective,
                            columns.standardise(train),
                            standardValid,
                            streams,
                            progress);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Result result = new Result(
                training.steps(),
                training.loss(),
                training.model().parameterCount(),
                training.validation(),
                training.bestStep(),
                train.count(),
                valid.count(),
                columns.dimension(),
                options.save(),
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
        VectorFile.save(options.save(), new SavedVectors(training.model(), columns));
        if (checkpoint != null && !training.diverged()) {
            checkpoint.delete();
        }
        new Report("fit", options, result)
                .picture("learning.png", learningCurve(training), "Loss and validation by step")
                .write(options.common().out());
        if (training.diverged()) {
            throw new ExperimentException("training diverged after step " + training.steps()
                    + "; the last good parameters were saved to " + options.save()
                    + "; a smaller --learning-rate may help");
        }
        return result;
    }

    private static Vectors[] split(Vectors data, Path file, RandomStreams streams) {
        int n = data.count();
        int held = (int) Math.round(HELD_OUT * n);
        if (held == 0) {
            throw new ExperimentException(
                    file + ": " + n + " rows can't be split into training and validation data; give --valid");
        }
        int d = data.dimension();
        float[] values = data.values().clone();
        var random = streams.stream("validation-split");
        // The first rows of a shuffle.
        for (int i = 0; i < held; i++) {
            int j = i + random.nextInt(n - i);
            for (int k = 0; k < d; k++) {
                float value = values[i * d + k];
                values[i * d + k] = values[j * d + k];
                values[j * d + k] = value;
            }
        }
        return new Vectors[] {
            Vectors.of(data.names(), java.util.Arrays.copyOfRange(values, held * d, values.length)),
            Vectors.of(data.names(), java.util.Arrays.copyOf(values, held * d))
        };
    }

    private static byte[] learningCurve(VectorTrainingResult training) {
        XYChart chart = Charts.panel("Training", "step", "loss");
        List<TrainingResult.Point> curve = training.curve();
        if (!curve.isEmpty()) {
            double[] steps =
                    curve.stream().mapToDouble(TrainingResult.Point::step).toArray();
            double[] loss =
                    curve.stream().mapToDouble(TrainingResult.Point::loss).toArray();
            double[] validation =
                    curve.stream().mapToDouble(TrainingResult.Point::validation).toArray();
            Charts.line(chart, "loss", steps, loss, new Color(70, 120, 200));
            Charts.line(chart, "validation", steps, validation, new Color(235, 140, 40));
        }
        return Charts.png(List.of(chart));
    }
}
