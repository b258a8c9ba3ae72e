package org.concretescore.examples.csm;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.data.WeightsReader;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;
import org.concretescore.examples.report.Charts;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.ExperimentException;
import org.concretescore.examples.run.GraphSpec;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.network.Encoding;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingResult;
import org.concretescore.sampling.langevin.TriangularBridge;
import org.concretescore.sampling.measured.Kernels;
import org.concretescore.sampling.measured.MeasuredSampler;
import org.concretescore.sampling.measured.MeasuredSamples;
import org.concretescore.sampling.measured.SamplingRequest;
import org.knowm.xchart.XYChart;

/**
 * Figure 2 of the Concrete score paper. A free score model learns a distribution on one coordinate from samples. Two
 * samplers draw from the learned distribution: Metropolis-Hastings with the model's ratios, and Langevin dynamics on
 * its triangular bridge, followed by denoising.
 */
public final class Toy1d {
    /** The default weights: 16 categories with modes of different height and width, and rare states between them. */
    private static final double[] FIGURE_2 = {
        0.010, 0.032, 0.085, 0.135, 0.098, 0.040, 0.012, 0.022, 0.070, 0.128, 0.080, 0.026, 0.014, 0.058, 0.145, 0.045
    };

    private static final int LARGEST_BATCH = 1024;
    // A step takes all distinct rows at once, so that only the sampled objectives have noise to average out.
    private static final Mlp NETWORK = Mlp.of(256);
    private static final double LEARNING_RATE = 2e-2;
    private static final double SAMPLED_LEARNING_RATE = 3e-3;
    private static final double AVERAGING = 0.99;
    private static final double SAMPLED_AVERAGING = 0.999;
    private static final int BINS_PER_CELL = 10;
    private static final Color GREEN = new Color(90, 170, 90);
    private static final Color BLUE = new Color(70, 120, 200);
    private static final Color GRAY = new Color(205, 205, 205);
    private static final Color ORANGE = new Color(235, 140, 40);
    private static final Color PALE_ORANGE = new Color(245, 190, 120, 170);

    private Toy1d() {}

    /**
     * The options.
     *
     * @param pmf a file with one weight a line, or null for the 16 categories of the default
     * @param graph the neighborhood graph
     * @param objective what is minimised; a free model must be able to answer it, and it does not have noise
     * @param trainSamples number of samples that the model learns from
     * @param samples number of samples that are drawn from it
     * @param steps training steps
     * @param common seed and folders
     */
    public record Options(
            Path pmf,
            GraphSpec graph,
            Objective objective,
            int trainSamples,
            int samples,
            int steps,
            RunOptions common) {
        public Options {
            Checks.isTrue(
                    objective.needs() == Objective.Needs.RATIOS
                            && objective.noise().isEmpty(),
                    "--objective",
                    objective.name(),
                    "one that a free model can answer, without noise");
            Checks.atLeast("--train-samples", trainSamples, 1);
            Checks.atLeast("--samples", samples, 1);
            Checks.atLeast("--steps", steps, 1);
        }

        /**
         * The defaults: the paper's setting.
         *
         * @return the options
         */
        public static Options defaults() {
            return new Options(
                    null,
                    new GraphSpec("cycle"),
                    Objectives.csm(),
                    100_000,
                    100_000,
                    3000,
                    RunOptions.defaults("toy1d"));
        }

        public Options withPmf(Path file) {
            return new Options(file, graph, objective, trainSamples, samples, steps, common);
        }

        public Options withCommon(RunOptions options) {
            return new Options(pmf, graph, objective, trainSamples, samples, steps, options);
        }
    }

