package org.concretescore.benchmarks;

import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.space.StateSpace;
import org.concretescore.nn.model.NetworkSpec;
import org.concretescore.nn.model.NeuralModel;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.Tally;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Proposals a second of 256 Metropolis-Hastings chains with a free perceptron of two layers of 256 units on 100 bits,
 * one thread, beside what one forward pass a proposal allows: the network's rows of 256 states, and nothing else. The
 * weights are random; the log ratios lie about a level at which a given share of the proposals is accepted.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class NetworkSamplingBenchmark {
    private static final int CHAINS = 256;
    private static final int BITS = 100;
    private static final int STEPS = 200;

    /** The share of the proposals that is accepted, within a tenth of itself; printed at the end. */
    @Param({"0.05", "0.025"})
    private double acceptance;

    private final Tally tally = new Tally();
    private NeuralModel model;
    private MetropolisHastings kernel;
    private Chains chains;
    private int[] states;
    private double[] rows;

    @Setup
    public void setUp() {
        StateSpace space = StateSpace.binary(BITS);
        NetworkSpec spec = NetworkSpec.mlp(Graphs.hamming(space));
        RandomStreams streams = new RandomStreams(1);
        UniformRandomProvider random = streams.stream("weights");
        float[] parameters = spec.network().initialParameters(random);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += 0.02f * (random.nextFloat() - 0.5f);
        }
        // The output layer begins at 0, and its biases come last.
        for (int i = parameters.length - BITS; i < parameters.length; i++) {
            parameters[i] = (float) Math.log(acceptance);
        }
        model = spec.model(parameters);
        kernel = MetropolisHastings.of(model.score());
        chains = Chains.atRandom(space, CHAINS, streams, "chains");
        states = chains.states();
        rows = new double[CHAINS * BITS];
    }

    @TearDown
    public void tearDown() {
        System.out.println("[accepted: " + tally.acceptanceRate() + "] ");
        model.close();
    }

    @Benchmark
    @OperationsPerInvocation(CHAINS * STEPS)
    public Tally metropolisHastings() {
        kernel.advance(chains, STEPS, tally);
        return tally;
    }

    @Benchmark
    @OperationsPerInvocation(CHAINS)
    public double[] forwardPasses() {
        model.score().logRatios(states, CHAINS, rows);
        return rows;
    }
}
