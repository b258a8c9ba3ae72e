package org.concretescore.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of one Metropolis-Hastings chain, of 256 on 4096 states, one thread. The score is a table, so that what is
 * timed is the sampler. Meant to allocate nothing: {@code -prof gc} shows it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MetropolisHastingsBenchmark {
    private static final int CHAINS = 256;
    private static final int STEPS = 100;

    /** The grid has empty slots at its borders, the Hamming graph none. */
    @Param({"hamming", "grid"})
    private String graph;

    private final Tally tally = new Tally();
    private MetropolisHastings kernel;
    private Chains chains;

    @Setup
    public void setUp() {
        StateSpace space = StateSpace.uniform(6, 4);
        RandomStreams streams = new RandomStreams(1);
        UniformRandomProvider random = streams.stream("weights");
        double[] weights = new double[Math.toIntExact(space.size())];
        Arrays.setAll(weights, i -> Math.exp(4 * random.nextDouble()));
        ExactDistribution distribution = ExactDistribution.of(space, weights);
        kernel = MetropolisHastings.of(TableScore.of(distribution.score(Graphs.parse(graph, space))));
        chains = Chains.atRandom(space, CHAINS, streams, "chains");
    }

    @Benchmark
    @OperationsPerInvocation(CHAINS * STEPS)
    public Tally step() {
        kernel.advance(chains, STEPS, tally);
        return tally;
    }
}
