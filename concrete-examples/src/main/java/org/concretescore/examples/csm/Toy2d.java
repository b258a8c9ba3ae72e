package org.concretescore.examples.csm;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.concretescore.core.noise.Noise;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.plane.PlaneDistribution;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.Unit;
import org.concretescore.examples.report.HeatMaps;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.GraphSpec;
import org.concretescore.examples.run.NetworkOptions;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.examples.run.UsageException;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;

/**
 * Figure 3 of the Concrete score paper. Several objectives learn a distribution of the plane that is divided into bins.
 * The distance of each model from the truth is computed exactly, on all states.
 */
public final class Toy2d {
    /** The objectives if no others are asked for: the five of the paper's figure, and then the others. */
    public static final List<String> OBJECTIVES = List.of(
            "ratio-original-mc",
            "ratio-mc",
            "marginal-original",
            "marginal",
            "csm-mc",
            "dcsm-mc",
            "score-entropy-mc",
            "pseudo-likelihood",
            "mpf-mc",
            "energy-discrepancy");

    /** Neighbors are all bins of a row and of a column, so that no bin is out of reach; some of them are sampled. */
    public static final ObjectiveOptions OBJECTIVE_OPTIONS =
            ObjectiveOptions.defaults().withNeighbors(8);
    /** The graph. */
    public static final GraphSpec GRAPH = new GraphSpec("hamming");

    private static final List<Integer> WIDTHS = List.of(128, 128);

    /** The number of bins on a side in the paper. */
    public static final int BINS = 91;
    /** The number of training samples. */
    public static final int TRAIN_SAMPLES = 1_000_000;
    /** The encoding of a state as the network's input. */
    public static final Encoding ENCODING = Encoding.CATEGORY;
    /** The number of panels in a row of the picture: the data and the paper's five objectives. */
    private static final int COLUMNS = 6;

    /** The training options for bins. Every step takes all distinct states with their weights. */
    private static final TrainerOptions TRAINER = TrainerOptions.defaults()
            .withSteps(1000)
            .withBatch(100_000)
            .withLearningRate(5e-3)
            .withAveraging(0.99)
            .withPatience(0);

    /** The training options for Gray codes, of which hardly any state occurs twice. */
    private static final TrainerOptions GRAY_TRAINER =
            TRAINER.withSteps(5000).withBatch(512).withLearningRate(2e-3).withAveraging(0.999);

    /**
     * The noise on bins of the objectives that need some, if none is given. The noise of dcsm jumps within a row or a
     * column, as the edges of the graph do: with noise of small steps, the ratios to distant bins would depend on
     * events that never happen. The noise of energy discrepancy takes many small steps, which reach across the gaps
     * between modes.
     */
    private static final Map<String, Noise> NOISE =
            Map.of("dcsm", Noise.uniform(0.05), "energy-discrepancy", Noise.ordinal(20));

    /**
     * The noise on bits, which flips one bit in a hundred. With dcsm a model learns the noisy distribution, so that
     * more noise would be a larger error of every bit.
     */
    private static final Map<String, Noise> GRAY_NOISE = Map.of("dcsm", Noise.uniform(0.02));

    private Toy2d() {}

    /**
     * Makes an objective by its name. If it needs noise and the options have none, it has the noise that suits the
     * states.
     *
     * @param name for instance {@code csm-mc}
     * @param gray whether states are the bits of Gray codes
     * @param options tail, noise, and numbers of draws
     * @return the objective
     * @throws IllegalArgumentException if the name is unknown or does not fit the options
     */
    public static Objective objective(String name, boolean gray, ObjectiveOptions options) {
        Noise noise = (gray ? GRAY_NOISE : NOISE).get(PlaneTask.base(name));
        boolean lacking = noise != null && options.noise().isEmpty();
        return Checks.objective("--objective", name, Unit.LOG_RATIO, lacking ? options.withNoise(noise) : options);
    }

