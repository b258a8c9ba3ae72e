package org.concretescore.examples.arcsm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.concretescore.core.plane.PlaneDistribution;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.Columns;
import org.concretescore.core.vector.CompositeDenoising;
import org.concretescore.core.vector.CompositeScoreMatching;
import org.concretescore.core.vector.Mixture;
import org.concretescore.core.vector.MixtureLikelihood;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.VectorObjective;
import org.concretescore.core.vector.Vectors;
import org.concretescore.examples.report.HeatMaps;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.FitVectors;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.nn.model.ArcsmModel;
import org.concretescore.nn.model.MixtureModel;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Arcsm;
import org.concretescore.nn.network.MixtureMade;
import org.concretescore.nn.network.VectorArchitecture;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;
import org.concretescore.nn.train.VectorTrainer;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.langevin.AutoregressiveLangevin;

/**
 * Figure 3b of the autoregressive score matching paper. Samples of an autoregressive model of conditional scores are
 * compared with those of MADE models with n mixed logistic densities, which are trained by maximum likelihood. The
 * figure shows all samples and their discrepancies from the data.
 */
public final class Arcsm2d {
    /** The number of training samples. */
    public static final int TRAIN_SAMPLES = 100_000;
    /** The number of points of each sample that is compared. */
    public static final int SAMPLES = 5000;
    /** The most training samples, and the most points of a sample; memory holds several copies of them. */
    static final int MOST_SAMPLES = 10_000_000;
    /** The kinds of score matching that can train the model. */
    static final List<String> OBJECTIVES = FitVectors.OBJECTIVES;
    /** The number of mixed densities of each baseline. */
    public static final List<Integer> COMPONENTS = List.of(1, 2, 3);
    /** The training options of all models. */
    public static final TrainerOptions TRAINER =
            VectorTrainer.defaults().withSteps(8_000).withLearningRate(2e-3).withPatience(0);

    private static final NoiseLevels LEVELS = NoiseLevels.geometric(1, 0.02, 10);
    /**
     * The step size as a share of the last level's variance. Such unadjusted steps change that variance by 3 per cent.
     */
    private static final double STEP = 0.1;

    private static final int STEPS_A_LEVEL = 60;
    private static final Arcsm ARCSM =
            Arcsm.defaults().withContext(16, 64, 64).withWidths(96, 96, 96).withNoise(true);
    private static final List<Integer> MADE = List.of(256, 256);
    private static final int BINS = 54;

    private Arcsm2d() {}

    /**
     * The options.
     *
     * @param dataset one of {@link PlaneDistribution#NAMES}
     * @param objective the objective of the model of scores, one of {@link #OBJECTIVES}
     * @param components the number of mixed densities of each baseline
     * @param trainSamples the number of training samples, from 2 to {@link #MOST_SAMPLES}
     * @param samples the number of points of each sample that is compared, from 1 to {@link #MOST_SAMPLES}
     * @param trainer how all models are trained
     * @param common the seed and the folders
     */
    public record Options(
            String dataset,
            String objective,
            List<Integer> components,
            int trainSamples,
            int samples,
            TrainerOptions trainer,
            RunOptions common) {
        public Options {
            Checks.oneOf("--dataset", dataset, PlaneDistribution.NAMES.toArray(String[]::new));
            Checks.oneOf("--objective", objective, OBJECTIVES.toArray(String[]::new));
            components = components.stream().distinct().toList();
            for (int n : components) {
                Checks.atLeast("--components", n, 1);
            }
            Checks.between("--train-samples", trainSamples, 2, MOST_SAMPLES);
            Checks.between("--samples", samples, 1, MOST_SAMPLES);
        }

        /**
         * Returns the defaults.
         *
         * @param dataset one of {@link PlaneDistribution#NAMES}
         * @return the options
         */
        public static Options of(String dataset) {
            return new Options(
                    dataset,
                    "composite-denoising",
                    COMPONENTS,
                    TRAIN_SAMPLES,
                    SAMPLES,
                    TRAINER,
                    RunOptions.defaults("arcsm-2d"));
        }
    }

