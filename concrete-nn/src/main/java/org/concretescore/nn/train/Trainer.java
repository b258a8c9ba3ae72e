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
import org.concretescore.nn.network.Network;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.plan.Workers;

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
 */
public final class Trainer {
    /** The largest number of states of one full validation; with more, one neighbor a row is sampled. */
    private static final int VALIDATION_STATES = 1 << 18;
    /** Where a loss counts as diverged though it is still a number. */
    private static final double DIVERGED = 1e15;
    /** Entries of the parameter vector that are never divided among threads. */
    private static final int BLOCK = 1 << 14;
    /** Entries of masks that are kept from step to step: 128 MiB. */
    private static final long KEPT = 1L << 25;

    private final TrainerOptions options;
    private final Checkpoint checkpoint;

    private Trainer(TrainerOptions options, Checkpoint checkpoint) {
        this.options = options;
        this.checkpoint = checkpoint;
    }

    /**
     * A trainer.
     *
     * @param options how to train
     * @return the trainer
     */
    public static Trainer of(TrainerOptions options) {
        return new Trainer(options, null);
    }

    /**
     * The same trainer with checkpoints. A resumed training ends with exactly the parameters of one that was never
     * stopped.
     *
     * @param value where, how often, and whether to resume; null for no checkpoints
     * @return a new trainer
     */
    public Trainer withCheckpoint(Checkpoint value) {
        return new Trainer(options, value);
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
     *     weakly connected, or the checkpoint is of another training
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
        requireSpace(spec, train, "training");
        if (validation != null) {
            requireSpace(spec, validation, "validation");
        }
        requireFit(spec, objective);
        try (Run run = new Run(spec, objective, train, validation, streams, listener)) {
            return run.fit();
        }
    }

