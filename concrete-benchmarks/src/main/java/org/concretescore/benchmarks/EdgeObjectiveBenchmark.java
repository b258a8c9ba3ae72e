package org.concretescore.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.objective.Csm;
import org.concretescore.core.objective.EdgeBatch;
import org.concretescore.core.objective.EdgeObjective;
import org.concretescore.core.objective.Objective;
import org.concretescore.core.objective.Tail;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.Unit;
import org.concretescore.core.space.StateSpace;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a training step does beside the network, for 512 rows of 16 bits on the Hamming graph: selecting edges and
 * finding their distinct states, then loss and gradient. Both are meant to allocate nothing: {@code -prof gc} shows it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EdgeObjectiveBenchmark {
    private static final int ROWS = 512;

    @Param({"false", "true"})
    private boolean sampled;

    private final double[] weights = new double[ROWS];
    private Objective objective;
    private UniformRandomProvider random;
    private int[] states;
    private EdgeBatch batch;
    private EdgeBatch filled;
    private double[] values;
    private double[] gradient;

    @Setup
    public void setUp() {
        StateSpace space = StateSpace.binary(16);
        Neighborhood graph = Graphs.hamming(space);
        objective = sampled
                ? EdgeObjective.sampled(Tail.of(new Csm(Unit.LOG_RATIO), Tail.DEFAULT))
                : EdgeObjective.full(Tail.of(new Csm(Unit.LOG_RATIO), Tail.DEFAULT));
        random = new RandomStreams(1).stream("benchmark");
        states = new int[ROWS * space.dimension()];
        Arrays.setAll(states, i -> random.nextInt(2));
        Arrays.fill(weights, 1.0 / ROWS);
        batch = new EdgeBatch(graph, true);
        filled = new EdgeBatch(graph, true);
        objective.select(filled, states, 0, ROWS, weights, random);
        values = new double[filled.size()];
        Arrays.setAll(values, i -> 6 * random.nextDouble() - 3);
        gradient = new double[values.length];
    }

    @Benchmark
    public int select() {
        batch.clear();
        objective.select(batch, states, 0, ROWS, weights, random);
        return batch.stateCount();
    }

    @Benchmark
    public double lossAndGradient() {
        return objective.lossAndGradient(filled, values, gradient);
    }
}