    /**
     * Returns the training options if no others are asked for.
     *
     * @param gray whether states are the bits of Gray codes
     * @return the options
     */
    public static TrainerOptions trainer(boolean gray) {
        return gray ? GRAY_TRAINER : TRAINER;
    }

    /**
     * Returns a network whose widths suit the states, if it does not have any.
     *
     * @param gray whether states are the bits of Gray codes
     * @param asked the network
     * @return the network with widths
     */
    public static NetworkOptions network(boolean gray, NetworkOptions asked) {
        return asked.widths() != null || gray ? asked : asked.withWidths(WIDTHS);
    }

    /**
     * The options.
     *
     * @param dataset one of {@link PlaneDistribution#NAMES}
     * @param gray whether states are the 32 bits of Gray codes, not bins
     * @param bins number of cells a side, without meaning for Gray codes
     * @param variance whether the variance of the objectives' estimators is measured, too, on bins
     * @param objectives what is minimised, one training each
     * @param graph the neighborhood graph
     * @param trainSamples number of training samples
     * @param objectiveOptions what the objectives were made with, except for the noise of {@link #objective}
     * @param network the tied model
     * @param trainer how to train it
     * @param common seed and folders
     */
    public record Options(
            String dataset,
            boolean gray,
            int bins,
            boolean variance,
            List<Objective> objectives,
            GraphSpec graph,
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
            Checks.isTrue(!gray || !variance, "--variance", variance, "absent with --gray");
            Checks.atLeast("--train-samples", trainSamples, 1);
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
                    false,
                    BINS,
                    false,
                    OBJECTIVES.stream()
                            .map(name -> Toy2d.objective(name, false, OBJECTIVE_OPTIONS))
                            .toList(),
                    GRAPH,
                    TRAIN_SAMPLES,
                    OBJECTIVE_OPTIONS,
                    Toy2d.network(
                            false,
                            NetworkOptions.of(NetworkOptions.Model.ENERGY).withEncoding(ENCODING)),
                    TRAINER,
                    RunOptions.defaults("toy2d"));
        }
    }

    /**
     * The result.
     *
     * @param rows the models, by objective
     * @param variances the variances of the estimators of each objective at its model, or null
     * @param dataset the data set
     * @param seed the seed
     * @param seconds the time that the run took
     */
    public record Result(List<Row> rows, List<EstimatorVariance> variances, String dataset, long seed, double seconds) {
        public Result {
            rows = List.copyOf(rows);
            variances = variances == null ? null : List.copyOf(variances);
        }
    }

    /**
     * The distance of a model q from the truth p. Some figures are only of bins and some are only of Gray codes; the
     * others are null. All but the distance are in nats, and NaN if the model is not a distribution.
     *
     * @param objective the objective
     * @param kl the Kullback-Leibler divergence from p to q, of bins
     * @param tv the total variation distance of p and q, of bins
     * @param nll the mean negative log-likelihood of fresh draws, of Gray codes
     * @param nllError the standard error of {@code nll}, from both of its parts
     * @param logZ the estimated logarithm of the normalising constant
     * @param logZError the standard error of {@code logZ}
     * @param testError the standard error of the mean of the draws
     * @param floor the entropy of p, which is a lower bound of the negative log-likelihood
     * @param loss the objective at the end of the training
     * @param steps the number of training steps that were done
     * @param diverged whether training ended because the loss was no longer a number, or the density of the model is
     *     not finite; the model has the last good parameters
     * @param seconds the time that training and evaluation took
     */
    public record Row(
            String objective,
            Double kl,
            Double tv,
            Double nll,
            Double nllError,
            Double logZ,
            @JsonProperty("log_z_error") Double logZError,
            Double testError,
            Double floor,
            double loss,
            int steps,
            boolean diverged,
            double seconds) {
        static Row of(
                PlaneTask task, PlaneProblem.Judgement judgement, TrainingResult<NeuralModel> training, long start) {
            PlaneLikelihood bits = judgement.likelihood();
            double value = bits == null ? judgement.kl() : bits.nll();
            return new Row(
                    task.name(),
                    judgement.kl(),
                    judgement.tv(),
                    bits == null ? null : bits.nll(),
                    bits == null ? null : bits.nllError(),
                    bits == null ? null : bits.logZ(),
                    bits == null ? null : bits.logZError(),
                    bits == null ? null : bits.testError(),
                    bits == null ? null : bits.floor(),
                    training.loss(),
                    training.steps(),
                    training.diverged() || Double.isNaN(value),
                    (System.nanoTime() - start) / 1e9);
        }

        private String title() {
            return kl != null
                    ? String.format(Locale.ROOT, "%s, KL %.4g", objective, kl)
                    : String.format(Locale.ROOT, "%s, NLL %.3f", objective, nll);
        }

        private String line() {
            String line = kl != null
                    ? String.format(Locale.ROOT, "%s: KL %.5g, TV %.4f, %.0f s", objective, kl, tv, seconds)
                    : String.format(
                            Locale.ROOT,
                            "%s: NLL %.4f +- %.4f (floor %.4f), %.0f s",
                            objective,
                            nll,
                            nllError,
                            floor,
                            seconds);
            return diverged
                    ? line + "; training diverged after step " + steps
                            + "; a smaller --learning-rate or --tail may help"
                    : line;
        }
    }

    /**
     * Trains and evaluates all models. After each, it writes {@code figure3.png} and {@code report.html}.
     *
     * @param options the options
     * @param console receives the progress, and a line for each row
     * @return the result
     * @throws IOException if a file can't be written
     * @throws UsageException if an objective does not fit the graph or the model; all are checked before the first
     *     training
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        RandomStreams streams = new RandomStreams(options.common().seed());
        PlaneDistribution distribution = PlaneDistribution.of(options.dataset());
        PlaneProblem problem = options.gray()
                ? new PlaneBits(distribution, options.trainSamples(), streams)
                : new PlaneBins(distribution, options.bins(), options.trainSamples(), streams);
        List<PlaneTask> tasks = PlaneTask.of(options, problem);
        Outputs.prepare(options.common().out());
        List<Row> rows = new ArrayList<>();
        List<EstimatorVariance> variances = options.variance() ? new ArrayList<>() : null;
        List<HeatMaps.Panel> panels = new ArrayList<>();
        panels.add(new HeatMaps.Panel("data", problem.cells(), problem.masses()));
        Result result = null;
        for (PlaneTask task : tasks) {
            long begun = System.nanoTime();
            TrainingResult<NeuralModel> training;
            try (TrainingProgress progress = new TrainingProgress(console, task.name())) {
                training = Trainer.of(task.trainer())
                        .withListener(progress)
                        .fit(task.spec(), task.objective(), problem.data(), streams);
            }
            try (NeuralModel model = training.model()) {
                TrainingProgress.requireEnd(training.stopped());
                PlaneProblem.Judgement judgement = problem.judge((LogDensity) model);
                Row row = Row.of(task, judgement, training, begun);
                console.note(row.line());
                rows.add(row);
                if (options.variance()
                        && variances.stream()
                                .noneMatch(known -> known.objective().equals(task.base()))) {
                    variances.addAll(problem.variances(task, judgement, streams));
                }
                panels.add(new HeatMaps.Panel(row.title(), problem.cells(), judgement.masses()));
            }
            result = new Result(
                    rows, variances, options.dataset(), options.common().seed(), (System.nanoTime() - start) / 1e9);
            write(options, result, panels);
        }
        return result;
    }

    private static void write(Options options, Result result, List<HeatMaps.Panel> panels) throws IOException {
        double brightest = Arrays.stream(panels.get(0).values()).max().orElseThrow();
        String states = options.gray() ? "Gray codes" : options.bins() + " x " + options.bins() + " bins";
        new Report("toy2d", options, result)
                .picture(
                        "figure3.png",
                        HeatMaps.png(panels, COLUMNS, brightest),
                        "Figure 3: " + options.dataset() + " on " + states + ", and the densities learned of it. One"
                                + " colour scale, up to the largest probability of the data")
                .write(options.common().out());
    }
}