    /**
     * Checks that a model can be trained by an objective, as {@link #fit} does before its first step.
     *
     * @param spec what to train
     * @param objective what to minimise
     * @throws IllegalArgumentException if graph, head and objective don't fit each other, or the graph is not weakly
     *     connected
     */
    public static void requireFit(NetworkSpec spec, Objective objective) {
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

    /** One training. */
    private final class Run implements AutoCloseable {
        private final NetworkSpec spec;
        private final Objective objective;
        private final RandomStreams streams;
        private final TrainingListener listener;
        private final Batches batches;
        private final Dataset validation;
        private final Objective criterion;
        private final double[] validationWeights;
        private final int capacity;
        private final Network description;
        private final ScoreNetwork network;
        private final Workers workers;
        private final Lane[] lanes;
        private final Map<String, String> identity;
        private final TrainingState state;
        /** Whether the checkpoint that is there is good, and kept as the previous one when the next is written. */
        private boolean keepNewest = true;

        private final float[] gradient;
        private final double[] norms;
        /** The parameters behind the current mask; the parameters themselves where there is one mask. */
        private final float[] masked;
        /** For each mask, 1 where it keeps a connection; or one vector for all in turn, where they would be too many. */
        private final float[][] keptMasks;

        private final int[] keptOf;

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
            this.listener = listener;
            // A row that stands for many would be perturbed once for all of them.
            Dataset distinct = validation == null || objective.perturbs() ? validation : validation.distinct();
            this.validation = distinct;
            this.validationWeights = distinct == null ? null : normalised(distinct);
            this.batches = new Batches(train, options.batch(), objective.perturbs(), streams);
            int perRow = objective.statesPerRow(spec.graph(), spec.isTied());
            this.description = spec.network();
            int least = Math.max(perRow, objective.criterion(true).statesPerRow(spec.graph(), spec.isTied()));
            this.capacity = Math.max(options.shard() > 0 ? options.shard() : description.shard(), least);
            long entries = (long) capacity * Math.max(description.inputWidth(), description.outputWidth());
            if (entries > Integer.MAX_VALUE / Float.BYTES) {
                throw new IllegalArgumentException("one data row and its neighbors are " + perRow + " states of "
                        + description.inputWidth() + " inputs and " + description.outputWidth()
                        + " outputs, too many for one plan; take a graph with fewer slots than " + spec.graph()
                        + ", one sampled neighbor, or the energy model");
            }
            this.criterion = criterion(distinct);
            int lanesWanted = lanes(objective, batches.rows());
            if (validation != null) {
                lanesWanted = Math.max(lanesWanted, lanes(criterion, distinct.count()));
            }
            float[] initial = description.initialParameters(streams.stream("parameters"));
            description.beginAt(initial, IndependentModel.of(train));
            this.state = new TrainingState(initial);
            this.gradient = new float[state.parameters.length];
            this.norms = new double[(gradient.length + BLOCK - 1) / BLOCK];
            this.masked = description.masks() > 1 ? new float[gradient.length] : null;
            boolean keepsAll = (long) description.masks() * gradient.length <= KEPT;
            this.keptMasks = new float[keepsAll ? description.masks() : 1][];
            this.keptOf = new int[keptMasks.length];
            Arrays.fill(keptOf, -1);
            this.identity = checkpoint == null
                    ? Map.of()
                    : Checkpoint.identity(spec, objective, train, validation, streams, options, capacity);
            if (checkpoint != null) {
                checkpoint.prepare();
                keepNewest = !checkpoint.resume() || checkpoint.restore(state, identity, listener);
            }
            this.lanes = new Lane[lanesWanted];
            this.network = description.open();
            try {
                for (int i = 0; i < lanes.length; i++) {
                    lanes[i] = new Lane(spec, network, capacity);
                }
            } catch (RuntimeException | Error e) {
                network.close();
                throw e;
            }
            this.workers = new Workers(lanesWanted);
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
            boolean ended =
                    state.step >= options.steps() || options.patience() > 0 && state.sinceBest >= options.patience();
            boolean diverged = false;
            while (!ended && !diverged) {
                double loss = step(state.step);
                diverged = !(Math.abs(loss) < DIVERGED);
                if (diverged) {
                    break;
                }
                state.step++;
                state.sum += loss;
                state.summed++;
                listener.step(state.step, options.steps(), loss);
                ended = state.step == options.steps();
                if (ended || state.step % options.validateEvery() == 0) {
                    ended |= assess();
                }
                if (checkpoint != null && state.step % checkpoint.every() == 0) {
                    checkpoint.save(state, identity, keepNewest);
                    keepNewest = true;
                }
            }
            return new TrainingResult(
                    spec.model(state.good), state.step, state.goodStep, state.mean, state.best, diverged, state.curve);
        }

        /** Adds a point to the curve and keeps the parameters if they are the best; true if patience has ended. */
        private boolean assess() {
            state.mean = state.sum / state.summed;
            state.sum = 0;
            state.summed = 0;
            double value = validation == null ? Double.NaN : validate();
            state.curve.add(new TrainingResult.Point(state.step, state.mean, value));
            boolean better =
                    validation == null || (Double.isNaN(state.best) ? Double.isFinite(value) : value < state.best);
            if (validation != null) {
                listener.validated(state.step, value, better);
            }
            if (better) {
                state.best = value;
                state.sinceBest = 0;
                System.arraycopy(state.average, 0, state.good, 0, state.good.length);
                state.goodStep = state.step;
                return false;
            }
            return ++state.sinceBest == options.patience();
        }

        /** One step; a loss or gradient that is no number leaves the parameters as they were and returns NaN. */
        private double step(int step) {
            batches.next(step);
            int mask = step % description.masks();
            double loss = sweep(
                    objective,
                    batches.states(),
                    batches.rows(),
                    batches.weights(),
                    "edges",
                    step,
                    mask,
                    state.parameters,
                    true);
            double norm = norm();
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                return Double.NaN;
            }
            float factor = (float) (norm > options.clipNorm() ? options.clipNorm() / norm : 1);
            double rate = options.learningRate() * options.decay().factor(step, options.steps());
            state.adam.begin(step + 1, rate);
            float shrink = (float) (1 - rate * options.weightDecay());
            // Early on, the average would be the initial parameters: let it begin as a plain mean.
            float keep = (float) Math.min(options.averaging(), step / (step + 10.0));
            inParts((from, to) -> {
                state.adam.step(state.parameters, gradient, factor, shrink, from, to);
                float[] parameters = state.parameters;
                float[] average = state.average;
                for (int i = from; i < to; i++) {
                    average[i] = keep * average[i] + (1 - keep) * parameters[i];
                }
            });
            return loss;
        }

