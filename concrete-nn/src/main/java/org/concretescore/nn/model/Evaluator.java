package org.concretescore.nn.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.concretescore.nn.plan.CompiledPlan;

/**
 * Evaluates a network at states, for any number of threads: each call borrows plans from a pool. Large batches are cut
 * into shards, which are spread over the common pool's threads; a state's value depends on the size of its shard in the
 * last bits, but never on the number of threads.
 */
final class Evaluator implements AutoCloseable {
    /** The batch sizes of the plans; a call takes the smallest that holds its rows. */
    private static final int[] SIZES = {8, 64, 512};

    private final NetworkSpec spec;
    private final float[] parameters;
    private final List<Deque<Lane>> idle = new ArrayList<>();
    private boolean closed;

    /** A plan and room for its rows. */
    private final class Lane {
        private final CompiledPlan plan;
        private final float[] rows;
        private final float[] outputs;

        Lane(int size) {
            plan = CompiledPlan.forward(spec.network(), size);
            plan.setParameters(parameters);
            rows = new float[Math.multiplyExact(size, spec.inputWidth())];
            outputs = new float[Math.multiplyExact(size, spec.outputWidth())];
        }

        void evaluate(int[] states, int from, int count, double[] values) {
            spec.encoding().encode(spec.graph().space(), states, from, count, rows);
            plan.forward(rows, count, outputs);
            int width = spec.outputWidth();
            for (int i = 0; i < count * width; i++) {
                values[from * width + i] = outputs[i];
            }
        }
    }

    Evaluator(NetworkSpec spec, float[] parameters) {
        this.spec = spec;
        this.parameters = parameters.clone();
        int expected = spec.parameterCount();
        if (parameters.length != expected) {
            throw new IllegalArgumentException(
                    "the network has " + expected + " parameters, was given " + parameters.length);
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new IllegalArgumentException("parameter " + i + " is " + parameters[i]);
            }
        }
        for (int i = 0; i < SIZES.length; i++) {
            idle.add(new ArrayDeque<>());
        }
    }

    float[] parameters() {
        return parameters.clone();
    }

    int parameterCount() {
        return parameters.length;
    }

    /** Writes [count, outputWidth]. */
    void evaluate(int[] states, int count, double[] values) {
        int largest = SIZES[SIZES.length - 1];
        if (count <= largest) {
            if (count > 0) {
                shard(states, 0, count, values);
            }
            return;
        }
        IntStream.range(0, (count + largest - 1) / largest).parallel().forEach(i -> {
            int from = i * largest;
            shard(states, from, Math.min(largest, count - from), values);
        });
    }

    private void shard(int[] states, int from, int count, double[] values) {
        int size = 0;
        while (SIZES[size] < count) {
            size++;
        }
        Lane lane = borrow(size);
        try {
            lane.evaluate(states, from, count, values);
        } finally {
            giveBack(size, lane);
        }
    }

    private Lane borrow(int size) {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the model is closed");
            }
            Lane lane = idle.get(size).poll();
            if (lane != null) {
                return lane;
            }
        }
        return new Lane(SIZES[size]);
    }

    private synchronized void giveBack(int size, Lane lane) {
        if (closed) {
            lane.plan.close();
        } else {
            idle.get(size).push(lane);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(lanes -> {
            lanes.forEach(lane -> lane.plan.close());
            lanes.clear();
        });
    }
}