    /**
     * The result. Total variation distances are between relative frequencies and the true distribution.
     *
     * @param states the number of states
     * @param tvFloor the expected distance of as many independent draws
     * @param tvMh the distance of the Metropolis-Hastings samples
     * @param tvLangevin the distance of the Langevin samples from the true perturbed density, in 10 bins a cell; null
     *     if the bridge is not defined
     * @param tvDenoised the distance of the denoised Langevin samples; null if the bridge is not defined
     * @param scoreRmse the root mean square error of the scores of a state, weighted by the true distribution
     * @param mixed whether all chains ran as long as their measured mixing asks for
     * @param mh the Metropolis-Hastings chains
     * @param langevin the Langevin chains; null if the bridge is not defined
     * @param steps the number of training steps
     * @param loss the training loss at the end
     * @param parameters the number of parameters of the network
     * @param seed the seed
     * @param seconds the time that the run took
     */
    public record Result(
            int states,
            double tvFloor,
            double tvMh,
            Double tvLangevin,
            Double tvDenoised,
            double scoreRmse,
            boolean mixed,
            Walk mh,
            Walk langevin,
            int steps,
            double loss,
            int parameters,
            long seed,
            double seconds) {}

    /**
     * How the chains ran.
     *
     * @param chains the number of chains
     * @param burnIn the number of steps that each chain took before its first sample
     * @param thinning the number of steps that each chain took before each sample
     * @param acceptance the share of accepted proposals
     */
    public record Walk(int chains, long burnIn, long thinning, double acceptance) {}

    /**
     * Runs the experiment and writes {@code figure2.png} and {@code report.html}.
     *
     * @param options the options
     * @param console receives the progress
     * @return the result
     * @throws IOException if a file can't be read or written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        double[] weights = options.pmf() == null ? FIGURE_2 : WeightsReader.read(options.pmf());
        if (weights.length < 2) {
            throw new ExperimentException(
                    options.pmf() + ": there must be at least 2 weights, because a single state has no neighbors");
        }
        StateSpace space = StateSpace.of(weights.length);
        ExactDistribution truth = ExactDistribution.of(space, weights);
        Neighborhood graph = options.graph().on(space);
        requireDetermined(truth, graph);
        Outputs.prepare(options.common().out());

        RandomStreams streams = new RandomStreams(options.common().seed());
        int[] data = truth.sample(options.trainSamples(), streams.stream("data"));
        noteUnseen(data, truth, console);
        TrainingResult<NeuralModel> training = train(options, graph, data, streams, console);
        try (NeuralModel model = training.model()) {
            return finish(options, truth, graph, data, training, model.score(), streams, start, console);
        }
    }

    /**
     * Checks that the graph joins all states of positive weight; only then do ratios determine the distribution
     * (Theorem 1).
     */
    private static void requireDetermined(ExactDistribution truth, Neighborhood graph) {
        int n = (int) graph.space().size();
        BitSet support = new BitSet(n);
        IntStream.range(0, n).filter(k -> truth.probability(k) > 0).forEach(support::set);
        Graphs.requireWeaklyConnected(graph, "Concrete score matching");
        BitSet reached = new BitSet(n);
        int[] queue = new int[n];
        int head = 0;
        int tail = 0;
        queue[tail++] = support.nextSetBit(0);
        reached.set(queue[0]);
        Neighborhood bothWays = Graphs.symmetrize(graph);
        int[] neighbor = new int[1];
        while (head < tail) {
            for (int slot = 0; slot < bothWays.slots(); slot++) {
                if (bothWays.neighbor(queue, head, slot, neighbor, 0)
                        && support.get(neighbor[0])
                        && !reached.get(neighbor[0])) {
                    reached.set(neighbor[0]);
                    queue[tail++] = neighbor[0];
                }
            }
            head++;
        }
        if (tail < support.cardinality()) {
            throw new ExperimentException("on the graph " + graph.spec() + " the " + support.cardinality()
                    + " states of positive weight are separated by states of weight 0, so that ratios between neighbors"
                    + " do not determine the distribution (Theorem 1); the graph complete joins them");
        }
    }

