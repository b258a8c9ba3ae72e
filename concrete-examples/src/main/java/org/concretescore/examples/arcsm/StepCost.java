package org.concretescore.examples.arcsm;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.vector.PointBatch;
import org.concretescore.core.vector.Vectors;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.nn.network.VectorNetwork;
import org.concretescore.nn.plan.CompiledPlan;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingListener;
import org.concretescore.nn.train.VectorTrainer;

/**
 * The time and the memory of a training step on one thread, and those of one pass. A pass computes the plain scores of
 * the same network on the same batch, forward and backward, without derivatives and without a loss. Steps and passes
 * alternate, and the medians of both are taken. If the system tells it, the clock is the thread's own time on a
 * processor, because other work on the machine interrupts long steps more often than short ones.
 *
 * @param stepMs the median time of a step, in milliseconds
 * @param passMs the median time of a pass, in milliseconds
 * @param memoryMb the arrays of a step that evaluates its whole batch at once, in 10^6 bytes: activations and the
 *     arrays of the backward pass; NaN if the network is not compiled
 * @param passMemoryMb the arrays of a pass, in 10^6 bytes
 */
record StepCost(double stepMs, double passMs, double memoryMb, double passMemoryMb) {
    /** The number of steps before the timed ones. */
    private static final int WARM_UP = 5;
    /** A clock that does not move in so many nanoseconds is too coarse for a step. */
    private static final long TICK = 500_000;

    private static final int FEWEST = 11;
    private static final int MOST = 100;
    /** The approximate time of all timed steps. */
    private static final double MILLISECONDS = 300;
    /**
     * The sizes of two plans. The memory of larger ones follows from theirs, because it is linear in the number of
     * points.
     */
    private static final int SMALL = 4;

    private static final int LARGE = 12;

    static StepCost measure(
            GaussianTask task, int dimension, double sigma, TrainerOptions options, RandomStreams streams) {
        int batch = options.batch();
        Vectors data = Gaussians.draw(streams.stream("timing", dimension), sigma, dimension, 2 * batch);
        TrainerOptions one = options.withThreads(1).withPatience(0).withValidateEvery(Integer.MAX_VALUE);
        VectorNetwork plain = task.architecture().network(dimension, task.plain());
        try (ScoreNetwork open = plain.open();
                Passes passes = new Passes(plain, open, data, batch)) {
            Clock gauge = new Clock(passes);
            TrainingProgress.requireEnd(VectorTrainer.of(one.withSteps(2 * WARM_UP))
                    .withListener(gauge)
                    .fit(task.architecture(), task.objective(), data, streams)
                    .stopped());
            int steps = (int) Math.min(MOST, Math.max(FEWEST, MILLISECONDS / median(gauge.steps)));
            Clock clock = new Clock(passes);
            TrainingProgress.requireEnd(VectorTrainer.of(one.withSteps(WARM_UP + steps))
                    .withListener(clock)
                    .fit(task.architecture(), task.objective(), data, streams)
                    .stopped());
            VectorNetwork whole =
                    task.architecture().network(dimension, task.objective().answer());
            int points = batch * task.objective().pointsPerRow(dimension);
            return new StepCost(
                    median(clock.steps), median(clock.passes), megabytes(whole, points), megabytes(plain, batch));
        }
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream()
                .skip(Math.min(WARM_UP, values.size() - 1))
                .mapToDouble(v -> v)
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    /** Returns the memory of a plan for so many points, without making such a plan. */
    private static double megabytes(VectorNetwork network, int points) {
        try (ScoreNetwork open = network.open();
                Plan small = open.plan(SMALL, Pass.TRAINING);
                Plan large = open.plan(LARGE, Pass.TRAINING)) {
            if (small instanceof CompiledPlan a && large instanceof CompiledPlan b) {
                double each = (double) (b.bytes() - a.bytes()) / (LARGE - SMALL);
                return (a.bytes() + each * (points - SMALL)) / 1e6;
            }
            return Double.NaN;
        }
    }

    /** Records the times of steps, and of passes between them. */
    private static final class Clock implements TrainingListener {
        final List<Double> steps = new ArrayList<>();
        final List<Double> passes = new ArrayList<>();
        private final Passes pass;
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final boolean cpu = isFine();
        private long begin = now();

        Clock(Passes pass) {
            this.pass = pass;
        }

        private long now() {
            return cpu ? threads.getCurrentThreadCpuTime() : System.nanoTime();
        }

        /**
         * Whether the clock of the processor is fine enough; some systems count in ticks that are longer than a step.
         */
        private boolean isFine() {
            if (!threads.isCurrentThreadCpuTimeSupported() || !threads.isThreadCpuTimeEnabled()) {
                return false;
            }
            long before = threads.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            while (System.nanoTime() - start < TICK) {
                Thread.onSpinWait();
            }
            return threads.getCurrentThreadCpuTime() > before;
        }

        @Override
        public void step(int step, int of, double loss) {
            long end = now();
            steps.add((end - begin) / 1e6);
            pass.run();
            begin = now();
            passes.add((begin - end) / 1e6);
        }
    }

    /** Computes the plain scores of a batch, forward and backward, in the same shards as training does. */
    private static final class Passes implements AutoCloseable {
        private final int batch;
        private final int shard;
        private final VectorNetwork network;
        private final PointBatch points;
        private final Plan plan;
        private final float[] rows;
        private final float[] outputs;
        private final float[] gradients;

        Passes(VectorNetwork network, ScoreNetwork open, Vectors data, int batch) {
            this.network = network;
            this.batch = batch;
            int shards = (batch + network.shard() - 1) / network.shard();
            shard = (batch + shards - 1) / shards;
            open.setParameters(network.initialParameters(new RandomStreams(1).stream("parameters")));
            points = new PointBatch(data.dimension());
            for (int row = 0; row < batch; row++) {
                points.add(data.values(), row, 1);
            }
            plan = open.plan(shard, Pass.TRAINING);
            rows = new float[shard * network.inputWidth()];
            outputs = new float[shard * network.outputWidth()];
            gradients = new float[outputs.length];
            Arrays.fill(gradients, 1.0f / batch);
        }

        void run() {
            for (int from = 0; from < batch; from += shard) {
                int count = Math.min(shard, batch - from);
                network.encode(points, from, count, rows);
                plan.forward(rows, count, outputs);
                plan.backward(gradients);
            }
        }

        @Override
        public void close() {
            plan.close();
        }
    }
}
