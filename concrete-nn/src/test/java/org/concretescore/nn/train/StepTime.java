package org.concretescore.nn.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.bytedeco.javacpp.Pointer;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.plan.CompiledPlan;
import org.concretescore.nn.plan.NetworkGraph;
import org.concretescore.nn.plan.Workers;

/**
 * Not a test: times the training step that {@code mlp_step} of the PyTorch comparison times (forward, backward, Adam; net
 * 2-256-256-256-4, tanh, batch 512, loss mean(c^2 + c t)), and its forward pass. docs/performance.md says how to run it.
 */
final class StepTime {
    private static final int BATCH = 512;
    private static final int OUT = 4;
    private static final int REPEATS = 7;

    private final Workers workers;
    private final CompiledPlan[] plans;
    private final float[][] rows;
    private final float[][] targets;
    private final float[][] outputs;
    private final float[][] seeds;
    private final float[][] gradients;
    private final float[] parameters;
    private final float[] sum;
    private final Adam adam;
    private final int shard;

    private StepTime(int threads) {
        List<Integer> widths = List.of(256, 256, 256);
        NetworkGraph network = Mlp.graph(2, widths, OUT, Activation.TANH);
        UniformRandomProvider random = new RandomStreams(1).stream("time");
        parameters = Mlp.initialParameters(2, 2, widths, OUT, random);
        sum = new float[parameters.length];
        adam = new Adam(parameters.length);
        workers = new Workers(threads);
        shard = BATCH / threads;
        plans = new CompiledPlan[threads];
        rows = new float[threads][shard * 2];
        targets = new float[threads][shard * OUT];
        outputs = new float[threads][shard * OUT];
        seeds = new float[threads][shard * OUT];
        gradients = new float[threads][parameters.length];
        for (int t = 0; t < threads; t++) {
            plans[t] = CompiledPlan.training(network, shard);
            plans[t].setParameters(parameters);
            for (int i = 0; i < rows[t].length; i++) {
                rows[t][i] = random.nextFloat();
            }
            for (int i = 0; i < targets[t].length; i++) {
                targets[t][i] = random.nextFloat();
            }
        }
    }

    private void forward(int t) {
        plans[t].forward(rows[t], shard, outputs[t]);
    }

    private void forwardBackward(int t) {
        plans[t].setParameters(parameters);
        forward(t);
        for (int i = 0; i < seeds[t].length; i++) {
            seeds[t][i] = (2 * outputs[t][i] + targets[t][i]) / (BATCH * OUT);
        }
        plans[t].backward(seeds[t], gradients[t]);
    }

    private void step() {
        workers.run(this::forwardBackward);
        System.arraycopy(gradients[0], 0, sum, 0, sum.length);
        for (int t = 1; t < plans.length; t++) {
            float[] g = gradients[t];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += g[i];
            }
        }
        adam.step(parameters, sum, 1, 1e-3);
    }

    /** The median over blocks, in microseconds a call. */
    private static double median(Runnable call) {
        for (int i = 0; i < 300; i++) {
            call.run();
        }
        double[] blocks = new double[REPEATS];
        for (int b = 0; b < REPEATS; b++) {
            int calls = 60;
            long start = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                call.run();
            }
            blocks[b] = (System.nanoTime() - start) / 1e3 / calls;
        }
        Arrays.sort(blocks);
        return blocks[REPEATS / 2];
    }

    public static void main(String[] args) {
        for (int threads = 1; threads <= 2; threads++) {
            StepTime time = new StepTime(threads);
            time.step();
            long bytes = Pointer.totalBytes();
            double step = median(time::step);
            double forward = median(() -> time.workers.run(time::forward));
            System.out.printf(
                    Locale.ROOT,
                    "threads %d: mlp_step %.1f us, mlp_fwd %.1f us, native bytes allocated after the first step: %d%n",
                    threads,
                    step,
                    forward,
                    Math.max(0, Pointer.totalBytes() - bytes));
            time.workers.close();
        }
    }
}