    private static void noteUnseen(int[] data, ExactDistribution truth, Console console) {
        BitSet seen = new BitSet();
        Arrays.stream(data).forEach(seen::set);
        long unseen = IntStream.range(0, (int) truth.space().size())
                .filter(k -> truth.probability(k) > 0 && !seen.get(k))
                .count();
        if (unseen > 0) {
            console.note(Counts.of(unseen, "state") + " of positive weight " + (unseen == 1 ? "is" : "are")
                    + " not among the " + data.length + " training samples, so the ratios to them can't be learned");
        }
    }

    private static TrainingResult<NeuralModel> train(
            Options options, Neighborhood graph, int[] data, RandomStreams streams, Console console) {
        Dataset train = Dataset.of(Schema.of(graph.space()), data, data.length);
        int batch = (int) Math.min(LARGEST_BATCH, graph.space().size());
        boolean noisy = options.objective().name().endsWith("-mc") || batch == LARGEST_BATCH;
        TrainerOptions trainer = TrainerOptions.defaults()
                .withSteps(options.steps())
                .withBatch(batch)
                .withLearningRate(noisy ? SAMPLED_LEARNING_RATE : LEARNING_RATE)
                .withAveraging(noisy ? SAMPLED_AVERAGING : AVERAGING)
                .withClipNorm(Double.POSITIVE_INFINITY);
        NetworkSpec spec =
                NetworkSpec.mlp(graph).withEncoding(Encoding.CATEGORY).withArchitecture(NETWORK);
        TrainingResult<NeuralModel> training;
        try (TrainingProgress progress = new TrainingProgress(console, "training")) {
            training = Trainer.of(trainer).withListener(progress).fit(spec, options.objective(), train, streams);
        }
        if (training.stopped() || training.diverged()) {
            training.model().close();
            TrainingProgress.requireEnd(training.stopped());
            throw new ExperimentException("training diverged at step " + training.steps());
        }
        return training;
    }

