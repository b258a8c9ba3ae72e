package org.concretescore.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.VectorObjective;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.VectorArchitecture;
import org.concretescore.nn.network.VectorNetwork;

/**
 * Trains networks on vectors, as {@link Trainer} does on states: the same optimiser, validation and checkpoints, and a
 * result that does not depend on the number of threads. The criterion on validation data is the objective itself, always
 * with the same noise.
 *
 * <p>Interrupting the thread that trains stops it within a step: the result says {@code stopped}, and has the best parameters
 * so far. Where there are checkpoints, one is written, and a training that resumes from it ends as if it had never been
 * stopped. The thread's interrupt flag stays set.
 */
public final class VectorTrainer {
    private final TrainerOptions options;
    private final Checkpoint checkpoint;
    /** Where training begins; null for random parameters. */
    private final VectorModel start;

    private VectorTrainer(TrainerOptions options, Checkpoint checkpoint, VectorModel start) {
        this.options = options;
        this.checkpoint = checkpoint;
        this.start = start;
    }

    /**
     * The options to begin with: those of {@link TrainerOptions#defaults} with learning rate 5e-4.
     *
     * @return the options
     */
    public static TrainerOptions defaults() {
        return TrainerOptions.defaults().withLearningRate(5e-4);
    }

    /**
     * A trainer.
     *
     * @param options how to train
     * @return the trainer
     */
    public static VectorTrainer of(TrainerOptions options) {
        return new VectorTrainer(Objects.requireNonNull(options, "options"), null, null);
    }

    /**
     * The same trainer with checkpoints. A resumed training ends with exactly the parameters of one that was never
     * stopped.
     *
     * @param value where, how often, and whether to resume; null for no checkpoints
     * @return a new trainer
     */
    public VectorTrainer withCheckpoint(Checkpoint value) {
        return new VectorTrainer(options, value, start);
    }

    /**
     * The same trainer, which begins at a model's parameters in place of random ones: to go on with other data, another
     * objective or another learning rate. The optimiser begins anew. Checkpoints know where their training began.
     *
     * @param model what to begin at, of the network, the dimension and the levels of noise that will be trained; null for random
     *     parameters
     * @return a new trainer
     */
    public VectorTrainer startingFrom(VectorModel model) {
        return new VectorTrainer(options, checkpoint, model);
    }

    /**
     * Trains a new model for all steps, without validation and without a listener.
     *
     * @param architecture what to train
     * @param objective what to minimise
     * @param train the data
     * @param streams the seed: initial parameters, batches and noise
     * @return the model and how it came about
     * @throws IllegalArgumentException as
     *     {@link #fit(VectorArchitecture, VectorObjective, Vectors, Vectors, RandomStreams, TrainingListener) the longer form}
     * @throws IllegalStateException likewise
     * @throws java.io.UncheckedIOException likewise
     */
    public VectorTrainingResult fit(
            VectorArchitecture architecture, VectorObjective objective, Vectors train, RandomStreams streams) {
        return fit(architecture, objective, train, null, streams, TrainingListener.none());
    }

    /**
     * Trains a new model.
     *
     * @param architecture what to train
     * @param objective what to minimise
     * @param train the data
     * @param validation data to stop early by, or null to train all steps and take the last parameters
     * @param streams the seed: initial parameters, batches and noise
     * @param listener hears of the progress
     * @return the model and how it came about
     * @throws IllegalArgumentException if data, network and objective don't fit each other, the model to start from is
     *     another one, or the checkpoint is of another training
     * @throws IllegalStateException if loss or gradient is no number in the first step, so that nothing can be learned
     * @throws java.io.UncheckedIOException if the checkpoint can't be read or written
     */
    public VectorTrainingResult fit(
            VectorArchitecture architecture,
            VectorObjective objective,
            Vectors train,
            Vectors validation,
            RandomStreams streams,
            TrainingListener listener) {
        Objects.requireNonNull(streams, "streams");
        Objects.requireNonNull(listener, "listener");
        if (validation != null && validation.dimension() != train.dimension()) {
            throw new IllegalArgumentException("the validation data has " + validation.dimension()
                    + " columns, the training data " + train.dimension());
        }
        VectorModel.requireNoise(architecture, objective.levels());
        VectorNetwork network = architecture.network(train.dimension(), objective.answer());
        if (start != null) {
            requireStart(architecture, objective, train.dimension(), network.parameterCount());
        }
        int perRow = objective.pointsPerRow(train.dimension());
        int shard = Math.max(options.shard() > 0 ? options.shard() : shard(network.shard(), perRow), perRow);
        Map<String, String> identity = checkpoint == null
                ? Map.of()
                : identity(Checkpoint.identity(architecture, objective, train, validation, streams, options, shard));
        Steps steps = new Steps(train, validation, streams);
        long points = (long) perRow * Math.max(options.batch(), validation == null ? 0 : validation.count());
        int lanes = (int) Math.min(options.threads(), (points + shard - 1) / shard);
        try (Training<VectorLane> training = new Training<>(
                options,
                checkpoint,
                identity,
                listener,
                network,
                start != null ? start.parameters() : network.initialParameters(streams.stream("parameters")),
                lanes,
                open -> new VectorLane(network, objective, train.dimension(), open, shard))) {
            Training.Outcome end = training.run(steps);
            return new VectorTrainingResult(
                    VectorModel.of(architecture, train.dimension(), objective.levels(), end.parameters()),
                    end.steps(),
                    end.bestStep(),
                    end.loss(),
                    end.criterion(),
                    end.diverged(),
                    end.stopped(),
                    end.curve());
        }
    }

