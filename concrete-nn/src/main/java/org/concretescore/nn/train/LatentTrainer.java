package org.concretescore.nn.train;

import java.util.Arrays;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.latent.BoundLoss;
import org.concretescore.core.latent.SignalStatistics;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.Counts;
import org.concretescore.nn.latent.LatentModel;
import org.concretescore.nn.latent.LatentSpec;
import org.concretescore.nn.latent.internal.LatentGraph;
import org.concretescore.nn.latent.internal.LatentRows;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.plan.ScoreNetwork;

/**
 * Trains latent variable models by Adam on mini-batches.
 *
 * <p>With validation data, training keeps the parameters with the best bound of the <em>discrete</em> graph there, with
 * the same number of samples as in training, and with the same noise each time. The paper uses this to stop
 * score-function estimators, which overfit (appendix D.5).
 *
 * <p>Initial weights are those of Glorot and Bengio. Biases are 0, except that the biases of the predicted units are
 * the logits of their means (appendix D.3; add-one smoothed). The means of the data, and running averages of the latent
 * layers with decay 0.9, are subtracted from the inputs of the inference (appendix D.4).
 *
 * <p>All randomness comes from named streams, one for each row of each step, and the gradients of a step's shards are
 * summed in order, so that the result is the same for any number of threads.
 *
 * <p>If the thread that trains is interrupted, the training stops within a step. The result then says {@code stopped}
 * and has the best parameters so far. With checkpoints, one is written, and a training that resumes from it ends as if
 * it had never been stopped. The thread's interrupt flag stays set.
 *
 * <pre>{@code
 * int[][] rows = {{0, 0, 0, 1}, {1, 1, 1, 0}, {1, 1, 1, 1}};
 * Dataset data = Dataset.of(rows);
 * LatentSpec spec = LatentSpec.parse("2H~4V", 2); // 2 latent bits, 4 observed ones
 * LatentObjective vimco = LatentObjective.of(Estimator.VIMCO, 5, spec.arity());
 * LatentModel model = LatentTrainer.of(LatentTrainer.defaults().withSteps(100))
 *         .fit(spec, vimco, data, new RandomStreams(1))
 *         .model();
 * MultiSampleBound bound = model.bound(data, 100, new RandomStreams(2), 1);
 * }</pre>
 */
public final class LatentTrainer {
    /** The share of the running averages of activities that is kept at each step. */
    private static final float CENTERING = 0.9f;
    /** The samples of a shard, which keep one core busy and fit their arrays into its cache. */
    private static final int SHARD = 160;

    private final TrainingSetup<LatentModel, Dataset> setup;

    private LatentTrainer(TrainingSetup<LatentModel, Dataset> setup) {
        this.setup = setup;
    }

    /**
     * Returns the defaults for these models: {@link TrainerOptions#defaults} with 10000 steps of 64 rows (appendix
     * D.5), the last parameters instead of their average, validation every 1000 steps, and shards of about 160 samples.
     *
     * @return the options; {@code shard} is a number of data rows
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
     * Returns a trainer.
     *
     * @param options how to train
     * @return the trainer
     */
    public static LatentTrainer of(TrainerOptions options) {
        return new LatentTrainer(TrainingSetup.of(options));
    }

    /**
     * Returns the same trainer with checkpoints. A resumed training ends with exactly the parameters of one that was
     * never stopped.
     *
     * @param value where, how often, and whether to resume; null for no checkpoints
     * @return a new trainer
     */
    public LatentTrainer withCheckpoint(Checkpoint value) {
        return new LatentTrainer(setup.withCheckpoint(value));
    }

    /**
     * Returns the same trainer, but it begins at a model's parameters and its means of the data instead of new ones.
     * Use it to go on with other data, another estimator or another learning rate. The optimiser begins anew, and so
     * does NVIL's baseline, which is not a part of a model. Checkpoints record where their training began.
     *
     * @param model the model to begin at, with the layers that will be trained; null for random parameters
     * @return a new trainer
     */
    public LatentTrainer startingFrom(LatentModel model) {
        return new LatentTrainer(setup.startingFrom(model));
    }

    /**
     * Returns the same trainer with validation data. Training then keeps the parameters with the best criterion there,
     * and may stop early. Without validation data, it does all steps and keeps the last parameters.
     *
     * @param data rows of as many bits as the training data; null for none
     * @return a new trainer
     */
    public LatentTrainer withValidation(Dataset data) {
        return new LatentTrainer(setup.withValidation(data));
    }

