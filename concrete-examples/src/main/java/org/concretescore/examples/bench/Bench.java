package org.concretescore.examples.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.Pointer;
import org.concretescore.core.data.Dataset;
import org.concretescore.core.data.Schema;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.objective.EdgeBatch;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.ObjectiveOptions;
import org.concretescore.core.objective.Objectives;
import org.concretescore.core.parallel.Workers;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
import org.concretescore.examples.report.Outputs;
import org.concretescore.examples.report.Report;
import org.concretescore.examples.run.Checks;
import org.concretescore.examples.run.Console;
import org.concretescore.examples.run.RunOptions;
import org.concretescore.examples.run.TrainingProgress;
import org.concretescore.nn.model.DensityHead;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.model.NormalisedNetwork;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.network.UNet;
import org.concretescore.nn.plan.Backend;
import org.concretescore.nn.plan.MatrixProduct;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.concretescore.nn.train.Trainer;
import org.concretescore.nn.train.TrainerOptions;
import org.concretescore.nn.train.TrainingListener;
import org.concretescore.nn.train.TrainingResult;

/** Times the networks' work on this machine. The figures' names and the work behind them are those of a PyTorch peer. */
public final class Bench {
    /** What can be timed. */
    public static final List<String> WORK =
            List.of("mlp", "mlp-wide", "made", "made-sample", "unet", "sgemm", "csm", "csm-mc");

    private static final int REPEATS = 7;
    /** Seconds before each figure. */
    private static final double WARM_UP = 3;

    private static final int MATRIX = 1024;

    private Bench() {}

    /**
     * The options.
     *
     * @param work what is timed, of {@link #WORK}
     * @param threads replicas that run at once
     * @param secondsEach how long each figure is measured, after warming up
     * @param common seed and folders
     */
    public record Options(List<String> work, int threads, double secondsEach, RunOptions common) {
        public Options {
            work = List.copyOf(work);
            work.forEach(name -> Checks.oneOf("--work", name, WORK.toArray(String[]::new)));
            Checks.atLeast("--threads", threads, 1);
            Checks.isTrue(
                    secondsEach > 0 && secondsEach <= 3600, "--seconds-each", secondsEach, "above 0, at most 3600");
        }

        /**
         * The defaults: all work, one thread a processor, a second each.
         *
         * @return the options
         */
        public static Options defaults() {
            return new Options(WORK, Runtime.getRuntime().availableProcessors(), 1, RunOptions.defaults("bench"));
        }
    }

    /**
     * The result: medians over {@value #REPEATS} blocks, in microseconds a call; null for what was not asked for.
     *
     * @param mlpStep a training step of the net 2-256-256-256-4, tanh, batch 512
     * @param mlpFwd its forward pass
     * @param madeStep a maximum likelihood step of a MADE 784-500-500-784, ReLU, batch 128
     * @param unetStep a training step of the U-Net with levels 32, 64, 128 on 28 x 28, batch 64
     * @param unetFwd its forward pass
     * @param sgemmGflops products of 1024 x 1024 matrices, one a thread: the machine's practical ceiling
     * @param mlpWideStep a training step of the net 1024-1024-1024-1024, batch 1024
     * @param mlpWideGflops the floating point operations of its products, a second
     * @param madeSample drawing 64 states of that MADE, coordinate by coordinate
     * @param madePasses the same by 784 forward passes of batch 64
     * @param csmStep a training step of {@code csm} over all neighbors: 16 bits, tied net 256-256, tanh, batch 512
     * @param csmObjective the part of it that the objective takes on one thread: edges, distinct states, loss, gradient
     * @param csmMcStep100 a training step of {@code csm-mc} on 100 bits, tied net 256-256, batch 512
     * @param csmMcStep1000 the same on 1000 bits
     * @param nativeBytes native bytes allocated by all the steps timed, after the first of each
     * @param heapBytesPerStep heap bytes allocated by an mlp step, all threads together
     * @param threads replicas
     * @param seed the seed
     * @param seconds the time it took
     */
    public record Result(
            Double mlpStep,
            Double mlpFwd,
            Double madeStep,
            Double unetStep,
            Double unetFwd,
            Double sgemmGflops,
            Double mlpWideStep,
            Double mlpWideGflops,
            Double madeSample,
            Double madePasses,
            Double csmStep,
            Double csmObjective,
            Double csmMcStep100,
            Double csmMcStep1000,
            long nativeBytes,
            Double heapBytesPerStep,
            int threads,
            long seed,
            double seconds) {}

