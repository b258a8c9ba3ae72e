package org.concretescore.benchmarks;

import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.NormalisedDensity;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.nn.plan.Pass;
import org.concretescore.nn.plan.Plan;
import org.concretescore.nn.plan.ScoreNetwork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 64 samples of a MADE with 784 binary coordinates and two hidden layers of 500: with each unit computed once, and by
 * one whole forward pass a coordinate.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MadeSamplingBenchmark {
    private static final int COUNT = 64;
    private static final int DIMENSION = 784;

    private final int[] states = new int[COUNT * DIMENSION];
    private final float[] rows = new float[COUNT * DIMENSION];
    private final float[] logits = new float[COUNT * DIMENSION];
    private UniformRandomProvider random;
    private NetworkSpec spec;
    private NeuralModel model;
    private ScoreNetwork network;
    private Plan plan;

    @Setup
    public void setUp() {
        spec = NetworkSpec.made(Graphs.hamming(StateSpace.binary(DIMENSION)));
        RandomStreams streams = new RandomStreams(1);
        random = streams.stream("sample");
        float[] parameters = spec.network().initialParameters(streams.stream("parameters"));
        // The output layer begins at 0.
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += 0.02f * (random.nextFloat() - 0.5f);
        }
        model = spec.model(parameters);
        network = spec.network().open();
        spec.network().applyMask(0, parameters);
        network.setParameters(parameters);
        plan = network.plan(COUNT, Pass.FORWARD);
    }

    @TearDown
    public void tearDown() {
        network.close();
        model.close();
    }

    @Benchmark
    public int[] ancestral() {
        ((NormalisedDensity) model).sample(random, COUNT, states);
        return states;
    }

    @Benchmark
    public int[] forwardPasses() {
        for (int d = 0; d < DIMENSION; d++) {
            spec.encode(states, 0, COUNT, 0, rows);
            plan.forward(rows, COUNT, logits);
            for (int i = 0; i < COUNT; i++) {
                int at = i * DIMENSION + d;
                states[at] = random.nextDouble() * (1 + Math.exp(-logits[at])) < 1 ? 1 : 0;
            }
        }
        return states;
    }
}