    private Map<String, String> identity(Map<String, String> identity) {
        return start == null ? identity : Checkpoint.identity(identity, start.parameters());
    }

    private void requireStart(
            VectorArchitecture architecture, VectorObjective objective, int dimension, int parameters) {
        Start.requireSame(
                describe(start.architecture(), start.dimension(), start.levels(), start.parameterCount()),
                describe(architecture, dimension, objective.levels(), parameters));
    }

    private static Map<String, String> describe(
            VectorArchitecture architecture, int dimension, NoiseLevels levels, int parameters) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("dimension", String.valueOf(dimension));
        architecture.describe().forEach((name, value) -> texts.put("network." + name, value));
        texts.put("noise", levels.toString());
        texts.put("number of parameters", String.valueOf(parameters));
        return texts;
    }

    /**
     * At most as many points as suit the network, and a batch cut evenly: plans run all of their rows, wanted or not. A
     * validation takes the same plans, though it has more rows: it is rare.
     */
    private int shard(int most, int perRow) {
        int rows = Math.max(1, most / perRow);
        int shards = (options.batch() + rows - 1) / rows;
        return (options.batch() + shards - 1) / shards * perRow;
    }

    /** Consecutive parts of a new shuffle every epoch. */
    private final class Steps implements Training.Problem<VectorLane> {
        private final Vectors train;
        private final Vectors validation;
        private final RandomStreams streams;
        private final int[] order;
        private final int[] chosen;
        private long epoch = -1;

        Steps(Vectors train, Vectors validation, RandomStreams streams) {
            this.train = train;
            this.validation = validation;
            this.streams = streams;
            order = new int[train.count()];
            chosen = new int[options.batch()];
        }

        @Override
        public Training.Rows<VectorLane> step(int step) {
            long position = (long) step * chosen.length;
            for (int i = 0; i < chosen.length; i++, position++) {
                if (position / order.length != epoch) {
                    epoch = position / order.length;
                    shuffle(streams.stream("epoch", epoch));
                }
                chosen[i] = order[(int) (position % order.length)];
            }
            return rows(train, chosen, chosen.length, streams.stream("points", step));
        }

        private void shuffle(UniformRandomProvider random) {
            for (int i = 0; i < order.length; i++) {
                int j = random.nextInt(i + 1);
                order[i] = order[j];
                order[j] = i;
            }
        }

        @Override
        public boolean hasCriterion() {
            return validation != null;
        }

        @Override
        public double criterion(Training<VectorLane> training, float[] parameters) {
            return training.mean(
                    () -> rows(validation, null, validation.count(), streams.stream("validation", 0)), parameters);
        }

        private static Training.Rows<VectorLane> rows(
                Vectors data, int[] places, int count, UniformRandomProvider random) {
            return new Training.Rows<>() {
                private int row;

                @Override
                public boolean isEmpty() {
                    return row >= count;
                }

                @Override
                public void fill(VectorLane lane) {
                    row = lane.fill(data.values(), places, row, count, 1.0 / count, random);
                }
            };
        }
    }

    @Override
    public String toString() {
        return "VectorTrainer[" + options + (checkpoint == null ? "" : ", " + checkpoint) + "]";
    }
}
