package org.concretescore.nn.latent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.latent.BoundLoss;
import org.concretescore.core.latent.SignalStatistics;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.plan.Workers;
import org.concretescore.nn.train.Adam;
import org.concretescore.nn.train.Batches;
import org.concretescore.nn.train.Decay;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingListener;
import org.concretescore.nn.train.TrainingResult;

/**
 * Trains latent variable models by Adam on mini-batches.
 *
 * <p>With validation data, training keeps the parameters with the best bound of the <em>discrete</em> graph there, of as many
 * samples as are trained, on the same noise each time. The paper stops score-function estimators so, which overfit
 * (appendix D.5).
 *
 * <p>Initial weights are those of Glorot and Bengio; biases are 0, but those of the predicted units the logits of their means
 * (appendix D.3; add-one smoothed). The means of the data, and running averages of the latent layers with decay 0.9, are taken
 * from what inference is made of (appendix D.4).
 *
 * <p>All randomness comes from named streams, one for each row of each step, and the gradients of a step's shards are summed
 * in order, so that the result is the same for any number of threads.
 */
public final class LatentTrainer {
    /** Where a loss counts as diverged though it is still a number. */
    private static final double DIVERGED = 1e15;
    /** Entries of the parameter vector that are never divided among threads. */
    private static final int BLOCK = 1 << 14;
    /** What the running averages of activities keep at each step. */
    private static final float CENTERING = 0.9f;
    /** Samples of a shard that keep one core busy, and its arrays in its cache. */
    private static final int SHARD = 160;

    private final TrainerOptions options;

    private LatentTrainer(TrainerOptions options) {
        this.options = options;
    }

    /**
     * The defaults for these models: as {@link TrainerOptions#defaults}, but 10000 steps of 64 rows (appendix D.5), the last
     * parameters instead of their average, validation every 1000 steps, and shards of about 160 samples.
     *
     * @return the options; in {@code shard}, rows of data count
     */
    public static TrainerOptions defaults() {
        return TrainerOptions.defaults()
                .withSteps(10_000)
                .withBatch(64)
                .withLearningRate(1e-3)
                .withDecay(Decay.COSINE)
                .withAveraging(0)
                .withValidateEvery(1000);
    }

    /**
     * A trainer.
     *
     * @param options how to train
     * @return the trainer
     */
    public static LatentTrainer of(TrainerOptions options) {
        return new LatentTrainer(options);
    }

    /**
     * Trains a new model.
     *
     * @param spec what to train
     * @param objective what to train it by
     * @param train rows of bits
     * @param validation rows to stop early by, or null to train all steps and take the last parameters
     * @param streams the seed: initial parameters, batches and noise
     * @param listener hears of the progress
     * @return the model and how it came about
     * @throws IllegalArgumentException if the data is not of {@link LatentSpec#dataWidth} bits, or weighted, or the
     *     objective is not for such a model
     */
    public LatentResult fit(
            LatentSpec spec,
            LatentObjective objective,
            Dataset train,
            Dataset validation,
            RandomStreams streams,
            TrainingListener listener) {
        LatentModel.requireData(spec, train);
        if (validation != null) {
            LatentModel.requireData(spec, validation);
        }
        try (Run run = new Run(spec, objective, train, validation, streams, listener)) {
            return run.fit();
        }
    }

    /** One training. */
    private final class Run implements AutoCloseable {
        private final LatentSpec spec;
        private final LatentObjective objective;
        private final Dataset validation;
        private final RandomStreams streams;
        private final TrainingListener listener;
        private final LatentGraph graph;
        private final BoundLoss loss;
        private final Batches batches;
        private final float[] mean;
        private final int shard;
        private final ScoreNetwork network;
        private final LatentLane[] lanes;
        private final Workers workers;
        private final Adam adam;
        private final float[] parameters;
        private final float[] average;
        private final float[] good;
        private final float[] gradient;
        private final double[] norms;
        private final float[] outputs;
        private final double[] activities;
        private SignalStatistics statistics = SignalStatistics.NONE;