    /** Measures, and remembers what was allocated meanwhile. */
    private static final class Meter {
        private final Options options;
        private final RandomStreams streams;
        private final Console console;
        private long nativeBytes;

        Meter(Options options, Console console) {
            this.options = options;
            this.console = console;
            this.streams = new RandomStreams(options.common().seed());
        }

        boolean wants(String work) {
            boolean wanted = options.work().contains(work);
            if (wanted) {
                console.note("timing " + work);
            }
            return wanted;
        }

        /** The median over blocks, in microseconds a call. */
        double median(Runnable call) {
            // The virtual machine compiles meanwhile, on the processors that are timed.
            long begin = System.nanoTime();
            int calls = 0;
            double elapsed;
            do {
                call.run();
                elapsed = (System.nanoTime() - begin) / 1e9;
            } while (++calls < 3 || elapsed < WARM_UP);
            long bytes = Pointer.totalBytes();
            int block = Math.max(1, (int) (options.secondsEach() * calls / elapsed / REPEATS));
            double[] blocks = new double[REPEATS];
            for (int b = 0; b < REPEATS; b++) {
                long start = System.nanoTime();
                for (int i = 0; i < block; i++) {
                    call.run();
                }
                blocks[b] = (System.nanoTime() - start) / 1e3 / block;
            }
            // The collector may free what others left behind, so that the difference can be negative.
            nativeBytes += Math.max(0, Pointer.totalBytes() - bytes);
            Arrays.sort(blocks);
            return Math.round(10 * blocks[REPEATS / 2]) / 10.0;
        }

        float[] uniform(String name, int n) {
            UniformRandomProvider random = streams.stream(name);
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = random.nextFloat();
            }
            return values;
        }

        StepWork work(Network network, float[] rows, int shards, StepWork.Loss loss) {
            return new StepWork(network, rows, shards, options.threads(), loss, streams.stream("parameters"));
        }

