package org.concretescore.examples.relaxed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.latent.MultiSampleBound;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.Counts;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.StoppedRunException;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.examples.run.UsageException;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.train.LatentTrainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;

/**
 * The experiments of the Concrete distribution's paper: density estimation (Table 1) and structured prediction (Figure
 * 4) with discrete latent variables, by estimator and number of samples.
 */
public final class Relaxed {
    /** The training options if no others are asked for. */
    public static final TrainerOptions TRAINER = LatentTrainer.defaults();
    /** The number of validation rows. The bound that chooses the parameters need not be as precise as the result. */
    private static final int VALIDATION_ROWS = 1000;

    private Relaxed() {}

    /**
     * The result.
     *
     * @param rows the models, by estimator, m and temperature
     * @param layers the layers in the paper's notation
     * @param parameters the number of parameters of a model
     * @param seed the seed
     * @param seconds the time that the run took
     */
    public record Result(List<RelaxedRow> rows, String layers, int parameters, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Trains and evaluates all models. After each, the files of all models so far are written: {@code report.html} with
     * its pictures, {@code rows.csv}, {@code curves.csv}, and the model with its pictures. The checkpoints of all
     * trainings are kept until the end, so that a resumed run does not train any model twice; it computes the bounds
     * again.
     *
     * @param options the options
     * @param console receives the progress, and a line for each model
     * @return the result
     * @throws IOException if a file can't be read or written; the data are read before the first training
     * @throws UsageException if data and layers do not fit each other
     * @throws StoppedRunException if the thread is interrupted; the checkpoints are kept
     */
    public static Result run(RelaxedOptions options, Console console) throws IOException {
        long start = System.nanoTime();
        RandomStreams streams = new RandomStreams(options.common().seed());
        LatentSpec spec = options.spec();
        BitSplits splits =
                BitSplits.read(DataCatalog.of(options.common().dataDir()), options.dataset(), streams, console);
        int columns = splits.train().space().dimension();
        if (columns != spec.dataWidth()) {
            throw new UsageException(
                    "--layers " + options.layers() + " has " + spec.dataWidth() + " observed units, but the data set "
                            + options.dataset() + " has " + Counts.of(columns, "column"));
        }
        Dataset valid = options.last()
                ? null
                : BitSplits.some(splits.valid(), VALIDATION_ROWS, streams.stream("validation rows"));
        Dataset test = BitSplits.some(splits.test(), options.rows(), streams.stream("test rows"));
        Dataset seen = BitSplits.some(splits.train(), options.rows(), streams.stream("training rows"));
        List<RelaxedJob> jobs = RelaxedJob.of(options, console);
        jobs.forEach(job -> job.requireFit(options));
        RelaxedCheckpoints checkpoints = new RelaxedCheckpoints(options);
        checkpoints.begin(jobs, console);
        Outputs.prepare(options.common().out(), RelaxedFiles.of(options, jobs, columns));
        List<RelaxedOutcome> done = new ArrayList<>();
        Result result = null;
        try {
            for (RelaxedJob job : jobs) {
                long begin = System.nanoTime();
                TrainingResult<LatentModel> training;
                try (TrainingProgress progress = new TrainingProgress(console, job.file(options.swept()))) {
                    training = checkpoints
                            .trainer(job)
                            .withValidation(valid)
                            .withListener(progress)
                            .fit(spec, job.method().objective(job.m(), job.temperatures()), splits.train(), streams);
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
                TrainingProgress.requireEnd(training.stopped());
                double seconds = (System.nanoTime() - begin) / 1e9;
                RelaxedRow row = row(options, job, training, test, seen, seconds, streams);
                console.note(row.line(options.swept()));
                done.add(new RelaxedOutcome(job, row, training.curve()));
                result = new Result(
                        done.stream().map(RelaxedOutcome::row).toList(),
                        options.layers(),
                        training.model().parameters().length,
                        options.common().seed(),
                        (System.nanoTime() - start) / 1e9);
                RelaxedFiles.write(options, result, done, training.model(), test, streams);
            }
        } catch (StoppedException e) {
            throw checkpoints.stopped(jobs, done.size());
        }
        checkpoints.end(jobs);
        return result;
    }

    /** Evaluates a model. */
    private static RelaxedRow row(
            RelaxedOptions options,
            RelaxedJob job,
            TrainingResult<LatentModel> training,
            Dataset test,
            Dataset seen,
            double seconds,
            RandomStreams streams) {
        long begin = System.nanoTime();
        LatentModel model = training.model();
        int threads = options.trainer().threads();
        int samples = options.boundSamples();
        MultiSampleBound ofTest = model.bound(test, samples, streams, threads);
        MultiSampleBound ofSeen = model.bound(seen, samples, streams, threads);
        Relaxation relaxation = job.method().relaxation();
        double relaxed = job.method().isRelaxed()
                ? model.bound(test, samples, relaxation, job.temperatures(), streams, threads)
                        .mean()
                : Double.NaN;
        boolean known = Double.isFinite(ofTest.mean()) && Double.isFinite(ofSeen.mean());
        return new RelaxedRow(
                job.method().label,
                job.m(),
                job.temperature(),
                known ? ofTest.mean() : Double.NaN,
                known ? ofTest.standardError() : Double.NaN,
                known ? ofSeen.mean() : Double.NaN,
                known ? ofSeen.standardError() : Double.NaN,
                known ? relaxed : Double.NaN,
                training.steps(),
                training.bestStep(),
                training.diverged() || !known,
                seconds,
                (System.nanoTime() - begin) / 1e9);
    }
}