        Run(
                LatentSpec spec,
                LatentObjective objective,
                Dataset train,
                Dataset validation,
                RandomStreams streams,
                TrainingListener listener) {
            this.spec = spec;
            this.objective = objective;
            this.validation = validation;
            this.streams = streams;
            this.listener = listener;
            graph = new LatentGraph(spec, objective.estimator().usesBaseline());
            BoundLoss bound = BoundLoss.of(objective.estimator(), objective.samples());
            loss = spec.structured() ? bound.ofPrior() : bound;
            batches = new Batches(train, options.batch(), true, streams);
            parameters = graph.initialParameters(streams.stream("parameters"));
            mean = beginAt(train);
            average = parameters.clone();
            good = parameters.clone();
            gradient = new float[parameters.length];
            norms = new double[(gradient.length + BLOCK - 1) / BLOCK];
            adam = new Adam(parameters.length);
            outputs = new float[batches.rows() * loss.width()];
            activities = new double[graph.activityWidth()];
            int samples = objective.samples();
            int suits = Math.max(1, SHARD / samples);
            shard = Math.min(batches.rows(), options.shard() > 0 ? options.shard() : suits);
            int shards = (batches.rows() + shard - 1) / shard;
            lanes = new LatentLane[Math.min(options.threads(), shards)];
            network = graph.open(
                    LatentGraph.Output.WEIGHTS, objective.relaxation(), objective.temperatures(), samples, true);
            try {
                for (int i = 0; i < lanes.length; i++) {
                    LatentRows rows =
                            new LatentRows(spec, mean, objective.relaxation(), objective.temperatures(), samples);
                    lanes[i] = new LatentLane(network, rows, loss, spec.dataWidth(), shard);
                }
            } catch (RuntimeException | Error e) {
                network.close();
                throw e;
            }
            workers = new Workers(lanes.length);
        }

        /** Sets the biases of the predicted units; returns the means of the source. */
        private float[] beginAt(Dataset train) {
            int width = spec.dataWidth();
            long[] ones = new long[width];
            int[] states = train.states();
            for (int i = 0; i < states.length; i++) {
                ones[i % width] += states[i];
            }
            double count = train.count();
            for (int i = 0; i < spec.observed(); i++) {
                long one = ones[spec.given() + i];
                parameters[graph.observedBias() + i] = (float) Math.log((one + 1) / (count - one + 1));
            }
            float[] means = new float[spec.sourceWidth()];
            for (int i = 0; i < means.length; i++) {
                means[i] = (float) (ones[i] / count);
            }
            return means;
        }

        LatentResult fit() {
            List<TrainingResult.Point> curve = new ArrayList<>();
            int step = 0;
            int goodStep = 0;
            int sinceBest = 0;
            double best = Double.NaN;
            double mean = Double.NaN;
            double sum = 0;
            int summed = 0;
            boolean diverged = false;
            boolean ended = false;
            while (!ended) {
                double value = step(step);
                diverged = !(Math.abs(value) < DIVERGED);
                if (diverged) {
                    break;
                }
                step++;
                sum += value;
                summed++;
                listener.step(step, options.steps(), value);
                ended = step == options.steps();
                if (ended || step % options.validateEvery() == 0) {
                    mean = sum / summed;
                    sum = 0;
                    summed = 0;
                    double criterion = validation == null ? Double.NaN : validate();
                    curve.add(new TrainingResult.Point(step, mean, criterion));
                    boolean better =
                            validation == null || (Double.isNaN(best) ? Double.isFinite(criterion) : criterion < best);
                    if (validation != null) {
                        listener.validated(step, criterion, better);
                    }
                    if (better) {
                        best = criterion;
                        sinceBest = 0;
                        goodStep = step;
                        System.arraycopy(average, 0, good, 0, good.length);
                    } else {
                        ended |= ++sinceBest == options.patience();
                    }
                }
            }
            return new LatentResult(model(good), step, goodStep, mean, best, diverged, curve);
        }

