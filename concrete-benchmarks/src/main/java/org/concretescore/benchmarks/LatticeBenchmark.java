package org.concretescore.benchmarks;

import java.util.concurrent.TimeUnit;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.core.score.ClassedScore;
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
 * proposals. At 0.6 and 0.7 a share of 0.026 and 0.011 of them is accepted. Meant to allocate nothing: {@code -prof gc}.
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

    @Param({"0.44", "0.6", "0.7"})
    private double beta;

    private final Tally tally = new Tally();
    private TransitionKernel kernel;
    private Chains chains;

    @Setup
    public void setUp() {
        Torus torus = new Torus(beta);
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

    /** {@code log p = beta sum s_i s_j} over nearest neighbors, spins +-1 as bits. */
    private static final class Torus implements ClassedScore {
        private final Neighborhood graph = Graphs.hamming(StateSpace.binary(LENGTH * LENGTH));
        private final int[] neighbors = new int[4 * LENGTH * LENGTH];
        private final double[] logRatios = new double[10];

        Torus(double beta) {
            int sites = LENGTH * LENGTH;
            for (int site = 0; site < sites; site++) {
                int row = site / LENGTH * LENGTH;
                neighbors[4 * site] = row + (site + 1) % LENGTH;
                neighbors[4 * site + 1] = row + (site + LENGTH - 1) % LENGTH;
                neighbors[4 * site + 2] = (site + LENGTH) % sites;
                neighbors[4 * site + 3] = (site + sites - LENGTH) % sites;
            }
            for (int up = 0; up <= 4; up++) {
                logRatios[up] = 2 * beta * (2 * up - 4);
                logRatios[5 + up] = -logRatios[up];
            }
        }

        @Override
        public Neighborhood neighborhood() {
            return graph;
        }

        @Override
        public int classes() {
            return 10;
        }

        @Override
        public double classLogRatio(int edgeClass) {
            return logRatios[edgeClass];
        }

        @Override
        public int edgeClass(int[] states, int at, int slot) {
            int first = 4 * slot;
            return 5 * states[at + slot]
                    + states[at + neighbors[first]]
                    + states[at + neighbors[first + 1]]
                    + states[at + neighbors[first + 2]]
                    + states[at + neighbors[first + 3]];
        }

        @Override
        public void logRatios(int[] states, int count, double[] out) {
            int n = graph.slots();
            for (int i = 0; i < count * n; i++) {
                out[i] = logRatio(states, i / n * n, i % n);
            }
        }

        @Override
        public int affected(int[] states, int at, int slot, int[] slots) {
            slots[0] = slot;
            System.arraycopy(neighbors, 4 * slot, slots, 1, 4);
            return 5;
        }

        @Override
        public int maxAffected() {
            return 5;
        }
    }

    /** The same without classes. */
    private record Slots(Torus torus) implements LocalScore {
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
