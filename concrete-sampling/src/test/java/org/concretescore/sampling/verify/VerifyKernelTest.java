package org.concretescore.sampling.verify;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.exact.Ising;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.score.LogDensity;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.TiedScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.Support;
import org.concretescore.sampling.chain.Chains;
import org.concretescore.sampling.chain.EnumerableKernel;
import org.concretescore.sampling.chain.EnumerableProposal;
import org.concretescore.sampling.chain.MetropolisHastings;
import org.concretescore.sampling.chain.MetropolisHastingsOptions;
import org.concretescore.sampling.chain.Proposal;
import org.concretescore.sampling.chain.ProposalKernel;
import org.concretescore.sampling.chain.RejectionFree;
import org.concretescore.sampling.chain.Tally;
import org.concretescore.sampling.chain.TransitionKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** That wrong kernels and proposals of one's own are found, and right ones pass. */
final class VerifyKernelTest {
    private static final StateSpace SPACE = StateSpace.of(4, 3);
    /** Degrees of 2 to 4. */
    private static final Neighborhood GRID = Graphs.grid(SPACE);

    private static final ExactDistribution P = Support.randomPmf(SPACE, 2, STREAMS.stream("verify"));
    private static final ScoreModel SCORE = TiedScore.of(P, GRID);

    private enum Fault {
        NONE(""),
        NO_DEGREE_CORRECTION("a step changes the probability of state"),
        WRONG_SIGN("a step changes the probability of state"),
        ROWS_DO_NOT_ADD_UP("that add up to"),
        NEGATIVE("with the probability -0.1"),
        CHAINS_DO_OTHERWISE("Pearson's statistic"),
        REMEMBERS("divisible"),
        MOVES_THE_NEXT_CHAIN("when it was asked to advance chain");

        private final String message;

        Fault(String message) {
            this.message = message;
        }
    }

    /** Metropolis-Hastings by hand: a random neighbor among those that are there, corrected by the degrees. */
    private static final class ByHand implements EnumerableKernel {
        private final ScoreModel score;
        private final Fault fault;
        private long calls;

        ByHand(ScoreModel score, Fault fault) {
            this.score = score;
            this.fault = fault;
        }

        @Override
        public StateSpace space() {
            return score.neighborhood().space();
        }

        private double acceptance(int[] x, int slot, int[] y, boolean chains) {
            Neighborhood graph = score.neighborhood();
            int[] scratch = new int[x.length];
            double ratio = Math.exp(score.logRatios(x)[slot]);
            if (fault == Fault.WRONG_SIGN) {
                ratio = 1 / ratio;
            }
            if (fault != Fault.NO_DEGREE_CORRECTION && !(chains && fault == Fault.CHAINS_DO_OTHERWISE)) {
                ratio *= (double) graph.degree(x, 0, scratch) / graph.degree(y, 0, scratch);
            }
            return Math.min(1, ratio);
        }

        @Override
        public void advance(Chains chains, int from, int to, long steps, Tally tally) {
            chains.requireAdvance(this, from, to, steps);
            Neighborhood graph = score.neighborhood();
            int dimension = space().dimension();
            int[] y = new int[dimension];
            int[] states = chains.states();
            for (int chain = from; chain < to; chain++) {
                int moved = fault == Fault.MOVES_THE_NEXT_CHAIN ? (chain + 1) % chains.count() : chain;
                int[] x = java.util.Arrays.copyOfRange(states, moved * dimension, (moved + 1) * dimension);
                for (long step = 0; step < steps; step++) {
                    UniformRandomProvider random = chains.random(chain);
                    int slot;
                    do {
                        slot = random.nextInt(graph.slots());
                    } while (!graph.neighbor(x, 0, slot, y, 0));
                    double u = fault == Fault.REMEMBERS ? (calls++ * 0.618) % 1 : random.nextDouble();
                    if (u < acceptance(x, slot, y, true)) {
                        chains.move(moved, y, 0);
                        System.arraycopy(y, 0, x, 0, dimension);
                    }
                }
                tally.add(steps, 0, steps);
            }
        }

