package org.concretescore.nn.train;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.parallel.Workers;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.plan.ScoreNetwork;

/**
 * The part that all trainings share, whatever their data: steps of Adam on gradients that lanes compute and that are
 * summed in the lanes' order, validation, checkpoints. Belongs to one thread.
 *
 * @param <L> the kind of lanes
 */
final class Training<L extends Training.Lane> implements AutoCloseable {
    /** A loss above this counts as diverged even if it is finite. */
    private static final double DIVERGED = 1e15;

    private static final double[] NONE = {};

    /** A replica of the network, which turns the rows that it was filled with into a loss and a gradient. */
    interface Lane {
        /**
         * Runs the network on the rows that were taken. Lanes do so in parallel, each on its own thread.
         *
         * @param backward whether to compute the gradient, too
         */
        void run(boolean backward);

        /**
         * Returns the loss of these rows.
         *
         * @return their part of the mean
         */
        double loss();

        /**
         * Adds a part of the gradient to a vector. Several threads may call this for different parts at once.
         *
         * @param from the first entry
         * @param to the end of the entries
         * @param sum the vector
         */
        void addGradient(int from, int to, float[] sum);
    }

    /**
     * The rows that are dealt out to lanes.
     *
     * @param <L> the kind of lanes
     */
    interface Rows<L> {
        /**
         * Returns whether all rows were dealt out.
         *
         * @return false while there are rows
         */
        boolean isEmpty();

        /**
         * Gives a lane as many rows as it takes, at least one.
         *
         * @param lane the lane
         */
        void fill(L lane);

        /**
         * Takes the other results of a lane after it ran, in the order in which lanes were filled.
         *
         * @param lane the lane
         */
        default void ran(L lane) {}
    }

    /**
     * The problem to minimise.
     *
     * @param <L> the kind of lanes
     */
    interface Problem<L extends Lane> {
        /**
         * Returns the rows of a step.
         *
         * @param step the number of the step, from 0
         * @return the rows whose losses add up to the step's loss
         */
        Rows<L> step(int step);

        /**
         * Returns whether parameters are judged. If not, the last parameters are the best.
         *
         * @return whether there is a criterion
         */
        boolean hasCriterion();

        /**
         * Computes the criterion that judges parameters, always in the same way; the smaller the better. Called only if
         * there is a criterion.
         *
         * @param training the training, for {@link Training#mean}
         * @param parameters the averaged parameters, not to be changed
         * @return the criterion
         */
        double criterion(Training<L> training, float[] parameters);

        /**
         * Returns the first of the entries that are not trained, but left to {@link #stepped}.
         *
         * @return the first entry; 0, which is also the end, for none
         */
        default int heldFrom() {
            return 0;
        }

        /**
         * Returns the end of the entries that are not trained.
         *
         * @return the end
         */
        default int heldTo() {
            return 0;
        }

        /**
         * Called with the parameters after each step.
         *
         * @param parameters all parameters; those that are not trained may be changed
         * @param average their average; the same applies to it
         */
        default void stepped(float[] parameters, float[] average) {}

        /**
         * Returns the numbers that the problem remembers from step to step, for checkpoints.
         *
         * @return the numbers, at their initial values; the array itself. If training resumes from a checkpoint, that
         *     overwrites the array before the first step
         */
        default double[] memory() {
            return NONE;
        }
    }

    /** The reason why the steps ended. */
    private enum End {
        DONE,
        DIVERGED,
        STOPPED
    }

    private final TrainerOptions options;
    private final Checkpoint checkpoint;
    private final Map<String, String> identity;
    private final TrainingListener listener;
    private final ScoreNetwork network;
    private final Workers workers;
    private final List<L> lanes;
    private final TrainingState state;
    /** True if the existing checkpoint is good, and is kept as the previous one when the next is written. */
    private boolean keepNewest = true;
    /** The step of the checkpoint, or 0 if there is none. */
    private int saved;

    private final Blocks blocks;
    private final Masks masks;
    private final GradientSum gradient;

