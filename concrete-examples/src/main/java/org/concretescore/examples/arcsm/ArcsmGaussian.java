package org.concretescore.examples.arcsm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.CompositeScoreMatching;
import org.concretescore.core.vector.DenoisingScoreMatching;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.ScoreMatching;
import org.concretescore.core.vector.SlicedScoreMatching;
import org.concretescore.examples.arcsm.GaussianMeter.Measure;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.ScoreMlp;
import org.concretescore.nn.network.VectorArchitecture;
import org.concretescore.nn.network.VectorNetwork;
import org.concretescore.nn.train.Decay;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingListener;
import org.concretescore.nn.train.TrainingResult;
import org.concretescore.nn.train.VectorTrainer;

/**
 * Figures 1 and 2 of the autoregressive score matching paper: the score of a Gaussian {@code N(0, sigma^2 I)} is learned by
 * composite score matching and by the joint kinds. What a step takes, in several dimensions; and in one, how far the score is
 * from the truth after so many steps, and how much the loss of one data row varies.
 */
public final class ArcsmGaussian {
    /** The kinds of score matching. */
    public static final List<String> METHODS =
            List.of("composite", "score-matching", "sliced", "sliced-vr", "denoising");
    /** The dimensions in which models are trained. */
    public static final List<Integer> DIMENSIONS = List.of(100);
    /** The dimensions in which, too, a step is timed. */
    public static final List<Integer> STEP_DIMENSIONS = List.of(10, 30, 200, 400);
    /** The noise of denoising score matching, in standard deviations of the data. */
    public static final List<Double> NOISES = List.of(0.03, 0.3, 1.0);
    /** The standard deviation of the data: the paper's. */
    public static final double SIGMA = 0.1;
    /** How all models are trained; curves are read at the same rate of learning all along. */
    public static final TrainerOptions TRAINER = VectorTrainer.defaults()
            .withSteps(20_000)
            .withBatch(64)
            .withLearningRate(2.5e-3)
            .withDecay(Decay.CONSTANT)
            .withAveraging(0.99)
            .withValidateEvery(20)
            .withPatience(0);

    private static final int TRAIN_SAMPLES = 200_000;
    /** A curve's next point is this much later than the one before, or more. */
    private static final double NEXT = 1.1;
    /** Where a score counts as found. */
    private static final double FOUND = 0.05;

    private ArcsmGaussian() {}

    /**
     * The options.
     *
     * @param methods of {@link #METHODS}
     * @param dimensions in which models are trained
     * @param stepDimensions in which, too, a step is timed; may be empty
     * @param noises of denoising score matching, in standard deviations of the data
     * @param sigma the standard deviation of the data
     * @param trainer how all models are trained; composite score matching takes a tenth of the steps, at four times the rate of
     *     learning, and score matching, whose steps are D times the work, a D-th
     * @param common seed and folders
     */
    public record Options(
            List<String> methods,
            List<Integer> dimensions,
            List<Integer> stepDimensions,
            List<Double> noises,
            double sigma,
            TrainerOptions trainer,
            RunOptions common) {
        public Options {
            methods = methods.stream().distinct().toList();
            dimensions = dimensions.stream().distinct().toList();
            List<Integer> trained = dimensions;
            stepDimensions = stepDimensions.stream()
                    .distinct()
                    .filter(dimension -> !trained.contains(dimension))
                    .toList();
            noises = noises.stream().distinct().toList();
            Checks.isTrue(!methods.isEmpty(), "--method", methods, "at least one");
            methods.forEach(method -> Checks.oneOf("--method", method, METHODS.toArray(String[]::new)));
            Checks.isTrue(!dimensions.isEmpty(), "--dimension", dimensions, "at least one");
            dimensions.forEach(dimension -> Checks.atLeast("--dimension", dimension, 1));
            stepDimensions.forEach(dimension -> Checks.atLeast("--step-dimension", dimension, 1));
            noises.forEach(noise -> Checks.isTrue(
                    noise > 0 && noise < Double.POSITIVE_INFINITY, "--noise", noise, "above 0 and finite"));
            Checks.isTrue(sigma > 0 && sigma < Double.POSITIVE_INFINITY, "--sigma", sigma, "above 0 and finite");
        }

        /**
         * The defaults.
         *
         * @return the options
         */
        public static Options defaults() {
            return new Options(
                    METHODS,
                    DIMENSIONS,
                    STEP_DIMENSIONS,
                    NOISES,
                    SIGMA,
                    TRAINER,
                    RunOptions.defaults("arcsm-gaussian"));
        }
    }