        /** Enough shards for all threads, but a divisor of the batch. */
        int shards(int batch) {
            int shards = 1;
            while (shards < options.threads() && shards < batch) {
                shards *= 2;
            }
            return shards;
        }
    }

    /**
     * Times the work and writes {@code report.html}.
     *
     * @param options the options
     * @param console hears how it goes
     * @return the result
     * @throws IOException if a file can't be written
     */
    public static Result run(Options options, Console console) throws IOException {
        long start = System.nanoTime();
        Backend.select();
        Outputs.prepare(options.common().out());
        Meter meter = new Meter(options, console);
        double[] mlp = meter.wants("mlp") ? mlp(meter) : null;
        double[] wide = meter.wants("mlp-wide") ? wide(meter) : null;
        Double made = meter.wants("made") ? Double.valueOf(made(meter)) : null;
        double[] sample = meter.wants("made-sample") ? sample(meter) : null;
        double[] unet = meter.wants("unet") ? unet(meter) : null;
        Double sgemm = meter.wants("sgemm") ? Double.valueOf(sgemm(meter)) : null;
        double[] csm = meter.wants("csm") ? csm(meter) : null;
        double[] sampled = meter.wants("csm-mc")
                ? new double[] {trainingStep(meter, "csm-mc", 100), trainingStep(meter, "csm-mc", 1000)}
                : null;
        Result result = new Result(
                mlp == null ? null : mlp[0],
                mlp == null ? null : mlp[1],
                made,
                unet == null ? null : unet[0],
                unet == null ? null : unet[1],
                sgemm,
                wide == null ? null : wide[0],
                wide == null ? null : wide[1],
                sample == null ? null : sample[0],
                sample == null ? null : sample[1],
                csm == null ? null : csm[0],
                csm == null ? null : csm[1],
                sampled == null ? null : sampled[0],
                sampled == null ? null : sampled[1],
                meter.nativeBytes,
                mlp == null ? null : mlp[2],
                options.threads(),
                options.common().seed(),
                (System.nanoTime() - start) / 1e9);
        new Report("bench", options, result).write(options.common().out());
        return result;
    }

    private static double[] mlp(Meter meter) {
        int batch = 512;
        int shards = meter.shards(batch);
        float[] targets = meter.uniform("targets", batch * 4);
        StepWork.Loss loss = (shard, outputs, gradients) -> {
            int offset = shard * outputs.length;
            float scale = 1f / (batch * 4);
            for (int i = 0; i < outputs.length; i++) {
                gradients[i] = scale * (2 * outputs[i] + targets[offset + i]);
            }
        };
        Network network = Mlp.of(256, 256, 256).withActivation(Activation.TANH).network(2, 2, 4);
        try (StepWork work = meter.work(network, meter.uniform("rows", batch * 2), shards, loss)) {
            double step = meter.median(work::step);
            double forward = meter.median(work::forward);
            int calls = 100;
            long before = heapBytes();
            for (int i = 0; i < calls; i++) {
                work.step();
            }
            return new double[] {step, forward, (double) (heapBytes() - before) / calls};
        }
    }

    /** What all live threads have allocated so far. */
    private static long heapBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    private static double[] wide(Meter meter) {
        int width = 1024;
        int batch = 1024;
        int shards = meter.shards(batch);
        StepWork.Loss loss = (shard, outputs, gradients) -> {
            for (int i = 0; i < outputs.length; i++) {
                gradients[i] = 2 * outputs[i] / (batch * width);
            }
        };
        Network network = Mlp.of(width, width).withActivation(Activation.TANH).network(width, width, width);
        try (StepWork work = meter.work(network, meter.uniform("rows", batch * width), shards, loss)) {
            double step = meter.median(work::step);
            // Three layers forward and to the weights, two back to activations.
            double operations = 2.0 * batch * width * width * (3 + 3 + 2);
            return new double[] {step, Math.round(operations / step / 100) / 10.0};
        }
    }

    private static NetworkSpec madeSpec() {
        return NetworkSpec.made(Graphs.hamming(StateSpace.binary(784)));
    }

    private static double made(Meter meter) {
        int batch = 128;
        int dimension = 784;
        int shards = meter.shards(batch);
        int shard = batch / shards;
        NetworkSpec spec = madeSpec();
        int[] states = bits(meter, batch * dimension);
        float[] rows = new float[batch * dimension];
        spec.encode(states, 0, batch, 0, rows);
        int[][] parts = new int[shards][];
        DensityHead[] heads = new DensityHead[shards];
        double[] weights = new double[shard];
        Arrays.fill(weights, -1.0 / (batch * dimension));
        double[][] densities = new double[shards][shard];
        for (int s = 0; s < shards; s++) {
            parts[s] = Arrays.copyOfRange(states, s * shard * dimension, (s + 1) * shard * dimension);
            heads[s] = spec.densityHead();
        }
        StepWork.Loss loss = (s, outputs, gradients) -> {
            heads[s].logDensities(parts[s], 0, shard, outputs, densities[s]);
            heads[s].gradients(parts[s], 0, shard, outputs, weights, gradients);
        };
        try (StepWork work = meter.work(spec.network(), rows, shards, loss)) {
            return meter.median(work::step);
        }
    }

    private static int[] bits(Meter meter, int n) {
        UniformRandomProvider random = meter.streams.stream("bits");
        int[] states = new int[n];
        for (int i = 0; i < n; i++) {
            states[i] = random.nextFloat() < 0.13 ? 1 : 0;
        }
        return states;
    }

    private static double[] sample(Meter meter) {
        int samples = 64;
        int dimension = 784;
        NetworkSpec spec = madeSpec();
        int[] states = new int[samples * dimension];
        try (NormalisedNetwork model =
                (NormalisedNetwork) spec.model(spec.network().initialParameters(meter.streams.stream("parameters")))) {
            UniformRandomProvider random = meter.streams.stream("samples");
            double cached = meter.median(() -> model.sample(random, samples, states));
            float[] rows = new float[samples * dimension];
            float[] outputs = new float[samples * dimension];
            spec.encode(states, 0, samples, 0, rows);
            try (ScoreNetwork network = spec.network().open()) {
                network.setParameters(model.parameters());
                Plan plan = network.plan(samples, Pass.FORWARD);
                double pass = meter.median(() -> plan.forward(rows, samples, outputs));
                return new double[] {cached, dimension * pass};
            }
        }
    }

    private static double[] unet(Meter meter) {
        int batch = 64;
        int pixels = 784;
        int shards = meter.shards(batch);
        int[] states = bits(meter, batch * pixels);
        float[] rows = new float[batch * pixels];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = states[i];
        }
        StepWork.Loss loss = (shard, outputs, gradients) -> {
            for (int i = 0; i < outputs.length; i++) {
                gradients[i] = (2 * outputs[i] + 1) / (batch * pixels);
            }
        };
        try (StepWork work = meter.work(UNet.of(28, 28, 1).network(1, pixels), rows, shards, loss)) {
            return new double[] {meter.median(work::step), meter.median(work::forward)};
        }
    }

    private static double[] csm(Meter meter) {
        int bits = 16;
        int rows = 512;
        Objective objective = Objectives.parse("csm", Unit.LOG_RATIO, ObjectiveOptions.defaults());
        EdgeBatch edges = new EdgeBatch(Graphs.hamming(StateSpace.binary(bits)), true);
        int[] states = evenBits(meter, rows * bits);
        double[] weights = new double[rows];
        Arrays.fill(weights, 1.0 / rows);
        double[] values = new double[rows * bits];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(i);
        }
        double[] gradient = new double[values.length];
        double own = meter.median(() -> {
            edges.clear();
            objective.select(edges, states, 0, rows, weights, null);
            objective.lossAndGradient(edges, values, gradient);
        });
        return new double[] {trainingStep(meter, "csm", bits), own};
    }

    private static int[] evenBits(Meter meter, int n) {
        UniformRandomProvider random = meter.streams.stream("even-bits");
        return IntStream.generate(() -> random.nextInt(2)).limit(n).toArray();
    }

    /** A step of the trainer, with all that belongs to it: batch, edges, network, loss, gradient, Adam. */
    private static double trainingStep(Meter meter, String name, int bits) {
        int rows = 1 << 14;
        Neighborhood graph = Graphs.hamming(StateSpace.binary(bits));
        NetworkSpec spec =
                NetworkSpec.energy(graph).withArchitecture(Mlp.defaults().withActivation(Activation.TANH));
        Objective objective = Objectives.parse(name, Unit.LOG_RATIO, ObjectiveOptions.defaults());
        Dataset data = Dataset.of(Schema.of(graph.space()), evenBits(meter, rows * bits), rows);
        TrainerOptions options = TrainerOptions.defaults().withBatch(512).withThreads(meter.options.threads());
        long[] clock = new long[1 << 16];
        TrainingListener listener = new TrainingListener() {
            @Override
            public void step(int step, int steps, double loss) {
                clock[step] = System.nanoTime();
            }
        };
        int probe = 20;
        fit(options.withSteps(probe), spec, objective, data, meter, listener);
        double each = (clock[probe] - clock[1]) / 1e9 / (probe - 1);
        int warmUp = (int) Math.min(1 << 14, WARM_UP / each + 1);
        int block = (int) Math.min(1 << 12, meter.options.secondsEach() / REPEATS / each + 1);
        fit(options.withSteps(warmUp + REPEATS * block), spec, objective, data, meter, listener);
        double[] blocks = new double[REPEATS];
        for (int b = 0; b < REPEATS; b++) {
            int from = warmUp + b * block;
            blocks[b] = (clock[from + block] - clock[from]) / 1e3 / block;
        }
        Arrays.sort(blocks);
        return Math.round(10 * blocks[REPEATS / 2]) / 10.0;
    }

    private static void fit(
            TrainerOptions options,
            NetworkSpec spec,
            Objective objective,
            Dataset data,
            Meter meter,
            TrainingListener listener) {
        TrainingResult<NeuralModel> training =
                Trainer.of(options).withListener(listener).fit(spec, objective, data, meter.streams);
        training.model().close();
        TrainingProgress.requireEnd(training.stopped());
    }

    private static double sgemm(Meter meter) {
        List<MatrixProduct> products = new ArrayList<>();
        try (Workers workers = new Workers(meter.options.threads())) {
            float[] a = meter.uniform("a", MATRIX * MATRIX);
            float[] b = meter.uniform("b", MATRIX * MATRIX);
            for (int t = 0; t < workers.count(); t++) {
                products.add(new MatrixProduct(MATRIX, a, b));
            }
            double each = meter.median(() -> workers.run(t -> products.get(t).run()));
            double operations = 2.0 * MATRIX * MATRIX * MATRIX * workers.count();
            return Math.round(operations / each / 100) / 10.0;
        } finally {
            products.forEach(MatrixProduct::close);
        }
    }
}
