package org.concretescore.sampling.chain;

import static org.concretescore.core.verify.TestStreams.STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.concretescore.core.exact.ExactDistribution;
import org.concretescore.core.graph.Graphs;
import org.concretescore.core.graph.Neighborhood;
import org.concretescore.core.graph.OwnGraph;
import org.concretescore.core.score.ScoreModel;
import org.concretescore.core.score.SymmetrizedScore;
import org.concretescore.core.score.TableScore;
import org.concretescore.core.space.StateSpace;
import org.concretescore.sampling.Support;
import org.concretescore.sampling.diagnostics.TransitionMatrix;
import org.concretescore.sampling.verify.VerifyKernel;
import org.junit.jupiter.api.Test;

/** Metropolis-Hastings with proposals of one's own. */
final class ProposalKernelTest {
    private static final StateSpace SPACE = StateSpace.of(3, 4);
    private static final MetropolisHastingsOptions DEFAULTS = MetropolisHastingsOptions.defaults();

    /** A table of q, which leaves a tenth to a half for staying. */
    private record TableProposal(Neighborhood neighborhood, double[][] q) implements EnumerableProposal {
        static TableProposal random(Neighborhood graph, UniformRandomProvider random) {
            int n = (int) graph.space().size();
            double[][] q = new double[n][graph.slots()];
            int dimension = graph.space().dimension();
            int[] x = new int[dimension];
            for (int rank = 0; rank < n; rank++) {
                graph.space().unrank(rank, x, 0);
                double sum = 0;
                for (int slot = 0; slot < graph.slots(); slot++) {
                    if (graph.neighbor(x, 0, slot, new int[dimension], 0)) {
                        q[rank][slot] = Math.exp(2 * random.nextDouble());
                        sum += q[rank][slot];
                    }
                }
                double moves = 0.9 - 0.4 * random.nextDouble();
                for (int slot = 0; slot < graph.slots(); slot++) {
                    q[rank][slot] *= moves / sum;
                }
            }
            return new TableProposal(graph, q);
        }

        private double[] row(int[] states, int at) {
            return q[(int) neighborhood.space().rank(states, at)];
        }

        @Override
        public int draw(int[] states, int at, UniformRandomProvider random) {
            double rest = random.nextDouble();
            double[] row = row(states, at);
            for (int slot = 0; slot < row.length; slot++) {
                if (rest < row[slot]) {
                    return slot;
                }
                rest -= row[slot];
            }
            return STAY;
        }

        @Override
        public double logCorrection(int[] states, int at, int slot) {
            int[] y = new int[neighborhood.space().dimension()];
            neighborhood.neighbor(states, at, slot, y, 0);
            return Math.log(row(y, 0)[neighborhood.slotOf(y, 0, states, at)] / row(states, at)[slot]);
        }

        @Override
        public void probabilities(int[] states, int at, double[] probabilities) {
            System.arraycopy(row(states, at), 0, probabilities, 0, probabilities.length);
        }
    }

    /** Says what it is told to. */
    private record Fixed(Neighborhood neighborhood, int slot, double logCorrection) implements Proposal {
        @Override
        public int draw(int[] states, int at, UniformRandomProvider random) {
            return slot;
        }

        @Override
        public double logCorrection(int[] states, int at, int slotOfMove) {
            return logCorrection;
        }
    }

    private static List<ProposalKernel> kernels(ExactDistribution p, UniformRandomProvider random) {
        List<ProposalKernel> kernels = new ArrayList<>();
        for (String name : Graphs.NAMES) {
            ScoreModel model = SymmetrizedScore.of(p.score(Graphs.parse(name, SPACE)));
            TableProposal proposal = TableProposal.random(model.neighborhood(), random);
            kernels.add(ProposalKernel.of(model, proposal, DEFAULTS));
            kernels.add(ProposalKernel.of(
                    TableScore.of(model), proposal, new MetropolisHastingsOptions(0.2, Acceptance.BARKER)));
        }
        return kernels;
    }

