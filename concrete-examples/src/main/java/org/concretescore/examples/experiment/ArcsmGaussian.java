package org.concretescore.examples.experiment;

import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.concretescore.core.continuous.Answer;
import org.concretescore.core.continuous.CompositeScoreMatching;
import org.concretescore.core.continuous.DenoisingScoreMatching;
import org.concretescore.core.continuous.NoiseLevels;
import org.concretescore.core.continuous.PointBatch;
import org.concretescore.core.continuous.ScoreMatching;
import org.concretescore.core.continuous.SlicedScoreMatching;
import org.concretescore.core.continuous.VectorObjective;
import org.concretescore.core.continuous.Vectors;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.examples.report.Charts;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.ScoreMlp;
import org.concretescore.nn.network.VectorArchitecture;
import org.concretescore.nn.network.VectorNetwork;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingListener;
import org.concretescore.nn.train.VectorTrainer;
import org.concretescore.nn.train.VectorTrainingResult;
import org.knowm.xchart.XYChart;

/**
 * Figures 1 and 2 of the autoregressive score matching paper: the score of a Gaussian {@code N(0, sigma^2 I)} is learned by
 * composite score matching and by the joint kinds, in several dimensions; what a step takes, how far the score is from the
 * truth, and how much the loss of one data row varies.
 */
public final class ArcsmGaussian {
    /** The kinds of score matching. */
    public static final List<String> METHODS =
            List.of("composite", "score-matching", "sliced", "sliced-vr", "denoising");
    /** The dimensions. */
    public static final List<Integer> DIMENSIONS = List.of(10, 30, 100);
    /** The noise of denoising score matching, in standard deviations of the data. */
    public static final List<Double> NOISES = List.of(0.03, 0.3, 1.0);
    /** The standard deviation of the data: the paper's. */
    public static final double SIGMA = 0.1;
    /** How all models are trained. */
    public static final TrainerOptions TRAINER =
            VectorTrainer.defaults().withSteps(1000).withLearningRate(2e-3).withPatience(0);

    private static final int TRAIN_SAMPLES = 50_000;
    private static final int TEST_SAMPLES = 1000;
    /** Steps before the clock counts. */
    private static final int WARM_UP = 5;

    private ArcsmGaussian() {}

    /**
     * The options.
     *
     * @param methods of {@link #METHODS}
     * @param dimensions of the data
     * @param noises of denoising score matching, in standard deviations of the data
     * @param sigma the standard deviation of the data
     * @param trainer how all models are trained; score matching gets a share of the steps, as its steps take D times the work
     * @param common seed and folders
     */
    public record Options(
            List<String> methods,
            List<Integer> dimensions,
            List<Double> noises,
            double sigma,
            TrainerOptions trainer,
            RunOptions common) {
        public Options {
            methods = methods.stream().distinct().toList();
            dimensions = dimensions.stream().distinct().toList();
            noises = noises.stream().distinct().toList();
            Checks.isTrue(!methods.isEmpty(), "--method", methods, "at least one");
            methods.forEach(method -> Checks.oneOf("--method", method, METHODS.toArray(String[]::new)));
            Checks.isTrue(!dimensions.isEmpty(), "--dimension", dimensions, "at least one");
            dimensions.forEach(dimension -> Checks.atLeast("--dimension", dimension, 1));
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
            return new Options(METHODS, DIMENSIONS, NOISES, SIGMA, TRAINER, RunOptions.defaults("arcsm-gaussian"));
        }
    }

    /**
     * The result.
     *
     * @param rows by method, noise and dimension
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(List<Row> rows, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A training.
     *
     * @param method the kind of score matching
     * @param dimension D
     * @param noise the standard deviation of the noise, in the units of the data; null without any
     * @param parameters number of parameters
     * @param steps steps of training
     * @param stepMs the median time of a step, milliseconds
     * @param scoreError the root of the mean square of the score's error over that of the score, on fresh data without noise
     * @param lossVariance the variance of one data row's loss at the trained model, over rows, directions and noise, divided by
     *     the square of {@code D / sigma^2}, for denoising of {@code D}: the scale of the loss
     */
    public record Row(
            String method,
            int dimension,
            Double noise,
            int parameters,
            int steps,
            double stepMs,
            double scoreError,
            double lossVariance) {
        private String title() {
            return noise == null ? method : String.format(Locale.ROOT, "%s %.3g", method, noise);
        }
    }

