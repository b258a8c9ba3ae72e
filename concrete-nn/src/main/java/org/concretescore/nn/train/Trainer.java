package org.concretescore.nn.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.objective.EdgeObjective;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.RatioMatching;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.plan.Workers;

/**
 * Trains score models by Adam on mini-batches.
 *
 * <p>With validation data, training keeps the parameters with the best mean <em>ratio matching</em> loss there, whatever
 * the objective: that criterion is bounded and proper, while CSM's own value falls without limit where the data has
 * gaps, and picks bad parameters. It runs over all edges where that is affordable and over one sampled neighbor a row
 * elsewhere.
 *
 * <p>All randomness comes from named streams, one for each step, and the gradients of a step's shards are summed in order,
 * so that the result is the same for any number of threads.
 */
public final class Trainer {
    /** The largest number of states of one full validation; with more, one neighbor a row is sampled. */
    private static final int VALIDATION_STATES = 1 << 18;
    /** Where a loss counts as diverged though it is still a number. */
    private static final double DIVERGED = 1e15;

    private final TrainerOptions options;

    private Trainer(TrainerOptions options) {
        this.options = options;
    }

    /**
     * A trainer.
     *
     * @param options how to train
     * @return the trainer
     */
    public static Trainer of(TrainerOptions options) {
        return new Trainer(options);
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
     * @throws IllegalArgumentException if data, graph, head and objective don't fit each other, or the graph is not
     *     weakly connected
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
        Lane.requireFit(spec, objective);
        Graphs.requireWeaklyConnected(spec.graph(), "training");
        try (Run run = new Run(spec, objective, train, validation, streams, listener)) {
            return run.fit();
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
        private final Workers workers;
        private final Lane[] lanes;
        private final float[] parameters;
        private final float[] average;
        private final float[] gradient;
        private final Adam adam;

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
            Dataset distinct = validation == null ? null : validation.distinct();
            this.validation = distinct;
            EdgeObjective full = EdgeObjective.full(new RatioMatching());
            boolean affordable =
                    distinct != null && (long) distinct.count() * full.statesPerRow(spec.graph()) <= VALIDATION_STATES;
            this.criterion = affordable ? full : EdgeObjective.sampled(new RatioMatching());
            this.validationWeights = distinct == null ? null : normalised(distinct);
            this.batches = new Batches(train, options.batch(), streams);
            int perRow = objective.statesPerRow(spec.graph());
            if (validation != null) {
                perRow = Math.max(perRow, criterion.statesPerRow(spec.graph()));
            }
            this.capacity = Math.max(options.shard(), perRow);
            long entries = (long) capacity * Math.max(spec.inputWidth(), spec.outputWidth());
            if (entries > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("one data row and its neighbors are " + perRow + " states of "
                        + spec.inputWidth() + " inputs and " + spec.outputWidth()
                        + " outputs, too many for one plan; take a graph with fewer slots than " + spec.graph()
                        + ", one sampled neighbor, or the energy model");
            }
            int lanesWanted = lanes(objective, batches.rows());
            if (validation != null) {
                lanesWanted = Math.max(lanesWanted, lanes(criterion, distinct.count()));
            }
            this.parameters = spec.initialParameters(streams.stream("parameters"));
            this.average = parameters.clone();
            this.gradient = new float[parameters.length];
            this.adam = new Adam(parameters.length);
            this.lanes = new Lane[lanesWanted];
            try {
                for (int i = 0; i < lanes.length; i++) {
                    lanes[i] = new Lane(spec, capacity, parameters.length);
                }
            } catch (RuntimeException | Error e) {
                closeLanes();
                throw e;
            }
            this.workers = new Workers(lanesWanted);
        }

        private static double[] normalised(Dataset data) {
            double total = data.totalWeight();
            return Arrays.stream(data.weights()).map(w -> w / total).toArray();
        }

        /** The number of lanes that many rows can keep busy. */
        private int lanes(Objective of, int rows) {
            long states = (long) rows * of.statesPerRow(spec.graph());
            long shards = spec.graph().space().hasAtMost(capacity) ? 1 : (states + capacity - 1) / capacity;
            return (int) Math.min(options.threads(), shards);
        }

        TrainingResult fit() {
            List<TrainingResult.Point> curve = new ArrayList<>();
            float[] good = average.clone();
            int goodStep = 0;
            double best = Double.NaN;
            int sinceBest = 0;
            double sum = 0;
            int summed = 0;
            double mean = Double.NaN;
            boolean diverged = false;
            int step = 0;
            while (step < options.steps() && !diverged) {
                double loss = step(step);
                diverged = !(Math.abs(loss) < DIVERGED);
                if (diverged) {
                    break;
                }
                step++;
                sum += loss;
                summed++;
                listener.step(step, options.steps(), loss);
                if (step % options.validateEvery() != 0 && step != options.steps()) {
                    continue;
                }
                mean = sum / summed;
                sum = 0;
                summed = 0;
                if (validation == null) {
                    System.arraycopy(average, 0, good, 0, good.length);
                    goodStep = step;
                    curve.add(new TrainingResult.Point(step, mean, Double.NaN));
                    continue;
                }
                double value = validate();
                curve.add(new TrainingResult.Point(step, mean, value));
                boolean better = Double.isNaN(best) ? Double.isFinite(value) : value < best;
                listener.validated(step, value, better);
                if (better) {
                    best = value;
                    sinceBest = 0;
                    System.arraycopy(average, 0, good, 0, good.length);
                    goodStep = step;
                } else if (++sinceBest == options.patience()) {
                    break;
                }
            }
            return new TrainingResult(spec.model(good), step, goodStep, mean, best, diverged, curve);
        }

        /** One step; a loss or gradient that is no number leaves the parameters as they were and returns NaN. */
        private double step(int step) {
            batches.next(step);
            double loss = sweep(
                    objective, batches.states(), batches.rows(), batches.weights(), "edges", step, parameters, true);
            double squares = 0;
            for (float g : gradient) {
                squares += (double) g * g;
            }
            double norm = Math.sqrt(squares);
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                return Double.NaN;
            }
            float factor = (float) (norm > options.clipNorm() ? options.clipNorm() / norm : 1);
            double rate = options.learningRate() * options.decay().factor(step, options.steps());
            adam.step(parameters, gradient, factor, rate);
            // Early on, the average would be the initial parameters: let it begin as a plain mean.
            float keep = (float) Math.min(options.averaging(), step / (step + 10.0));
            for (int i = 0; i < average.length; i++) {
                average[i] = keep * average[i] + (1 - keep) * parameters[i];
            }
            return loss;
        }

