package org.concretescore.nn.train;

import java.util.Arrays;
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
 * What all trainings do, whatever their data: steps of Adam on gradients that lanes find and that are summed in the lanes'
 * order, validation, checkpoints. Belongs to one thread.
 *
 * @param <L> the kind of lanes
 */
final class Training<L extends Training.Lane> implements AutoCloseable {
    /** Where a loss counts as diverged though it is still a number. */
    private static final double DIVERGED = 1e15;
    /** Entries of the parameter vector that are never divided among threads. */
    private static final int BLOCK = 1 << 14;
    /** Entries of masks that are kept from step to step: 128 MiB. */
    private static final long KEPT = 1L << 25;

    private static final double[] NONE = {};

    /** One replica of the network, which turns the rows it was filled with into a loss and a gradient. */
    interface Lane {
        /**
         * Runs the network on the rows that were taken; lanes do so at once, each on a thread.
         *
         * @param backward whether the gradient is wanted beside the loss
         */
        void run(boolean backward);

        /**
         * The loss of these rows.
         *
         * @return their part of the mean
         */
        double loss();

        /**
         * Adds a part of the gradient to a vector. Several threads may ask for different parts at once.
         *
         * @param from the first entry
         * @param to the end of the entries
         * @param sum the vector
         */
        void addGradient(int from, int to, float[] sum);
    }

    /**
     * Rows that are dealt out to lanes.
     *
     * @param <L> the kind of lanes
     */
    interface Rows<L> {
        /**
         * Whether all were dealt out.
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
         * Takes what else a lane has found, once it ran, in the order in which lanes were filled.
         *
         * @param lane the lane
         */
        default void ran(L lane) {}
    }

    /**
     * What is to be minimised.
     *
     * @param <L> the kind of lanes
     */
    interface Problem<L extends Lane> {
        /**
         * The rows of a step.
         *
         * @param step its number, from 0
         * @return all that the step's loss is the sum over
         */
        Rows<L> step(int step);

        /**
         * Whether parameters are judged; if not, the last ones are the best.
         *
         * @return whether there is a criterion
         */
        boolean hasCriterion();

        /**
         * What parameters are judged by, always in the same way; the smaller the better. Called only where there is one.
         *
         * @param training the training, for {@link Training#mean}
         * @param parameters the averaged parameters, not to be changed
         * @return the criterion
         */
        double criterion(Training<L> training, float[] parameters);

        /**
         * Entries of the parameters that are not trained, but left to {@link #stepped}: from this one on.
         *
         * @return the first of them; 0, as the end, for none
         */
        default int heldFrom() {
            return 0;
        }

        /**
         * The end of the entries that are not trained.
         *
         * @return the end
         */
        default int heldTo() {
            return 0;
        }

        /**
         * Called when a step has moved the parameters.
         *
         * @param parameters all of them; those that are held may be changed
         * @param average their average, of which the same is true
         */
        default void stepped(float[] parameters, float[] average) {}

        /**
         * What this remembers from step to step, for checkpoints.
         *
         * @return the numbers, at their initial values; the array itself, which a checkpoint that training resumes from
         *     overwrites before the first step
         */
        default double[] memory() {
            return NONE;
        }
    }

    /** Why steps came to their end. */
    private enum End {
        DONE,
        DIVERGED,
        STOPPED
    }

    private final TrainerOptions options;
    private final Checkpoint checkpoint;
    private final Map<String, String> identity;
    private final TrainingListener listener;
    private final Network description;
    private final ScoreNetwork network;
    private final Workers workers;
    private final List<L> lanes;
    private final TrainingState state;
    /** Whether the checkpoint that is there is good, and kept as the previous one when the next is written. */
    private boolean keepNewest = true;
    /** The step that the checkpoint is of; without one, 0. */
    private int saved;

    private final float[] gradient;
    private final double[] norms;
    /** The parameters behind the current mask; the parameters themselves where there is one mask. */
    private final float[] masked;
    /** For each mask, 1 where it keeps a connection; or one vector for all in turn, where they would be too many. */
    private final float[][] keptMasks;

    private final int[] keptOf;