    /**
     * Opens a network and its lanes.
     *
     * @param setup how to train
     * @param identity the identity of the training; not used if there are no checkpoints
     * @param description the network
     * @param initial the initial parameters, which are changed
     * @param lanesWanted the number of lanes, and of threads
     * @param lane makes a lane
     */
    Training(
            TrainingSetup<?, ?> setup,
            Map<String, String> identity,
            Network description,
            float[] initial,
            int lanesWanted,
            Function<ScoreNetwork, L> lane) {
        this.options = setup.options();
        this.checkpoint = setup.checkpoint();
        this.identity = identity;
        this.listener = setup.listener();
        this.state = new TrainingState(initial);
        this.workers = new Workers(lanesWanted);
        ScoreNetwork opened = null;
        try {
            blocks = new Blocks(workers, initial.length);
            masks = new Masks(description, blocks);
            gradient = new GradientSum(blocks);
            opened = description.open();
            network = opened;
            lanes = IntStream.range(0, lanesWanted)
                    .mapToObj(i -> lane.apply(network))
                    .toList();
        } catch (RuntimeException | Error e) {
            workers.close();
            if (opened != null) {
                opened.close();
            }
            throw e;
        }
    }

    /**
     * Trains to the end, from the initial parameters or from the checkpoint. Call it once.
     *
     * <p>If the thread is interrupted, the training stops within a step. If there are checkpoints, it writes one, from
     * which training can go on as if it had never been stopped. It returns the best parameters so far; before the first
     * validation, or without one, those after the last step. The thread's interrupt flag stays set.
     *
     * @param problem the problem to minimise
     * @return the result
     * @throws IllegalArgumentException if the checkpoint is of another training
     * @throws IllegalStateException if loss or gradient is not finite in the first step, so that nothing was learned
     * @throws StoppedException if the thread is interrupted while the checkpoint is read
     * @throws java.io.UncheckedIOException if the checkpoint can't be read or written; the method finds out before the
     *     first step whether it can be written
     */
    TrainingResult<float[]> run(Problem<L> problem) {
        state.memory = problem.memory();
        if (checkpoint != null) {
            checkpoint.prepare();
            keepNewest = !checkpoint.resume() || checkpoint.restore(state, identity, listener);
        }
        saved = state.step;
        End end;
        try {
            end = steps(problem);
        } catch (StoppedException e) {
            // Stopped in the middle of a step or a validation, of which nothing is kept.
            end = End.STOPPED;
        }
        boolean stopped = end == End.STOPPED;
        if (stopped && checkpoint != null && state.step > saved) {
            save();
        }
        boolean last = stopped && (state.goodStep == 0 || !problem.hasCriterion()) && isFinite(state.average);
        return new TrainingResult<>(
                last ? state.average : state.good,
                state.step,
                last ? state.step : state.goodStep,
                stopped && state.summed > 0 ? state.sum / state.summed : state.mean,
                state.best,
                end == End.DIVERGED,
                stopped,
                state.curve);
    }

    private End steps(Problem<L> problem) {
        // True if the training was stopped between the last step and its validation.
        boolean owed = state.summed > 0 && isAssessed(state.step);
        boolean ended = state.step >= options.steps() && !owed
                || options.patience() > 0 && state.sinceBest >= options.patience();
        while (!ended) {
            if (!owed) {
                double loss = step(problem, state.step);
                if (Double.isNaN(loss)) {
                    return End.DIVERGED;
                }
                state.step++;
                state.sum += loss;
                state.summed++;
                listener.step(state.step, options.steps(), loss);
            }
            owed = false;
            ended = state.step == options.steps();
            if (isAssessed(state.step)) {
                if (!isFinite(state.average)) {
                    return End.DIVERGED;
                }
                ended |= assess(problem);
            }
            if (checkpoint != null && state.step % checkpoint.every() == 0) {
                save();
            }
        }
        return End.DONE;
    }

    private void save() {
        checkpoint.save(state, identity, keepNewest);
        keepNewest = true;
        saved = state.step;
    }

