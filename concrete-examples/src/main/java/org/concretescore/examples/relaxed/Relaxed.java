package org.concretescore.examples.relaxed;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.concretescore.core.data.CsvText;
import org.concretescore.core.data.DataCatalog;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.latent.MultiSampleBound;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.Counts;
import org.concretescore.examples.report.Charts;
import org.concretescore.examples.report.Images;
import org.concretescore.examples.report.Json;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.Fit;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.examples.run.StoppedRunException;
import org.concretescore.examples.run.TrainingFiles;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.examples.run.UsageException;
import org.concretescore.nn.file.ModelFile;
import org.concretescore.nn.file.SavedLatent;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.Relaxation;
import org.concretescore.nn.latent.Temperatures;
import org.concretescore.nn.train.Checkpoint;
import org.concretescore.nn.train.LatentTrainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/**
 * The experiments of the Concrete distribution's paper: density estimation (Table 1) and structured prediction (Figure 4) with
 * discrete latent variables, by estimator and number of samples.
 */
public final class Relaxed {
    /** How the models are trained where nothing else is asked for. */
    public static final TrainerOptions TRAINER = LatentTrainer.defaults();
    /** Validation rows: what training is stopped by need not be as precise as its result. */
    private static final int VALIDATION_ROWS = 1000;

    private static final int TILES = 8;
    private static final int COMPLETED = 10;
    private static final int COMPLETIONS = 4;

    private Relaxed() {}

    /** What is modelled. */
    public enum Task {
        /** All of a row. */
        VAE("relaxed-vae", "200H~784V"),
        /** The last columns of a row given the first: the lower half of an image given the upper. */
        STRUCTURED("relaxed-structured", "392V-240H-392V");

        private final String command;
        private final String layers;

        Task(String command, String layers) {
            this.command = command;
            this.layers = layers;
        }

        /**
         * The command.
         *
         * @return its name
         */
        public String command() {
            return command;
        }

        /**
         * The layers where none are given.
         *
         * @return in the paper's notation
         */
        public String layers() {
            return layers;
        }
    }