    /**
     * The result.
     *
     * @param rows those that were only timed, by dimension; then those that were trained
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(List<Row> rows, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A kind of score matching in a dimension. The variances are of one data row's loss, over rows, directions and noise,
     * divided by the square of {@code D / sigma^2}, for denoising of {@code D}: the scale of the loss.
     *
     * @param method the kind of score matching
     * @param dimension D
     * @param noise the standard deviation of the noise, in the units of the data; null without any
     * @param parameters number of parameters
     * @param steps steps of training; 0 where a step was only timed, and the rest is about the initial model
     * @param seconds the time that they took, on as many threads as were asked for
     * @param stepMs the median time of a step, milliseconds of the processor, on one thread
     * @param passMs the median time of a pass of the plain scores of the same batch, forward and backward
     * @param passes {@code stepMs / passMs}
     * @param memoryMb the arrays of a step that evaluates its batch at once, 10^6 bytes
     * @param passMemoryMb the same of a pass
     * @param scoreError the root of the mean square of the score's error over that of the score, on fresh data without noise
     * @param targetError the same for the score of data with the objective's noise; {@code scoreError} where it has none
     * @param foundStep the first step on the curve at which {@code targetError} is below 5 %; null for none
     * @param loss the mean loss of a test row
     * @param lossVariance the variance at the trained model
     * @param trueLossVariance the variance at the true scores
     * @param diverged whether training stopped because the loss was no number any more
     * @param curve how it went: from the initial model to the trained one
     */
    public record Row(
            String method,
            int dimension,
            Double noise,
            int parameters,
            int steps,
            double seconds,
            double stepMs,
            double passMs,
            double passes,
            double memoryMb,
            double passMemoryMb,
            double scoreError,
            double targetError,
            Integer foundStep,
            double loss,
            double lossVariance,
            double trueLossVariance,
            boolean diverged,
            List<Point> curve) {
        public Row {
            curve = List.copyOf(curve);
        }

        /** The method, and its noise where there is some. */
        String title() {
            return noise == null ? method : String.format(Locale.ROOT, "%s %.3g", method, noise);
        }
    }

    /**
     * A point of a curve, on test rows that are the same at all points, with the averaged parameters.
     *
     * @param step the number of steps done
     * @param seconds the time that they took
     * @param loss the mean loss of a test row
     * @param lossVariance its variance, scaled as the row's
     * @param scoreError as the row's
     * @param targetError as the row's
     */
    public record Point(
            int step, double seconds, double loss, double lossVariance, double scoreError, double targetError) {}

    private static List<GaussianTask> tasks(Options options, List<Double> noises) {
        VectorArchitecture arcsm =
                Arcsm.defaults().withContext(4, 96).withWidths(32, 32, 32).withActivation(Activation.TANH);
        VectorArchitecture joint = new ScoreMlp(Mlp.of(128, 128, 128).withActivation(Activation.TANH));
        List<GaussianTask> tasks = new ArrayList<>();
        for (String method : options.methods()) {
            switch (method) {
                case "composite" ->
                    tasks.add(new GaussianTask(new CompositeScoreMatching(NoiseLevels.none()), arcsm, null));
                case "score-matching" -> tasks.add(new GaussianTask(new ScoreMatching(), joint, null));
                case "sliced" -> tasks.add(new GaussianTask(new SlicedScoreMatching(1, false), joint, null));
                case "sliced-vr" -> tasks.add(new GaussianTask(new SlicedScoreMatching(1, true), joint, null));
                default -> {
                    for (double noise : noises) {
                        double sigma = noise * options.sigma();
                        tasks.add(new GaussianTask(new DenoisingScoreMatching(sigma), joint, sigma));
                    }
                }
            }
        }
        return tasks;
    }

