package org.concretescore.examples.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.plane.PlaneDistribution;
import org.concretescore.core.plane.PlaneGrid;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.report.HeatMaps;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;

/**
 * Figure 3 of the Concrete score paper: a distribution of the plane, cut into bins, is learned by several objectives; how
 * far each model is from the truth is computed exactly, on all states.
 */
public final class Toy2d {
    /** The objectives where none are given: the five of the paper's figure, and then the others. */
    public static final List<String> OBJECTIVES = List.of(
            "ratio-original",
            "ratio",
            "marginal-original",
            "marginal",
            "csm",
            "dcsm",
            "score-entropy",
            "pseudo-likelihood",
            "mpf",
            "energy-discrepancy");

    /** Bins a side: the paper's. */
    public static final int BINS = 91;
    /** Draws to learn from. */
    public static final int TRAIN_SAMPLES = 1_000_000;
    /** How a state becomes the network's input. */
    public static final Encoding ENCODING = Encoding.CATEGORY;
    /** The data and the paper's five objectives in one row. */
    private static final int COLUMNS = 6;

    /** How the models are trained: in every step on all distinct states, weighted. */
    private static final TrainerOptions TRAINER = TrainerOptions.defaults()
            .withSteps(3000)
            .withBatch(100_000)
            .withLearningRate(2e-3)
            .withAveraging(0.999)
            .withPatience(0);

    private Toy2d() {}

    /**
     * How the models are trained where nothing else is asked for.
     *
     * @return the options
     */
    public static TrainerOptions trainer() {
        return TRAINER;
    }

    /**
     * The options.
     *
     * @param dataset one of {@link PlaneDistribution#NAMES}
     * @param bins number of cells a side
     * @param objectives of {@link org.concretescore.core.objective.Objectives#NAMES}, or with {@code -mc}
     * @param graph the neighborhood graph
     * @param trainSamples number of training samples
     * @param objectiveOptions tail, noise, and numbers of draws; without noise, dcsm and energy-discrepancy have one of
     *     steps to neighbors
     * @param network the tied model
     * @param trainer how to train it
     * @param common seed and folders
     */
    public record Options(
            String dataset,
            int bins,
            List<String> objectives,
            String graph,
            int trainSamples,
            ObjectiveOptions objectiveOptions,
            NetworkOptions network,
            TrainerOptions trainer,
            RunOptions common) {
        public Options {
            Checks.oneOf("--dataset", dataset, PlaneDistribution.NAMES.toArray(String[]::new));
            Checks.isTrue(
                    bins >= 2 && bins <= PlaneDistribution.MAX_BINS,
                    "--bins",
                    bins,
                    "2 to " + PlaneDistribution.MAX_BINS);
            objectives = objectives.stream().distinct().toList();
            Checks.isTrue(!objectives.isEmpty(), "--objective", objectives, "at least one");
            for (String objective : objectives) {
                Checks.objective(
                        "--objective",
                        objective,
                        Unit.LOG_RATIO,
                        PlaneTask.objectiveOptions(objective, objectiveOptions));
            }
            Checks.graph("--graph", graph);
            Checks.atLeast("--train-samples", trainSamples, 1);
            Checks.isTrue(
                    objectiveOptions.noise().size() <= 1,
                    "--noise-levels",
                    objectiveOptions.noise(),
                    "one level, for a model is one density");
            Checks.isTrue(
                    network.model() == NetworkOptions.Model.ENERGY,
                    "--model",
                    network.model(),
                    "energy, whose density is exact on few states");
        }

        /**
         * The defaults: Figure 3 and the other objectives.
         *
         * @param dataset one of {@link PlaneDistribution#NAMES}
         * @return the options
         */
        public static Options of(String dataset) {
            return new Options(
                    dataset,
                    BINS,
                    OBJECTIVES,
                    "grid",
                    TRAIN_SAMPLES,
                    ObjectiveOptions.defaults(),
                    network(ENCODING),
                    TRAINER,
                    RunOptions.defaults("toy2d"));
        }

        private static NetworkOptions network(Encoding encoding) {
            NetworkOptions energy = NetworkOptions.of(NetworkOptions.Model.ENERGY);
            return new NetworkOptions(
                    energy.model(),
                    energy.widths(),
                    energy.activation(),
                    encoding,
                    energy.head(),
                    energy.residual(),
                    energy.order(),
                    energy.masks(),
                    energy.image(),
                    energy.groups());
        }
    }

