package org.concretescore.nn.train;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.baseline.IndependentModel;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.objective.Likelihood;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.model.Family;
import org.concretescore.nn.model.ModelFile;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.network.Network;

/**
 * Trains score models by Adam on mini-batches.
 *
 * <p>With validation data, training keeps the parameters with the best mean <em>ratio matching</em> loss there, whatever
 * the objective: that criterion is bounded and proper, while CSM's own value falls without limit where the data has
 * gaps, and picks bad parameters. It runs over all edges where that is affordable and over one sampled neighbor a row
 * elsewhere. For a normalised model the criterion is the mean of {@code -log q}; with several masks, the mean of theirs, a
 * bound on that of their mixture.
 *
 * <p>All randomness comes from named streams, one for each step, and the gradients of a step's shards are summed in order,
 * so that the result is the same for any number of threads.
 *
 * <p>Interrupting the thread that trains stops it within a step: the result says {@code stopped}, and has the best parameters
 * so far. Where there are checkpoints, one is written, and a training that resumes from it ends as if it had never been
 * stopped. The thread's interrupt flag stays set.
 */
public final class Trainer {
    /** The largest number of states of one full validation; with more, one neighbor a row is sampled. */
    private static final int VALIDATION_STATES = 1 << 18;

    private final TrainerOptions options;
    private final Checkpoint checkpoint;
    /** Where training begins; null for random parameters. */
    private final NeuralModel start;

    private Trainer(TrainerOptions options, Checkpoint checkpoint, NeuralModel start) {
        this.options = options;
        this.checkpoint = checkpoint;
        this.start = start;
    }

    /**
     * A trainer.
     *
     * @param options how to train
     * @return the trainer
     */
    public static Trainer of(TrainerOptions options) {
        return new Trainer(Objects.requireNonNull(options, "options"), null, null);
    }

    /**
     * The same trainer with checkpoints. A resumed training ends with exactly the parameters of one that was never
     * stopped.
     *
     * @param value where, how often, and whether to resume; null for no checkpoints
     * @return a new trainer
     */
    public Trainer withCheckpoint(Checkpoint value) {
        return new Trainer(options, value, start);
    }

    /**
     * The same trainer, which begins at a model's parameters in place of random ones: to go on with other data, another
     * objective or another learning rate. The optimiser begins anew. Checkpoints know where their training began.
     *
     * @param model what to begin at, of the specification that will be trained; null for random parameters
     * @return a new trainer
     */
    public Trainer startingFrom(NeuralModel model) {
        return new Trainer(options, checkpoint, model);
    }

    /**
     * Trains a new model for all steps, without validation and without a listener.
     *
     * @param spec what to train
     * @param objective what to minimise
     * @param train the data
     * @param streams the seed: initial parameters, batches and sampled edges
     * @return the model and how it came about
     * @throws IllegalArgumentException as
     *     {@link #fit(NetworkSpec, Objective, Dataset, Dataset, RandomStreams, TrainingListener) the longer form}
     * @throws IllegalStateException likewise
     * @throws java.io.UncheckedIOException likewise
     */
    public TrainingResult fit(NetworkSpec spec, Objective objective, Dataset train, RandomStreams streams) {
        return fit(spec, objective, train, null, streams, TrainingListener.none());
    }

    /**
     * Trains a new model.
     *
     * @param spec what to train
     * @param objective what to minimise
     * @param train the data
     * @param validation data to stop early by, or null to train all steps and take the last parameters
     * @param streams the seed: initial parameters, batches and sampled edges
     * @param listener hears of the progress
     * @return the model and how it came about
     * @throws IllegalArgumentException if data, graph, head and objective don't fit each other, the graph is not
     *     weakly connected, the model to start from has another specification, or the checkpoint is of another training
     * @throws IllegalStateException if loss or gradient is no number in the first step, so that nothing can be learned
     * @throws java.io.UncheckedIOException if the checkpoint can't be read or written; whether it can be written is found
     *     out before the first step
     */
    public TrainingResult fit(
            NetworkSpec spec,
            Objective objective,
            Dataset train,
            Dataset validation,
            RandomStreams streams,
            TrainingListener listener) {
        Objects.requireNonNull(streams, "streams");
        Objects.requireNonNull(listener, "listener");
        requireSpace(spec, train, "training");
        if (validation != null) {
            requireSpace(spec, validation, "validation");
        }
        requireFit(spec, objective);
        if (start != null) {
            Start.requireSame(ModelFile.describe(start.spec()), ModelFile.describe(spec));
        }
        try (Run run = new Run(spec, objective, train, validation, streams, listener)) {
            return run.fit();
        }
    }