    /**
     * The result.
     *
     * @param rows the models
     * @param mmdData the discrepancy of two samples of the data
     * @param dataset the data set
     * @param seed the seed
     * @param seconds the time that the run took
     */
    public record Result(List<Row> rows, double mmdData, String dataset, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
        }
    }

    /**
     * The distance of a model from the data.
     *
     * @param model {@code arcsm}, or {@code made-mol-N} with N logistic densities
     * @param parameters the number of its parameters without those that masks remove
     * @param mmd the maximum mean discrepancy between a sample of the model and one of the data; the kernel is the mean
     *     of Gaussians of widths 1/8, 1/4, 1/2, 1 and 2
     * @param loss the objective at the end of the training
     * @param diverged whether training ended because the loss was no longer a number; the model then has the last good
     *     parameters, which may be the initial ones
     * @param seconds the time of training, sampling and comparing
     */
    public record Row(String model, int parameters, double mmd, double loss, boolean diverged, double seconds) {}

    /** Draws a sample of a model, in the units of the standardised data. */
    private interface Sampler {
        void sample(VectorModel model, RandomStreams streams, int count, int threads, double[] values);
    }

    private record Task(String name, VectorArchitecture architecture, VectorObjective objective, Sampler sampler) {
        int parameters() {
            float[] kept = new float[architecture.network(2, objective.answer()).parameterCount()];
            Arrays.fill(kept, 1);
            architecture.network(2, objective.answer()).applyMask(0, kept);
            int count = 0;
            for (float k : kept) {
                count += (int) k;
            }
            return count;
        }
    }

    private static List<Task> tasks(Options options) {
        List<Task> tasks = new ArrayList<>();
        VectorObjective objective = options.objective().equals("composite")
                ? new CompositeScoreMatching(LEVELS)
                : new CompositeDenoising(LEVELS);
        tasks.add(new Task("arcsm", ARCSM, objective, Arcsm2d::sampleScores));
        for (int n : options.components()) {
            Mixture mixture = new Mixture(Mixture.Kind.LOGISTIC, n);
            tasks.add(new Task(
                    "made-mol-" + n,
                    new MixtureMade(MADE, Activation.RELU, false, mixture),
                    new MixtureLikelihood(mixture),
                    Arcsm2d::sampleMixtures));
        }
        return tasks;
    }

    private static void sampleScores(
            VectorModel model, RandomStreams streams, int count, int threads, double[] values) {
        double last = LEVELS.sigma(LEVELS.size() - 1);
        try (ArcsmModel scores = ArcsmModel.of(model)) {
            AutoregressiveLangevin.of(STEP * last * last, STEPS_A_LEVEL)
                    .withPrior(1.5)
                    .withDenoised(true)
                    .sample(scores, count, streams, threads, values, new Tally());
        }
    }

    private static void sampleMixtures(
            VectorModel model, RandomStreams streams, int count, int threads, double[] values) {
        float[] drawn = new float[2 * count];
        try (MixtureModel mixtures = MixtureModel.of(model)) {
            mixtures.sample(streams.stream("mixtures"), count, drawn);
        }
        Arrays.setAll(values, i -> drawn[i]);
    }

    /**
     * Trains and samples all models. After each, it writes {@code figure3b.png} and {@code report.html}.
     *
     * @param options the options
     * @param console receives the progress, and a line for each row
     * @return the result
     * @throws IOException if a file can't be written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        RandomStreams streams = new RandomStreams(options.common().seed());
        PlaneDistribution distribution = PlaneDistribution.of(options.dataset());
        Outputs.prepare(options.common().out());
        double[] drawn = new double[2 * options.trainSamples()];
        distribution.sample(streams.stream("data"), options.trainSamples(), drawn);
        float[] values = new float[drawn.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) drawn[i];
        }
        Vectors raw = Vectors.of(2, values);
        Columns columns = Columns.of(raw);
        Vectors data = columns.standardise(raw);
        int n = options.samples();
        double[] reference = new double[2 * n];
        double[] other = new double[2 * n];
        distribution.sample(streams.stream("reference"), n, reference);
        distribution.sample(streams.stream("other"), n, other);
        double floor = Mmd.of(reference, other, n);
        List<Row> rows = new ArrayList<>();
        List<HeatMaps.Panel> panels = new ArrayList<>();
        panels.add(panel("data", reference, distribution));
        Result result = null;
        for (Task task : tasks(options)) {
            long begun = System.nanoTime();
            TrainingResult<VectorModel> training;
            try (TrainingProgress progress = new TrainingProgress(console, task.name())) {
                training = VectorTrainer.of(options.trainer())
                        .withListener(progress)
                        .fit(task.architecture(), task.objective(), data, streams);
            }
            TrainingProgress.requireEnd(training.stopped());
            double[] sample = new double[2 * n];
            task.sampler()
                    .sample(training.model(), streams, n, options.trainer().threads(), sample);
            columns.restore(sample);
            double mmd = Mmd.of(reference, sample, n);
            Row row = new Row(
                    task.name(),
                    task.parameters(),
                    mmd,
                    training.loss(),
                    training.diverged(),
                    (System.nanoTime() - begun) / 1e9);
            rows.add(row);
            console.note(line(row, floor, training));
            panels.add(panel(String.format(Locale.ROOT, "%s, MMD %.4f", row.model(), mmd), sample, distribution));
            result = new Result(
                    rows, floor, options.dataset(), options.common().seed(), (System.nanoTime() - start) / 1e9);
            write(options, result, panels);
        }
        return result;
    }

    private static String line(Row row, double floor, TrainingResult<VectorModel> training) {
        String line = String.format(
                Locale.ROOT,
                "%s: MMD %.4f (two samples of the data: %.4f), %d parameters, %.0f s",
                row.model(),
                row.mmd(),
                floor,
                row.parameters(),
                row.seconds());
        return row.diverged()
                ? line + "; training diverged after step " + training.steps() + ", these are the parameters of step "
                        + training.bestStep() + "; a smaller --learning-rate may help"
                : line;
    }

    /** Returns a panel of the shares of a sample in the cells of a square. */
    private static HeatMaps.Panel panel(String title, double[] sample, PlaneDistribution distribution) {
        double half = distribution.halfRange() - 1;
        double[] shares = new double[BINS * BINS];
        for (int i = 0; i < sample.length; i += 2) {
            int x = (int) Math.floor((sample[i] + half) / (2 * half) * BINS);
            int y = (int) Math.floor((sample[i + 1] + half) / (2 * half) * BINS);
            if (x >= 0 && x < BINS && y >= 0 && y < BINS) {
                shares[x * BINS + y] += 2.0 / sample.length;
            }
        }
        return new HeatMaps.Panel(title, BINS, shares);
    }

    private static void write(Options options, Result result, List<HeatMaps.Panel> panels) throws IOException {
        double brightest = Arrays.stream(panels.get(0).values()).max().orElseThrow();
        new Report("arcsm-2d", options, result)
                .paragraph("The discrepancy (MMD) is between two samples of " + options.samples()
                        + " points. The kernel is the mean of Gaussian kernels of widths 1/8, 1/4, 1/2, 1 and 2. All"
                        + " pairs count, also those of a point with itself.")
                .picture(
                        "figure3b.png",
                        HeatMaps.png(panels, panels.size(), brightest),
                        "Figure 3b: " + options.dataset() + ", and samples of the models, in " + BINS + " x " + BINS
                                + " bins. One colour scale, up to the fullest bin of the data")
                .write(options.common().out());
    }
}