    /**
     * The options.
     *
     * @param task what is modelled
     * @param dataset name or path prefix of data with splits for training and test, of bits, or images of grey levels
     * @param layers in the paper's notation
     * @param arity states of a latent node
     * @param estimators to be compared: concrete, masses (equation 21), analytic (22), logistic-normal, straight-through, nvil,
     *     vimco
     * @param samples numbers of samples m of the bounds that are trained
     * @param temperature of the nodes, or null for the paper's
     * @param priorTemperature of the prior, or null for the paper's, or in their ratio if a temperature is given, as far as
     *     the range of temperatures goes
     * @param sweep temperatures to train at in turn; empty for the one above
     * @param boundSamples the samples of the bounds that are reported
     * @param rows rows of the test and training splits, drawn at random, that they are reported on
     * @param last whether to take the last parameters instead of those with the best bound on validation data, which a sweep
     *     always does: what a temperature leads to is seen where it has led
     * @param trainer how to train
     * @param checkpointEvery steps between two checkpoints of a training, beside the models in the folder of {@code common};
     *     0 for none
     * @param resume whether to go on from the checkpoints that a run with the same options has left there
     * @param common seed and folders
     */
    public record Options(
            Task task,
            String dataset,
            String layers,
            int arity,
            List<String> estimators,
            List<Integer> samples,
            Double temperature,
            Double priorTemperature,
            List<Double> sweep,
            int boundSamples,
            int rows,
            boolean last,
            TrainerOptions trainer,
            int checkpointEvery,
            boolean resume,
            RunOptions common) {
        public Options {
            estimators = estimators.stream().distinct().toList();
            samples = samples.stream().distinct().toList();
            sweep = sweep.stream().distinct().sorted().toList();
            last |= !sweep.isEmpty();
            Checks.isTrue(!dataset.isBlank(), "--dataset", "'" + dataset + "'", "a name or a path prefix");
            Checks.isTrue(
                    !dataset.matches(".*:(train|valid|test)"),
                    "--dataset",
                    dataset,
                    "named without a split, for all of its splits are used");
            LatentSpec spec = spec(layers, arity);
            Checks.isTrue(
                    spec.structured() == (task == Task.STRUCTURED),
                    "--layers",
                    layers,
                    task == Task.STRUCTURED
                            ? "led by the observed units that are given, such as " + task.layers()
                            : "led by latent units, such as " + task.layers());
            Checks.isTrue(!samples.isEmpty(), "--m", samples, "at least one");
            for (int m : samples) {
                Checks.atLeast("--m", m, 1);
            }
            Checks.isTrue(!estimators.isEmpty(), "--estimator", estimators, "at least one");
            for (String name : estimators) {
                Checks.oneOf("--estimator", name, RelaxedMethod.NAMES.toArray(String[]::new));
                check(RelaxedMethod.of(name), spec, samples);
            }
            if (temperature != null) {
                Checks.temperature("--temperature", temperature);
            }
            Checks.isTrue(
                    temperature == null || anyOf(estimators, RelaxedMethod::isTempered),
                    "--temperature",
                    temperature,
                    "left out, for no estimator of " + estimators + " has a temperature");
            if (priorTemperature != null) {
                Checks.temperature("--prior-temperature", priorTemperature);
            }
            Checks.isTrue(
                    priorTemperature == null || task == Task.VAE,
                    "--prior-temperature",
                    priorTemperature,
                    "left out, for the layers have no prior");
            Checks.isTrue(
                    priorTemperature == null || anyOf(estimators, RelaxedMethod::isPriorTempered),
                    "--prior-temperature",
                    priorTemperature,
                    "left out, for no estimator of " + estimators + " has a prior with a temperature");
            sweep.forEach(value -> Checks.temperature("--sweep", value));
            Checks.isTrue(
                    sweep.isEmpty() || temperature == null, "--temperature", temperature, "left out beside --sweep");
            Checks.isTrue(
                    sweep.isEmpty() || anyOf(estimators, RelaxedMethod::isTempered),
                    "--sweep",
                    sweep,
                    "left out, for no estimator of " + estimators + " has a temperature");
            Checks.between("--samples", boundSamples, 1, LatentModel.MOST_SAMPLES);
            Checks.atLeast("--test-rows", rows, 2);
            Checks.atLeast("--checkpoint-every", checkpointEvery, 0);
            Checks.isTrue(!resume || checkpointEvery > 0, "--checkpoint-every", checkpointEvery, "above 0 to resume");
        }

        private static boolean anyOf(List<String> estimators, Predicate<RelaxedMethod> what) {
            return estimators.stream().map(RelaxedMethod::of).anyMatch(what);
        }

        private static void check(RelaxedMethod method, LatentSpec spec, List<Integer> samples) {
            Checks.isTrue(
                    samples.stream().anyMatch(method::takes),
                    "--m",
                    samples,
                    method == RelaxedMethod.NVIL
                            ? "1 or hold a 1 for the estimator nvil; for more take vimco"
                            : "above 1 or hold such a number for the estimator vimco; for 1 take nvil");
            Checks.isTrue(
                    !(method.isAboutThePrior() && spec.structured()),
                    "--estimator",
                    method.label,
                    "concrete here, for without a prior there is no divergence to relax");
            Checks.isTrue(
                    method != RelaxedMethod.ANALYTIC || spec.layers() == 1,
                    "--estimator",
                    method.label,
                    "another with the layers " + spec.notation() + ", for it is for one latent layer");
        }

        /**
         * The defaults: binarised MNIST, concrete with one sample.
         *
         * @param task what is modelled
         * @return the options
         */
        public static Options defaults(Task task) {
            return new Options(
                    task,
                    "binarized_mnist",
                    task.layers(),
                    2,
                    List.of("concrete"),
                    List.of(1),
                    null,
                    null,
                    List.of(),
                    1000,
                    2000,
                    false,
                    TRAINER,
                    Fit.CHECKPOINT_EVERY,
                    false,
                    RunOptions.defaults(task.command()));
        }

        LatentSpec spec() {
            return spec(layers, arity);
        }

        private static LatentSpec spec(String layers, int arity) {
            try {
                return LatentSpec.parse(layers, arity);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "--layers " + layers + " --arity " + arity + ": " + e.getMessage(), e);
            }
        }

