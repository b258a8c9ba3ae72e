package org.concretescore.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.random.RandomStreams;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.RejectionFree;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Steps a second of the rejection-free chain beside those of Metropolis-Hastings, the same law step by step: Ising
 * model of a 50 x 50 torus at a coupling of 0.62, where 2.1 per cent of the proposals are accepted, in classes, one
 * thread. The two run in turn, in blocks of a few milliseconds, so that a machine with other programs slows both:
 * {@code ratio} is the median of the blocks' ratios.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 1, time = 10)
@Fork(1)
public class RejectionFreeBenchmark {
    private static final int LENGTH = 50;
    private static final int MH_STEPS = 200_000;
    private static final int STEPS = 1_600_000;

    /** Chains of both kernels. */
    @State(Scope.Thread)
    public static class Pair {
        @Param({"1", "2", "16"})
        private int count;

        private final Tally tally = new Tally();
        private final Tally moved = new Tally();
        private TransitionKernel mh;
        private TransitionKernel rejectionFree;
        private Chains chains;
        private Chains others;

        /** From the ordered state to a typical one. */
        @Setup
        public void setUp() {
            Ising torus = Ising.of(LENGTH, LENGTH, 0.62);
            mh = MetropolisHastings.of(torus);
            rejectionFree = RejectionFree.of(torus);
            chains = Chains.startingAt(
                    torus.space(), new int[count * LENGTH * LENGTH], count, new RandomStreams(1), "chains");
            mh.advance(chains, 5_000_000, tally);
            others = chains.copy();
        }
    }

    /** The times of an iteration's blocks. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Times {
        private double[] mh = new double[64];
        private double[] rejectionFree = new double[64];
        private int blocks;
        private long moves;

        /** Forgets the last iteration's. */
        @Setup(Level.Iteration)
        public void clear() {
            blocks = 0;
            moves = 0;
        }

        /**
         * Steps a second of the rejection-free chain over those of Metropolis-Hastings.
         *
         * @return the median over blocks
         */
        public double ratio() {
            double[] ratios = new double[blocks];
            Arrays.setAll(ratios, i -> mh[i] / rejectionFree[i]);
            Arrays.sort(ratios);
            return blocks == 0 ? Double.NaN : ratios[blocks / 2];
        }

        /**
         * The same of the quietest block of each.
         *
         * @return the ratio
         */
        public double quietRatio() {
            return quietest(mh) / quietest(rejectionFree);
        }

        /**
         * Nanoseconds a step of Metropolis-Hastings.
         *
         * @return of the quietest block
         */
        public double quietStepNs() {
            return quietest(mh);
        }

        /**
         * Nanoseconds a move of the rejection-free chain.
         *
         * @return of the quietest block
         */
        public double quietMoveNs() {
            return quietest(rejectionFree) * STEPS * blocks / moves;
        }

        private double quietest(double[] times) {
            return Arrays.stream(times, 0, blocks).min().orElse(Double.NaN);
        }

        private void add(double ofMh, double ofRejectionFree, long moved) {
            if (blocks == mh.length) {
                mh = Arrays.copyOf(mh, 2 * blocks);
                rejectionFree = Arrays.copyOf(rejectionFree, 2 * blocks);
            }
            mh[blocks] = ofMh;
            rejectionFree[blocks++] = ofRejectionFree;
            moves += moved;
        }
    }

    @Benchmark
    public Tally inTurn(Pair pair, Times times) {
        long begin = System.nanoTime();
        pair.mh.advance(pair.chains, MH_STEPS / pair.count, pair.tally);
        long middle = System.nanoTime();
        long before = pair.moved.acceptances();
        pair.rejectionFree.advance(pair.others, STEPS / pair.count, pair.moved);
        long end = System.nanoTime();
        times.add(
                (double) (middle - begin) / MH_STEPS,
                (double) (end - middle) / STEPS,
                pair.moved.acceptances() - before);
        return pair.tally;
    }
}