    /**
     * Times steps and trains models, and writes {@code figure1.png}, {@code figure2.png} (one for each dimension, {@code
     * figure2-D.png}, where there are several) and {@code report.html}, anew after each row.
     *
     * @param options the options
     * @param console hears how it goes, and of each row that is done
     * @return the result
     * @throws IOException if a file can't be written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        Outputs.prepare(options.common().out());
        RandomStreams streams = new RandomStreams(options.common().seed());
        List<Row> rows = new ArrayList<>();
        Result result = null;
        for (int dimension : Stream.concat(options.stepDimensions().stream(), options.dimensions().stream())
                .toList()) {
            boolean trained = options.dimensions().contains(dimension);
            // Steps of all levels of noise are the same work.
            List<Double> noises = trained
                    ? options.noises()
                    : options.noises().stream().limit(1).toList();
            for (GaussianTask task : tasks(options, noises)) {
                Row row = row(options, task, dimension, trained, streams, console);
                rows.add(row);
                console.note(line(row, trained));
                result = new Result(rows, options.common().seed(), (System.nanoTime() - start) / 1e9);
                Report report = new Report("arcsm-gaussian", options, result);
                GaussianFigures.add(report, options, result);
                report.write(options.common().out());
            }
        }
        return result;
    }

    private static String line(Row row, boolean trained) {
        String cost = String.format(
                Locale.ROOT,
                "%s, D = %d: %.2f ms a step (%.1f passes), %.1f MB",
                row.title(),
                row.dimension(),
                row.stepMs(),
                row.passes(),
                row.memoryMb());
        return !trained
                ? cost
                : String.format(
                        Locale.ROOT,
                        "%s; %d steps in %.0f s, score error %.4f, loss variance %.3g",
                        cost,
                        row.steps(),
                        row.seconds(),
                        row.scoreError(),
                        row.lossVariance());
    }

    private static Row row(
            Options options, GaussianTask task, int dimension, boolean trained, RandomStreams streams, Console console)
            throws IOException {
        StepCost cost = StepCost.measure(task, dimension, options.sigma(), options.trainer(), streams);
        try (GaussianMeter meter = new GaussianMeter(task, dimension, options.sigma(), streams);
                Course course = new Course(task, dimension, options.sigma(), meter, console)) {
            VectorNetwork network =
                    task.architecture().network(dimension, task.objective().answer());
            float[] parameters = network.initialParameters(streams.stream("parameters"));
            Point last = course.begin(parameters);
            int steps = 0;
            boolean diverged = false;
            if (trained) {
                TrainingResult<VectorModel> fit = VectorTrainer.of(task.trainer(options.trainer(), dimension))
                        .withListener(course)
                        .fit(
                                task.architecture(),
                                task.objective(),
                                Gaussians.draw(
                                        streams.stream("data", dimension), options.sigma(), dimension, TRAIN_SAMPLES),
                                streams);
                TrainingProgress.requireEnd(fit.stopped());
                steps = fit.steps();
                diverged = fit.diverged();
                // After a divergence the model is an earlier one, with a point or none on the curve.
                last = diverged
                        ? course.points.get(course.points.size() - 1)
                        : course.end(steps, fit.model().parameters());
            }
            double scale = task.scale(dimension, options.sigma());
            return new Row(
                    task.objective().name(),
                    dimension,
                    task.noise(),
                    parameters.length,
                    steps,
                    last.seconds(),
                    cost.stepMs(),
                    cost.passMs(),
                    cost.stepMs() / cost.passMs(),
                    cost.memoryMb(),
                    cost.passMemoryMb(),
                    last.scoreError(),
                    last.targetError(),
                    course.points.stream()
                            .filter(point -> point.targetError() < FOUND)
                            .map(Point::step)
                            .findFirst()
                            .orElse(null),
                    last.loss(),
                    last.lossVariance(),
                    meter.lossVarianceOfTruth() / (scale * scale),
                    diverged,
                    course.points);
        }
    }

    /** Measures a model while it is trained; the clock stands still meanwhile. */
    private static final class Course implements TrainingListener, AutoCloseable {
        final List<Point> points = new ArrayList<>();
        private final GaussianMeter meter;
        private final double scale;
        private final TrainingProgress progress;
        private long begun;
        private long nanos;

        Course(GaussianTask task, int dimension, double sigma, GaussianMeter meter, Console console) {
            this.meter = meter;
            scale = task.scale(dimension, sigma);
            progress = new TrainingProgress(console, task.objective().name() + " " + dimension);
        }

        Point begin(float[] parameters) {
            Point point = add(0, parameters);
            begun = System.nanoTime();
            return point;
        }

        /** The last point; one of its own if the last steps have none yet. */
        Point end(int steps, float[] parameters) {
            Point last = points.get(points.size() - 1);
            if (last.step() == steps) {
                return last;
            }
            nanos += System.nanoTime() - begun;
            return add(steps, parameters);
        }

        private Point add(int step, float[] parameters) {
            Measure measure = meter.at(parameters);
            Point point = new Point(
                    step,
                    nanos / 1e9,
                    measure.loss(),
                    measure.lossVariance() / (scale * scale),
                    measure.scoreError(),
                    measure.targetError());
            points.add(point);
            return point;
        }

        @Override
        public void step(int step, int of, double loss) {
            progress.step(step, of, loss);
        }

        @Override
        public void parameters(int step, float[] parameters) {
            if (step >= NEXT * points.get(points.size() - 1).step()) {
                nanos += System.nanoTime() - begun;
                add(step, parameters);
                begun = System.nanoTime();
            }
        }

        @Override
        public void close() {
            progress.close();
        }
    }
}