        @Override
        public void transitionProbabilities(int[] states, int at, double[] probabilities) {
            Neighborhood graph = score.neighborhood();
            int dimension = space().dimension();
            int[] x = java.util.Arrays.copyOfRange(states, at, at + dimension);
            int[] y = new int[dimension];
            int here = (int) space().rank(x, 0);
            java.util.Arrays.fill(probabilities, 0);
            double stay = 1;
            double degree = graph.degree(x, 0, y);
            for (int slot = 0; slot < graph.slots(); slot++) {
                if (graph.neighbor(x, 0, slot, y, 0)) {
                    double p = acceptance(x, slot, y, false) / degree;
                    probabilities[(int) space().rank(y, 0)] = p;
                    stay -= p;
                }
            }
            probabilities[here] = stay;
            if (here == 5 && fault == Fault.ROWS_DO_NOT_ADD_UP) {
                probabilities[here] += 0.01;
            }
            if (here == 5 && fault == Fault.NEGATIVE) {
                probabilities[here] = -0.1;
            }
        }

        @Override
        public String toString() {
            return "by hand";
        }
    }

    /** The same without its law. */
    private record Hidden(TransitionKernel kernel) implements TransitionKernel {
        @Override
        public StateSpace space() {
            return kernel.space();
        }

        @Override
        public void advance(Chains chains, int from, int to, long steps, Tally tally) {
            kernel.advance(chains, from, to, steps, tally);
        }
    }

    @ParameterizedTest
    @EnumSource
    void faultsAreFoundAndNamed(Fault fault) {
        EnumerableKernel kernel = new ByHand(SCORE, fault);
        if (fault == Fault.NONE) {
            VerifyKernel.kernel(kernel, P, STREAMS);
            return;
        }
        String message = assertThrows(IllegalArgumentException.class, () -> {
                    VerifyKernel.kernel(kernel, P, STREAMS);
                })
                .getMessage();
        assertTrue(
                message.contains("by hand")
                        && (message.contains(fault.message)
                                || fault == Fault.REMEMBERS
                                || fault == Fault.MOVES_THE_NEXT_CHAIN),
                message);
        if (fault == Fault.REMEMBERS || fault == Fault.MOVES_THE_NEXT_CHAIN) {
            assertThrows(IllegalArgumentException.class, () -> VerifyKernel.divisible(kernel, STREAMS));
        }
    }

    @Test
    void withoutTheLawTheyAreFoundByChains() {
        VerifyKernel.kernel(new Hidden(new ByHand(SCORE, Fault.NONE)), P, STREAMS);
        for (Fault fault : new Fault[] {Fault.NO_DEGREE_CORRECTION, Fault.WRONG_SIGN, Fault.REMEMBERS}) {
            TransitionKernel kernel = new Hidden(new ByHand(SCORE, fault));
            assertThrows(IllegalArgumentException.class, () -> VerifyKernel.kernel(kernel, P, STREAMS), "" + fault);
        }
    }

    /** 16 spins on a graph of all states: the log density of samples may not change in the mean. */
    @Test
    void onLargeSpacesMeansStay() {
        Ising ising = Ising.of(4, 4, 0.3, 0.1);
        VerifyKernel.kernel(MetropolisHastings.of(ising.score()), ising, STREAMS);
        Ising other = Ising.of(4, 4, 0.28, 0.1);
        TransitionKernel wrong = MetropolisHastings.of(other.score());
        String message = assertThrows(IllegalArgumentException.class, () -> VerifyKernel.kernel(wrong, ising, STREAMS))
                .getMessage();
        assertTrue(message.contains("change of the log density: the mean is"), message);
        LogDensity alone = new LogDensity() {
            @Override
            public StateSpace space() {
                return ising.space();
            }

            @Override
            public void logDensities(int[] states, int count, double[] logDensities) {
                ising.logDensities(states, count, logDensities);
            }
        };
        assertTrue(assertThrows(IllegalArgumentException.class, () -> VerifyKernel.kernel(wrong, alone, STREAMS))
                .getMessage()
                .contains("can't be sampled; use a Target"));
        assertThrows(IllegalArgumentException.class, () -> VerifyKernel.kernel(wrong, P, STREAMS));
    }