    /**
     * Opens a network and its lanes.
     *
     * @param setup how to train
     * @param identity what the training is; without meaning if there are no checkpoints
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
        this.description = description;
        this.state = new TrainingState(initial);
        this.gradient = new float[state.parameters.length];
        this.norms = new double[(gradient.length + BLOCK - 1) / BLOCK];
        this.masked = description.masks() > 1 ? new float[gradient.length] : null;
        boolean keepsAll = (long) description.masks() * gradient.length <= KEPT;
        this.keptMasks = new float[keepsAll ? description.masks() : 1][];
        this.keptOf = new int[keptMasks.length];
        Arrays.fill(keptOf, -1);
        this.network = description.open();
        try {
            lanes = IntStream.range(0, lanesWanted)
                    .mapToObj(i -> lane.apply(network))
                    .toList();
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
        this.workers = new Workers(lanesWanted);
    }

    /**
     * Trains to the end, from the initial parameters or from where the checkpoint says. To be called once.
     *
     * <p>A thread that is interrupted stops within a step. It writes a checkpoint, where there are any, from which training goes
     * on as if it had never been stopped. What it returns are the best parameters so far; before the first validation, or
     * without one, those after the last step. The thread's interrupt flag stays set.
     *
     * @param problem what is to be minimised
     * @return how it ended
     * @throws IllegalArgumentException if the checkpoint is of another training
     * @throws IllegalStateException if loss or gradient is no number in the first step, so that nothing was learned
     * @throws StoppedException if the thread is interrupted while the checkpoint is read
     * @throws java.io.UncheckedIOException if the checkpoint can't be read or written; whether it can be written is found
     *     out before the first step
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
            // In the midst of a step or a validation, of which nothing is kept.
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
        // Stopped between the last step and its validation.
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

    /** Whether parameters are judged after so many steps. */
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

    /** Adds a point to the curve and keeps the parameters if they are the best; true if patience has ended. */
    private boolean assess(Problem<L> problem) {
        boolean validated = problem.hasCriterion();
        // The first, since it may be stopped: nothing has changed then.
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
     * One step; a loss or gradient that is no number leaves the parameters as they were and returns NaN. In the first step
     * nothing has been learned yet, and no smaller learning rate would help: that is an error.
     */
    private double step(Problem<L> problem, int step) {
        int mask = step % description.masks();
        double loss = sweep(problem.step(step), mask, state.parameters, true);
        double norm = norm();
        if (!(Math.abs(loss) < DIVERGED) || !Double.isFinite(norm)) {
            if (step == 0) {
                throw new IllegalStateException(
                        "training diverged in its first step: at the initial parameters the loss is "
                                + loss + " and its gradient has the norm " + norm
                                + ", so that nothing can be learned. An objective whose terms or slopes are finite wherever the"
                                + " network begins would help, for instance one with a tail, or other initial parameters");
            }
            return Double.NaN;
        }
        float factor = (float) (norm > options.clipNorm() ? options.clipNorm() / norm : 1);
        double rate = options.learningRate() * options.decay().factor(step, options.steps());
        state.adam.begin(step + 1, rate);
        float shrink = (float) (1 - rate * options.weightDecay());
        // Early on, the average would be the initial parameters: let it begin as a plain mean.
        float keep = (float) Math.min(options.averaging(), step / (step + 10.0));
        int heldFrom = problem.heldFrom();
        int heldTo = problem.heldTo();
        inParts((from, to) -> {
            float[] parameters = state.parameters;
            float[] average = state.average;
            state.adam.step(parameters, gradient, factor, shrink, from, Math.min(to, heldFrom));
            state.adam.step(parameters, gradient, factor, shrink, Math.max(from, heldTo), to);
            for (int i = from; i < to; i++) {
                average[i] = keep * average[i] + (1 - keep) * parameters[i];
            }
        });
        problem.stepped(state.parameters, state.average);
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

    /**
     * The loss of many rows, for criteria. Lanes run forward only.
     *
     * @param rows gives the rows, anew for each of the network's masks
     * @param parameters of the network
     * @return the mean over the masks
     */
    double mean(Supplier<Rows<L>> rows, float[] parameters) {
        double sum = 0;
        for (int mask = 0; mask < description.masks(); mask++) {
            sum += sweep(rows.get(), mask, parameters, false);
        }
        return sum / description.masks();
    }

    /** The loss of many rows, in shards that are summed in order; with {@code backward}, its gradient is left in the field. */
    private double sweep(Rows<L> rows, int mask, float[] at, boolean backward) {
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
                boolean fresh = first;
                boolean last = rows.isEmpty();
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
                lanes.get(lane).addGradient(begin, end, gradient);
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

    /** What is done to a part of the parameter vector. */
    private interface Part {
        void run(int from, int to);
    }
}