    /** Returns whether parameters are judged after so many steps. */
    private boolean isAssessed(int step) {
        return step == options.steps() || step % options.validateEvery() == 0;
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** Adds a point to the curve and keeps the parameters if they are the best. Returns true if patience has ended. */
    private boolean assess(Problem<L> problem) {
        boolean validated = problem.hasCriterion();
        // Computed first, because it may be stopped: nothing has changed then.
        double value = validated ? problem.criterion(this, state.average) : Double.NaN;
        state.mean = state.sum / state.summed;
        state.sum = 0;
        state.summed = 0;
        state.curve.add(new TrainingResult.Point(state.step, state.mean, value));
        boolean better = !validated || (Double.isNaN(state.best) ? Double.isFinite(value) : value < state.best);
        if (validated) {
            listener.validated(state.step, value, better);
        }
        listener.parameters(state.step, state.average);
        if (better) {
            state.best = value;
            state.sinceBest = 0;
            System.arraycopy(state.average, 0, state.good, 0, state.good.length);
            state.goodStep = state.step;
            return false;
        }
        return ++state.sinceBest == options.patience();
    }

    /**
     * Does one step. If a loss or gradient is not finite, it leaves the parameters as they were and returns NaN. In the
     * first step nothing has been learned yet, and no smaller learning rate would help, so it throws.
     */
    private double step(Problem<L> problem, int step) {
        int mask = step % masks.count();
        double loss = sweep(problem.step(step), mask, state.parameters, true);
        double norm = gradient.norm();
        if (!(Math.abs(loss) < DIVERGED) || !Double.isFinite(norm)) {
            if (step == 0) {
                throw new IllegalStateException(
                        "training diverged in its first step: at the initial parameters the loss is "
                                + loss + " and its gradient has the norm " + norm
                                + ", so nothing can be learned. It would help to use an objective whose terms and"
                                + " slopes are finite at the initial parameters, for instance one with a tail, or other"
                                + " initial parameters");
            }
            return Double.NaN;
        }
        float factor = (float) (norm > options.clipNorm() ? options.clipNorm() / norm : 1);
        double rate = options.learningRate() * options.decay().factor(step, options.steps());
        state.adam.begin(step + 1, rate);
        float shrink = (float) (1 - rate * options.weightDecay());
        // Early on, the average would be the initial parameters. Therefore it begins as a plain mean.
        float keep = (float) Math.min(options.averaging(), step / (step + 10.0));
        int heldFrom = problem.heldFrom();
        int heldTo = problem.heldTo();
        float[] slopes = gradient.values();
        blocks.run((from, to) -> {
            float[] parameters = state.parameters;
            float[] average = state.average;
            state.adam.step(parameters, slopes, factor, shrink, from, Math.min(to, heldFrom));
            state.adam.step(parameters, slopes, factor, shrink, Math.max(from, heldTo), to);
            for (int i = from; i < to; i++) {
                average[i] = keep * average[i] + (1 - keep) * parameters[i];
            }
        });
        problem.stepped(state.parameters, state.average);
        return loss;
    }

    /**
     * Returns the loss of many rows, for criteria. Lanes only run forward.
     *
     * @param rows gives the rows, anew for each of the network's masks
     * @param parameters of the network
     * @return the mean over the masks
     */
    double mean(Supplier<Rows<L>> rows, float[] parameters) {
        double sum = 0;
        for (int mask = 0; mask < masks.count(); mask++) {
            sum += sweep(rows.get(), mask, parameters, false);
        }
        return sum / masks.count();
    }

    /**
     * Returns the loss of many rows, in shards that are summed in order. With {@code backward}, {@link #gradient}
     * receives its gradient.
     */
    private double sweep(Rows<L> rows, int mask, float[] at, boolean backward) {
        masks.setParameters(network, at, mask);
        double loss = 0;
        boolean first = true;
        while (!rows.isEmpty()) {
            StoppedException.throwIfInterrupted("training");
            int filled = 0;
            while (filled < lanes.size() && !rows.isEmpty()) {
                rows.fill(lanes.get(filled++));
            }
            int used = filled;
            workers.run(i -> {
                if (i < used) {
                    lanes.get(i).run(backward);
                }
            });
            for (int i = 0; i < used; i++) {
                loss += lanes.get(i).loss();
                rows.ran(lanes.get(i));
            }
            if (backward) {
                gradient.add(lanes, used, first, rows.isEmpty(), masks.kept(mask));
            }
            first = false;
        }
        return loss;
    }

    @Override
    public void close() {
        workers.close();
        network.close();
    }
}