        /** The temperatures of one training; {@code asked} is null for the paper's. */
        Temperatures temperatures(Double asked) {
            Temperatures paper = Temperatures.forArity(arity);
            double posterior = asked == null ? paper.posterior() : asked;
            double inRatio = posterior * paper.prior() / paper.posterior();
            double prior = priorTemperature != null ? priorTemperature : Math.max(Temperatures.LEAST, inRatio);
            return new Temperatures(posterior, prior);
        }
    }

    /**
     * A model. Bounds are those of the discrete graph, lower bounds on the mean log-likelihood, in nats a row.
     *
     * @param estimator how it was trained
     * @param m samples of the bound that was trained
     * @param temperature of the nodes in training, NaN where they have none
     * @param testBound on the test split; all bounds are NaN if one of the discrete graph is not finite
     * @param testError its standard error; NaN for one row
     * @param trainBound on the training split
     * @param trainError its standard error; NaN for one row
     * @param relaxedTestBound the same as {@code testBound} of the relaxed graph, which is what was trained; NaN where
     *     nothing is relaxed
     * @param steps training steps done
     * @param bestStep the step whose parameters the model has
     * @param diverged whether training ended because the loss was no longer a number, or a bound is not finite
     * @param seconds the time that training took; of a run that was resumed, since then
     * @param evaluationSeconds the time that the bounds took
     */
    public record Row(
            String estimator,
            int m,
            double temperature,
            double testBound,
            double testError,
            double trainBound,
            double trainError,
            double relaxedTestBound,
            int steps,
            int bestStep,
            boolean diverged,
            double seconds,
            double evaluationSeconds) {
        /** For instance {@code vimco, m = 5}. */
        String name(boolean swept) {
            return estimator + ", m = " + m
                    + (swept && !Double.isNaN(temperature) ? String.format(Locale.ROOT, ", %.3g", temperature) : "");
        }
    }

    /**
     * The result.
     *
     * @param rows by estimator, m and temperature
     * @param layers in the paper's notation
     * @param parameters of a model
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(List<Row> rows, String layers, int parameters, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
        }
    }

    /** What is to be trained. */
    private record Job(RelaxedMethod method, int m, Temperatures temperatures) {
        double temperature() {
            return method.isTempered() ? temperatures.posterior() : Double.NaN;
        }

        /** Before the first training: a later one would come too late. */
        void requireFit(Options options) {
            try {
                LatentTrainer.of(options.trainer()).requireFit(options.spec(), method.objective(m, temperatures));
            } catch (IllegalArgumentException e) {
                throw new UsageException(
                        "--layers " + options.layers() + " --m " + m + " --batch "
                                + options.trainer().batch() + ": " + e.getMessage(),
                        e);
            }
        }

        String file(boolean swept) {
            return method.label + "-" + m + (swept && method.isTempered() ? "-" + temperatures.posterior() : "");
        }
    }

    /** Where trainings save themselves until all of them have ended. */
    private record Checkpoints(Options options) {
        /** That of a training; goes on from what is there only if that is asked for. */
        Checkpoint of(Job job) {
            String name = job.file(!options.sweep().isEmpty()) + ".checkpoint";
            Checkpoint checkpoint =
                    new Checkpoint(options.common().out().resolve(name), Math.max(1, options.checkpointEvery()), false);
            return options.resume() && checkpoint.exists()
                    ? new Checkpoint(checkpoint.file(), checkpoint.every(), true)
                    : checkpoint;
        }

        /** Before a folder is made, and before the first training. */
        void begin(List<Job> jobs, Console console) throws IOException {
            List<Checkpoint> there =
                    jobs.stream().map(this::of).filter(Checkpoint::exists).toList();
            if (options.resume() && there.isEmpty()) {
                throw TrainingFiles.nothingToResume(of(jobs.get(0)).file());
            }
            if (!options.resume() && options.checkpointEvery() > 0 && !there.isEmpty()) {
                console.note(there.get(0).file() + " is there from a run that did not end; --resume would have gone on"
                        + " from it, now it will be overwritten");
            }
        }

        LatentTrainer trainer(Job job) {
            LatentTrainer trainer = LatentTrainer.of(options.trainer());
            return options.checkpointEvery() == 0 ? trainer : trainer.withCheckpoint(of(job));
        }

        StoppedRunException stopped(List<Job> jobs, int done) {
            boolean saved =
                    options.checkpointEvery() > 0 && jobs.stream().map(this::of).anyMatch(Checkpoint::exists);
            return new StoppedRunException(
                    "stopped after " + done + " of " + Counts.of(jobs.size(), "training")
                            + (done > 0
                                    ? ", whose results are in "
                                            + options.common().out()
                                    : ""),
                    saved ? List.of("--resume") : List.of());
        }

        void end(List<Job> jobs) throws IOException {
            for (Job job : options.checkpointEvery() == 0 ? List.<Job>of() : jobs) {
                of(job).delete();
            }
        }
    }

    /** A model that was trained. */
    private record Done(Job job, Row row, List<TrainingResult.Point> curve) {
        boolean hasTemperatureAndBound() {
            return job.method().isTempered() && Double.isFinite(row.testBound());
        }
    }

    /**
     * Trains and evaluates all models. After each, what is known is written: {@code report.html} with its pictures,
     * {@code rows.csv}, {@code curves.csv}, and the model with its pictures. Checkpoints of all trainings stay until the end,
     * so that a run that is resumed trains none twice; bounds are found again.
     *
     * @param options the options
     * @param console hears how it goes, and of each model that is done
     * @return the result
     * @throws IOException if a file can't be read or written; data are read before the first training
     * @throws UsageException if data and layers don't fit each other
     * @throws StoppedRunException if the thread is interrupted; checkpoints are kept
     */
    public static Result run(Options options, Console console) throws IOException {
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
        List<Job> jobs = jobs(options, console);
        jobs.forEach(job -> job.requireFit(options));
        Checkpoints checkpoints = new Checkpoints(options);
        checkpoints.begin(jobs, console);
        Outputs.prepare(options.common().out(), files(options, jobs, columns));
        List<Done> done = new ArrayList<>();
        Result result = null;
        try {
            for (Job job : jobs) {
                long begin = System.nanoTime();
                TrainingResult<LatentModel> training;
                try (TrainingProgress progress =
                        new TrainingProgress(console, job.file(!options.sweep().isEmpty()))) {
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
                Row row = row(options, job, training, test, seen, seconds, streams);
                console.note(line(options, row));
                done.add(new Done(job, row, training.curve()));
                result = new Result(
                        done.stream().map(Done::row).toList(),
                        options.layers(),
                        training.model().parameters().length,
                        options.common().seed(),
                        (System.nanoTime() - start) / 1e9);
                write(options, result, done, training.model(), test, streams);
            }
        } catch (StoppedException e) {
            throw checkpoints.stopped(jobs, done.size());
        }
        checkpoints.end(jobs);
        return result;
    }

    /** What is written beside the report and its pictures. */
    private static Path[] files(Options options, List<Job> jobs, int columns) {
        List<String> names = new ArrayList<>(List.of("rows.csv", "curves.csv"));
        for (Job job : jobs) {
            String name = job.file(!options.sweep().isEmpty());
            names.add(name + ".latent");
            if (isSquare(columns)) {
                names.add(name + ".png");
            }
            if (options.checkpointEvery() > 0) {
                names.add(name + ".checkpoint");
            }
        }
        return names.stream().map(options.common().out()::resolve).toArray(Path[]::new);
    }

    /** The columns are the pixels of images, which have pictures. */
    private static boolean isSquare(int columns) {
        int side = side(columns);
        return side * side == columns;
    }

    private static int side(int columns) {
        return (int) Math.round(Math.sqrt(columns));
    }

    /** What fits together of estimators, samples and temperatures. */
    private static List<Job> jobs(Options options, Console console) {
        List<Job> jobs = new ArrayList<>();
        for (String name : options.estimators()) {
            RelaxedMethod method = RelaxedMethod.of(name);
            for (int m : options.samples()) {
                if (!method.takes(m)) {
                    console.note(name + " is left out for m = " + m + ", as it is for m "
                            + (method == RelaxedMethod.NVIL ? "= 1" : "> 1"));
                } else if (options.sweep().isEmpty() || !method.isTempered()) {
                    jobs.add(new Job(method, m, options.temperatures(options.temperature())));
                } else {
                    options.sweep().forEach(value -> jobs.add(new Job(method, m, options.temperatures(value))));
                }
            }
        }
        return jobs;
    }

    private static Row row(
            Options options,
            Job job,
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
        return new Row(
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

    private static String line(Options options, Row row) {
        String line = String.format(
                Locale.ROOT,
                "%s: test %s, training rows %s, %.0f s of training",
                row.name(!options.sweep().isEmpty()),
                bound(row.testBound(), row.testError()),
                bound(row.trainBound(), row.trainError()),
                row.seconds());
        return row.diverged()
                ? line + "; training diverged after step " + row.steps() + ", these are the parameters of step "
                        + row.bestStep() + "; a smaller --learning-rate may help"
                : line;
    }

    /** One row has no standard error. */
    private static String bound(double mean, double error) {
        return Double.isNaN(error) && !Double.isNaN(mean)
                ? String.format(Locale.ROOT, "%.2f (one row)", mean)
                : String.format(Locale.ROOT, "%.2f +- %.2f", mean, error);
    }

    private static void write(
            Options options, Result result, List<Done> done, LatentModel model, Dataset test, RandomStreams streams)
            throws IOException {
        boolean swept = !options.sweep().isEmpty();
        Path out = options.common().out();
        Done last = done.get(done.size() - 1);
        String file = last.job().file(swept);
        Map<String, String> notes = Map.of("options", Json.line(options), "row", Json.line(last.row()));
        ModelFile.save(out.resolve(file + ".latent"), new SavedLatent(model, notes));
        if (isSquare(test.space().dimension())) {
            int side = side(test.space().dimension());
            byte[] png = options.task() == Task.VAE
                    ? samples(model, side, streams)
                    : completions(model, test, side, streams);
            Outputs.write(out.resolve(file + ".png"), stream -> stream.write(png));
        }
        Outputs.writeText(out.resolve("rows.csv"), writer -> writeRows(writer, result.rows()));
        Outputs.writeText(out.resolve("curves.csv"), writer -> writeCurves(writer, options, done));
        String course = options.last()
                ? "the bound that is trained"
                : "the bound of the discrete graph on validation data, of as many samples as are trained";
        String bound = "Minus the bound of " + Counts.of(options.boundSamples(), "sample")
                + " on test data (nats a row, lower is better)";
        Report report = new Report(options.task().command(), options, result)
                .picture(
                        "bounds.png",
                        bounds(done, options.last(), swept),
                        (swept ? "By step, " : bound + ", and by step, ") + course);
        if (swept && done.stream().anyMatch(Done::hasTemperatureAndBound)) {
            report.picture(
                    "temperatures.png",
                    temperatures(done),
                    bound + " by the temperature of training, of the relaxed and of the discrete graph");
        }
        report.write(out);
    }

    private static void writeRows(Writer writer, List<Row> rows) throws IOException {
        for (int i = 0; i < rows.size(); i++) {
            List<String> names = new ArrayList<>();
            List<String> values = new ArrayList<>();
            Json.tree(rows.get(i)).properties().forEach(field -> {
                names.add(field.getKey());
                values.add(field.getValue().isNull() ? "" : field.getValue().asText());
            });
            writer.write(i == 0 ? CsvText.line(names) + "\n" : "");
            writer.write(CsvText.line(values) + "\n");
        }
    }

    private static void writeCurves(Writer writer, Options options, List<Done> done) throws IOException {
        writer.write("estimator,m,temperature,step,training_bound,validation_bound\n");
        for (Done one : done) {
            Row row = one.row();
            String temperature = one.job().method().isTempered() ? String.valueOf(row.temperature()) : "";
            for (TrainingResult.Point point : one.curve()) {
                writer.write(CsvText.line(List.of(
                                row.estimator(),
                                String.valueOf(row.m()),
                                temperature,
                                String.valueOf(point.step()),
                                String.valueOf(-point.loss()),
                                options.last() ? "" : String.valueOf(-point.validation())))
                        + "\n");
            }
        }
    }

    private static byte[] bounds(List<Done> done, boolean last, boolean swept) {
        XYChart curves = Charts.panel(last ? "Training" : "Validation", "steps", "");
        curves.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setLegendLayout(Styler.LegendLayout.Vertical);
        List<Color> colors = Charts.colors();
        for (int i = 0; i < done.size(); i++) {
            double[][] curve = curve(done.get(i).curve(), last);
            if (curve[0].length > 0) {
                Charts.line(curves, done.get(i).row().name(swept), curve[0], curve[1], colors.get(i % colors.size()));
            }
        }
        List<Chart<?, ?>> panels = new ArrayList<>();
        // Who diverges before the first point has no curve; a panel of none can't be drawn.
        boolean drawn = !curves.getSeriesMap().isEmpty();
        if (!swept || !drawn) {
            panels.add(bars(done));
        }
        if (drawn) {
            panels.add(curves);
        }
        return Charts.png(panels);
    }

    /** Steps, and the bounds of training or validation there, without those that are no numbers. */
    private static double[][] curve(List<TrainingResult.Point> points, boolean last) {
        List<TrainingResult.Point> known = points.stream()
                .filter(point -> Double.isFinite(last ? point.loss() : point.validation()))
                .toList();
        return new double[][] {
            known.stream().mapToDouble(TrainingResult.Point::step).toArray(),
            known.stream()
                    .mapToDouble(point -> last ? -point.loss() : -point.validation())
                    .toArray()
        };
    }

    private static CategoryChart bars(List<Done> done) {
        List<Integer> samples =
                done.stream().map(one -> one.row().m()).distinct().sorted().toList();
        Map<String, double[]> heights = new LinkedHashMap<>();
        for (Done one : done) {
            double[] bars = heights.computeIfAbsent(one.row().estimator(), name -> {
                double[] none = new double[samples.size()];
                Arrays.fill(none, Double.NaN);
                return none;
            });
            bars[samples.indexOf(one.row().m())] = -one.row().testBound();
        }
        List<String> groups = samples.stream().map(m -> "m = " + m).toList();
        return Charts.groupedBars("Minus the test bound", "nats a row", groups, heights);
    }

    /** Figure 4, right. */
    private static byte[] temperatures(List<Done> done) {
        XYChart chart = Charts.panel("Objective by temperature", "temperature", "nats a row");
        chart.getStyler().setXAxisLogarithmic(true);
        Map<String, List<Row>> lines = new LinkedHashMap<>();
        for (Done one : done) {
            if (one.hasTemperatureAndBound()) {
                lines.computeIfAbsent(one.row().name(false), name -> new ArrayList<>())
                        .add(one.row());
            }
        }
        List<Color> colors = Charts.colors();
        int n = 0;
        for (Map.Entry<String, List<Row>> line : lines.entrySet()) {
            double[] at = line.getValue().stream().mapToDouble(Row::temperature).toArray();
            Charts.line(
                    chart,
                    line.getKey() + ", discrete",
                    at,
                    line.getValue().stream()
                            .mapToDouble(row -> -row.testBound())
                            .toArray(),
                    colors.get(n++ % colors.size()));
            double[] relaxed = line.getValue().stream()
                    .mapToDouble(row -> -row.relaxedTestBound())
                    .toArray();
            if (Arrays.stream(relaxed).allMatch(Double::isFinite)) {
                Charts.line(chart, line.getKey() + ", relaxed", at, relaxed, colors.get(n++ % colors.size()));
            }
        }
        return Charts.png(List.of(chart));
    }

    /** Means of the pixels given latent units that are drawn from the prior. */
    private static byte[] samples(LatentModel model, int side, RandomStreams streams) {
        float[] means = model.ancestralMeans(TILES * TILES, streams);
        List<float[]> images = new ArrayList<>();
        for (int i = 0; i < TILES * TILES; i++) {
            images.add(Arrays.copyOfRange(means, i * side * side, (i + 1) * side * side));
        }
        return Images.png(images, side, TILES);
    }

    /** Test images, and beside each the given columns with some of the predictions' means, each of one sample. */
    private static byte[] completions(LatentModel model, Dataset test, int side, RandomStreams streams) {
        Dataset some = BitSplits.some(test, COMPLETED, streams.stream("completed rows"));
        int width = side * side;
        int given = model.spec().given();
        int predicted = width - given;
        float[] means = model.means(some, COMPLETIONS, streams);
        List<float[]> images = new ArrayList<>();
        for (int row = 0; row < some.count(); row++) {
            float[] image = new float[width];
            for (int i = 0; i < width; i++) {
                image[i] = some.states()[row * width + i];
            }
            images.add(image);
            for (int sample = 0; sample < COMPLETIONS; sample++) {
                float[] completed = image.clone();
                int from = (row * COMPLETIONS + sample) * predicted;
                System.arraycopy(means, from, completed, given, predicted);
                images.add(completed);
            }
        }
        return Images.png(images, side, COMPLETIONS + 1);
    }
}
