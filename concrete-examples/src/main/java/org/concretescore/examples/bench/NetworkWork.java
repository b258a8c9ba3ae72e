package org.concretescore.examples.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.parallel.Workers;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.DensityHead;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NormalisedNetwork;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.network.UNet;
import org.concretescore.nn.plan.MatrixProduct;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;

/** The work of networks that is compared with PyTorch. */
final class NetworkWork {
    /** The side of the matrices. */
    private static final int MATRIX = 1024;

    private NetworkWork() {}

    /** Times the small net: a step and a forward pass in microseconds, and the heap bytes of a step. */
    static double[] mlp(BenchMeter meter) {
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

    /** Returns the bytes that all live threads have allocated so far. */
    private static long heapBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    /** Times the wide net: a step in microseconds, and the rate of its products in 10^9 operations a second. */
    static double[] wide(BenchMeter meter) {
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
            // The products of three layers forward and for their weights, and of two layers for their activations.
            double operations = 2.0 * batch * width * width * (3 + 3 + 2);
            return new double[] {step, Math.round(operations / step / 100) / 10.0};
        }
    }

    private static NetworkSpec madeSpec() {
        return NetworkSpec.made(Graphs.hamming(StateSpace.binary(784)));
    }

    /** Times a maximum likelihood step of the MADE, in microseconds. */
    static double made(BenchMeter meter) {
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

    private static int[] bits(BenchMeter meter, int n) {
        UniformRandomProvider random = meter.streams().stream("bits");
        int[] states = new int[n];
        for (int i = 0; i < n; i++) {
            states[i] = random.nextFloat() < 0.13 ? 1 : 0;
        }
        return states;
    }

    /** Times 64 draws from the MADE, and 784 forward passes of 64 rows, in microseconds. */
    static double[] sample(BenchMeter meter) {
        int samples = 64;
        int dimension = 784;
        NetworkSpec spec = madeSpec();
        int[] states = new int[samples * dimension];
        try (NormalisedNetwork model = (NormalisedNetwork)
                spec.model(spec.network().initialParameters(meter.streams().stream("parameters")))) {
            UniformRandomProvider random = meter.streams().stream("samples");
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

    /** Times the U-Net: a step and a forward pass, in microseconds. */
    static double[] unet(BenchMeter meter) {
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

    /** Times matrix products on all threads, in 10^9 operations a second. */
    static double sgemm(BenchMeter meter) {
        List<MatrixProduct> products = new ArrayList<>();
        try (Workers workers = new Workers(meter.options().threads())) {
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