        private double validate() {
            return sweep(
                    criterion,
                    validation.states(),
                    validation.count(),
                    validationWeights,
                    "validation",
                    0,
                    average,
                    false);
        }

        /** The loss of many rows, in shards that are summed in order; with {@code backward}, its gradient is left in the field. */
        private double sweep(
                Objective of,
                int[] states,
                int rows,
                double[] weights,
                String stream,
                long index,
                float[] at,
                boolean backward) {
            UniformRandomProvider random = streams.stream(stream, index);
            if (backward) {
                Arrays.fill(gradient, 0);
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
                boolean fresh = first;
                workers.run(i -> {
                    if (i < used) {
                        if (fresh) {
                            lanes[i].setParameters(at);
                        }
                        lanes[i].run(backward);
                    }
                });
                first = false;
                for (int i = 0; i < used; i++) {
                    loss += lanes[i].loss();
                    if (backward) {
                        float[] g = lanes[i].gradient();
                        for (int j = 0; j < gradient.length; j++) {
                            gradient[j] += g[j];
                        }
                    }
                }
            }
            return loss;
        }

        @Override
        public void close() {
            workers.close();
            closeLanes();
        }

        private void closeLanes() {
            for (Lane lane : lanes) {
                if (lane != null) {
                    lane.close();
                }
            }
        }
    }
}