    /**
     * Returns the same trainer with a listener.
     *
     * @param listener receives the progress, on the thread that trains
     * @return a new trainer
     */
    public LatentTrainer withListener(TrainingListener listener) {
        return new LatentTrainer(setup.withListener(listener));
    }

    /**
     * Trains a new model.
     *
     * @param spec the model to train
     * @param objective the objective
     * @param train rows of bits
     * @param streams the seed: initial parameters, batches and noise
     * @return the model and a report of the training
     * @throws IllegalArgumentException if the data does not have {@link LatentSpec#dataWidth} bits or is weighted, the
     *     objective does not suit such a model, {@link #requireFit} refuses the sizes, the model to start from has
     *     other layers, or the checkpoint is of another training
     * @throws IllegalStateException if loss or gradient is not finite in the first step, so that nothing can be learned
     * @throws java.io.UncheckedIOException if the checkpoint can't be read or written; the trainer finds out before the
     *     first step whether it can be written
     */
    public TrainingResult<LatentModel> fit(
            LatentSpec spec, LatentObjective objective, Dataset train, RandomStreams streams) {
        TrainingSetup.require(spec, objective, train, streams);
        spec.requireData(train);
        if (setup.validation() != null) {
            spec.requireData(setup.validation());
        }
        requireFit(spec, objective);
        LatentModel start = setup.start();
        if (start != null && !start.spec().equals(spec)) {
            throw new IllegalArgumentException("training can't start from this model: its layers are " + start.spec()
                    + ", but " + spec + " is to be trained");
        }
        try (Run run = new Run(spec, objective, train, streams)) {
            return run.fit();
        }
    }

    /**
     * Checks that a model is of a size that can be trained, as {@link #fit} does before its first step.
     *
     * @param spec the model to train
     * @param objective the objective
     * @throws IllegalArgumentException if an array can't hold the parameters, the samples of a shard, or those of a
     *     batch
     */
    public void requireFit(LatentSpec spec, LatentObjective objective) {
        int samples = objective.samples();
        new LatentGraph(spec, objective.estimator().usesBaseline())
                .requireRoom(shard(setup.options().batch(), samples), samples);
        long perRow = Math.max(spec.dataWidth(), 2L * samples + 1);
        if (setup.options().batch() > Integer.MAX_VALUE / perRow) {
            throw new IllegalArgumentException("batch must be at most " + Integer.MAX_VALUE / perRow + " for rows of "
                    + Counts.of(spec.dataWidth(), "bit") + " and " + Counts.of(samples, "sample") + ", was "
                    + setup.options().batch());
        }
    }

    /** Returns the rows of a shard. */
    private int shard(int batch, int samples) {
        int given = setup.options().shard();
        return Math.min(batch, given > 0 ? given : Math.max(1, SHARD / samples));
    }

    /** The model to train, as a network. */
    private record Trained(LatentGraph graph, LatentObjective objective) implements Network {
        @Override
        public int inputWidth() {
            return graph.inputWidth(objective.samples());
        }

        @Override
        public int outputWidth() {
            return graph.outputWidth(LatentGraph.Output.WEIGHTS, objective.samples(), true);
        }

        @Override
        public int parameterCount() {
            return graph.parameterCount();
        }

        @Override
        public float[] initialParameters(UniformRandomProvider random) {
            return graph.initialParameters(random);
        }

        @Override
        public ScoreNetwork open() {
            return graph.open(
                    LatentGraph.Output.WEIGHTS,
                    objective.relaxation(),
                    objective.temperatures(),
                    objective.samples(),
                    true);
        }
    }

    /** One training: the rows of each step, and the effects of their outputs. */
    private final class Run implements AutoCloseable, Training.Problem<LatentLane> {
        private final LatentSpec spec;
        private final LatentObjective objective;
        private final Dataset validation;
        private final RandomStreams streams;
        private final LatentGraph graph;
        private final BoundLoss loss;
        private final Batches batches;
        private final float[] mean;
        private final float[] outputs;
        private final double[] activities;
        /** Mean and variance of NVIL's signals. */
        private final double[] signals = {SignalStatistics.NONE.mean(), SignalStatistics.NONE.variance()};

        private final Training<LatentLane> training;

