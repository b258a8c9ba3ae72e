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
 * What a step of training takes on one thread, and beside it one pass: the same network's plain scores of the same batch,
 * forward and backward, without derivatives and without a loss. Steps and passes take turns, and medians count. The clock is
 * the thread's own time on a processor, where it can be told: what else the machine does interrupts long steps more often
 * than short ones.
 *
 * @param stepMs the median of a step, milliseconds
 * @param passMs the median of a pass, milliseconds
 * @param memoryMb the arrays of a step whose whole batch is evaluated at once, 10^6 bytes: activations, and what the backward
 *     pass keeps; NaN if the network isn't compiled
 * @param passMemoryMb the same of a pass
 */
record StepCost(double stepMs, double passMs, double memoryMb, double passMemoryMb) {
    /** Steps before the clock counts. */
    private static final int WARM_UP = 5;
    /** A clock that does not move for so long, in nanoseconds, tells nothing of a step. */
    private static final long TICK = 500_000;

    private static final int FEWEST = 11;
    private static final int MOST = 100;
    /** What the steps that count take together, about. */
    private static final double MILLISECONDS = 300;
    /** Sizes of plans from which the memory of larger ones follows: it is a fixed part and one a point. */
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

    /** The memory of a plan for so many points, which need not exist. */
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

    /** Times of steps and, between them, of passes: the processor's where it tells so many nanoseconds apart. */
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

        /** Some systems count in ticks that are longer than a step. */
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

    /** Plain scores of a batch, forward and backward, in the shards that training would take. */
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
