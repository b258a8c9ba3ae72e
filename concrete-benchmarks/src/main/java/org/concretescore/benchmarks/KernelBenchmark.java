package org.concretescore.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.exact.RandomTable;
import org.concretescore.core.exact.Target;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.GradientDensity;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TaylorScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.chain.Acceptance;
import org.concretescore.sampling.chain.BlockGibbs;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.Gibbs;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.MetropolisHastingsOptions;
import org.concretescore.sampling.chain.Proposal;
import org.concretescore.sampling.chain.ProposalKernel;
import org.concretescore.sampling.chain.RejectionFree;
import org.concretescore.sampling.chain.Scan;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;
import org.concretescore.sampling.informed.Balancing;
import org.concretescore.sampling.informed.Blocks;
import org.concretescore.sampling.informed.ChromaticGibbs;
import org.concretescore.sampling.informed.DiscreteLangevin;
import org.concretescore.sampling.informed.LocallyBalanced;
import org.concretescore.sampling.informed.PathAuxiliary;
import org.concretescore.sampling.informed.PathAuxiliaryOptions;
import org.concretescore.sampling.tempering.Ladder;
import org.concretescore.sampling.tempering.Tempering;
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
 * One step of one chain, of 16, with every kernel, on a table of 4096 states and on the Ising model of a 10 x 10
 * torus, one thread. For what a step allocates: {@code -prof gc}. The table is a plain score, so that kernels go by
 * rows there; the torus answers slot by slot and in classes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class KernelBenchmark {
    private static final int CHAINS = 16;
    private static final int STEPS = 200;

    /** And gwg, which needs gradients, so that the table has none: {@code -p sampler=gwg -p target=ising}. */
    @Param({
        "mh",
        "barker",
        "rejection-free",
        "gibbs",
        "gibbs-sweep",
        "block-gibbs",
        "proposal",
        "locally-balanced",
        "path-auxiliary",
        "dlp",
        "chromatic",
        "tempering"
    })
    private String sampler;

    @Param({"table", "ising"})
    private String target;

    private final Tally tally = new Tally();
    private TransitionKernel kernel;
    private Chains chains;

    @Setup
    public void setUp() {
        RandomStreams streams = new RandomStreams(1);
        Target density = target.equals("ising")
                ? Ising.of(10, 10, 0.44)
                : RandomTable.of(Graphs.hamming(StateSpace.uniform(6, 4)), 1, streams.stream("table"));
        kernel = kernel(density.score(), density);
        chains = Chains.atRandom(kernel.space(), CHAINS, streams, "chains");
    }

    private TransitionKernel kernel(ScoreModel model, LogDensity density) {
        return switch (sampler) {
            case "mh" -> MetropolisHastings.of(model);
            case "barker" -> MetropolisHastings.of(model, new MetropolisHastingsOptions(0, Acceptance.BARKER));
            case "rejection-free" -> RejectionFree.of(model);
            case "gibbs" -> Gibbs.of(model, Scan.RANDOM);
            case "gibbs-sweep" -> Gibbs.of(model, Scan.SYSTEMATIC);
            case "block-gibbs" -> BlockGibbs.of(density, pairs(density.space()), Scan.RANDOM);
            case "proposal" ->
                ProposalKernel.of(model, new Uniform(model.neighborhood()), MetropolisHastingsOptions.defaults());
            case "locally-balanced" -> LocallyBalanced.of(model, Balancing.BARKER);
            case "path-auxiliary" -> PathAuxiliary.of(model, density, PathAuxiliaryOptions.defaults());
            case "gwg" ->
                PathAuxiliary.of(TaylorScore.of((GradientDensity) density), density, PathAuxiliaryOptions.single());
            case "dlp" -> DiscreteLangevin.of(model, density, 0.3);
            case "chromatic" -> ChromaticGibbs.of(model, density, Blocks.whole(density.space()));
            case "tempering" -> Tempering.of(model, density, Ladder.geometric(4, 0.3));
            default -> throw new IllegalArgumentException(sampler);
        };
    }

    private static List<int[]> pairs(StateSpace space) {
        List<int[]> pairs = new ArrayList<>();
        for (int d = 0; d < space.dimension(); d += 2) {
            pairs.add(new int[] {d, d + 1});
        }
        return pairs;
    }

    @Benchmark
    @OperationsPerInvocation(CHAINS * STEPS)
    public Tally step() {
        kernel.advance(chains, STEPS, tally);
        return tally;
    }

    /** The proposal of Metropolis-Hastings on a graph where no slot is empty. */
    private record Uniform(Neighborhood neighborhood) implements Proposal {
        @Override
        public int draw(int[] states, int at, UniformRandomProvider random) {
            return random.nextInt(neighborhood.slots());
        }

        @Override
        public double logCorrection(int[] states, int at, int slot) {
            return 0;
        }
    }
}
