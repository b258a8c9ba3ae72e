package org.concretescore.nn.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.concretescore.core.parallel.StoppedException;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.space.Counts;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;

/**
 * Evaluates a network at states, for any number of threads. Each call borrows plans from a pool. Large batches are cut
 * into shards, which are spread over the threads of the common pool. The last bits of a state's value depend on its
 * place in its shard and on the size of the shard, but never on the number of threads.
 */
final class Evaluator implements AutoCloseable {
    private final NetworkSpec spec;
    private final ScoreNetwork network;
    private final float[] parameters;
    private final int width;
    /** The batch sizes of the plans. A call uses the smallest that holds its rows. */
    private final int[] sizes;

    private final List<Deque<Lane>> idle = new ArrayList<>();
    /** Plans that can go backward to the input. They are made when gradients are first needed. */
    private final List<Deque<Lane>> idleWithGradients = new ArrayList<>();

    private int evaluations;
    private boolean closed;

    /** A plan and room for its rows. */
    private final class Lane {
        private final Plan plan;
        private final DensityHead head = spec.isTied() ? spec.densityHead() : null;
        private final PosteriorHead posteriors =
                spec.family() == Family.DENOISER ? new PosteriorHead(spec.graph()) : null;
        private final float[] rows;
        private final float[] outputs;
        private final double[] values;
        private final double[] ones;
        private final float[] outputGradients;
        private final float[] rowGradients;

        Lane(int size, Pass pass) {
            plan = network.plan(size, pass);
            rows = new float[Math.multiplyExact(size, network.inputWidth())];
            outputs = new float[Math.multiplyExact(size, network.outputWidth())];
            values = new double[posteriors != null ? Math.multiplyExact(size, width) : head == null ? 0 : size];
            boolean backward = pass == Pass.INPUT_GRADIENT;
            ones = new double[backward ? size : 0];
            Arrays.fill(ones, 1);
            outputGradients = new float[backward ? outputs.length : 0];
            rowGradients = new float[backward ? rows.length : 0];
        }

        void evaluate(int[] states, int from, int count, IntToDoubleFunction levels, double[] to) {
            spec.encode(states, from, count, row -> levels.applyAsDouble(from + row), rows);
            plan.forward(rows, count, outputs);
            if (posteriors != null) {
                posteriors.posteriors(states, from, count, outputs, values);
                System.arraycopy(values, 0, to, from * width, count * width);
            } else if (head != null) {
                head.logDensities(states, from, count, outputs, values);
                System.arraycopy(values, 0, to, from, count);
            } else {
                for (int i = 0; i < count * width; i++) {
                    to[from * width + i] = outputs[i];
                }
            }
        }

        /** Computes the gradients of the states that were just evaluated. */
        void gradients(int[] states, int from, int count, double[] to) {
            head.gradients(states, from, count, outputs, ones, outputGradients);
            Arrays.fill(outputGradients, count * network.outputWidth(), outputGradients.length, 0);
            plan.inputGradients(outputGradients, rowGradients);
            spec.oneHotGradients(rowGradients, from, count, to);
            head.addStateGradients(from, count, outputs, to);
        }
    }

    Evaluator(NetworkSpec spec, float[] parameters) {
        this(spec, spec.network(), parameters.clone());
    }