    static Stream<TransitionKernel> kernels() {
        MetropolisHastingsOptions options = MetropolisHastingsOptions.defaults();
        return Stream.of(
                MetropolisHastings.of(SCORE),
                RejectionFree.of(SCORE),
                ProposalKernel.of(SCORE, new Law(ProposalFault.NONE), options));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void ownKernelsPass(TransitionKernel kernel) {
        VerifyKernel.kernel(kernel, P, STREAMS);
    }

    private enum ProposalFault {
        NONE(""),
        NO_CORRECTION("the log correction is 0.0, but"),
        WRONG_DENSITY("Pearson's statistic"),
        EMPTY_SLOT("where it is empty"),
        TOO_MUCH("that add up to"),
        CHANGES_THE_STATE("changed the state");

        private final String message;

        ProposalFault(String message) {
            this.message = message;
        }
    }

    /** A neighbor that is there, uniformly, but with a half never the first coordinate: it stays then. */
    private record Law(ProposalFault fault) implements EnumerableProposal {
        @Override
        public Neighborhood neighborhood() {
            return GRID;
        }

        @Override
        public int draw(int[] states, int at, UniformRandomProvider random) {
            if (fault == ProposalFault.CHANGES_THE_STATE) {
                states[at] = 0;
            }
            int slot;
            do {
                slot = random.nextInt(GRID.slots());
            } while (fault != ProposalFault.EMPTY_SLOT && !GRID.neighbor(states, at, slot, new int[2], 0));
            return slot < 2 && random.nextDouble() < (fault == ProposalFault.WRONG_DENSITY ? 0.4 : 0.5) ? STAY : slot;
        }

        @Override
        public double logCorrection(int[] states, int at, int slot) {
            int[] y = new int[2];
            GRID.neighbor(states, at, slot, y, 0);
            int[] scratch = new int[2];
            return fault == ProposalFault.NO_CORRECTION
                    ? 0
                    : Math.log((double) GRID.degree(states, at, scratch) / GRID.degree(y, 0, scratch));
        }

        @Override
        public void probabilities(int[] states, int at, double[] probabilities) {
            int[] scratch = new int[2];
            double degree = GRID.degree(states, at, scratch);
            for (int slot = 0; slot < GRID.slots(); slot++) {
                boolean there = GRID.neighbor(states, at, slot, scratch, 0);
                probabilities[slot] = there ? (slot < 2 ? 0.5 : fault == ProposalFault.TOO_MUCH ? 3 : 1) / degree : 0;
            }
        }
    }

    /** The same without its probabilities. */
    private record Drawn(Proposal proposal) implements Proposal {
        @Override
        public Neighborhood neighborhood() {
            return proposal.neighborhood();
        }

        @Override
        public int draw(int[] states, int at, UniformRandomProvider random) {
            return proposal.draw(states, at, random);
        }

        @Override
        public double logCorrection(int[] states, int at, int slot) {
            return proposal.logCorrection(states, at, slot);
        }
    }

    @ParameterizedTest
    @EnumSource
    void wrongProposalsAreFound(ProposalFault fault) {
        Proposal proposal = new Law(fault);
        if (fault == ProposalFault.NONE) {
            VerifyKernel.proposal(proposal, 12, STREAMS);
            VerifyKernel.proposal(proposal, 5, STREAMS);
            VerifyKernel.proposal(new Drawn(proposal), 12, STREAMS);
            return;
        }
        String message = assertThrows(
                        IllegalArgumentException.class, () -> VerifyKernel.proposal(proposal, 12, STREAMS))
                .getMessage();
        assertTrue(message.contains("Law[fault=" + fault) && message.contains(fault.message), message);
        if (fault != ProposalFault.WRONG_DENSITY && fault != ProposalFault.TOO_MUCH) {
            assertThrows(IllegalArgumentException.class, () -> VerifyKernel.proposal(new Drawn(proposal), 12, STREAMS));
        }
    }
}
