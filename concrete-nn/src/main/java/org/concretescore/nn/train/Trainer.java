package org.concretescore.nn.train;

import java.util.Arrays;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.objective.Likelihood;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.network.Network;

/**
 * Trains score models by Adam on mini-batches.
 *
 * <p>With validation data, training keeps the parameters with the best mean <em>ratio matching</em> loss there,
 * whatever the objective. That criterion is bounded and proper, while CSM's own value falls without limit if the data
 * has gaps, and then picks bad parameters. It runs over all edges if that is affordable, and otherwise over one sampled
 * neighbor per row. For a normalised model the criterion is the mean of {@code -log q}; with several masks, it is the
 * mean of their criteria, a bound on that of their mixture.
 *
 * <p>All randomness comes from named streams, one for each step, and the gradients of a step's shards are summed in
 * order, so that the result is the same for any number of threads.
 *
 * <p>If the thread that trains is interrupted, the training stops within a step. The result then says {@code stopped}
 * and has the best parameters so far. With checkpoints, one is written, and a training that resumes from it ends as if
 * it had never been stopped. The thread's interrupt flag stays set.
 *
 * <pre>{@code
 * RandomStreams streams = new RandomStreams(1);
 * ExactDistribution truth = ExactDistribution.of(StateSpace.of(4), 1, 2, 4, 8);
 * Dataset data = Dataset.of(Schema.of(truth.space()), truth.sample(5000, streams.stream("data")), 5000);
 * NetworkSpec spec = NetworkSpec.energy(Graphs.hamming(data.space()));
 * Trainer trainer = Trainer.of(TrainerOptions.defaults().withSteps(100));
 * try (NeuralModel model = trainer.fit(spec, Objectives.csm(), data, streams).model()) {
 *     double[] logRatios = model.score().logRatios(0); // about log 2, log 4 and log 8
 * }
 * }</pre>
 */
public final class Trainer {
    /** The largest number of states of one full validation. With more, one neighbor per row is sampled. */
    private static final int VALIDATION_STATES = 1 << 18;

    private final TrainingSetup<NeuralModel, Dataset> setup;

    private Trainer(TrainingSetup<NeuralModel, Dataset> setup) {
        this.setup = setup;
    }

    /**
     * Returns a trainer.
     *
     * @param options how to train
     * @return the trainer
     */
    public static Trainer of(TrainerOptions options) {
        return new Trainer(TrainingSetup.of(options));
    }

    /**
     * Returns the same trainer with checkpoints. A resumed training ends with exactly the parameters of one that was
     * never stopped.
     *
     * @param value where, how often, and whether to resume; null for no checkpoints
     * @return a new trainer
     */
    public Trainer withCheckpoint(Checkpoint value) {
        return new Trainer(setup.withCheckpoint(value));
    }

    /**
     * Returns the same trainer, but it begins at a model's parameters instead of random ones. Use it to go on with
     * other data, another objective or another learning rate. The optimiser begins anew. Checkpoints record where their
     * training began.
     *
     * @param model the model to begin at, with the specification that will be trained; null for random parameters
     * @return a new trainer
     */
    public Trainer startingFrom(NeuralModel model) {
        return new Trainer(setup.startingFrom(model));
    }

    /**
     * Returns the same trainer with validation data. Training then keeps the parameters with the best criterion there,
     * and may stop early. Without validation data, it does all steps and keeps the last parameters.
     *
     * @param data data on the space of the training data; null for none
     * @return a new trainer
     */
    public Trainer withValidation(Dataset data) {
        return new Trainer(setup.withValidation(data));
    }

    /**
     * Returns the same trainer with a listener.
     *
     * @param listener receives the progress, on the thread that trains
     * @return a new trainer
     */
    public Trainer withListener(TrainingListener listener) {
        return new Trainer(setup.withListener(listener));
    }

    /**
     * Trains a new model.
     *
     * @param spec the model to train
     * @param objective the objective to minimise
     * @param train the data
     * @param streams the seed: initial parameters, batches and sampled edges
     * @return the model and a report of the training
     * @throws IllegalArgumentException if data, graph, head and objective do not fit each other, the graph is not
     *     weakly connected, the model to start from has another specification, or the checkpoint is of another training
     * @throws IllegalStateException if loss or gradient is not finite in the first step, so that nothing can be learned
     * @throws java.io.UncheckedIOException if the checkpoint can't be read or written; the trainer finds out before the
     *     first step whether it can be written
     */
    public TrainingResult<NeuralModel> fit(
            NetworkSpec spec, Objective objective, Dataset train, RandomStreams streams) {
        TrainingSetup.require(spec, objective, train, streams);
        requireSpace(spec, train, "training");
        if (setup.validation() != null) {
            requireSpace(spec, setup.validation(), "validation");
        }
        requireFit(spec, objective);
        if (setup.start() != null) {
            Start.requireSame(setup.start().spec().describe(), spec.describe());
        }
        try (Run run = new Run(spec, objective, train, streams)) {
            return run.fit();
        }
    }

    /**
     * Checks that a model can be trained by an objective, as {@link #fit} does before its first step.
     *
     * @param spec the model to train
     * @param objective the objective to minimise
     * @throws IllegalArgumentException if graph, head and objective do not fit each other, the graph is not weakly
     *     connected, or a {@linkplain Graphs#spotCheck spot check} finds it wrong
     */
    public static void requireFit(NetworkSpec spec, Objective objective) {
        Graphs.spotCheck(spec.graph());
        Lane.requireFit(spec, objective);
        if (objective.needs() == Objective.Needs.RATIOS) {
            Graphs.requireWeaklyConnected(spec.graph(), "training");
        }
    }

