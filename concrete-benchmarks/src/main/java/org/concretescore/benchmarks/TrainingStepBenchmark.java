package org.concretescore.benchmarks;

import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.examples.bench.StepWork;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.network.Activation;
import org.concretescore.nn.network.Mlp;
import org.concretescore.nn.network.Network;
import org.concretescore.nn.network.UNet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A training step (forward, a square loss, backward, Adam) and a forward pass of each network, on as many replicas as
 * there are processors. The networks are those of {@code ./concrete bench}. Meant to allocate next to nothing:
 * {@code -prof gc} shows it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class TrainingStepBenchmark {
    /** The network. */
    @Param({"mlp", "mlp-wide", "made", "unet"})
    private String network;

    private StepWork work;

    @Setup
    public void setUp() {
        Network described =
                switch (network) {
                    case "mlp" ->
                        Mlp.of(256, 256, 256).withActivation(Activation.TANH).network(2, 2, 4);
                    case "mlp-wide" ->
                        Mlp.of(1024, 1024).withActivation(Activation.TANH).network(1024, 1024, 1024);
                    case "made" ->
                        NetworkSpec.made(Graphs.hamming(StateSpace.binary(784))).network();
                    case "unet" -> UNet.of(28, 28, 1).network(1, 784);
                    default -> throw new IllegalArgumentException(network);
                };
        int batch =
                switch (network) {
                    case "mlp" -> 512;
                    case "mlp-wide" -> 1024;
                    case "made" -> 128;
                    default -> 64;
                };
        int threads = Runtime.getRuntime().availableProcessors();
        int shards = Math.min(batch, Integer.highestOneBit(2 * threads - 1));
        UniformRandomProvider random = new RandomStreams(1).stream("rows");
        float[] rows = new float[batch * described.inputWidth()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.nextFloat();
        }
        float scale = 2f / (batch * described.outputWidth());
        StepWork.Loss loss = (shard, outputs, gradients) -> {
            for (int i = 0; i < outputs.length; i++) {
                gradients[i] = scale * (outputs[i] - 1);
            }
        };
        work = new StepWork(described, rows, shards, threads, loss, random);
    }

    @TearDown
    public void tearDown() {
        work.close();
    }

    @Benchmark
    public void step() {
        work.step();
    }

    @Benchmark
    public void forward() {
        work.forward();
    }
}
