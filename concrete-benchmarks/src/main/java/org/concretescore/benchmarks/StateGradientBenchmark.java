package org.concretescore.benchmarks;

import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.EnergyNetwork;
import org.concretescore.nn.model.NetworkSpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * What a proposal of 64 chains can go by, of a tied network with two layers of 256 units on 100 bits: a density each,
 * its gradient, or the densities of all neighbors.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class StateGradientBenchmark {
    /** The number of states. */
    @Param({"64"})
    private int batch;

    private EnergyNetwork model;
    private int[] states;
    private double[] logDensities;
    private double[] gradients;
    private double[] rows;

    @Setup(Level.Trial)
    public void setUp() {
        StateSpace space = StateSpace.binary(100);
        NetworkSpec spec = NetworkSpec.energy(Graphs.hamming(space));
        UniformRandomProvider random = new RandomStreams(1).stream("states");
        model = (EnergyNetwork) spec.model(spec.network().initialParameters(random));
        states = new int[batch * space.dimension()];
        for (int i = 0; i < states.length; i++) {
            states[i] = random.nextInt(2);
        }
        logDensities = new double[batch];
        gradients = new double[batch * GradientDensity.inputs(space)];
        rows = new double[batch * spec.graph().slots()];
    }

    @Benchmark
    public double[] density() {
        model.logDensities(states, batch, logDensities);
        return logDensities;
    }

    @Benchmark
    public double[] gradient() {
        model.gradients(states, batch, logDensities, gradients);
        return gradients;
    }

    @Benchmark
    public double[] row() {
        model.score().logRatios(states, batch, rows);
        return rows;
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        model.close();
    }
}