    /**
     * The result.
     *
     * @param rows by objective
     * @param dataset the data set
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(List<Row> rows, String dataset, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A model q beside the truth p.
     *
     * @param objective what was minimised
     * @param kl the Kullback-Leibler divergence from p to q, nats; NaN where the model is no distribution
     * @param tv their total variation distance; NaN likewise
     * @param loss the objective at the end of the training
     * @param steps training steps done
     * @param diverged whether training ended because the loss was no longer a number, or the model's density is none; it
     *     has the last good parameters
     * @param seconds the time that training and evaluation took
     */
    public record Row(
            String objective, double kl, double tv, double loss, int steps, boolean diverged, double seconds) {}

    /**
     * Trains and evaluates all models, and writes {@code figure3.png} and {@code report.html}, anew after each.
     *
     * @param options the options
     * @param console hears how it goes, and of each row that is done
     * @return the result
     * @throws IOException if a file can't be written
     * @throws UsageException if an objective does not fit graph or model; all are checked before the first training
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        PlaneGrid grid = PlaneGrid.of(options.bins());
        Schema schema = Schema.of(grid.space());
        List<PlaneTask> tasks = PlaneTask.of(options, schema);
        Outputs.prepare(options.common().out());
        RandomStreams streams = new RandomStreams(options.common().seed());
        ExactDistribution truth = PlaneDistribution.of(options.dataset()).quantised(grid);
        int[] draws = truth.sample(options.trainSamples(), streams.stream("data"));
        Dataset data = Dataset.of(schema, draws, options.trainSamples());
        List<Row> rows = new ArrayList<>();
        List<HeatMaps.Panel> panels = new ArrayList<>();
        panels.add(new HeatMaps.Panel("data", options.bins(), truth.probabilities()));
        Result result = null;
        for (PlaneTask task : tasks) {
            Row row = row(task, data, truth, panels, streams, console);
            console.note(line(row));
            rows.add(row);
            result = new Result(rows, options.dataset(), options.common().seed(), (System.nanoTime() - start) / 1e9);
            write(options, result, panels, truth);
        }
        return result;
    }

    private static Row row(
            PlaneTask task,
            Dataset data,
            ExactDistribution truth,
            List<HeatMaps.Panel> panels,
            RandomStreams streams,
            Console console) {
        long start = System.nanoTime();
        TrainingResult training;
        try (TrainingProgress progress = new TrainingProgress(console, task.name())) {
            training = Trainer.of(task.trainer()).fit(task.spec(), task.objective(), data, null, streams, progress);
        }
        try (NeuralModel model = training.model()) {
            ExactDistribution learned = distribution((LogDensity) model);
            double kl = learned == null ? Double.NaN : truth.kl(learned);
            panels.add(panel(task.name(), kl, learned, truth));
            return new Row(
                    task.name(),
                    kl,
                    learned == null ? Double.NaN : truth.tv(learned),
                    training.loss(),
                    training.steps(),
                    training.diverged() || learned == null,
                    (System.nanoTime() - start) / 1e9);
        }
    }

    /** The model's distribution, or null where its densities are no numbers: that must not end the other trainings. */
    private static ExactDistribution distribution(LogDensity model) {
        try {
            return ExactDistribution.of(model);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static HeatMaps.Panel panel(
            String objective, double kl, ExactDistribution learned, ExactDistribution truth) {
        double[] masses = learned == null ? truth.probabilities() : learned.probabilities();
        if (learned == null) {
            Arrays.fill(masses, Double.NaN);
        }
        return new HeatMaps.Panel(
                objective + String.format(Locale.ROOT, ", KL %.4g", kl),
                truth.space().cardinality(0),
                masses);
    }

    private static String line(Row row) {
        String line = String.format(
                Locale.ROOT, "%s: KL %.5g, TV %.4f, %.0f s", row.objective(), row.kl(), row.tv(), row.seconds());
        return row.diverged()
                ? line + "; training diverged after step " + row.steps()
                        + "; a smaller --learning-rate or --tail may help"
                : line;
    }

    private static void write(Options options, Result result, List<HeatMaps.Panel> panels, ExactDistribution truth)
            throws IOException {
        double brightest = IntStream.range(0, options.bins() * options.bins())
                .mapToDouble(truth::probability)
                .max()
                .orElseThrow();
        new Report("toy2d", options, result)
                .picture(
                        "figure3.png",
                        HeatMaps.png(panels, COLUMNS, brightest),
                        "Figure 3: " + options.dataset() + " on " + options.bins() + " x " + options.bins()
                                + " bins, and the densities learned of it. One colour scale, up to the largest"
                                + " probability of the data")
                .write(options.common().out());
    }
}