    /** And chains obey the matrix. False alarm: one run in 10^5. */
    @Test
    void everyProposalIsReversible() {
        UniformRandomProvider random = STREAMS.stream("proposal");
        ExactDistribution p = Support.randomPmf(SPACE, 2, random);
        List<ProposalKernel> kernels = kernels(p, random);
        for (int i = 0; i < kernels.size(); i++) {
            ProposalKernel kernel = kernels.get(i);
            KernelChecks.assertReversible(kernel, p);
            VerifyKernel.divisible(kernel, STREAMS);
            VerifyKernel.steps(kernel, TransitionMatrix.of(kernel), i % 12, 2, STREAMS);
        }
    }

    @Test
    void onlyAnAcceptanceCostsARow() {
        UniformRandomProvider random = STREAMS.stream("proposal");
        CountingModel counting =
                new CountingModel(Support.randomPmf(SPACE, 4, random).score(Graphs.grid(SPACE)));
        ProposalKernel kernel = ProposalKernel.of(counting, TableProposal.random(Graphs.grid(SPACE), random), DEFAULTS);
        Tally tally = new Tally();
        kernel.advance(Chains.atRandom(SPACE, 6, STREAMS, "c"), 300, tally);
        assertEquals(counting.rows().get(), tally.rowEvaluations());
        assertTrue(tally.rowEvaluations() <= tally.acceptances() + 6);
        assertTrue(tally.acceptances() < tally.proposals() && tally.proposals() < 6 * 300);
    }

    @Test
    void badAnswersAreRefused() {
        ExactDistribution p = Support.randomPmf(SPACE, 1, STREAMS.stream("bad"));
        Neighborhood grid = Graphs.grid(SPACE);
        Chains chains = Chains.startingAt(SPACE, new int[] {2, 3}, 1, STREAMS, "bad");
        for (ScoreModel model : List.of(p.score(grid), TableScore.of(p.score(grid)))) {
            // Slot 0 is one up in coordinate 0, where 2 is the last value.
            for (int slot : new int[] {-2, 4}) {
                assertFails("drew slot " + slot + " at state [2, 3]", model, new Fixed(grid, slot, 0), chains);
            }
            assertFails("log correction of state [2, 3], slot 1", model, new Fixed(grid, 1, Double.NaN), chains);
            assertFails("is Infinity", model, new Fixed(grid, 1, Double.POSITIVE_INFINITY), chains);
            ProposalKernel empty = ProposalKernel.of(model, new Fixed(grid, 0, 0), DEFAULTS);
            empty.advance(chains, 10, new Tally());
            ProposalKernel unknown = ProposalKernel.of(model, new Fixed(grid, 1, 0), DEFAULTS);
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> unknown.transitionProbabilities(new int[2], 0, new double[12]));
        }
    }

    private static void assertFails(String words, ScoreModel model, Proposal proposal, Chains chains) {
        ProposalKernel kernel = ProposalKernel.of(model, proposal, DEFAULTS);
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> kernel.advance(chains.copy(), 1, new Tally()));
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void graphsAreChecked() {
        ExactDistribution p = Support.randomPmf(SPACE, 1, STREAMS.stream("bad"));
        Neighborhood chain = Graphs.chain(SPACE);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> ProposalKernel.of(p.score(chain), new Fixed(chain, 0, 0), DEFAULTS));
        assertTrue(e.getMessage().contains("chain on StateSpace[3, 4] is directed"), e.getMessage());
        e = assertThrows(
                IllegalArgumentException.class,
                () -> ProposalKernel.of(p.score(Graphs.grid(SPACE)), new Fixed(Graphs.hamming(SPACE), 0, 0), DEFAULTS));
        assertTrue(e.getMessage().contains("but the proposal is on hamming"), e.getMessage());
        // What they are called says nothing of two graphs of one's own.
        ScoreModel model = p.score(new OwnGraph(Graphs.grid(SPACE), "mine"));
        ProposalKernel.of(model, new Fixed(new OwnGraph(Graphs.grid(SPACE), "mine"), 0, 0), DEFAULTS);
        ProposalKernel.of(model, new Fixed(Graphs.grid(SPACE), 0, 0), DEFAULTS);
        Neighborhood other = new OwnGraph(Graphs.symmetrize(Graphs.tree(SPACE)), "mine");
        e = assertThrows(
                IllegalArgumentException.class, () -> ProposalKernel.of(model, new Fixed(other, 0, 0), DEFAULTS));
        assertTrue(
                e.getMessage()
                        .endsWith(
                                "but the proposal is on mine on StateSpace[3, 4], which has other edges, or other slots"),
                e.getMessage());
    }
}