    private static void requireSpace(NetworkSpec spec, Dataset data, String which) {
        if (!data.schema().space().equals(spec.graph().space())) {
            throw new IllegalArgumentException("the " + which + " data is on "
                    + data.schema().space() + ", but the graph is on "
                    + spec.graph().space());
        }
    }

    /** One training: the rows of each step and of each validation. */
    private final class Run implements AutoCloseable, Training.Problem<Lane> {
        private final NetworkSpec spec;
        private final Objective objective;
        private final RandomStreams streams;
        private final Batches batches;
        private final Dataset validation;
        private final Objective criterion;
        private final double[] validationWeights;
        private final int capacity;
        private final Training<Lane> training;

        Run(NetworkSpec spec, Objective objective, Dataset train, RandomStreams streams) {
            TrainerOptions options = setup.options();
            Dataset validation = setup.validation();
            this.spec = spec;
            this.objective = objective;
            this.streams = streams;
            // A row that stands for many would be perturbed only once for all of them.
            Dataset distinct = validation == null || objective.perturbs() ? validation : validation.distinct();
            this.validation = distinct;
            this.validationWeights = distinct == null ? null : normalised(distinct);
            this.batches = new Batches(train, options.batch(), objective.perturbs(), streams);
            int perRow = objective.statesPerRow(spec.graph(), spec.isTied());
            Network description = spec.network();
            int least = Math.max(perRow, objective.criterion(true).statesPerRow(spec.graph(), spec.isTied()));
            this.capacity = Math.max(options.shard() > 0 ? options.shard() : description.shard(), least);
            long entries = (long) capacity * Math.max(description.inputWidth(), description.outputWidth());
            if (entries > Integer.MAX_VALUE / Float.BYTES) {
                throw new IllegalArgumentException("one data row and its neighbors are " + perRow + " states of "
                        + description.inputWidth() + " inputs and " + description.outputWidth()
                        + " outputs, too many for one plan; use a graph with fewer slots than " + spec.graph()
                        + (spec.isTied() ? " or" : ",") + " one sampled neighbor"
                        + (spec.isTied() ? "" : ", or the energy model"));
            }
            this.criterion = criterion(distinct);
            int lanesWanted = lanes(objective, batches.rows());
            if (validation != null) {
                lanesWanted = Math.max(lanesWanted, lanes(criterion, distinct.count()));
            }
            float[] start = setup.start() == null ? null : setup.start().parameters();
            float[] initial = start;
            if (start == null) {
                initial = description.initialParameters(streams.stream("parameters"));
                description.beginAt(initial, IndependentModel.of(train));
            }
            Map<String, String> identity = setup.checkpoint() == null
                    ? Map.of()
                    : TrainingIdentity.of(
                            spec.describe(),
                            objective.describe(),
                            TrainingIdentity.rows(train),
                            TrainingIdentity.rows(validation),
                            streams,
                            options,
                            capacity,
                            start);
            this.training = new Training<>(
                    setup, identity, description, initial, lanesWanted, network -> new Lane(spec, network, capacity));
        }

        private Objective criterion(Dataset distinct) {
            if (spec.family() == Family.NORMALISED) {
                return new Likelihood();
            }
            Objective full = objective.criterion(false);
            int perRow = full.statesPerRow(spec.graph(), spec.isTied());
            // The size of a plan depends on the training, not on the validation.
            boolean affordable =
                    distinct != null && perRow <= capacity && (long) distinct.count() * perRow <= VALIDATION_STATES;
            return affordable ? full : objective.criterion(true);
        }

        private static double[] normalised(Dataset data) {
            double total = data.totalWeight();
            return Arrays.stream(data.weights()).map(w -> w / total).toArray();
        }

        /** Returns the number of lanes that many rows can keep busy. */
        private int lanes(Objective of, int rows) {
            long states = (long) rows * of.statesPerRow(spec.graph(), spec.isTied());
            long shards = spec.graph().space().hasAtMost(capacity) && !of.hasLevels()
                    ? 1
                    : (states + capacity - 1) / capacity;
            return (int) Math.min(setup.options().threads(), shards);
        }

        TrainingResult<NeuralModel> fit() {
            return training.run(this).map(spec::model);
        }

        @Override
        public Training.Rows<Lane> step(int step) {
            batches.next(step);
            return rows(objective, batches.states(), batches.rows(), batches.weights(), streams.stream("edges", step));
        }

        @Override
        public boolean hasCriterion() {
            return validation != null;
        }

        @Override
        public double criterion(Training<Lane> training, float[] parameters) {
            return training.mean(
                    () -> rows(
                            criterion,
                            validation.states(),
                            validation.count(),
                            validationWeights,
                            streams.stream("validation", 0)),
                    parameters);
        }

        private static Training.Rows<Lane> rows(
                Objective of, int[] states, int rows, double[] weights, UniformRandomProvider random) {
            return new Training.Rows<>() {
                private int row;

                @Override
                public boolean isEmpty() {
                    return row >= rows;
                }

                @Override
                public void fill(Lane lane) {
                    row = lane.fill(of, states, row, rows, weights, random);
                }
            };
        }

        @Override
        public void close() {
            training.close();
        }
    }

    @Override
    public String toString() {
        return setup.describe("Trainer");
    }
}