        /** Runs a task on all entries of the parameter vector, cut at multiples of BLOCK, one part a worker. */
        private void inParts(Part part) {
            int blocks = norms.length;
            if (blocks < 2 * workers.count()) {
                part.run(0, gradient.length);
                return;
            }
            workers.run(i -> {
                int from = (int) ((long) blocks * i / workers.count()) * BLOCK;
                int to = (int) ((long) blocks * (i + 1) / workers.count()) * BLOCK;
                part.run(from, Math.min(to, gradient.length));
            });
        }

        /** The gradient's Euclidean norm; sums of blocks are added in order, so that it does not depend on the threads. */
        private double norm() {
            double squares = 0;
            for (double block : norms) {
                squares += block;
            }
            return Math.sqrt(squares);
        }

        /** 1 where a mask keeps a connection, 0 where it takes it away; null for a network that takes none away. */
        private float[] kept(int mask) {
            int index = mask % keptMasks.length;
            if (keptOf[index] != mask) {
                float[] kept = keptMasks[index] == null ? new float[gradient.length] : keptMasks[index];
                Arrays.fill(kept, 1);
                description.applyMask(mask, kept);
                boolean all = true;
                for (float k : kept) {
                    all &= k == 1;
                }
                keptMasks[index] = all ? null : kept;
                keptOf[index] = mask;
            }
            return keptMasks[index];
        }

        /** The mean criterion of the averaged parameters, over all masks. */
        private double validate() {
            double sum = 0;
            for (int mask = 0; mask < description.masks(); mask++) {
                sum += sweep(
                        criterion,
                        validation.states(),
                        validation.count(),
                        validationWeights,
                        "validation",
                        0,
                        mask,
                        state.average,
                        false);
            }
            return sum / description.masks();
        }

        /** The loss of many rows, in shards that are summed in order; with {@code backward}, its gradient is left in the field. */
        private double sweep(
                Objective of,
                int[] states,
                int rows,
                double[] weights,
                String stream,
                long index,
                int mask,
                float[] at,
                boolean backward) {
            UniformRandomProvider random = streams.stream(stream, index);
            float[] kept = kept(mask);
            if (masked == null) {
                network.setParameters(at);
            } else {
                inParts((from, to) -> {
                    for (int i = from; i < to; i++) {
                        masked[i] = kept == null ? at[i] : kept[i] * at[i];
                    }
                });
                network.setParameters(masked);
            }
            double loss = 0;
            int row = 0;
            boolean first = true;
            while (row < rows) {
                int filled = 0;
                while (filled < lanes.length && row < rows) {
                    row = lanes[filled++].fill(of, states, row, rows, weights, random);
                }
                int used = filled;
                workers.run(i -> {
                    if (i < used) {
                        lanes[i].run(backward);
                    }
                });
                for (int i = 0; i < used; i++) {
                    loss += lanes[i].loss();
                }
                if (backward) {
                    boolean fresh = first;
                    boolean last = row == rows;
                    inParts((from, to) -> addGradients(used, fresh, last, kept, from, to));
                }
                first = false;
            }
            return loss;
        }

        /** Adds the gradients of some lanes, block by block; with the last ones, masks the sum and takes its norm. */
        private void addGradients(int used, boolean fresh, boolean last, float[] kept, int from, int to) {
            for (int begin = from; begin < to; begin += BLOCK) {
                int end = Math.min(begin + BLOCK, to);
                if (fresh) {
                    Arrays.fill(gradient, begin, end, 0);
                }
                for (int lane = 0; lane < used; lane++) {
                    lanes[lane].addGradient(begin, end, gradient);
                }
                if (last && kept != null) {
                    for (int i = begin; i < end; i++) {
                        gradient[i] *= kept[i];
                    }
                }
                if (last) {
                    norms[begin / BLOCK] = squares(gradient, begin, end);
                }
            }
        }

        private static double squares(float[] vector, int from, int to) {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int i = from;
            for (; i + 3 < to; i += 4) {
                a += (double) vector[i] * vector[i];
                b += (double) vector[i + 1] * vector[i + 1];
                c += (double) vector[i + 2] * vector[i + 2];
                d += (double) vector[i + 3] * vector[i + 3];
            }
            for (; i < to; i++) {
                a += (double) vector[i] * vector[i];
            }
            return a + b + c + d;
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
