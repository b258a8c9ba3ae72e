package org.concretescore.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.NoiseLevels;
import org.concretescore.core.vector.VectorObjective;
import org.concretescore.core.vector.Vectors;
import org.concretescore.nn.model.VectorModel;
import org.concretescore.nn.network.VectorArchitecture;
import org.concretescore.nn.network.VectorNetwork;

/**
 * Trains networks on vectors, as {@link Trainer} does on states. It has the same optimiser, validation and checkpoints,
 * and its result does not depend on the number of threads. The criterion on validation data is the objective itself,
 * always with the same noise.
 *
 * <p>If the thread that trains is interrupted, the training stops within a step. The result then says {@code stopped}
 * and has the best parameters so far. With checkpoints, one is written, and a training that resumes from it ends as if
 * it had never been stopped. The thread's interrupt flag stays set.
 *
 * <pre>{@code
 * double[][] rows = {{0.1, 1.7}, {0.3, 1.2}, {0.2, 1.5}, {0.4, 1.1}}; // more of them
 * Arcsm network = Arcsm.defaults().withContext(4, 8).withWidths(8, 8).withNoise(true);
 * VectorObjective objective = new CompositeDenoising(NoiseLevels.of(1, 0.5, 0.25));
 * VectorModel model = VectorTrainer.of(VectorTrainer.defaults().withSteps(100))
 *         .fit(network, objective, Vectors.of(rows), new RandomStreams(1))
 *         .model();
 * }</pre>
 */
public final class VectorTrainer {
    private final TrainingSetup<VectorModel, Vectors> setup;

    private VectorTrainer(TrainingSetup<VectorModel, Vectors> setup) {
        this.setup = setup;
    }

    /**
     * Returns the options to begin with: those of {@link TrainerOptions#defaults} with learning rate 5e-4.
     *
     * @return the options
     */
    public static TrainerOptions defaults() {
        return TrainerOptions.defaults().withLearningRate(5e-4);
    }

    /**
     * Returns a trainer.
     *
     * @param options how to train
     * @return the trainer
     */
    public static VectorTrainer of(TrainerOptions options) {
        return new VectorTrainer(TrainingSetup.of(options));
    }

    /**
     * Returns the same trainer with checkpoints. A resumed training ends with exactly the parameters of one that was
     * never stopped.
     *
     * @param value where, how often, and whether to resume; null for no checkpoints
     * @return a new trainer
     */
    public VectorTrainer withCheckpoint(Checkpoint value) {
        return new VectorTrainer(setup.withCheckpoint(value));
    }

    /**
     * Returns the same trainer, but it begins at a model's parameters instead of random ones. Use it to go on with
     * other data, another objective or another learning rate. The optimiser begins anew. Checkpoints record where their
     * training began.
     *
     * @param model the model to begin at, with the network, the dimension and the levels of noise that will be trained;
     *     null for random parameters
     * @return a new trainer
     */
    public VectorTrainer startingFrom(VectorModel model) {
        return new VectorTrainer(setup.startingFrom(model));
    }

    /**
     * Returns the same trainer with validation data. Training then keeps the parameters with the best criterion there,
     * and may stop early. Without validation data, it does all steps and keeps the last parameters.
     *
     * @param data vectors of the dimension of the training data; null for none
     * @return a new trainer
     */
    public VectorTrainer withValidation(Vectors data) {
        return new VectorTrainer(setup.withValidation(data));
    }

    /**
     * Returns the same trainer with a listener.
     *
     * @param listener receives the progress, on the thread that trains
     * @return a new trainer
     */
    public VectorTrainer withListener(TrainingListener listener) {
        return new VectorTrainer(setup.withListener(listener));
    }

