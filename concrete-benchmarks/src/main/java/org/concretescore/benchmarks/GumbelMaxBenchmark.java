package org.concretescore.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.relaxation.Discrete;
import org.concretescore.sampling.relaxation.GumbelMax;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Gumbel-max draws a second of 16 categories, all threads together: two threads, each with its own generator. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Threads(2)
@Fork(1)
public class GumbelMaxBenchmark {
    private static final int CATEGORIES = 16;
    private static final int COUNT = 100_000;

    private final double[] logits = new double[CATEGORIES];
    private final int[] states = new int[COUNT];
    private UniformRandomProvider random;
    private Discrete law;

    @Setup
    public void setUp() {
        random = new RandomStreams(1).stream("draws", Thread.currentThread().getId());
        Arrays.setAll(logits, k -> Math.sin(k));
        law = Discrete.of(logits, CATEGORIES);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public int[] sample() {
        GumbelMax.sample(law, random, COUNT, states);
        return states;
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public int[] draw() {
        for (int i = 0; i < COUNT; i++) {
            states[i] = GumbelMax.draw(logits, 0, CATEGORIES, random);
        }
        return states;
    }
}
