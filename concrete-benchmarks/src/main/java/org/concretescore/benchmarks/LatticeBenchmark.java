package org.concretescore.benchmarks;

import java.util.concurrent.TimeUnit;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.LocalScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Gibbs;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.RejectionFree;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;
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
 * Steps a second of one chain on the Ising model of a 50 x 50 torus, one thread; for Metropolis-Hastings these are
 * proposals. At a coupling of 0.62 a share of 0.022 of them is accepted. Meant to allocate nothing: {@code -prof gc}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LatticeBenchmark {
    private static final int LENGTH = 50;
    private static final int STEPS = 100_000;

    @Param({"mh", "rejection-free", "gibbs"})
    private String sampler;

    /** With classes, or asked slot by slot without. */
    @Param({"classes", "slots"})
    private String answers;

    @Param({"0.44", "0.62"})
    private double coupling;

    private final Tally tally = new Tally();
    private TransitionKernel kernel;
    private Chains chains;

    @Setup
    public void setUp() {
        Ising torus = Ising.of(LENGTH, LENGTH, coupling);
        LocalScore model = answers.equals("classes") ? torus : new Slots(torus);
        kernel = switch (sampler) {
            case "mh" -> MetropolisHastings.of(model);
            case "rejection-free" -> RejectionFree.of(model);
            default -> Gibbs.of(model);
        };
        StateSpace space = model.neighborhood().space();
        chains = Chains.startingAt(space, new int[space.dimension()], 1, new RandomStreams(1), "chains");
        // From the ordered state to one that is typical.
        kernel.advance(chains, 2_000_000, tally);
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Tally step() {
        kernel.advance(chains, STEPS, tally);
        return tally;
    }

    /** The same without classes. */
    private record Slots(Ising torus) implements LocalScore {
        @Override
        public Neighborhood neighborhood() {
            return torus.neighborhood();
        }

        @Override
        public void logRatios(int[] states, int count, double[] out) {
            torus.logRatios(states, count, out);
        }

        @Override
        public double logRatio(int[] states, int at, int slot) {
            return torus.logRatio(states, at, slot);
        }

        @Override
        public int affected(int[] states, int at, int slot, int[] slots) {
            return torus.affected(states, at, slot, slots);
        }

        @Override
        public int maxAffected() {
            return torus.maxAffected();
        }
    }
}
