package org.concretescore.examples.arcsm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.VectorNetwork;
import org.concretescore.nn.train.Decay;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;
import org.concretescore.nn.train.VectorTrainer;

/**
 * Figures 1 and 2 of the autoregressive score matching paper. The score of a Gaussian {@code N(0, sigma^2 I)} is
 * learned by composite score matching and by the joint kinds. Figure 1 shows the time and the memory of a step in
 * several dimensions. Figure 2 shows, for one dimension, the error of the score by step and the variance of the loss of
 * one data row.
 */
public final class ArcsmGaussian {
    /** The kinds of score matching. */
    public static final List<String> METHODS =
            List.of("composite", "score-matching", "sliced", "sliced-vr", "denoising");
    /** The dimensions in which models are trained. */
    public static final List<Integer> DIMENSIONS = List.of(100);
    /** The dimensions in which a step is only timed. */
    public static final List<Integer> STEP_DIMENSIONS = List.of(10, 30, 200, 400);
    /** The noise of denoising score matching, in standard deviations of the data. */
    public static final List<Double> NOISES = List.of(0.03, 0.3, 1.0);
    /** The standard deviation of the data in the paper. */
    public static final double SIGMA = 0.1;
    /** The training options. The learning rate is constant, so that the curves are comparable at all steps. */
    public static final TrainerOptions TRAINER = VectorTrainer.defaults()
            .withSteps(20_000)
            .withBatch(64)
            .withLearningRate(2.5e-3)
            .withDecay(Decay.CONSTANT)
            .withAveraging(0.99)
            .withValidateEvery(20)
            .withPatience(0);

    private static final int TRAIN_SAMPLES = 200_000;
    /** A score counts as found if its error is below this value. */
    private static final double FOUND = 0.05;

    private ArcsmGaussian() {}

    /**
     * The options.
     *
     * @param methods kinds of score matching, of {@link #METHODS}
     * @param dimensions the dimensions in which models are trained
     * @param stepDimensions the dimensions in which a step is only timed; the list may be empty
     * @param noises the noises of denoising score matching, in standard deviations of the data
     * @param sigma the standard deviation of the data
     * @param trainer how all models are trained. Composite score matching takes a tenth of the steps at four times the
     *     learning rate. Score matching, whose steps are D times the work, takes one D-th of the steps
     * @param common the seed and the folders
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
         * Returns the defaults.
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
     * @param rows the rows that were only timed, by dimension, and then the rows that were trained
     * @param seed the seed
     * @param seconds the time that the run took
     */
    public record Result(List<GaussianRow> rows, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Times steps and trains models. After each row it writes {@code figure1.png}, {@code figure2.png} and
     * {@code report.html}; if there are several dimensions, there is a {@code figure2-D.png} for each.
     *
     * @param options the options
     * @param console receives the progress, and a line for each row
     * @return the result
     * @throws IOException if a file can't be written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        Outputs.prepare(options.common().out());
        RandomStreams streams = new RandomStreams(options.common().seed());
        List<GaussianRow> rows = new ArrayList<>();
        Result result = null;
        for (int dimension : Stream.concat(options.stepDimensions().stream(), options.dimensions().stream())
                .toList()) {
            boolean trained = options.dimensions().contains(dimension);
            // The work of a step does not depend on the noise.
            List<Double> noises = trained
                    ? options.noises()
                    : options.noises().stream().limit(1).toList();
            for (GaussianTask task : GaussianTask.of(options.methods(), noises, options.sigma())) {
                GaussianRow row = row(options, task, dimension, trained, streams, console);
                rows.add(row);
                console.note(row.line(trained));
                result = new Result(rows, options.common().seed(), (System.nanoTime() - start) / 1e9);
                Report report = new Report("arcsm-gaussian", options, result);
                GaussianFigures.add(report, options, result);
                report.write(options.common().out());
            }
        }
        return result;
    }

    private static GaussianRow row(
            Options options, GaussianTask task, int dimension, boolean trained, RandomStreams streams, Console console)
            throws IOException {
        StepCost cost = StepCost.measure(task, dimension, options.sigma(), options.trainer(), streams);
        try (GaussianMeter meter = new GaussianMeter(task, dimension, options.sigma(), streams);
                GaussianCourse course = new GaussianCourse(task, dimension, options.sigma(), meter, console)) {
            VectorNetwork network =
                    task.architecture().network(dimension, task.objective().answer());
            float[] parameters = network.initialParameters(streams.stream("parameters"));
            GaussianPoint last = course.begin(parameters);
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
                // After a divergence the model is an earlier one, which need not have a point on the curve.
                last = diverged ? course.last() : course.end(steps, fit.model().parameters());
            }
            double scale = task.scale(dimension, options.sigma());
            return new GaussianRow(
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
                    course.points().stream()
                            .filter(point -> point.targetError() < FOUND)
                            .map(GaussianPoint::step)
                            .findFirst()
                            .orElse(null),
                    last.loss(),
                    last.lossVariance(),
                    meter.lossVarianceOfTruth() / (scale * scale),
                    diverged,
                    course.points());
        }
    }
}