        private LatentModel model(float[] from) {
            return LatentModel.of(spec, Arrays.copyOf(from, graph.centered()), mean);
        }

        private double validate() {
            return -model(average)
                    .bound(
                            validation,
                            objective.samples(),
                            new RandomStreams(streams.stream("validation").nextLong()),
                            options.threads())
                    .mean();
        }

        /** One step; a loss or gradient that is no number leaves the parameters as they were and returns NaN. */
        private double step(int step) {
            batches.next(step);
            network.setParameters(parameters);
            Arrays.fill(activities, 0);
            int rows = batches.rows();
            double sum = 0;
            for (int from = 0; from < rows; from += lanes.length * shard) {
                int first = from;
                int used = Math.min(lanes.length, (rows - from + shard - 1) / shard);
                workers.run(i -> {
                    int begin = first + i * shard;
                    if (i < used) {
                        lanes[i].run(
                                batches.states(),
                                begin,
                                Math.min(shard, rows - begin),
                                rows,
                                step,
                                streams,
                                statistics);
                    }
                });
                for (int i = 0; i < used; i++) {
                    sum += lanes[i].loss();
                    lanes[i].outputs(outputs);
                    lanes[i].addActivities(activities);
                }
                inParts((begin, end) -> addGradients(used, first == 0, begin, end));
            }
            double norm = Math.sqrt(Arrays.stream(norms).sum());
            if (!Double.isFinite(sum) || !Double.isFinite(norm)) {
                return Double.NaN;
            }
            statistics = loss.update(statistics, outputs, rows);
            float factor = (float) (norm > options.clipNorm() ? options.clipNorm() / norm : 1);
            double rate = options.learningRate() * options.decay().factor(step, options.steps());
            float shrink = (float) (1 - rate * options.weightDecay());
            float keep = (float) Math.min(options.averaging(), step / (step + 10.0));
            adam.begin(step + 1, rate);
            inParts((from, to) -> {
                adam.step(parameters, gradient, factor, shrink, from, Math.min(to, graph.trained()));
                adam.step(parameters, gradient, factor, shrink, Math.max(from, graph.centered()), to);
                for (int i = from; i < to; i++) {
                    average[i] = keep * average[i] + (1 - keep) * parameters[i];
                }
            });
            for (int i = 0; i < activities.length; i++) {
                int at = graph.trained() + i;
                parameters[at] = CENTERING * parameters[at] + (1 - CENTERING) * (float) (activities[i] / rows);
                average[at] = parameters[at];
            }
            return sum;
        }

        /** Runs a task on all entries of the parameter vector, cut at multiples of BLOCK, one part a worker. */
        private void inParts(Part part) {
            int blocks = norms.length;
            int count = blocks < 2 * workers.count() ? 1 : workers.count();
            if (count == 1) {
                part.run(0, gradient.length);
                return;
            }
            workers.run(i -> {
                int from = (int) ((long) blocks * i / count) * BLOCK;
                int to = (int) ((long) blocks * (i + 1) / count) * BLOCK;
                part.run(from, Math.min(to, gradient.length));
            });
        }

        /** Adds the gradients of some lanes in their order, block by block, and takes the squares of the sum. */
        private void addGradients(int used, boolean fresh, int from, int to) {
            for (int begin = from; begin < to; begin += BLOCK) {
                int end = Math.min(begin + BLOCK, to);
                if (fresh) {
                    Arrays.fill(gradient, begin, end, 0);
                }
                for (int lane = 0; lane < used; lane++) {
                    lanes[lane].addGradient(begin, end, gradient);
                }
                double squares = 0;
                for (int i = begin; i < end; i++) {
                    squares += (double) gradient[i] * gradient[i];
                }
                norms[begin / BLOCK] = squares;
            }
        }

        @Override
        public void close() {
            workers.close();
            network.close();
        }
    }

    /** What is done to a part of the parameter vector. */
    private interface Part {
        void run(int from, int to);
    }
}