        Run(LatentSpec spec, LatentObjective objective, Dataset train, RandomStreams streams) {
            TrainerOptions options = setup.options();
            LatentModel start = setup.start();
            this.spec = spec;
            this.objective = objective;
            this.validation = setup.validation();
            this.streams = streams;
            graph = new LatentGraph(spec, objective.estimator().usesBaseline());
            int samples = objective.samples();
            BoundLoss bound = BoundLoss.of(objective.estimator(), samples);
            loss = spec.structured() ? bound.ofPrior() : bound;
            batches = new Batches(train, options.batch(), true, streams);
            outputs = new float[batches.rows() * loss.width()];
            activities = new double[graph.activityWidth()];
            int shard = shard(batches.rows(), samples);
            int shards = (batches.rows() + shard - 1) / shard;
            Trained network = new Trained(graph, objective);
            float[] initial = network.initialParameters(streams.stream("parameters"));
            mean = start == null ? beginAt(train, initial) : beginAt(start, initial);
            Map<String, String> identity = setup.checkpoint() == null
                    ? Map.of()
                    : TrainingIdentity.of(
                            Map.of("layers", spec.toString()),
                            objective.describe(),
                            TrainingIdentity.rows(train),
                            TrainingIdentity.rows(validation),
                            streams,
                            options,
                            shard,
                            start == null ? null : withMean(initial));
            training = new Training<>(
                    setup,
                    identity,
                    network,
                    initial,
                    Math.min(options.threads(), shards),
                    open -> new LatentLane(open, rows(), loss, spec.dataWidth(), shard));
        }

        private float[] withMean(float[] initial) {
            float[] all = Arrays.copyOf(initial, initial.length + mean.length);
            System.arraycopy(mean, 0, all, initial.length, mean.length);
            return all;
        }

        private LatentRows rows() {
            return new LatentRows(spec, mean, objective.relaxation(), objective.temperatures(), objective.samples());
        }

        /** Sets the biases of the predicted units, and returns the means of the source. */
        private float[] beginAt(Dataset train, float[] initial) {
            int width = spec.dataWidth();
            long[] ones = new long[width];
            int[] states = train.states();
            for (int i = 0; i < states.length; i++) {
                ones[i % width] += states[i];
            }
            double count = train.count();
            for (int i = 0; i < spec.observed(); i++) {
                long one = ones[spec.given() + i];
                initial[graph.observedBias() + i] = (float) Math.log((one + 1) / (count - one + 1));
            }
            float[] means = new float[spec.sourceWidth()];
            for (int i = 0; i < means.length; i++) {
                means[i] = (float) (ones[i] / count);
            }
            return means;
        }

        /** Sets all parameters except the baseline, which comes last. */
        private float[] beginAt(LatentModel start, float[] initial) {
            System.arraycopy(start.parameters(), 0, initial, 0, graph.centered());
            return start.mean();
        }

        TrainingResult<LatentModel> fit() {
            return training.run(this).map(this::model);
        }

        private LatentModel model(float[] from) {
            return LatentModel.of(spec, Arrays.copyOf(from, graph.centered()), mean);
        }

        @Override
        public Training.Rows<LatentLane> step(int step) {
            batches.next(step);
            Arrays.fill(activities, 0);
            SignalStatistics statistics = new SignalStatistics(signals[0], signals[1]);
            return new Training.Rows<>() {
                private int row;

                @Override
                public boolean isEmpty() {
                    return row >= batches.rows();
                }

                @Override
                public void fill(LatentLane lane) {
                    row = lane.fill(batches.states(), row, batches.rows(), step, streams, statistics);
                }

                @Override
                public void ran(LatentLane lane) {
                    lane.outputs(outputs);
                    lane.addActivities(activities);
                }
            };
        }

        @Override
        public boolean hasCriterion() {
            return validation != null;
        }

        @Override
        public double criterion(Training<LatentLane> unused, float[] average) {
            return -model(average)
                    .bound(
                            validation,
                            objective.samples(),
                            new RandomStreams(streams.stream("validation").nextLong()),
                            setup.options().threads())
                    .mean();
        }

        @Override
        public int heldFrom() {
            return graph.trained();
        }

        @Override
        public int heldTo() {
            return graph.centered();
        }

        /** Updates the statistics of the signals, and the centers, which are running averages of the activities. */
        @Override
        public void stepped(float[] parameters, float[] average) {
            SignalStatistics next = loss.update(new SignalStatistics(signals[0], signals[1]), outputs, batches.rows());
            signals[0] = next.mean();
            signals[1] = next.variance();
            for (int i = 0; i < activities.length; i++) {
                int at = graph.trained() + i;
                parameters[at] =
                        CENTERING * parameters[at] + (1 - CENTERING) * (float) (activities[i] / batches.rows());
                average[at] = parameters[at];
            }
        }

        @Override
        public double[] memory() {
            return signals;
        }

        @Override
        public void close() {
            training.close();
        }
    }

    @Override
    public String toString() {
        return setup.describe("LatentTrainer");
    }
}