    /**
     * Trains a new model.
     *
     * @param architecture the network to train
     * @param objective the objective to minimise
     * @param train the data
     * @param streams the seed: initial parameters, batches and noise
     * @return the model and a report of the training
     * @throws IllegalArgumentException if data, network and objective do not fit each other, the model to start from is
     *     another one, or the checkpoint is of another training
     * @throws IllegalStateException if loss or gradient is not finite in the first step, so that nothing can be learned
     * @throws java.io.UncheckedIOException if the checkpoint can't be read or written
     */
    public TrainingResult<VectorModel> fit(
            VectorArchitecture architecture, VectorObjective objective, Vectors train, RandomStreams streams) {
        TrainingSetup.require(architecture, objective, train, streams);
        TrainerOptions options = setup.options();
        Vectors validation = setup.validation();
        if (validation != null && validation.dimension() != train.dimension()) {
            throw new IllegalArgumentException("the validation data has " + validation.dimension()
                    + " columns, but the training data has " + train.dimension());
        }
        VectorModel.requireNoise(architecture, objective.levels());
        VectorNetwork network = architecture.network(train.dimension(), objective.answer());
        float[] start = setup.start() == null ? null : setup.start().parameters();
        if (start != null) {
            Start.requireSame(
                    describe(
                            setup.start().architecture(),
                            setup.start().dimension(),
                            setup.start().levels(),
                            start.length),
                    describe(architecture, train.dimension(), objective.levels(), network.parameterCount()));
        }
        int perRow = objective.pointsPerRow(train.dimension());
        int shard = Math.max(options.shard() > 0 ? options.shard() : shard(network.shard(), perRow), perRow);
        Map<String, String> identity = setup.checkpoint() == null
                ? Map.of()
                : TrainingIdentity.of(
                        describe(architecture),
                        objective.describe(),
                        TrainingIdentity.rows(train),
                        TrainingIdentity.rows(validation),
                        streams,
                        options,
                        shard,
                        start);
        long points = (long) perRow * Math.max(options.batch(), validation == null ? 0 : validation.count());
        int lanes = (int) Math.min(options.threads(), (points + shard - 1) / shard);
        try (Training<VectorLane> training = new Training<>(
                setup,
                identity,
                network,
                start != null ? start : network.initialParameters(streams.stream("parameters")),
                lanes,
                open -> new VectorLane(network, objective, train.dimension(), open, shard))) {
            return training.run(new Steps(train, validation, streams))
                    .map(parameters -> VectorModel.of(architecture, train.dimension(), objective.levels(), parameters));
        }
    }

    private static Map<String, String> describe(VectorArchitecture architecture) {
        Map<String, String> texts = new LinkedHashMap<>();
        architecture.describe().forEach((name, value) -> texts.put("network." + name, value));
        return texts;
    }

    private static Map<String, String> describe(
            VectorArchitecture architecture, int dimension, NoiseLevels levels, int parameters) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("dimension", String.valueOf(dimension));
        texts.putAll(describe(architecture));
        texts.put("noise", levels.toString());
        texts.put("number of parameters", String.valueOf(parameters));
        return texts;
    }

    /**
     * Returns the size of a shard: at most as many points as suit the network, in an even cut of the batch, because
     * plans always run all of their rows. Validations use the same plans, although they have more rows, because they
     * are rare.
     */
    private int shard(int most, int perRow) {
        int rows = Math.max(1, most / perRow);
        int shards = (setup.options().batch() + rows - 1) / rows;
        return (setup.options().batch() + shards - 1) / shards * perRow;
    }

    /** The points that a step and a validation take. */
    private final class Steps implements Training.Problem<VectorLane> {
        private final Vectors train;
        private final Vectors validation;
        private final RandomStreams streams;
        private final Epochs epochs;

        Steps(Vectors train, Vectors validation, RandomStreams streams) {
            this.train = train;
            this.validation = validation;
            this.streams = streams;
            epochs = new Epochs(train.count(), setup.options().batch(), streams);
        }

        @Override
        public Training.Rows<VectorLane> step(int step) {
            int[] chosen = epochs.rows(step);
            return rows(train, chosen, chosen.length, streams.stream("points", step));
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
        return setup.describe("VectorTrainer");
    }
}