    /**
     * Checks that a model can be trained by an objective, as {@link #fit} does before its first step.
     *
     * @param spec what to train
     * @param objective what to minimise
     * @throws IllegalArgumentException if graph, head and objective don't fit each other, the graph is not weakly connected, or a
     *     {@linkplain Graphs#spotCheck spot check} finds it wrong
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

    /** One training: which rows a step and a validation take. */
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

        Run(
                NetworkSpec spec,
                Objective objective,
                Dataset train,
                Dataset validation,
                RandomStreams streams,
                TrainingListener listener) {
            this.spec = spec;
            this.objective = objective;
            this.streams = streams;
            // A row that stands for many would be perturbed once for all of them.
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
                        + " outputs, too many for one plan; take a graph with fewer slots than " + spec.graph()
                        + (spec.isTied() ? " or" : ",") + " one sampled neighbor"
                        + (spec.isTied() ? "" : ", or the energy model"));
            }
            this.criterion = criterion(distinct);
            int lanesWanted = lanes(objective, batches.rows());
            if (validation != null) {
                lanesWanted = Math.max(lanesWanted, lanes(criterion, distinct.count()));
            }
            float[] initial;
            if (start != null) {
                initial = start.parameters();
            } else {
                initial = description.initialParameters(streams.stream("parameters"));
                description.beginAt(initial, IndependentModel.of(train));
            }
            Map<String, String> identity = checkpoint == null ? Map.of() : identity(train, validation);
            this.training = new Training<>(
                    options,
                    checkpoint,
                    identity,
                    listener,
                    description,
                    initial,
                    lanesWanted,
                    network -> new Lane(spec, network, capacity));
        }

        private Map<String, String> identity(Dataset train, Dataset judging) {
            Map<String, String> identity = Checkpoint.identity(
                    ModelFile.describe(spec), objective.describe(), train, judging, streams, options, capacity);
            return start == null ? identity : Checkpoint.identity(identity, start.parameters());
        }

        private Objective criterion(Dataset distinct) {
            if (spec.family() == Family.NORMALISED) {
                return new Likelihood();
            }
            Objective full = objective.criterion(false);
            int perRow = full.statesPerRow(spec.graph(), spec.isTied());
            // What is trained decides the size of a plan, not what is validated.
            boolean affordable =
                    distinct != null && perRow <= capacity && (long) distinct.count() * perRow <= VALIDATION_STATES;
            return affordable ? full : objective.criterion(true);
        }

        private static double[] normalised(Dataset data) {
            double total = data.totalWeight();
            return Arrays.stream(data.weights()).map(w -> w / total).toArray();
        }

        /** The number of lanes that many rows can keep busy. */
        private int lanes(Objective of, int rows) {
            long states = (long) rows * of.statesPerRow(spec.graph(), spec.isTied());
            long shards = spec.graph().space().hasAtMost(capacity) && of.noise().size() <= 1
                    ? 1
                    : (states + capacity - 1) / capacity;
            return (int) Math.min(options.threads(), shards);
        }

        TrainingResult fit() {
            Training.Outcome end = training.run(this);
            return new TrainingResult(
                    spec.model(end.parameters()),
                    end.steps(),
                    end.bestStep(),
                    end.loss(),
                    end.criterion(),
                    end.diverged(),
                    end.stopped(),
                    end.curve());
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
        return "Trainer[" + options + (checkpoint == null ? "" : ", " + checkpoint) + "]";
    }
}