    /** Keeps the array of parameters without a copy. */
    Evaluator(NetworkSpec spec, Network description, float[] parameters) {
        this.spec = spec;
        this.parameters = parameters;
        // Checked before native memory is taken, because a file may describe a network of any size.
        if (parameters.length != description.parameterCount()) {
            throw new IllegalArgumentException(Counts.were(parameters.length, "parameter") + " given for a network of "
                    + description.parameterCount());
        }
        network = description.open();
        try {
            network.setParameters(parameters);
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
        width = spec.isTied()
                ? 1
                : spec.family() == Family.DENOISER
                        ? Arrays.stream(spec.graph().space().cardinalities()).sum()
                        : network.outputWidth();
        sizes = sizes(description.shard());
        for (int i = 0; i < sizes.length; i++) {
            idle.add(new ArrayDeque<>());
            idleWithGradients.add(new ArrayDeque<>());
        }
    }

    /**
     * Returns the sizes of plans: they double from a 32nd of a shard up to two shards. A plan always runs all its rows.
     * Since the sizes double, more than half of the rows of all but the smallest plan are needed.
     */
    static int[] sizes(int shard) {
        return IntStream.iterate(Math.max(1, shard / 32), size -> size < 4 * shard, size -> 2 * size)
                .map(size -> Math.min(size, 2 * shard))
                .toArray();
    }

    float[] parameters() {
        return parameters.clone();
    }

    int parameterCount() {
        return parameters.length;
    }

    void requireNoiseLevel(double noiseLevel) {
        if (!spec.architecture().readsNoiseLevel()) {
            throw new IllegalArgumentException("the network does not read a noise level: " + spec.architecture());
        }
        if (!Double.isFinite(noiseLevel)) {
            throw new IllegalArgumentException("the noise level must be a number, was " + noiseLevel);
        }
    }

    /**
     * Writes [count, outputWidth], whose room the caller has checked, for a density [count], and for a denoiser its
     * posteriors.
     */
    void evaluate(int[] states, int count, double noiseLevel, double[] values) {
        evaluate(states, count, row -> noiseLevel, values, null);
    }

    /** The same with a noise level for each state. */
    void evaluate(int[] states, int count, IntToDoubleFunction levels, double[] values) {
        evaluate(states, count, levels, values, null);
    }

    /**
     * Writes log densities [count] and gradients with respect to the one-hot states [count, inputs], for tied models
     * only.
     */
    void gradients(int[] states, int count, double noiseLevel, double[] values, double[] gradients) {
        StateSpace space = spec.graph().space();
        space.check(states, count, "gradients", gradients, GradientDensity.inputs(space));
        evaluate(states, count, row -> noiseLevel, values, gradients);
    }

    private void evaluate(int[] states, int count, IntToDoubleFunction levels, double[] values, double[] gradients) {
        if (spec.isTied()) {
            spec.graph().space().check(states, count, "logDensities", values, 1);
        }
        enter();
        try {
            int largest = sizes[sizes.length - 1];
            if (count > largest) {
                // The threads of the common pool have their own interrupt flags.
                Thread caller = Thread.currentThread();
                IntStream.range(0, (count + largest - 1) / largest).parallel().forEach(i -> {
                    if (caller.isInterrupted()) {
                        throw new StoppedException("an evaluation");
                    }
                    int from = i * largest;
                    shard(states, from, Math.min(largest, count - from), levels, values, gradients);
                });
            } else if (count > 0) {
                shard(states, 0, count, levels, values, gradients);
            }
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        evaluations++;
    }

    private synchronized void leave() {
        evaluations--;
        closeIfUnused();
    }

    private void shard(
            int[] states, int from, int count, IntToDoubleFunction levels, double[] values, double[] gradients) {
        int size = 0;
        while (sizes[size] < count) {
            size++;
        }
        Deque<Lane> pool = (gradients == null ? idle : idleWithGradients).get(size);
        Lane lane = borrow(pool);
        if (lane == null) {
            lane = new Lane(sizes[size], gradients == null ? Pass.FORWARD : Pass.INPUT_GRADIENT);
        }
        try {
            lane.evaluate(states, from, count, levels, values);
            if (gradients != null) {
                lane.gradients(states, from, count, gradients);
            }
        } finally {
            giveBack(pool, lane);
        }
    }

    private synchronized Lane borrow(Deque<Lane> pool) {
        return pool.poll();
    }

    private synchronized void giveBack(Deque<Lane> pool, Lane lane) {
        pool.push(lane);
    }

    @Override
    public synchronized void close() {
        closed = true;
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (closed && evaluations == 0) {
            idle.forEach(Deque::clear);
            idleWithGradients.forEach(Deque::clear);
            network.close();
        }
    }
}