    private record Task(VectorObjective objective, VectorArchitecture architecture, Double noise) {}

    private static List<Task> tasks(Options options) {
        VectorArchitecture arcsm =
                Arcsm.defaults().withContext(4, 96).withWidths(64, 64, 64).withActivation(Activation.TANH);
        VectorArchitecture joint = new ScoreMlp(Mlp.of(128, 128, 128).withActivation(Activation.TANH));
        List<Task> tasks = new ArrayList<>();
        for (String method : options.methods()) {
            switch (method) {
                case "composite" -> tasks.add(new Task(new CompositeScoreMatching(NoiseLevels.none()), arcsm, null));
                case "score-matching" -> tasks.add(new Task(new ScoreMatching(), joint, null));
                case "sliced" -> tasks.add(new Task(new SlicedScoreMatching(1, false), joint, null));
                case "sliced-vr" -> tasks.add(new Task(new SlicedScoreMatching(1, true), joint, null));
                default -> {
                    for (double noise : options.noises()) {
                        double sigma = noise * options.sigma();
                        tasks.add(new Task(new DenoisingScoreMatching(sigma), joint, sigma));
                    }
                }
            }
        }
        return tasks;
    }

    private static Vectors draw(UniformRandomProvider random, double sigma, int dimension, int count) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        float[] values = new float[dimension * count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (sigma * normal.sample());
        }
        return Vectors.of(dimension, values);
    }

    /**
     * Trains all models, and writes {@code figure1.png} and {@code report.html}, anew after each.
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
        for (int dimension : options.dimensions()) {
            Vectors train = draw(streams.stream("data", dimension), options.sigma(), dimension, TRAIN_SAMPLES);
            Vectors test = draw(streams.stream("test", dimension), options.sigma(), dimension, TEST_SAMPLES);
            for (Task task : tasks(options)) {
                Row row = row(options, task, train, test, streams, console);
                rows.add(row);
                console.note(String.format(
                        Locale.ROOT,
                        "%s, D = %d: %.2f ms a step, score error %.4f, loss variance %.3g",
                        row.title(),
                        dimension,
                        row.stepMs(),
                        row.scoreError(),
                        row.lossVariance()));
                result = new Result(rows, options.common().seed(), (System.nanoTime() - start) / 1e9);
                write(options, result);
            }
        }
        return result;
    }

    private static Row row(
            Options options, Task task, Vectors train, Vectors test, RandomStreams streams, Console console) {
        int dimension = train.dimension();
        int perRow = task.objective().pointsPerRow(dimension);
        int steps = Math.max(4 * WARM_UP, options.trainer().steps() / perRow);
        List<Long> times = new ArrayList<>();
        VectorTrainingResult fit;
        try (TrainingProgress progress =
                new TrainingProgress(console, task.objective().name() + " " + dimension)) {
            TrainingListener clock = new TrainingListener() {
                @Override
                public void step(int step, int of, double loss) {
                    times.add(System.nanoTime());
                    progress.step(step, of, loss);
                }
            };
            fit = VectorTrainer.of(options.trainer().withSteps(steps))
                    .fit(task.architecture(), task.objective(), train, null, streams, clock);
        }
        double[] gaps = new double[Math.max(1, times.size() - WARM_UP)];
        for (int i = WARM_UP; i < times.size(); i++) {
            gaps[i - WARM_UP] = (times.get(i) - times.get(i - 1)) / 1e6;
        }
        Arrays.sort(gaps);
        Answer plain =
                task.objective().answer() == Answer.CONDITIONALS_AND_DERIVATIVES ? Answer.CONDITIONALS : Answer.SCORES;
        return new Row(
                task.objective().name(),
                dimension,
                task.noise(),
                fit.model().parameterCount(),
                steps,
                gaps[gaps.length / 2],
                scoreError(fit.model(), plain, test, options.sigma()),
                lossVariance(fit.model(), task, test, streams.stream("variance"), options.sigma()));
    }

    /** A model's answers at points, as many at once as were asked for. */
    private static final class Answers implements AutoCloseable {
        private final VectorNetwork network;
        private final ScoreNetwork open;
        private final Plan plan;
        private final float[] rows;
        private final float[] outputs;

        Answers(VectorModel model, Answer answer, int points) {
            network = model.architecture().network(model.dimension(), answer);
            rows = new float[points * network.inputWidth()];
            outputs = new float[points * network.outputWidth()];
            open = network.open();
            open.setParameters(model.parameters());
            plan = open.plan(points, Pass.FORWARD);
        }

        double[] at(PointBatch points) {
            network.encode(points, 0, points.size(), rows);
            plan.forward(rows, points.size(), outputs);
            double[] answers = new double[points.size() * network.outputWidth()];
            Arrays.setAll(answers, i -> outputs[i]);
            return answers;
        }

        @Override
        public void close() {
            open.close();
        }
    }

    private static double scoreError(VectorModel model, Answer answer, Vectors test, double sigma) {
        PointBatch points = new PointBatch(test.dimension());
        for (int row = 0; row < test.count(); row++) {
            points.add(test.values(), row, 1);
        }
        double[] scores;
        try (Answers answers = new Answers(model, answer, points.size())) {
            scores = answers.at(points);
        }
        double errors = 0;
        double squares = 0;
        for (int i = 0; i < scores.length; i++) {
            double truth = -test.values()[i] / (sigma * sigma);
            errors += Math.pow(scores[i] - truth, 2);
            squares += truth * truth;
        }
        return Math.sqrt(errors / squares);
    }

    private static double lossVariance(
            VectorModel model, Task task, Vectors test, UniformRandomProvider random, double sigma) {
        int dimension = test.dimension();
        PointBatch points = new PointBatch(dimension);
        int perRow = task.objective().pointsPerRow(dimension);
        double mean = 0;
        double squares = 0;
        try (Answers answers = new Answers(model, task.objective().answer(), perRow)) {
            for (int row = 0; row < test.count(); row++) {
                points.clear();
                task.objective().select(points, test.values(), row, 1, random);
                double[] outputs = answers.at(points);
                double loss = task.objective().lossAndGradient(points, outputs, new double[outputs.length]);
                // Welford's update: the variance may be small beside the mean.
                double off = loss - mean;
                mean += off / (row + 1);
                squares += off * (loss - mean);
            }
        }
        double scale = task.noise() == null ? dimension / (sigma * sigma) : dimension;
        return squares / test.count() / (scale * scale);
    }

    private static void write(Options options, Result result) throws IOException {
        XYChart times = Charts.panel("time of a step", "dimension", "ms");
        XYChart errors = Charts.panel("error of the score", "dimension", "relative");
        XYChart variances = Charts.panel("variance of a row's loss", "dimension", "over (D / sigma^2)^2");
        Map<String, List<Row>> methods = result.rows().stream()
                .collect(Collectors.groupingBy(Row::title, LinkedHashMap::new, Collectors.toList()));
        int n = 0;
        for (Map.Entry<String, List<Row>> method : methods.entrySet()) {
            Color color = Charts.colors().get(n++ % Charts.colors().size());
            double[] x = method.getValue().stream().mapToDouble(Row::dimension).toArray();
            List<Row> of = method.getValue();
            Charts.line(
                    times,
                    method.getKey(),
                    x,
                    of.stream().mapToDouble(Row::stepMs).toArray(),
                    color);
            Charts.line(
                    errors,
                    method.getKey(),
                    x,
                    of.stream().mapToDouble(Row::scoreError).toArray(),
                    color);
            if (of.get(0).noise() == null) {
                Charts.line(
                        variances,
                        method.getKey(),
                        x,
                        of.stream().mapToDouble(Row::lossVariance).toArray(),
                        color);
            }
        }
        new Report("arcsm-gaussian", options, result)
                .picture(
                        "figure1.png",
                        Charts.png(
                                variances.getSeriesMap().isEmpty()
                                        ? List.of(times, errors)
                                        : List.of(times, variances, errors)),
                        "Figures 1 and 2: the score of a Gaussian by several kinds of score matching. Score matching had"
                                + " fewer steps, for as much work")
                .write(options.common().out());
    }
}