    private static Result finish(
            Options options,
            ExactDistribution truth,
            Neighborhood graph,
            int[] data,
            TrainingResult<NeuralModel> training,
            ScoreModel score,
            RandomStreams streams,
            long start,
            Console console)
            throws IOException {
        int n = (int) graph.space().size();
        MeasuredSamples mh = MeasuredSampler.of(Kernels.MH, score)
                .draw(SamplingRequest.of(options.samples()), streams, "chain", console.listener());
        if (mh.samples().stopped()) {
            throw new StoppedException("sampling");
        }
        ExactDistribution drawn =
                ExactDistribution.ofSamples(graph.space(), mh.samples().states(), options.samples());

        XYChart left = Charts.panel("Concrete score matching, " + graph.spec(), "state", "probability");
        Charts.bars(left, "data", truth.probabilities(), -0.4, 0.4, GREEN);
        Charts.bars(left, "Metropolis-Hastings samples", drawn.probabilities(), 0, 0.4, BLUE);
        List<XYChart> panels = new ArrayList<>(List.of(left));

        Double tvLangevin = null;
        Double tvDenoised = null;
        MeasuredLangevin.Outcome langevin = null;
        boolean positive = Arrays.stream(truth.probabilities()).allMatch(p -> p > 0);
        if (TriangularBridge.isDefined(graph) && !positive) {
            console.note("states of weight 0 have infinite ratios, for which the triangular bridge is not defined");
        } else if (TriangularBridge.isDefined(graph)) {
            TriangularBridge bridge = TriangularBridge.of(score, 1);
            TriangularBridge exact = TriangularBridge.of(truth.score(graph), 1);
            langevin = MeasuredLangevin.draw(bridge, data, options.samples(), streams, console);
            double[] bins = new double[exact.binProbabilities(BINS_PER_CELL).length];
            for (double x : langevin.positions()) {
                int bin = (int) ((bridge.wrap(x) - bridge.lower()) * BINS_PER_CELL);
                bins[Math.min(bin, bins.length - 1)] += 1.0 / options.samples();
            }
            tvLangevin = tv(bins, exact.binProbabilities(BINS_PER_CELL));
            ExactDistribution denoised =
                    ExactDistribution.ofSamples(graph.space(), langevin.clean(), options.samples());
            tvDenoised = denoised.tv(truth);
            panels.add(bridgePanel(exact, bins, denoised));
        }

        Result result = new Result(
                n,
                truth.expectedTv(options.samples()),
                drawn.tv(truth),
                tvLangevin,
                tvDenoised,
                scoreError(score, truth),
                mh.run().mixed() && (langevin == null || langevin.mixed()),
                new Walk(
                        mh.run().chains(),
                        mh.run().burnIn(),
                        mh.run().thinning(),
                        mh.run().acceptance()),
                langevin == null
                        ? null
                        : new Walk(langevin.chains(), langevin.burnIn(), langevin.thinning(), langevin.acceptance()),
                training.steps(),
                training.loss(),
                training.model().parameterCount(),
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
        new Report("toy1d", options, result)
                .paragraph("A free score model is trained on samples of a distribution on " + n
                        + " states. Left: the distribution, and samples drawn by Metropolis-Hastings with the model's"
                        + " ratios. Right, where the graph is a ring or a path: the distribution with triangular noise,"
                        + " Langevin samples of it, and the states drawn from their posterior.")
                .picture(
                        "figure2.png",
                        Charts.png(panels),
                        "Figure 2: " + Counts.of(n, "state") + ", graph " + graph.spec())
                .write(options.common().out());
        return result;
    }

    private static XYChart bridgePanel(TriangularBridge exact, double[] bins, ExactDistribution denoised) {
        int n = exact.probabilities().length;
        double[] corners =
                IntStream.rangeClosed((int) exact.lower(), n).asDoubleStream().toArray();
        double[] heights = Arrays.stream(corners).map(x -> exact.density(x)).toArray();
        double[] centers = IntStream.range(0, bins.length)
                .mapToDouble(b -> exact.lower() + (b + 0.5) / BINS_PER_CELL)
                .toArray();
        double[] smooth = new double[bins.length];
        for (int b = 0; b < bins.length; b++) {
            int from = Math.max(0, b - 2);
            int to = Math.min(bins.length, b + 3);
            smooth[b] = Arrays.stream(bins, from, to).average().orElseThrow() * BINS_PER_CELL;
        }
        XYChart right = Charts.panel("Triangular bridge", "position", "density");
        Charts.area(right, "perturbed data", corners, heights, GRAY);
        Charts.bars(right, "denoised", denoised.probabilities(), -0.15, 0.3, PALE_ORANGE);
        Charts.line(right, "Langevin samples", centers, smooth, ORANGE);
        return right;
    }

    private static double tv(double[] p, double[] q) {
        return IntStream.range(0, p.length)
                        .mapToDouble(i -> Math.abs(p[i] - q[i]))
                        .sum()
                / 2;
    }

    private static double scoreError(ScoreModel score, ExactDistribution truth) {
        Neighborhood graph = score.neighborhood();
        int n = (int) graph.space().size();
        int slots = graph.slots();
        int[] states = IntStream.range(0, n).toArray();
        double[] learned = new double[n * slots];
        double[] exact = new double[n * slots];
        score.scores(states, n, learned);
        truth.score(graph).scores(states, n, exact);
        int[] neighbor = new int[1];
        double sum = 0;
        for (int x = 0; x < n; x++) {
            double squares = 0;
            int degree = 0;
            for (int slot = 0; slot < slots && truth.probability(x) > 0; slot++) {
                if (graph.neighbor(states, x, slot, neighbor, 0)) {
                    double error = learned[x * slots + slot] - exact[x * slots + slot];
                    squares += error * error;
                    degree++;
                }
            }
            sum += degree == 0 ? 0 : truth.probability(x) * squares / degree;
        }
        return Math.sqrt(sum);
    }
}
